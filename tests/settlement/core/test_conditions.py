"""Conditions: what each kind answers at its edges, and where what it asks about is not known: yes, no, neither."""

from datetime import date
from typing import Any

import pytest

from settlement.core.case import Case, Fact
from settlement.core.policy.conditions import _KINDS
from settlement.core.split import split
from tests.settlement.core.documents import Json, case, layer, policy
from tests.settlement.core.documents_conditions import PLAIN
from tests.settlement.core.documents_words import CANTEENS, REGIONS

YES, NO, UNKNOWN = True, False, None
TOWN = (("town", "zhengguo"), ("district", "zengcheng"), ("city", "guangzhou"))
NEXT_TOWN = (("town", "licheng"), ("district", "zengcheng"), ("city", "guangzhou"))
DISTRICT = (("district", "zengcheng"), ("city", "guangzhou"))
CITY = (("city", "zhuhai"),)


def truth(condition: Json, of: Case) -> bool | None:
    """What a condition answers: it holds, its opposite holds, or neither of them does."""
    asked = policy(
        layer("yes", {"fixed": "0.01"}, when=condition, limits=[]),
        layer("no", {"fixed": "0.01"}, when={"not": condition}, limits=[]),
        regions=REGIONS,
        canteens=CANTEENS,
        limits=[{"id": "day", "per": "day", "count": 9}],
    )
    paid = {share.layer for share in split(asked, of).shares} - {"elder"}
    assert len(paid) < 2
    return {"yes": True, "no": False}[paid.pop()] if paid else None


def on(day: str, **more: Any) -> Json:
    return {"service_on": date.fromisoformat(day), **more}


def born(day: str, **more: Any) -> Json:
    return {"birth_on": date.fromisoformat(day), **more}


def known(kind: str, value: str = "x", level: str | None = None, place: Any = ()) -> Json:
    return {"facts": (Fact(kind, value, level, place),)}


def used(*ordinals: int) -> Json:
    return {"used": {("day", "2026-11-21"): dict.fromkeys(ordinals, 0)}}


SIXTIES = {"age": {"from": 60, "below": 70}}
SEVERE = {"category_level": {"category": "disabled", "any_of": ["severe", "moderate"]}}
FAR = {"distance": {"from_m": 1000, "below_m": 3000}}
MANY = {"portions": {"from": 5, "below": 10}}
SPAN = {"dates": ["2026-10-18", {"from": "2026-11-20", "through": "2026-11-22"}]}
OPEN_SPANS = {"dates": [{"through": "2026-01-31"}, {"from": "2026-12-01"}]}
HERE = {"registered": {"in": ["zengcheng"]}}
SAME = {"registered": {"same": "town"}}
SUMMER = {"yearly": [{"from": "06-01", "through": "09-30"}]}
WINTER = {"yearly": ["04-30", {"from": "11-15", "through": "03-15"}]}
SECOND_ON = {"nth": {"limit": "day", "from": 2}}
SECOND = {"nth": {"limit": "day", "from": 2, "below": 3}}

OF_HER: list[tuple[Json, Json, bool | None]] = [
    *((SIXTIES, {"age": age}, answer) for age, answer in ((59, NO), (60, YES), (69, YES), (70, NO), (None, UNKNOWN))),
    (SIXTIES, born("1966-11-21"), YES),
    (SIXTIES, born("1966-11-22"), NO),
    (SIXTIES, born("1956-11-21"), NO),
    (SIXTIES, born("1956-11-22"), YES),
    (SIXTIES, born("2026-11-22"), UNKNOWN),  # born after the meal: no age
    ({"age": {"below": 60}}, born("2026-11-21"), YES),
    ({"age": {"from": 100}}, {"age": 120}, YES),
    ({"birthday": True}, born("1950-11-21"), YES),
    ({"birthday": True}, born("1950-11-20"), NO),
    ({"birthday": True}, born("1950-11-22"), NO),
    ({"birthday": False}, born("1950-11-22"), YES),
    ({"birthday": True}, {"age": None}, UNKNOWN),
    ({"birthday": False}, {"age": None}, UNKNOWN),
    ({"birthday": True}, born("1956-02-29", **on("2026-02-28")), YES),
    ({"birthday": True}, born("1956-02-29", **on("2026-03-01")), NO),
    ({"birthday": True}, born("1956-02-29", **on("2028-02-28")), NO),
    ({"birthday": True}, born("1956-02-29", **on("2028-02-29")), YES),
    ({"birth_month": True}, born("1950-11-01"), YES),
    ({"birth_month": True}, born("1950-11-30"), YES),
    ({"birth_month": True}, born("1950-10-21"), NO),
    ({"birth_month": False}, born("1950-12-21"), YES),
    ({"birth_month": False}, born("1950-11-22"), NO),
    ({"birth_month": True}, {"age": None}, UNKNOWN),
    ({"birth_month": False}, {"age": None}, UNKNOWN),
    ({"birth_month": True}, born("1956-02-29", **on("2026-02-01")), YES),
    ({"birth_month": True}, born("1956-02-29", **on("2026-03-01")), NO),
    ({"category": "dibao"}, {}, NO),  # what nobody has recorded of her is not so
    ({"category": "dibao"}, {"categories": ("dibao",)}, YES),
    ({"category": "dibao"}, known("state", "dibao"), NO),
    ({"category_any": ["dibao", "tekun"]}, {"categories": ("tekun",)}, YES),
    ({"category_any": ["dibao", "tekun"]}, {"categories": ("honoured",)}, NO),
    (SEVERE, known("category", "disabled", "severe"), YES),
    (SEVERE, known("category", "disabled", "moderate"), YES),
    (SEVERE, known("category", "disabled", "mild"), NO),
    (SEVERE, known("category", "disabled"), NO),
    (SEVERE, known("category", "dibao", "severe"), NO),
    (SEVERE, {}, NO),
    ({"institution": True}, known("institution"), YES),
    ({"institution": True}, {}, NO),
    ({"institution": False}, known("institution"), NO),
    ({"institution": False}, {}, YES),
    ({"diet": ["diabetic"]}, known("diet", "diabetic"), YES),
    ({"diet": ["diabetic"]}, known("diet", "soft"), NO),
    ({"diet": ["diabetic"]}, known("category", "diabetic"), NO),
    (HERE, known("registration", place=TOWN), YES),
    (HERE, known("registration", place=DISTRICT), YES),
    (HERE, known("registration", place=TOWN) | {"eating": CITY}, YES),
    (HERE, known("registration", place=CITY), NO),
    (HERE, known("registration", place=CITY) | {"eating": TOWN}, NO),
    (HERE, known("registration"), NO),
    (HERE, known("residence", place=TOWN), NO),
    (HERE, {}, NO),
    ({"resident": {"in": ["zengcheng"]}}, known("residence", place=TOWN), YES),
    ({"resident": {"in": ["zengcheng"]}}, known("registration", place=TOWN), NO),
    ({"permit": {"in": ["guangzhou", "zhuhai"]}}, known("permit", place=CITY), YES),
    ({"permit": {"in": ["guangzhou"]}}, known("permit", place=CITY), NO),
    (SAME, known("registration", place=TOWN) | {"eating": TOWN}, YES),
    (SAME, known("registration", place=TOWN) | {"eating": NEXT_TOWN}, NO),
    (SAME, known("registration", place=DISTRICT) | {"eating": TOWN}, NO),
    (SAME, {"eating": TOWN}, NO),
    (SAME, known("registration", place=TOWN), UNKNOWN),
    ({"registered": {"same": "district"}}, known("registration", place=TOWN) | {"eating": NEXT_TOWN}, YES),
    ({"registered": {"same": "city"}}, known("registration", place=CITY) | {"eating": TOWN}, NO),
]  # fmt: skip
OF_MEAL: list[tuple[Json, Json, bool | None]] = [
    ({"sitting": ["lunch", "dinner"]}, {"sitting": "dinner"}, YES),
    ({"sitting": ["lunch", "dinner"]}, {"sitting": "breakfast"}, NO),
    ({"eating": {"in": ["zengcheng"]}}, {"eating": TOWN}, YES),
    ({"eating": {"in": ["zengcheng", "zhuhai"]}}, {"eating": CITY}, YES),
    ({"eating": {"in": ["zhengguo"]}}, {"eating": DISTRICT}, NO),
    ({"eating": {"in": ["zhengguo"]}}, {}, UNKNOWN),
    ({"canteen": ["youte"]}, {"canteen": "youte"}, YES),
    ({"canteen": ["youte"]}, {"canteen": "kangle"}, NO),
    ({"canteen": ["youte"]}, {}, UNKNOWN),
    ({"mode": ["dine_in"]}, {}, YES),
    ({"mode": ["take_away", "delivery"]}, {"mode": "delivery"}, YES),
    ({"mode": ["take_away"]}, {"mode": "delivery"}, NO),
    ({"package": ["therapeutic"]}, {"package": "therapeutic"}, YES),
    ({"package": ["therapeutic"]}, {"package": "festive"}, NO),
    ({"package": ["therapeutic"]}, {}, NO),
    *((FAR, {"distance_m": metres}, answer)
      for metres, answer in ((999, NO), (1000, YES), (2999, YES), (3000, NO), (None, UNKNOWN))),
    ({"distance": {"below_m": 1}}, {"distance_m": 0}, YES),
    ({"distance": {"from_m": 1}}, {"distance_m": 1_000_000}, YES),
    *((MANY, {"portions": portions}, answer) for portions, answer in ((4, NO), (5, YES), (9, YES), (10, NO))),
    ({"calendar": ["workday"]}, on("2026-11-20"), YES),
    ({"calendar": ["workday"]}, on("2026-11-21"), NO),
    ({"calendar": ["workday"]}, on("2026-10-10"), YES),  # a Saturday that is worked
    ({"calendar": ["day_off"]}, on("2026-10-10"), NO),
    ({"calendar": ["day_off"]}, on("2026-10-05"), YES),  # a Monday that was moved
    ({"calendar": ["statutory_holiday"]}, on("2026-10-01"), YES),
    ({"calendar": ["statutory_holiday"]}, on("2026-10-05"), NO),
    ({"calendar": ["workday", "statutory_holiday"]}, on("2026-10-04"), NO),
    ({"weekday": ["sat", "sun"]}, on("2026-11-20"), NO),
    ({"weekday": ["sat", "sun"]}, on("2026-11-21"), YES),
    ({"weekday": ["sat", "sun"]}, on("2026-11-22"), YES),
    ({"weekday": ["sat", "sun"]}, on("2026-11-23"), NO),
    *(({"month_day": [1, 15]}, on(day), answer) for day, answer in (
        ("2026-11-01", YES), ("2026-11-15", YES), ("2026-11-02", NO), ("2026-11-14", NO), ("2027-01-15", YES))),
    ({"month_day": [31]}, on("2026-11-30"), NO),  # a month that has no such day
    ({"yearly": ["10-01"]}, on("2031-10-01"), YES),
    ({"yearly": ["10-01"]}, on("2031-10-02"), NO),
    ({"yearly": ["02-29"]}, on("2027-02-28"), NO),
    ({"yearly": ["02-29"]}, on("2028-02-29"), YES),
    *((SUMMER, on(day), answer) for day, answer in (
        ("2026-05-31", NO), ("2026-06-01", YES), ("2030-09-30", YES), ("2030-10-01", NO))),
    *((WINTER, on(day), answer) for day, answer in (
        ("2026-11-14", NO), ("2026-11-15", YES), ("2026-12-31", YES), ("2027-01-01", YES), ("2027-03-15", YES),
        ("2027-03-16", NO))),
    *((SPAN, on(day), answer) for day, answer in (
        ("2026-10-17", NO), ("2026-10-18", YES), ("2026-10-19", NO), ("2026-11-19", NO), ("2026-11-20", YES),
        ("2026-11-22", YES), ("2026-11-23", NO))),
    *((OPEN_SPANS, on(day), answer) for day, answer in (
        ("2020-02-29", YES), ("2026-01-31", YES), ("2026-02-01", NO), ("2026-11-30", NO), ("2026-12-01", YES))),
    ({"nth": {"limit": "day", "is": [1]}}, {}, YES),
    ({"nth": {"limit": "day", "is": [1]}}, used(1), NO),
    ({"nth": {"limit": "day", "is": [1]}}, used(2), YES),  # the first was voided
    ({"nth": {"limit": "day", "is": [2, 3]}}, used(1, 2), YES),
    ({"nth": {"limit": "day", "is": [2, 3]}}, used(1, 2, 3), NO),
    *((SECOND, used(*before), answer) for before, answer in (((), NO), ((1,), YES), ((1, 2), NO))),
    *((SECOND_ON, used(*before), answer) for before, answer in (((), NO), ((1,), YES), (tuple(range(1, 8)), YES))),
]  # fmt: skip


def spent(bound: str, of: str = "price") -> Json:
    return {"spend": {bound: "10.00", "of": of, "lines": ["set", "weighed"]}}


OF_MONEY: list[tuple[Json, tuple[Any, ...], bool]] = [
    (spent(bound, of), (fen,), answer)
    for of in ("price", "discounted")
    for bound, answers in {
        "at_least": (NO, YES, YES),
        "more_than": (NO, NO, YES),
        "at_most": (YES, YES, NO),
        "less_than": (YES, NO, NO),
    }.items()
    for fen, answer in zip((999, 1000, 1001), answers, strict=True)
]
OF_MONEY += [
    (spent("at_least"), (600, ("weighed", 400)), YES),
    (spent("at_least"), (600, ("weighed", 399), ("extra", 500), ("delivery", 500)), NO),
]


@pytest.mark.parametrize(("condition", "given_", "answer"), OF_HER + OF_MEAL)
def test_a_condition_at_its_edges(condition: Json, given_: Json, answer: bool | None) -> None:
    assert truth(condition, case(1000, **given_)) is answer


@pytest.mark.parametrize(("condition", "lines", "answer"), OF_MONEY)
def test_a_condition_on_what_is_spent(condition: Json, lines: tuple[Any, ...], answer: bool) -> None:
    assert truth(condition, case(*lines)) is answer


def test_every_kind_of_condition_is_here_and_in_documents_at_random() -> None:
    plain = set(_KINDS) - {"all", "any", "not"}
    rows: list[tuple[Json, Any, Any]] = [*OF_HER, *OF_MEAL, *OF_MONEY]
    assert {kind for condition, *_ in rows for kind in condition} == set(PLAIN) == plain


NOT_KNOWN, HOLDS, FAILS = {"canteen": ["youte"]}, {"mode": ["dine_in"]}, {"mode": ["delivery"]}
# the same two, decided only once the money is known
HOLDS_LATE, FAILS_LATE = spent("at_least", "discounted"), spent("less_than", "discounted")


@pytest.mark.parametrize(
    ("yes", "no"), [(HOLDS, FAILS), (HOLDS_LATE, FAILS_LATE), (HOLDS, FAILS_LATE), (HOLDS_LATE, FAILS)]
)
def test_what_is_not_known_decides_nothing(yes: Json, no: Json) -> None:
    for condition, answer in (
        (NOT_KNOWN, UNKNOWN),
        ({"not": NOT_KNOWN}, UNKNOWN),
        ({"not": {"not": yes}}, YES),
        ({"all": [yes, NOT_KNOWN]}, UNKNOWN),
        ({"all": [NOT_KNOWN, no]}, NO),
        ({"all": [no, NOT_KNOWN, yes]}, NO),
        ({"any": [NOT_KNOWN, yes]}, YES),
        ({"any": [no, NOT_KNOWN]}, UNKNOWN),
        ({"any": [yes, NOT_KNOWN, no]}, YES),
        ({"all": [yes, {"not": no}]}, YES),
        ({"all": [yes, no]}, NO),
        ({"any": [no, {"all": [no, NOT_KNOWN]}]}, NO),
        ({"not": {"any": [no, {"not": yes}]}}, YES),
        ({"not": {"all": [{"any": [NOT_KNOWN, no]}, yes]}}, UNKNOWN),
    ):
        assert truth(condition, case(1000)) is answer, condition
