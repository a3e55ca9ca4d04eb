"""docs/policy.md: every document in it is read, every case comes out as it says, every mistake is the one it tells."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from settlement.core.policy import PolicyInvalid, parse
from settlement.core.quoting import quote

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def examples() -> list[Any]:
    """Each case of the page with the document above it."""
    found, document = [], ""
    for kind, text in BLOCKS:
        if kind == "json":
            document = text
        elif kind == "cases":
            title = json.loads(document)["title"]["en"]
            for number, line in enumerate(text.splitlines(), start=1):
                case, paid = line.split(" → ")
                found.append(pytest.param(document, case, paid, id=f"{title} {number}"))
    return found


def test_the_page_is_made_of_these_blocks() -> None:
    kinds = [kind for kind, _ in BLOCKS]
    assert kinds == ["json", "cases"] * 6 + ["json", "mistakes"]


@pytest.mark.parametrize(("document", "case", "paid"), examples())
def test_a_case_of_the_page(document: str, case: str, paid: str) -> None:
    assert quote(parse(json.loads(document)), json.loads(case))["payers"] == json.loads(paid)


def test_the_mistakes_of_the_page() -> None:
    (_, document), (_, told) = BLOCKS[-2:]
    with pytest.raises(PolicyInvalid) as caught:
        parse(json.loads(document))
    assert [f"{path}: {message}" for path, message in caught.value.fields] == told.splitlines()
