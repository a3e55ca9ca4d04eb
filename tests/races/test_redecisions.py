"""A category is granted while people eat, undo and sign: a meal is decided by what is known then, or anew, once."""

from datetime import date, datetime
from functools import partial

import pytest

from canteen.models import Duty, Fact
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import FactRecorded
from canteen.queries.staff import actor_by_id
from kiosk.core.receipt import Receipt
from kiosk.models import CheckIn
from settlement.models import Books, Entry
from settlement.operations.retell import fact_foreseen, tell_fact
from settlement.operations.seal import approve_books
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.discrepancies import discrepancies
from settlement.queries.sealing import verify_seal
from tests.kiosk.attempts import card, take, void
from tests.races.harness import THREADS, Job, Race
from tests.settlement.acting import CLOSING, checker, fund_month, submit, to_approve
from tests.town import DAY, SINCE, Town, add_elder, add_fact, at, small_town

BORN, SINCE_DIBAO = date(1950, 5, 1), date(2026, 11, 1)
FACT = NewFact("category", "dibao", SINCE_DIBAO)
LATER = at(19)


@pytest.fixture
def town(transactional_db: None) -> Town:
    """Twenty elders of seventy-six, each with a lunch, at two canteens."""
    made = small_town(allotted_fen={}, canteens=2, elders=0, days=(DAY,))
    Duty.objects.create(staff=made.clerk, role="clerk", region=made.region, from_on=SINCE)
    fund_month(made, now=at(7))
    for number in range(THREADS // 5):
        add_fact(add_elder(made, number, birth_on=BORN), "registration", str(made.region.id))
        take(made.kiosks[number % 2], card(made.cards[number], at(11)), at(11))
    Fact.objects.update(region=made.region)
    return made


def grants(town: Town, now: datetime) -> list[Job]:
    """The grant of each elder as it was shown to a clerk."""
    clerk = actor_by_id(staff_id=town.clerk.id, on=DAY)
    seen = [fact_foreseen(actor=clerk, elder_id=elder.id, fact=FACT, now=now) for elder in town.elders]
    tell = partial(tell_fact, actor=clerk, fact=FACT, now=now)
    return [partial(tell, elder_id=elder.id, shown=one.mark) for elder, one in zip(town.elders, seen, strict=True)]


def look_until_it_is_granted(town: Town, number: int) -> object:
    """Look, and confirm what is shown; where somebody was quicker, look again, as the page does."""
    clerk, elder_id = actor_by_id(staff_id=town.clerk.id, on=DAY), town.elders[number].id
    while True:
        try:
            mark = fact_foreseen(actor=clerk, elder_id=elder_id, fact=FACT, now=LATER).mark
            return tell_fact(actor=clerk, elder_id=elder_id, fact=FACT, now=LATER, shown=mark)
        except TouchedOtherwise:
            continue
        except FactRecorded as recorded:
            return recorded


def whole_books() -> None:
    """Every month adds up, and no meal stands twice."""
    for books in Books.objects.all():
        assert discrepancies(books=books) == ()
    live = Entry.objects.filter(kind="meal", reversed_by=None)
    assert live.count() == live.values("order").distinct().count()


def test_it_is_granted_while_she_eats_again_and_undoes(race: Race, town: Town) -> None:
    """Of each of twenty: the same grant thrice, a dinner at the other canteen, the undoing of lunch, all at once.

    Whoever comes first, in the end a meal that stands is decided by what is known: she bears 3 of it.
    """
    jobs, eaten, dinner = list[Job](), dict(CheckIn.objects.values_list("elder_id", "id")), at(16, 30)
    for number, grant in enumerate(grants(town, LATER)):
        here, other = town.kiosks[number % 2], town.kiosks[(number + 1) % 2]
        undo = void(eaten[town.elders[number].id], at(11, 5), town.token(here, at(11, 5)))
        eat = card(town.cards[number], dinner)
        jobs += [grant, partial(take, other, eat, dinner), grant, partial(take, here, undo, at(11, 6))]
        jobs.append(partial(look_until_it_is_granted, town, number))
    results = race.run(jobs)
    assert {type(one) for one in results} <= {tuple, Receipt, TouchedOtherwise, FactRecorded}
    assert Fact.objects.filter(kind="category").count() == len(town.elders)
    assert sum(isinstance(one, tuple) for one in results) == len(town.elders)
    for meal in Entry.objects.filter(kind="meal", reversed_by=None):
        hers = meal.postings.get(debit__address__startswith="elder/").fen
        assert hers == 300
    whole_books()
    anew = Entry.objects.filter(revision=1).count()
    race.tally.notes.append(f"{anew} meals were decided anew, the others known of or undone first")


def test_it_is_granted_while_the_month_is_signed(race: Race, town: Town) -> None:
    """Handed in already, its difference goes to the next month, whoever signs meanwhile; the seal says what it said."""
    november = [submit(town, canteen=number) for number in range(2)]
    signing = [
        partial(approve_books, actor=checker(town), books_id=books.id, **to_approve(books), now=CLOSING)
        for books in november
    ]
    jobs = [*grants(town, CLOSING) * 5]
    jobs[40], jobs[60] = signing
    results = race.run(jobs)
    assert {type(one) for one in results} <= {tuple, str, FactRecorded}
    assert Entry.objects.filter(revision=1, books__month=date(2026, 12, 1), for_month=date(2026, 11, 1)).count() == 20
    for books in november:
        verified = verify_seal(books_id=books.id)
        assert verified is not None
        assert verified.whole
    whole_books()
