"""Doubts: what a valid policy probably does not mean, each with somebody in whom it shows; and nothing else."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

from settlement.core.doubts import doubts
from settlement.core.policy import parse
from tests.settlement.core.certain import CERTAIN
from tests.settlement.core.documents import Json, document, documents, fund, layer
from tests.settlement.core.doubted import DOUBTED
from tests.settlement.core.doubted_ages import CERTAIN_AGES
from tests.settlement.core.doubted_counts import CERTAIN_COUNTS, DOUBTED_COUNTS
from tests.settlement.core.doubted_limits import CERTAIN_LIMITS, DOUBTED_LIMITS, PUBLISHED
from tests.settlement.core.doubted_money import CERTAIN_MONEY, DOUBTED_MONEY
from tests.settlement.core.doubted_names import CERTAIN_NAMES, DOUBTED_NAMES
from tests.settlement.core.doubted_parts import CERTAIN_PARTS, DOUBTED_PARTS
from tests.settlement.core.doubted_people import CERTAIN_PEOPLE, DOUBTED_PEOPLE
from tests.settlement.core.doubted_places import CERTAIN_PLACES, DOUBTED_PLACES
from tests.settlement.core.doubted_units import CERTAIN_UNITS, DOUBTED_UNITS
from tests.settlement.core.doubted_wholes import CERTAIN_WHOLES, DOUBTED_WHOLES
from tests.settlement.core.doubts_shown import SHOWN, assert_shown
from tests.settlement.core.pieces import DAYS_2027, PLACES, ages, both, category, fixed, tiers

ALL_DOUBTED = [
    *DOUBTED,
    *DOUBTED_MONEY,
    *DOUBTED_LIMITS,
    *DOUBTED_PLACES,
    *DOUBTED_NAMES,
    *DOUBTED_PARTS,
    *DOUBTED_WHOLES,
    *DOUBTED_UNITS,
    *DOUBTED_PEOPLE,
    *DOUBTED_COUNTS,
]
ALL_CERTAIN = [
    *CERTAIN,
    *CERTAIN_MONEY,
    *CERTAIN_LIMITS,
    *CERTAIN_PLACES,
    *CERTAIN_NAMES,
    *CERTAIN_AGES,
    *CERTAIN_PARTS,
    *CERTAIN_WHOLES,
    *CERTAIN_UNITS,
    *CERTAIN_PEOPLE,
    *CERTAIN_COUNTS,
]
FOLDER = Path(__file__).parent.parent / "policies"


@pytest.mark.parametrize(
    ("written", "expected"), [pytest.param(written, found, id=name) for name, written, found in ALL_DOUBTED]
)
def test_a_doubtful_document_has_exactly_its_doubts(written: Json, expected: list[tuple[str, str, str]]) -> None:
    policy = parse(written, PUBLISHED)
    found = doubts(policy)
    assert [(doubt.path, doubt.code, doubt.example) for doubt in found] == expected
    for doubt in found:
        assert_shown(written, policy, doubt)


@pytest.mark.parametrize("written", [pytest.param(written, id=name) for name, written in ALL_CERTAIN])
def test_a_plain_document_has_none(written: Json) -> None:
    assert doubts(parse(written, PUBLISHED)) == ()


@settings(max_examples=40)
@given(documents)
def test_every_document_can_be_looked_at_and_every_example_shows_its_doubt(written: Json) -> None:
    assert_all_shown(written)


@pytest.mark.slow
@settings(max_examples=1000)
@given(documents)
def test_thousands_of_documents_can_be_looked_at(written: Json) -> None:
    assert_all_shown(written)


def assert_all_shown(written: Json) -> None:
    policy = parse(written)
    found = doubts(policy)
    assert found == doubts(parse(written))
    for doubt in found:
        assert doubt.zh
        assert doubt.en
        assert_shown(written, policy, doubt)


def test_every_code_stands_in_the_table() -> None:
    assert {code for _, _, found in ALL_DOUBTED for _, code, _ in found} == set(SHOWN)


def test_years_that_somebody_knows_of_are_looked_at() -> None:
    policy = parse(document(layer("town", fixed("1.00"), when={"calendar": ["day_off"]})))
    assert doubts(policy) == doubts(policy, years=(2025, 2026)) == ()
    assert [(doubt.path, doubt.code) for doubt in doubts(policy, years=(2026, 2027))] == [
        ("layers[0].when", "unscheduled")
    ]


def test_what_stands_in_an_included_document_is_its_own_doubt() -> None:
    city = document(layer("city", **tiers((ages(from_=60), "1.00"), (ages(from_=80), "2.00"))))
    town = document(
        {"include": {"policy": "guangzhou/3"}}, layer("town", **tiers((ages(60, 70), "1.00"), (ages(from_=71), "2.00")))
    )
    found = doubts(parse(town, {"guangzhou/3": city}))
    assert [(doubt.path, doubt.code) for doubt in found] == [("layers[1].tiers", "age-gap")]


def brought(*layers: str) -> Json:
    return {"include": {"policy": "guangzhou/3", **({"layers": list(layers)} if layers else {})}}


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param((brought("one"), brought("two")), id="the same document twice, each time another layer of it"),
        pytest.param((brought(), {"include": {"policy": "zengcheng/1"}}), id="two documents"),
        pytest.param(({"include": {"policy": "paitan/1"}}, brought("one")), id="one that includes another one"),
    ],
)
def test_a_doubt_stands_where_its_layer_does_behind_whatever_is_included(steps: tuple[Json, ...]) -> None:
    """Nor is what another document's exclusions and limits ask for looked at again, at a path that is not there."""
    misspelt = {"id": "out", "title": {"zh": "另", "en": "Other"}, "when": category("tekum")}
    days = {**misspelt, "when": both({"calendar": ["workday"]}, DAYS_2027)}
    nobody = both(ages(below=60), ages(from_=70))
    published = {
        "guangzhou/3": document(
            layer("one", fixed("1.00"), when=category("tekun")), layer("two", fixed("1.00"), limits=["day"]),
            limits=[{"id": "day", "per": "day", "count": 1, "when": nobody}], exclusions=[misspelt],
        ),
        "zengcheng/1": document(layer("three", fixed("1.00")), exclusions=[days]),
        "paitan/1": document({"include": {"policy": "zengcheng/1"}}, layer("four", fixed("1.00"))),
    }  # fmt: skip
    wrong = layer("town", **tiers((ages(60, 70), "1.00"), (ages(from_=71), "2.00")))
    found = doubts(parse(document(*steps, wrong), published))
    assert [(doubt.path, doubt.code) for doubt in found] == [(f"layers[{len(steps)}].tiers", "age-gap")]


# What published rules say and mean although it is doubtful: (path, code) → why it stays.
MEANT: dict[str, dict[tuple[str, str], str]] = {
    "keelung-tw-analogue": dict.fromkeys(
        (("layers[0].tiers[0].when", "young-too"), ("layers[0].tiers[2].when", "young-too")),
        "published so: a rule for elders and for the disabled of whatever age",
    ),
    "tianjin-2024": {
        (
            "layers[0].when",
            "age-gap",
        ): "published so: 60（含）-70（不含）for the severely disabled with an allowance; from "
        "70 on they are meant by another of the seven kinds, and from 80 on by their age",
    },
}


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_published_rules_have_no_doubts_but_those_that_are_meant(name: str) -> None:
    policy = parse(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
    assert {(doubt.path, doubt.code) for doubt in doubts(policy)} == set(MEANT.get(name, {}))


def test_forty_layers_take_a_moment() -> None:
    found = [
        layer(
            f"layer-{at}",
            **fund(f"fund-{at}"),
            when=both({"calendar": ["workday"]}, {"registered": {"in": ["zhengguo", "paitan"]}}),
            **tiers(
                *(
                    (
                        both(
                            ages(60 + (turn * 7 + at) % 35, 65 + (turn * 7 + at) % 35), category(f"c-{(at + turn) % 6}")
                        ),
                        "1.00",
                    )
                    for turn in range(4)
                )
            ),
        )
        for at in range(40)
    ]
    assert_quick(document(*found, **PLACES))


def a_day(at: int, from_: int = 0) -> str:
    return f"{(at + from_) % 12 + 1:02}-{(at * 5 + from_) % 28 + 1:02}"


SOME_DAYS = {"weekday": ["mon", "wed"]}
WORKED = {"calendar": ["workday"]}


@pytest.mark.parametrize("count", [10, 40])
@pytest.mark.parametrize(
    "when",
    [
        pytest.param(
            lambda at: both({"yearly": [{"from": a_day(at), "through": a_day(at, 2)}]}, SOME_DAYS), id="seasons"
        ),
        pytest.param(
            lambda at: both({"yearly": [{"from": a_day(at), "through": a_day(at, 2)}]}, WORKED), id="workdays of them"
        ),
        pytest.param(
            lambda at: both(
                {"yearly": [a_day(at, more) for more in range(40)]}, {"month_day": [*range(1, 20), 20 + at % 9]}
            ),
            id="many days of the year and of the month",
        ),
        pytest.param(
            lambda at: both({"yearly": [a_day(at)]}, WORKED, {"weekday": ["sat", "sun"]}),
            id="a day that may be a workday at a weekend",
        ),
        pytest.param(
            lambda at: both(
                {"yearly": [a_day(at), "02-29"]}, WORKED, SOME_DAYS,
                {"dates": [{"from": f"2026-{a_day(at)}", "through": f"2027-{a_day(at, 5)}"}]},
            ),
            id="all that can be asked of a day",
        ),
    ],
)  # fmt: skip
def test_layers_of_days_take_a_moment(count: int, when: Callable[[int], Json]) -> None:
    tiered = tiers((ages(from_=80), "2.00"), (ages(from_=60), "1.00"))
    assert_quick(document(*(layer(f"layer-{at}", when=when(at), **tiered) for at in range(count))))


def assert_quick(written: Json) -> None:
    policy = parse(written)
    doubts(parse(document(layer("one", fixed("1.00"), when={"calendar": ["workday"]}))))  # the calendar is loaded once
    began = time.process_time()
    doubts(policy)
    assert time.process_time() - began < 2  # a tenth of it on a quiet machine, a third where all is asked of a day
