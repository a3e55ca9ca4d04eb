"""Every mistake a list can have is said in both languages, with what its words fill in."""

import re

import pytest
from django.utils.translation import override

from canteen.core.intake.cells import Wrong
from canteen.core.intake.kinds import SHAPES
from canteen.core.intake.known import Change
from canteen.gateways.intake_mistakes import mistake_words
from canteen.gateways.intake_words import change_words, column_words, kind_words
from tests.house.source import modules

MADE = re.compile(
    r'(?:unreadable\(\s*|refused\("\w+", (?:"[\w-]+" if \w+ else )?|Wrong\([^,]+, '
    r"|_pattern\(\w+, |_one_of\(\w+, |fault=)"
    r'"([a-z0-9]+(?:-[a-z0-9]+)*)"'
)
FILLED: dict[str, str | int] = {
    "most": 5,
    "row": 7,
    "count": 17,
    "text": "x",
    "likely": "y",
    "among": "z",
    "day": "2026-01-01",
    "name": "w",
    "rest": "v",
}


def codes() -> set[str]:
    """Every code that the readers of lists can give a mistake."""
    places = ("canteen.core.intake", "canteen.gateways.tables", "canteen.operations.imports")
    return {
        code for module in modules("canteen") if module.name.startswith(places) for code in MADE.findall(module.text)
    }


def test_the_codes_are_found() -> None:
    assert {"id-number-rounded", "region-unknown", "twice-in-list", "cell-error", "card-taken", "login"} <= codes()


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_mistake_has_words(code: str) -> None:
    wrong = Wrong("name", code, {**FILLED})
    with override("zh-hans"):
        chinese = mistake_words(wrong=wrong)
    with override("en"):
        english = mistake_words(wrong=wrong)
    assert code not in (chinese, english)
    assert not re.search(r"[\u4e00-\u9fff]", english.replace("x", ""))
    assert "%(" not in chinese + english


def test_columns_and_changes_have_words() -> None:
    for shape in SHAPES.values():
        for column in shape.columns:
            with override("en"):
                words = f"{kind_words(kind=shape.kind.value)} {column_words(kind=shape.kind.value, key=column.key)}"
            assert not re.search(r"[\u4e00-\u9fff]", words)
    change = Change("category", "disabled|轻度|2026-01-01|2027-01-01", "disabled|重度|2026-09-01|")
    with override("zh-hans"):
        assert change_words(kind="facts", change=change, named=str) == (
            "类别",
            "失能 轻度，自 2026-01-01，至 2027-01-01 止（当日不计）",
            "失能 重度，自 2026-09-01",
        )
        phone = Change("phone", "", "13905728123")
        assert change_words(kind="elders", change=phone, named=str) == ("联系电话", "", "139****8123")
        assert change_words(kind="canteens", change=Change("latitude", "", "30800000"), named=str)[2] == "30.800000"
