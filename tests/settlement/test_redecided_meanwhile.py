"""What happens between the look and the locks: a meal that needs books nobody holds is decided by nobody (D16, D18)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from canteen.core.intake.known import KnownFact
from canteen.core.intake.retelling import NOT_WRITTEN, Retold
from canteen.core.month import Month
from canteen.models import Duty, Fact, Organisation, Tenure
from canteen.operations.elder_rows import NewFact
from canteen.queries.retelling import facts_told
from canteen.queries.staff import actor_by_id
from settlement.core import chart
from settlement.models import Allotment, Books, Entry
from settlement.operations.redecide import redecide_meals
from settlement.operations.retell import fact_foreseen, number_foreseen, tell_fact, tell_number
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.redeciding import Retelling, retelling_of
from tests.kiosk.attempts import card, take
from tests.settlement.acting import close, eat, fund_month, submit
from tests.settlement.test_redecisions import AFTER, BEFORE, BORN, LATER, live, whole_books
from tests.town import DAY, SINCE, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
IN_OCTOBER, NEXT = date(2026, 10, 28), DAY + timedelta(days=1)


@pytest.fixture
def town() -> Town:
    """One elder of seventy-six, who ate at the first of two canteens on a day of November."""
    made = small_town(allotted_fen={}, days=(IN_OCTOBER, DAY, NEXT), elders=0, canteens=2)
    add_elder(made, 0, birth_on=BORN)
    add_fact(made.elders[0], "registration", str(made.region.id))
    Fact.objects.filter(kind="registration").update(region=made.region)
    Duty.objects.create(staff=made.clerk, role="clerk", region=made.region, from_on=SINCE)
    for month in (OCTOBER, NOVEMBER):
        fund_month(made, month=month, now=at(7))
    eat(made, 0, at(11, on=NEXT))
    return made


def told(town: Town, since: date = NEXT) -> Retelling:
    """What makes her entitled since the day she ate first of all; while books are locked, no meal before `since` is."""
    elder_id, asked = town.elders[0].id, list[int]()
    before = facts_told(elder_ids=[elder_id])[elder_id]
    wide, narrow = (
        Retold(elder_id, before, (*before, KnownFact(NOT_WRITTEN, "category", "dibao", "", None, day, None)))
        for day in (IN_OCTOBER, since)
    )

    def batches() -> list[dict[UUID, Retold]]:
        asked.append(1)
        return [{elder_id: narrow if len(asked) == 1 else wide}]

    return replace(retelling_of(retold=wide), batches=batches)


def run_by_another(town: Town) -> None:
    """The canteen was run by somebody else on the day before."""
    other = Organisation.objects.create(name="另一服务中心", credit_code="91330503MA2B00013D")
    Tenure.objects.update(from_on=NEXT)
    Tenure.objects.create(canteen=town.canteens[0], organisation=other, from_on=SINCE, until_on=NEXT)
    late(town, DAY)


def late(town: Town, day: date, kiosk: int = 0) -> None:
    """A lunch of that day arrives in the evening of the next one."""
    take(town.kiosks[kiosk], card(town.cards[0], at(11, on=day)), at(18, on=NEXT), at(18, on=NEXT))


ELSEWHERE: dict[str, Callable[[Town], None]] = {
    "at another canteen": lambda town: late(town, DAY, kiosk=1),
    "under another organisation": run_by_another,
    "in an earlier month": lambda town: late(town, IN_OCTOBER),
}


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_meal_in_books_that_nobody_holds_is_shown_first(town: Town, where: str) -> None:
    ELSEWHERE[where](town)
    with pytest.raises(TouchedOtherwise):
        redecide_meals(retelling=told(town), people=[town.elders[0].id], now=LATER)
    meals = Entry.objects.filter(kind="meal")
    assert (meals.filter(revision=0).count(), meals.filter(revision__gt=0).count()) == (2, 0)


def test_a_meal_of_an_earlier_day_in_books_that_are_held_is_decided_with_the_others(town: Town) -> None:
    late(town, DAY)
    found = redecide_meals(retelling=told(town), people=[town.elders[0].id], now=LATER)
    assert (found.meals, found.credit_fen) == (2, 400)
    assert live() == [(day, 1, "2026-11", AFTER) for day in (DAY, NEXT)]
    whole_books()


def test_a_meal_that_somebody_moves_on_is_not_decided_in_another_month_than_was_planned(town: Town) -> None:
    """Its month closes after the plan was made: what was counted of November would be written in December."""
    closing = at(9, on=date(2026, 12, 1))

    def closes() -> None:
        submit(town, NOVEMBER, closing)

    with pytest.raises(TouchedOtherwise):
        redecide_meals(retelling=told(town), people=[town.elders[0].id], now=closing, between=closes)
    assert not Entry.objects.filter(kind="meal", revision__gt=0).exists()


def test_whoever_is_called_between_two_batches_may_end_it_all(town: Town) -> None:
    class Stopped(Exception):
        """As a job that is to stop."""

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        redecide_meals(retelling=told(town), people=[town.elders[0].id], now=LATER, between=stop)
    assert not Entry.objects.filter(kind="meal", revision__gt=0).exists()


@pytest.mark.parametrize("way", ["a fact", "a birth date"])
def test_before_eight_on_the_first_of_a_month_it_is_written_in_the_month_of_the_canteen(town: Town, way: str) -> None:
    """At seven on new year's morning it is December in London; November is handed in, December has no books."""
    submit(town, NOVEMBER, at(9, on=date(2026, 12, 1)))
    given: dict[str, Any] = {"actor": actor_by_id(staff_id=town.clerk.id, on=DAY), "elder_id": town.elders[0].id}
    given["now"] = at(7, on=date(2027, 1, 1))
    if way == "a fact":
        given["fact"] = NewFact("category", "dibao", DAY)
        seen = fact_foreseen(**given)
        _, found = tell_fact(**given, shown=seen.mark)
    else:
        given["id_number"] = "110105193005010029"
        seen = number_foreseen(**given)
        found = tell_number(**given, shown=seen.mark)
    assert found == seen
    assert [(str(each.month), str(each.written_in), each.meals) for each in seen.months] == [("2026-11", "2027-01", 1)]
    last = Books.objects.filter(canteen=town.canteens[0]).order_by("-month").values_list("month", "state")
    assert list(last[:2]) == [(date(2027, 1, 1), "open"), (NOVEMBER.first, "submitted")]
    whole_books()


def test_a_lunch_of_a_sealed_month_draws_the_allotment_of_the_month_it_is_written_in(town: Town) -> None:
    """October's allotments are as they were sealed, whatever is left of them; November's pay (D16)."""
    close(town, OCTOBER, at(9, on=date(2026, 11, 2)))
    Allotment.objects.filter(canteen=town.canteens[0], month=OCTOBER.first).update(fen=0)
    late(town, IN_OCTOBER)
    assert [(day, month, payers) for day, _, month, payers in live()] == [
        (IN_OCTOBER, "2026-11", BEFORE),
        (NEXT, "2026-11", BEFORE),
    ]
    drawn = Allotment.objects.filter(canteen=town.canteens[0]).order_by("month", "fund__key")
    assert list(drawn.values_list("fund__key", "drawn_fen")) == [
        *(("charity", 0), ("joint", 0)),
        *(("charity", 200), ("joint", 800)),
    ]
    place = town.canteens[0].id
    accounts = Entry.objects.filter(service_on=IN_OCTOBER, postings__debit__address__startswith="fund")
    assert set(accounts.values_list("postings__debit__address", flat=True)) == {
        chart.allotted(key, place, NOVEMBER) for key in ("joint", "charity")
    }
