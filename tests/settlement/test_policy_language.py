"""docs/policy.md: every document and phrase is read, every case comes out as it says, every mistake is told so."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from settlement.core.doubts import doubts
from settlement.core.policy import PolicyInvalid, parse
from settlement.core.quoting import quote
from tests.settlement.core.documents import Json, document, fund, layer

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
    assert kinds == ["json", "cases"] * 17 + ["json", "doubts", "json", "mistakes"]


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
        "limits": [
            {"id": "sitting", "per": "sitting", "count": 1},
            {"id": "day", "per": "day", "count": 2},
            {"id": "month", "per": "month", "count": 60},
            {"id": "breakfast", "per": "day", "counts": "every_meal", "when": {"sitting": ["breakfast"]}},
        ],
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
    parse(document(layer("city", {"fixed": "1.00"}), layer("town", **taken), layer("next", {"fixed": "1.00"}), **whole))


def phrase(begin: str) -> Any:
    """What the page gives for the one phrase that begins so."""
    (text,) = (text for says, _, text in PHRASES if says.startswith(begin))
    return json.loads(text if text.startswith("{") else f"{{{text}}}")


def who_pays(written: Json, fen: int = 1200, **more: Any) -> dict[str, int]:
    """Who pays how much of a lunch."""
    case = {"service_on": "2026-11-21", "sitting": "lunch", "lines": [{"kind": "set", "fen": fen}], **more}
    payers: Any = quote(parse(written), case)["payers"]
    return dict(payers)


@pytest.mark.parametrize("says", [says for says, place, text in PHRASES if text.startswith('"limits": [{')])
def test_no_limit_of_the_table_subsidises_a_second_portion(says: str) -> None:
    written = document(layer("town", {"fixed": "20.00"}, **fund("town")), **phrase(says))
    case = {"service_on": "2026-11-21", "sitting": "lunch", "lines": [{"kind": "set", "fen": 2000}]}
    answer: Any = quote(parse(written), case)
    used = {claim["limit"]: {"count": 1, "fen": claim["fen"]} for claim in answer["claims"]}
    assert answer["payers"].get("fund:town", 0) > 0
    assert who_pays(written, 2000, used=used) == {"elder": 2000}


def test_a_meal_that_is_counted_and_has_a_sum_ends_the_band_too() -> None:
    five = {"lines": ["set"], "at_most": "5.00", "beyond": {"fund": "charity"}, "empty": {"then": "hold", "part": True}}
    written = document(layer("town", {"fixed": "3.00"}, **fund("town")), elder=[five], **phrase("可叠加"))
    assert who_pays(written) == {"fund:town": 300, "fund:charity": 400, "elder": 500}
    assert who_pays(written, used={"sitting": 1, "meal": {"count": 1, "fen": 300}}) == {"elder": 1200}
    mixed = [{"id": "meal", "per": "sitting", "count": 1, "sum": "8.00", "counts": "paid"}]
    assert who_pays({**written, "limits": mixed}, used={"meal": 1}) == {"fund:charity": 700, "elder": 500}


def test_two_share_a_discount_up_to_a_sum_a_month() -> None:
    limits = phrase("每月补贴不超过100元")["limits"]
    limits[1]["sum"] = "50.00"
    city = layer("city", phrase("八折，每月优惠至多100元"), **fund("city"), limits=["sitting", "month"])
    written = document(city, layer("shop", phrase("上例的食堂"), limits=["sitting"]), limits=limits)
    assert who_pays(written, 1239) == {"fund:city": 123, "canteen": 123, "elder": 993}
    assert who_pays(written, 1239, used={"month": {"count": 9, "fen": 4900}}) == {
        "fund:city": 100, "canteen": 100, "elder": 1039,
    }  # fmt: skip
    assert who_pays(written, 1239, used={"month": {"count": 9, "fen": 5000}}) == {"elder": 1239}


def test_half_as_much_again_and_a_discount_after_the_subsidies() -> None:
    city = layer("city", {"fixed": "3.01"}, **fund("city"))
    assert who_pays(document(city, layer("shop", phrase("食堂按市级补贴的1.5倍")))) == {
        "fund:city": 301, "canteen": 451, "elder": 448,
    }  # fmt: skip
    less = layer("shop", {"fixed": "2.00"}, when=phrase("补贴后仍满10元的再减"))
    written = document({**city, "discount": True}, less)
    assert who_pays(written, 1300) == {"fund:city": 301, "elder": 999}
    assert who_pays(written, 1301) == {"fund:city": 301, "canteen": 200, "elder": 800}


def test_two_meals_a_day_on_so_many_days_a_month() -> None:
    days = [
        layer(name, {"fixed": "3.00"}, **fund("town"), **phrase(begin))
        for name, begin in (("first", "每月不超过22天"), ("second", "上例当天第二餐"))
    ]
    limits = [
        {"id": "sitting", "per": "sitting", "count": 1},
        {"id": "day", "per": "day", "count": 2},
        {"id": "month", "per": "month", "count": 22},
    ]
    written = document(*days, limits=limits)
    for used, town in (
        ({"month": 21}, 300), ({"month": 22}, 0), ({"month": 22, "day": 1}, 300), ({"month": 22, "day": 2}, 0),
        ({"month": 5, "day": 1, "sitting": 1}, 0),
    ):  # fmt: skip
        assert who_pays(written, used=used).get("fund:town", 0) == town, used


def test_a_lunch_after_breakfast_and_what_a_dear_meal_costs_her() -> None:
    limits = [{"id": "breakfast", "per": "day", "counts": "every_meal", "when": {"sitting": ["breakfast"]}}]
    written = document(layer("town", {"fixed": "1.00"}, when=phrase("当天已用早餐")), limits=limits)
    assert who_pays(written, used={"breakfast": 1}) == {"canteen": 100, "elder": 1100}
    assert who_pays(written) == who_pays(written, sitting="breakfast", used={"breakfast": 1}) == {"elder": 1200}
    band = document(layer("town", {"fixed": "3.00"}, **fund("town")), **phrase("老人付5元，餐标20元"))
    assert who_pays(band, 2000) == {"fund:town": 300, "canteen": 1200, "elder": 500}
    assert who_pays(band, 2300) == {"fund:town": 300, "canteen": 1200, "elder": 800}


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
