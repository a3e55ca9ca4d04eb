"""Days and birthdays in doubts: nothing is called impossible that some day brings, and no example has a wrong birth."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings

from settlement.core.case import Case
from settlement.core.doubts import doubts
from settlement.core.doubts.axes import AGE, ANOTHER_DAY, ANOTHER_MONTH, THIS_MONTH, TODAY
from settlement.core.doubts.people import case_of, words_of
from settlement.core.policy import parse
from settlement.core.policy.deciding import holds
from settlement.core.policy.looks import looks_of
from settlement.core.policy.terms import Age, Birthday, BirthMonth, Condition, leaves
from tests.settlement.core.documents import Json, document, layer, policy, seeds
from tests.settlement.core.documents_conditions import PLAIN
from tests.settlement.core.doubts_shown import assert_shown
from tests.settlement.core.pieces import ages, both, fixed, tiers

ON_DAYS = ("weekday", "month_day", "yearly", "dates", "dates", "calendar")
YEARS = [date(1990, 1, 1) + timedelta(days=more) for more in range(71 * 366)]
BIRTHDAYS = (None, TODAY, THIS_MONTH, ANOTHER_DAY, ANOTHER_MONTH)


def span(from_: str, through: str) -> Json:
    return {"dates": [{"from": from_, "through": through}]}


MONDAY: Json = {"weekday": ["mon"]}
FIRST_OF_OCTOBER: Json = {"yearly": ["10-01"]}
YEARS_2025: Json = {"not": span("2025-04-20", "2027-06-30")}
WINTER: Json = {"yearly": [{"from": "11-15", "through": "03-15"}]}
TWO_YEARS = span("2026-01-01", "2027-12-31")


def days_that_meet(when: Condition, days: list[date]) -> list[date]:
    """On which days a condition on the service date holds by the law, not by its doubts."""
    looks = looks_of(leaves(when), ())
    found = []
    for day in days:
        case = Case(day, "lunch", ())
        answers = {leaf: said for look in looks for leaf, said in zip(look.leaves, look.answers(case), strict=True)}
        if holds(when, answers):
            found.append(day)
    return found


def random_days(rng: Random, depth: int = 0) -> Json:
    """A condition on the service date alone: often one that asks for two things on one day."""
    kind = rng.choice(("all", "all", "any", "not")) if depth < 2 and rng.random() < 0.7 - depth / 4 else ""
    if kind == "not":
        return {"not": random_days(rng, depth + 1)}
    if kind:
        return {kind: [random_days(rng, depth + 1) for _ in range(rng.randint(2, 3))]}
    name = rng.choice(ON_DAYS)
    return {name: PLAIN[name](rng, ())}


@settings(max_examples=60)
@given(seeds)
def test_whatever_is_never_is_on_no_day_of_seventy_years(seed: int) -> None:
    assert_never_comes(random_days(Random(seed)))


@pytest.mark.slow
@settings(max_examples=500)
@given(seeds)
def test_hundreds_of_conditions_are_never_on_no_day_of_seventy_years(seed: int) -> None:
    assert_never_comes(random_days(Random(seed)))


def assert_never_comes(when: Json) -> None:
    written = document(layer("town", fixed("1.00"), when=when))
    read = parse(written)
    for doubt in doubts(read):
        assert_shown(written, read, doubt)
        if doubt.code == "never":
            condition = read.layers[0].when
            assert condition is not None
            assert days_that_meet(condition, YEARS) == []


@pytest.mark.parametrize(
    "when",
    [
        pytest.param(both(MONDAY, YEARS_2025), id="Mondays before and after some years"),
        pytest.param(both(MONDAY, TWO_YEARS, {"not": span("2026-01-01", "2027-06-30")}), id="late in a long span"),
        pytest.param(both({"month_day": [31]}, YEARS_2025, {"weekday": ["sun"]}), id="days of the month as well"),
        pytest.param(both({"yearly": ["02-29"]}, {"weekday": ["sun"]}, YEARS_2025), id="once in 28 years"),
        pytest.param(
            both({"weekday": ["thu"]}, {"calendar": ["day_off"]}, {"not": {"calendar": ["statutory_holiday"]}}),
            id="a moved day that the plain year lacks",
        ),
        pytest.param(
            both({"calendar": ["workday"]}, {"weekday": ["sat"]}, {"dates": [{"from": "2029-01-01"}]}),
            id="made-up work that nobody has scheduled yet",
        ),
    ],
)
def test_what_comes_on_some_day_is_not_doubted(when: Json) -> None:
    found = doubts(parse(document(layer("town", fixed("1.00"), when=when))))
    assert [doubt.code for doubt in found if doubt.code != "unscheduled"] == []


@pytest.mark.parametrize(
    ("when", "example"),
    [
        (both(FIRST_OF_OCTOBER, span("2026-06-01", "2026-06-30")), "75 岁、2026-10-01（星期四，法定节日当天）就餐"),
        (
            both({"calendar": ["statutory_holiday"]}, span("2026-11-01", "2026-11-30")),
            "75 岁、2026-01-01（星期四，法定节日当天）就餐",
        ),
        (both(MONDAY, span("2026-11-18", "2026-11-20")), "75 岁、2026-01-05（星期一，工作日）就餐"),
        (both({"month_day": [15]}, YEARS_2025, {"not": YEARS_2025}), "75 岁、2027-07-15（星期四，工作日）就餐"),
    ],
)
def test_what_comes_on_no_day_is_doubted(when: Json, example: str) -> None:
    found = doubts(parse(document(layer("town", fixed("1.00"), when=when))))
    assert [(doubt.code, doubt.example) for doubt in found] == [("never", example)]


@pytest.mark.parametrize(
    "when",
    [
        pytest.param({"dates": [{"from": "2026-04-20"}]}, id="dates"),
        pytest.param(both({"dates": [{"from": "2026-04-20"}]}, {"month_day": [15]}), id="dates and a day of the month"),
        pytest.param(both({"calendar": ["workday"]}, WINTER), id="working days of every winter"),
        pytest.param(both({"calendar": ["workday"]}, TWO_YEARS, {"yearly": ["12-24"]}), id="both, of two years"),
    ],
)
def test_a_day_asked_about_hides_no_doubt_about_ages(when: Json) -> None:
    behind = tiers((ages(from_=60), "1.00"), (ages(from_=80), "2.00"))
    found = doubts(parse(document(layer("town", when=when, **behind))))
    assert [(one.path, one.code) for one in found if one.code != "unscheduled"] == [
        ("layers[0].tiers[1].when", "shadowed")
    ]


def test_a_tier_for_the_days_behind_a_long_span_is_reached() -> None:
    until = {"dates": [{"through": "2027-06-30"}]}
    given = tiers((until, "3.00"), (MONDAY, "2.00"))
    assert doubts(parse(document(layer("town", when={"dates": [{"from": "2026-01-01"}]}, **given)))) == ()


@pytest.mark.parametrize("reached", ["birthday", "next_day", "this_month", "next_month", "this_year"])
@pytest.mark.parametrize(
    "day", ["2026-01-01", "2026-01-15", "2027-02-28", "2028-02-29", "2028-03-01", "2026-11-18", "2026-12-31"]
)
def test_everybody_is_as_old_as_she_is_said_to_be_or_nobody_can_be_so(reached: str, day: str) -> None:
    found = policy(age_reached=reached)
    service_on = date.fromisoformat(day)
    for age in (0, 1, 60, 69, 70, 75, 76, 120):
        near = [service_on - timedelta(days=age * 365 + more) for more in range(-400, 800) if age or more >= 0]
        for birthday in BIRTHDAYS:
            person = {("day",): service_on, AGE: age} | ({("birthday",): birthday} if birthday else {})
            birth_on = case_of(found, person).birth_on
            if birth_on is None:
                assert not any(is_so(Case(service_on, "lunch", (), one), reached, age, birthday) for one in near)
            else:
                assert is_so(Case(service_on, "lunch", (), birth_on), reached, age, birthday)


def is_so(case: Case, reached: str, age: int, birthday: str | None) -> bool:
    """Whether a case has an age and a birthday, by the law."""
    asked = (Age(age, age + 1, reached), Birthday(True), BirthMonth(True))
    old, today, month = (look.answers(case)[0] for look in looks_of(asked, ()))
    of_birthdays = {
        None: True,
        TODAY: today,
        THIS_MONTH: month and not today,
        ANOTHER_DAY: not today,
        ANOTHER_MONTH: not month,
    }
    return bool(old and of_birthdays[birthday])


def test_who_has_her_birthday_on_29_february_is_of_an_age_to_have_it() -> None:
    leap = both({"birthday": True}, {"yearly": ["02-29"]})
    person = {("day",): date(2028, 2, 29), ("birthday",): TODAY}
    assert case_of(policy(), person).birth_on == date(1952, 2, 29)
    assert words_of(policy(), person)[0] == "76 岁、当天生日、2028-02-29（星期二，工作日）就餐"
    twice = both(leap, ages(from_=70), ages(below=70))
    found = doubts(parse(document(layer("town", fixed("1.00"), when=twice))))
    assert [(doubt.path, doubt.code) for doubt in found] == []  # 69 and 70 are no such ages, and nobody shows it
