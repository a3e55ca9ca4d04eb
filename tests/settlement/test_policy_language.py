"""docs/policy.md: every document and phrase is read, every case comes out as it says, every mistake is told so."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from settlement.core.doubts import doubts
from settlement.core.policy import PolicyInvalid, parse
from settlement.core.quoting import quote
from tests.settlement.core.documents import document, fund, layer

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
# documents that others of the page include, "json region/version" at their head
PUBLISHED = {
    ref: json.loads(text) for ref, text in re.findall(r"^```json (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
}
PHRASES = re.findall(r"^\| ([^|]+) \| (`formula`|`when`|layer|document) \| `(.+)` \|$", PAGE, re.MULTILINE)
REGIONS = {"guangzhou": "广州市", "zengcheng": "增城区", "zhengguo": "正果镇"}


def examples() -> list[Any]:
    """Each case of the page with the document above it."""
    found, written = [], ""
    for kind, text in BLOCKS:
        if kind == "json":
            written = text
        elif kind == "cases":
            title = json.loads(written)["title"]["en"]
            for number, line in enumerate(text.splitlines(), start=1):
                case, paid = line.split(" → ")
                found.append(pytest.param(written, case, paid, id=f"{title} {number}"))
    return found


def test_the_page_is_made_of_these_blocks() -> None:
    kinds = [kind for kind, _ in BLOCKS]
    assert kinds == ["json", "cases"] * 14 + ["json", "doubts", "json", "mistakes"]


@pytest.mark.parametrize(("written", "case", "paid"), examples())
def test_a_case_of_the_page(written: str, case: str, paid: str) -> None:
    assert quote(parse(json.loads(written), PUBLISHED), json.loads(case))["payers"] == json.loads(paid)


def test_every_phrase_of_the_table_is_tried() -> None:
    table = PAGE.split("## The notice says, you write")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and "| — |" not in line]
    assert len(rows) - 1 == len(PHRASES)


@pytest.mark.parametrize(("place", "text"), [pytest.param(place, text, id=says) for says, place, text in PHRASES])
def test_a_phrase_stands_where_the_page_puts_it(place: str, text: str) -> None:
    """Written into the smallest document around it, what the page gives for a phrase is no mistake."""
    whole: dict[str, Any] = {
        "regions": REGIONS,
        "canteens": {"youte": "优特社区食堂"},
        "limits": [{"id": "day", "per": "day", "count": 1}, {"id": "month", "per": "month", "count": 60}],
    }
    taken: dict[str, Any] = {"formula": {"fixed": "1.00"}, **fund("town", "hold")}
    if place == "document":
        whole |= json.loads(f"{{{text}}}")
    elif place == "layer":
        taken |= json.loads(f"{{{text}}}")
    else:
        taken[place.strip("`")] = json.loads(text)
    if "tiers_pick" in taken:
        taken = {"tiers": [{"formula": taken.pop("formula")}], **taken}
    if taken["payer"] == "canteen":
        del taken["empty"]
    parse(document(layer("town", **taken), layer("next", {"fixed": "1.00"}), **whole))


def test_what_three_bear_three_to_three_to_four_adds_up_at_every_price() -> None:
    """Where five yuan are shared, not even a fen of a cheaper meal is left to the elder."""
    formulas = {says: json.loads(text) for says, place, text in PHRASES if place == "`formula`"}
    (three,) = (formula for says, formula in formulas.items() if "3:3:4" in says)
    (four,) = (formula for says, formula in formulas.items() if says.startswith("上例的镇"))
    shares = (("city", three), ("county", three), ("town", four))
    policy = parse(document(*(layer(payer, formula, **fund(payer)) for payer, formula in shares)))
    case = {"service_on": "2026-11-21", "sitting": "lunch"}
    for price in range(1, 1202):
        payers: Any = quote(policy, {**case, "lines": [{"kind": "set", "fen": price}]})["payers"]
        paid = [payers.get(f"fund:{payer}", 0) for payer, _ in shares]
        assert payers.get("elder", 0) == max(0, price - 500), price
        assert all(abs(10 * fen - part * min(price, 500)) < 20 for fen, part in zip(paid, (3, 3, 4), strict=True)), (
            price
        )


def test_the_doubts_of_the_page() -> None:
    (_, written), (_, told) = BLOCKS[-4:-2]
    found = doubts(parse(json.loads(written)))
    assert [f"{doubt.path}: {doubt.en} ({doubt.example_en})" for doubt in found] == told.splitlines()


def test_the_mistakes_of_the_page() -> None:
    (_, written), (_, told) = BLOCKS[-2:]
    with pytest.raises(PolicyInvalid) as caught:
        parse(json.loads(written))
    assert [f"{path}: {message}" for path, message in caught.value.fields] == told.splitlines()
