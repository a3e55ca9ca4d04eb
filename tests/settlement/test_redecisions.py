"""A category granted or ended with a past date: meals are decided anew, in open books and in sealed ones (D14, D16)."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import F

from canteen.core.month import Month
from canteen.core.scope import Actor
from canteen.models import Deed, Duty, Fact
from canteen.operations.elder_rows import NewFact
from canteen.queries.staff import actor_by_id
from settlement.core import chart
from settlement.core.case import Case
from settlement.core.policy import Policy
from settlement.core.shares import Split
from settlement.core.split import split
from settlement.models import Allotment, Books, Claim, Entry, Hold, Seal
from settlement.operations.holds import clear_hold, hold_share
from settlement.operations.retell import end_foreseen, fact_foreseen, tell_end, tell_fact
from settlement.operations.shifts import open_shift
from settlement.operations.tender import take_cash
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.at_counter import portion_seen
from settlement.queries.balances import balance_of, due_of
from settlement.queries.discrepancies import discrepancies
from settlement.queries.meal_due import meal_due
from settlement.queries.redecided_sums import NOTHING
from tests.settlement.acting import cashier, close, eat, fund_month, maker, undo, whole
from tests.town import DAY, DOCUMENT, SINCE, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
IN_OCTOBER = date(2026, 10, 28)
NEXT = DAY + timedelta(days=1)
LATER = at(19, on=NEXT)
# Who gets 低保 at seventy-odd: the joint fund bears 6 instead of 4, and she 3 instead of 5.
BORN = date(1950, 5, 1)
DIBAO = NewFact("category", "dibao", date(2026, 10, 1), evidence="低保证 浔低保 0419")


def town_of_one(document: dict[str, Any] | None = None, **given: Any) -> Town:
    """One elder of seventy-six, who ate on a day of October and on two of November."""
    town = small_town(allotted_fen={}, days=(IN_OCTOBER, DAY, NEXT), elders=0, document=document, **given)
    add_elder(town, 0, birth_on=BORN)
    add_fact(town.elders[0], "registration", str(town.region.id))
    Fact.objects.filter(kind="registration").update(region=town.region)
    for staff in (town.clerk, town.second):
        Duty.objects.create(staff=staff, role="clerk", region=town.region, from_on=SINCE)
    for month in (OCTOBER, NOVEMBER):
        fund_month(town, month=month, now=at(7))
    for day in (IN_OCTOBER, DAY, NEXT):
        eat(town, 0, at(11, on=day))
    return town


def clerk(town: Town) -> Actor:
    return actor_by_id(staff_id=town.clerk.id, on=DAY)


def granted(town: Town, fact: NewFact = DIBAO) -> Any:
    """Look, and confirm what was shown."""
    elder_id = town.elders[0].id
    seen = fact_foreseen(actor=clerk(town), elder_id=elder_id, fact=fact, now=LATER)
    fact_id, found = tell_fact(actor=clerk(town), elder_id=elder_id, fact=fact, now=LATER, shown=seen.mark)
    assert found == seen
    return fact_id, found


def live() -> list[tuple[date, int, str, dict[str, int]]]:
    """Each live meal: day, revision, month of its books, who bears what."""
    meals = Entry.objects.filter(kind="meal", reversed_by=None).order_by("service_on", "id")
    months = dict(Books.objects.values_list("id", "month"))
    return [
        (meal.service_on or date.min, meal.revision, str(Month.of(months[meal.books_id])), _payers(meal))
        for meal in meals
        if meal.books_id
    ]


def _payers(meal: Entry) -> dict[str, int]:
    lines = meal.postings.order_by("position").values_list("debit__address", "fen")
    found: dict[str, int] = {}
    for address, fen in lines:  # of one fund there may be two allotments
        payer = "/".join(address.split("/")[: 2 if address.startswith("fund") else 1])
        found[payer] = found.get(payer, 0) + fen
    return found


def whole_books() -> None:
    for books in Books.objects.all():
        assert discrepancies(books=books) == (), books.month


BEFORE = {"fund/joint": 400, "fund/charity": 100, "elder": 500}
AFTER = {"fund/joint": 600, "fund/charity": 100, "elder": 300}


def test_a_grant_reaches_back_over_an_open_and_a_sealed_month() -> None:
    """The open month is split anew; of the sealed one the difference is an adjustment, and its seal stands (R12)."""
    town = town_of_one()
    sealed = close(town, OCTOBER, now=at(9))
    digest = Seal.objects.get(books=sealed).digest
    _, found = granted(town)

    assert (found.meals, found.left, found.credit_fen, found.adjusted) == (3, 0, 600, 1)
    assert [(str(each.month), str(each.written_in), each.is_open, each.meals) for each in found.months] == [
        ("2026-10", "2026-11", False, 1),
        ("2026-11", "2026-11", True, 2),
    ]
    assert (found.before, found.after) == (
        {"fund:joint": 1200, "fund:charity": 300, "elder": 1500},
        {"fund:joint": 1800, "fund:charity": 300, "elder": 900},
    )
    assert live() == [(day, 1, "2026-11", AFTER) for day in (IN_OCTOBER, DAY, NEXT)]
    assert (Seal.objects.get(books=sealed).digest, whole(sealed)) == (digest, True)
    assert due_of(elder_id=town.elders[0].id) == 900
    # October's allotments keep what they paid; only what the meal of October costs more is November's (D16).
    drawn = Allotment.objects.order_by("month", "fund__key").values_list("fund__key", "drawn_fen")
    assert list(drawn) == [("charity", 100), ("joint", 400), ("charity", 200), ("joint", 1400)]
    assert balance_of(address=chart.returned("joint")) == 0
    assert Claim.objects.filter(released_by=None).count() == 3
    whole_books()
    deed = Deed.objects.get(verb="redecide")
    assert (deed.subject_id, deed.reason) == (town.elders[0].id, DIBAO.evidence)
    assert {key: deed.detail[key] for key in ("meals", "credit_fen", "left")} == {
        "meals": 3,
        "credit_fen": 600,
        "left": 0,
    }


def test_twice_or_with_nothing_new_posts_nothing() -> None:
    """What is known already changes no meal; a category that no tier names does not either, whatever is left by now."""
    town = town_of_one()
    granted(town)
    charity = Allotment.objects.filter(fund__key="charity")
    charity.update(fen=F("drawn_fen"))
    eat(town, 0, at(16, 30, on=NEXT))  # finds charity empty, and the canteen bears its part
    charity.update(fen=10_000)  # a split now would not
    entries = Entry.objects.count()
    _, found = granted(town, NewFact("category", "youfu", date(2026, 10, 1)))
    assert (found.meals, found.mark, Entry.objects.count()) == (0, NOTHING, entries)


def test_an_ended_category_does_not_raise_her_share() -> None:
    """What she was told stays hers; the payer of the gap bears the rest, unless the document lets it rise (D14)."""
    town = town_of_one()
    fact_id, _ = granted(town)
    seen = end_foreseen(actor=clerk(town), fact_id=fact_id, until_on=DAY, now=LATER)
    assert (seen.meals, seen.credit_fen) == (2, 0)
    _, found = tell_end(actor=clerk(town), fact_id=fact_id, until_on=DAY, now=LATER, shown=seen.mark)
    ended = {"fund/joint": 400, "fund/charity": 100, "canteen": 200, "elder": 300}
    assert found == seen
    assert live() == [(IN_OCTOBER, 1, "2026-10", AFTER), (DAY, 2, "2026-11", ended), (NEXT, 2, "2026-11", ended)]
    whole_books()
    _, again = granted(town, NewFact("category", "dibao", DAY))  # a third decision of the same meals
    assert (again.meals, again.credit_fen) == (2, 0)
    assert live() == [(IN_OCTOBER, 1, "2026-10", AFTER), (DAY, 3, "2026-11", AFTER), (NEXT, 3, "2026-11", AFTER)]
    whole_books()


def test_where_the_document_lets_it_rise_it_rises() -> None:
    document = deepcopy(DOCUMENT) | {"redecision": {"may_raise_elder": True}}
    town = town_of_one(document)
    fact_id, _ = granted(town)
    seen = end_foreseen(actor=clerk(town), fact_id=fact_id, until_on=date(2026, 11, 1), now=LATER)
    _, found = tell_end(actor=clerk(town), fact_id=fact_id, until_on=date(2026, 11, 1), now=LATER, shown=seen.mark)
    assert (found.meals, found.credit_fen) == (2, -400)
    assert live()[1:] == [(DAY, 2, "2026-11", BEFORE), (NEXT, 2, "2026-11", BEFORE)]
    whole_books()


def test_an_empty_allotment_is_what_the_document_says() -> None:
    """Of 6 more that the joint fund is to bear in November, its allotment holds 3: the canteen bears the rest."""
    town = town_of_one()
    close(town, OCTOBER, now=at(9))
    Allotment.objects.filter(fund__key="joint", month=NOVEMBER.first).update(fen=800 + 300)
    Allotment.objects.filter(fund__key="charity", month=NOVEMBER.first).update(fen=200)
    seen = fact_foreseen(actor=clerk(town), elder_id=town.elders[0].id, fact=DIBAO, now=LATER)
    # In the order they were eaten: the meal of October finds its 2, the next 1 of 2, the last none; each keeps its own.
    assert seen.after == {"fund:joint": 1500, "fund:charity": 300, "canteen": 300, "elder": 900}
    assert seen.before == {"fund:joint": 1200, "fund:charity": 300, "elder": 1500}


def test_what_she_paid_in_cash_is_her_credit() -> None:
    """A decrease is her credit on `due`, and of just this meal (D13, D14)."""
    town = town_of_one()
    elder, meals = town.elders[0], Entry.objects.filter(kind="meal").order_by("service_on")
    order_id = meals[1].order_id
    assert order_id is not None
    shift_id = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=0, now=at(12))
    drawer = partial(take_cash, actor=cashier(town), shift_id=shift_id, elder_id=elder.id, now=at(12))
    drawer(given_fen=500, fen=500, order_id=order_id)
    assert meal_due(elder_id=elder.id, order_id=order_id) == 0
    granted(town, NewFact("category", "dibao", DAY, until_on=NEXT))
    assert (meal_due(elder_id=elder.id, order_id=order_id), due_of(elder_id=elder.id)) == (-200, 1000 - 200)
    whole_books()


def test_the_counter_sees_the_split_that_stands() -> None:
    """Whoever looks at a portion by the entry of its check-in is shown how it was decided last, and what goes back."""
    town = town_of_one()
    meal = Entry.objects.filter(kind="meal").order_by("service_on")[0]
    granted(town)
    seen = portion_seen(
        actor=cashier(town),
        entry_id=meal.id,
        order_id=meal.order_id,
        elder_id=town.elders[0].id,
        tender_id=None,
        language="zh",
    )
    assert seen.split is not None
    assert {share.payer: share.fen for share in seen.split.shares} == {
        "fund:joint": 600,
        "fund:charity": 100,
        "elder": 300,
    }
    assert (seen.meal_fen, seen.due_fen) == (300, 900)


def test_what_is_held_or_voided_is_left() -> None:
    """Nobody decides over the head of who holds a share, or has decided one; a meal that was undone is none."""
    town = town_of_one()
    meals = list(Entry.objects.filter(kind="meal").order_by("service_on"))
    hold_id = hold_share(actor=maker(town), entry_id=meals[0].id, payer="fund:joint", reason="核实", now=LATER)
    hold_share(actor=maker(town), entry_id=meals[1].id, payer="fund:charity", reason="核实", now=LATER)
    clear_hold(actor=maker(town), hold_id=hold_id, payer="canteen", reason="已核实", now=LATER)
    again = eat(town, 0, at(16, 30, on=DAY))
    undo(town, again, at(16, 31, on=DAY))
    _, found = granted(town)
    assert (found.meals, found.left, found.credit_fen) == (1, 2, 200)
    assert [(day, revision) for day, revision, _, _ in live()] == [(IN_OCTOBER, 0), (DAY, 0), (NEXT, 1)]
    assert Hold.objects.filter(cleared_by=None).count() == 1
    whole_books()


def test_what_was_eaten_since_is_shown_first() -> None:
    """What is confirmed is what was shown: nothing is recorded else (S4)."""
    town = town_of_one()
    elder_id = town.elders[0].id
    seen = fact_foreseen(actor=clerk(town), elder_id=elder_id, fact=DIBAO, now=LATER)
    assert (Fact.objects.filter(kind="category").count(), Deed.objects.filter(verb="record").count()) == (0, 0)
    eat(town, 0, at(16, 30, on=NEXT))
    for shown in (NOTHING, seen.mark):
        with pytest.raises(TouchedOtherwise):
            tell_fact(actor=clerk(town), elder_id=elder_id, fact=DIBAO, now=LATER, shown=shown)
    assert (Fact.objects.filter(kind="category").count(), Entry.objects.filter(revision__gt=0).count()) == (0, 0)


def test_a_claim_keeps_its_place_and_unseats_nobody() -> None:
    """One subsidised meal a day: the second of a day stays as it is, though the first is decided anew."""
    document = deepcopy(DOCUMENT)
    document["limits"] = [{"id": "sitting", "per": "day", "count": 1}]
    town = town_of_one(document)
    eat(town, 0, at(16, 30, on=DAY))
    places = {"limit_key", "period", "ordinal"}
    claims = set(Claim.objects.filter(released_by=None).values_list(*sorted(places)))
    _, found = granted(town)
    assert found.meals == 3
    assert [payers for day, _, _, payers in live() if day == DAY] == [{"elder": 1000}, AFTER]
    assert set(Claim.objects.filter(released_by=None).values_list(*sorted(places))) == claims
    whole_books()


def test_a_meal_is_asked_about_anew_exactly_as_it_was_asked_about_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a check-in tells a split of a meal, a later decision tells it too, but for what was told anew (R11)."""
    asked: dict[str, list[Case]] = {"first": [], "anew": []}

    def noted(when: str) -> Callable[[Policy, Case], Split]:
        def split_noted(policy: Policy, case: Case) -> Split:
            asked[when].append(case)
            return split(policy, case)

        return split_noted

    monkeypatch.setattr("settlement.operations.settle.split", noted("first"))
    town = town_of_one()
    monkeypatch.setattr("settlement.core.redecision.split", noted("anew"))
    fact_foreseen(actor=clerk(town), elder_id=town.elders[0].id, fact=DIBAO, now=LATER)
    before = sorted(asked["anew"][1::2], key=lambda case: case.service_on)  # each is split by the facts of both times
    told = BEFORE["elder"]  # what she bears counts as promised; allotments and claims are as they are by now
    assert before == [
        replace(case, promised_fen=told, left=now.left, used=now.used, seats=now.seats)
        for case, now in zip(asked["first"], before, strict=True)
    ]
