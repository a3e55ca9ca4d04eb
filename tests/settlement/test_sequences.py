"""Any sequence of late meals, voids, holds, rulings, withdrawals, seals leaves books that add up (D15, D16, R1, R12).

What people may do about three months of one canteen is drawn at random; what is refused is refused and changes nothing.
After each sequence every report of every month is held against plain sums over the ledger.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, example, given, settings
from hypothesis import strategies as st

from canteen.core.errors import Problem
from canteen.core.month import Month
from canteen.core.scope import Role
from canteen.models import Fact
from canteen.models.ids import new_id
from kiosk.models import CheckIn
from kiosk.operations.counter import serve_guest
from settlement.core import chart
from settlement.models import Account, Books, Entry, Hold, Posting, Question, QuestionedMeal, Seal
from settlement.operations.holds import clear_hold, hold_share
from settlement.operations.months import withdraw_books
from settlement.operations.questions import answer_books, question_books
from settlement.operations.seal import approve_books
from settlement.queries.advances import advanced_in
from settlement.queries.balances import balances_of
from settlement.queries.discrepancies import discrepancies
from settlement.queries.holds import meal_posted
from settlement.queries.sealing import verify_seal
from tests.kiosk.attempts import card, take, void
from tests.settlement.acting import actor, checker, fund_month, hand_in, maker, to_approve
from tests.settlement.adding_up import months_add_up
from tests.settlement.advancing import visitors
from tests.settlement.retelling import told_late
from tests.town import Town, add_fact, at, small_town

pytestmark = pytest.mark.django_db
MONTHS = (Month(2026, 10), Month(2026, 11))
LATER = Month(2026, 12)
DAYS = (date(2026, 10, 28), date(2026, 11, 20), date(2026, 12, 2))
BEGINS = at(9, on=date(2026, 12, 3))  # two months are over, the third runs; a queue is forty days old at most
PAYERS = ("fund:joint", "fund:charity", "elder", "canteen")
PAYING = ("meal", "reversal", "hold", "clearing")


@dataclass
class World:
    """A canteen with three months, and a clock that people never turn back."""

    town: Town
    now: datetime = BEGINS
    refused: int = 0
    redecided: int = 0
    seals: dict[UUID, str] = field(default_factory=dict)

    def books(self, number: int) -> Books:
        """The books of one of the months that are over."""
        return Books.objects.get(month=MONTHS[number % len(MONTHS)].first)


def eat(world: World, number: int, other: int) -> None:
    """An elder ate on the day of a month; the server hears of it now."""
    made = at(11, other % 50, on=DAYS[number % 3])
    take(world.town.kiosks[0], card(world.town.cards[other % 4], made), world.now, world.now)


def outsider(world: World, number: int, other: int) -> None:
    """A guest or staff ate on that day."""
    desk = actor(world.town.counter, Role.COUNTER, canteens=world.town.canteens)
    made = at(11, 30, on=DAYS[number % 3])
    place = world.town.canteens[0].id
    serve_guest(actor=desk, canteen_id=place, attempt_id=new_id(), staff=other % 2 == 1, now=made)


def undo(world: World, number: int, other: int) -> None:
    """One of the meals is undone by its counter, which is heard now."""
    served = list(CheckIn.objects.filter(decision="served").order_by("id"))
    if served:
        one = served[number % len(served)]
        made = one.presented_at + timedelta(minutes=1)
        item = void(one.id, made, world.town.token(world.town.kiosks[0], made))
        take(world.town.kiosks[0], item, world.now, world.now)


def hold(world: World, number: int, other: int) -> None:
    """Finance holds a share of one of the meals."""
    meals = list(Entry.objects.filter(kind="meal", reversed_by=None).order_by("id"))
    if meals:
        meal = meals[number % len(meals)]
        payer = PAYERS[other % len(PAYERS)]
        hold_share(actor=maker(world.town), entry_id=meal.id, payer=payer, reason="核实", now=world.now)


def clear(world: World, number: int, other: int) -> None:
    """Finance decides one of the holds."""
    holds = list(Hold.objects.filter(cleared_by=None).order_by("id"))
    if holds:
        hold_id = holds[number % len(holds)].id
        clear_hold(
            actor=maker(world.town), hold_id=hold_id, payer=PAYERS[other % len(PAYERS)], reason="已核实", now=world.now
        )


def submit(world: World, number: int, other: int) -> None:
    """The first of finance hands a month in."""
    hand_in(maker(world.town), world.books(number), world.now)


def withdraw(world: World, number: int, other: int) -> None:
    """And takes it back."""
    withdraw_books(actor=maker(world.town), books_id=world.books(number).id, now=world.now)


def ask(world: World, number: int, other: int) -> None:
    """The second asks about some of its meals."""
    books = world.books(number)
    meals = list(Entry.objects.filter(books=books, kind="meal").order_by("id").values_list("id", flat=True))
    text = f"第{Question.objects.count()}问"
    question_books(actor=checker(world.town), books_id=books.id, text=text, entry_ids=meals[: other % 3], now=world.now)


def answer(world: World, number: int, other: int) -> None:
    """The canteen answers, and takes some of them back."""
    question = Question.objects.filter(answered_at=None).order_by("id").first()
    if question:
        named = list(QuestionedMeal.objects.filter(question=question).order_by("id").values_list("entry_id", flat=True))
        answer_books(
            actor=maker(world.town),
            books_id=question.books_id,
            question_id=question.id,
            text="已核对",
            reversed_entry_ids=named[: other % 3],
            now=world.now,
        )


def seal(world: World, number: int, other: int) -> None:
    """The second signs."""
    books = world.books(number)
    approve_books(actor=checker(world.town), books_id=books.id, **to_approve(books), now=world.now)
    world.seals[books.id] = Seal.objects.get(books=books).body


Act = Callable[[World, int, int], None]


def retell(world: World, number: int, other: int) -> None:
    """Somebody is granted a category from a day on, or what she has ends on it."""
    elder, by = world.town.elders[other % 4], maker(world.town)
    world.redecided += told_late(by=by, elder=elder, days=DAYS, number=number, now=world.now)


def late(world: World, number: int, other: int) -> None:
    """A meal is heard of while its month is handed in; then the month is taken back."""
    submit(world, number, other)
    eat(world, number % len(MONTHS), other)
    withdraw(world, number, other)


ACTS: tuple[Act, ...] = (
    *(eat, eat, late, late, outsider, undo, undo, hold, hold, clear),
    *(submit, submit, withdraw, ask, answer, seal, retell, retell, retell),
)
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 11), st.integers(0, 11)), min_size=8, max_size=24)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking a town takes minutes; the steps say what was done
    suppress_health_check=[HealthCheck.too_slow],
)
@example(steps=[(late, 0, 3), (undo, 2, 0), (submit, 0, 0), (seal, 0, 0)])
@example(steps=[(late, 0, 3), (hold, 2, 0), (clear, 0, 1), (undo, 2, 0), (submit, 0, 0), (seal, 0, 0)])
@example(steps=[(submit, 0, 0), (hold, 0, 0), (withdraw, 0, 0), (undo, 0, 0), (submit, 0, 0), (seal, 0, 0)])
@example(steps=[(submit, 0, 0), (ask, 0, 1), (answer, 0, 1), (seal, 0, 0), (undo, 0, 0), (undo, 1, 0)])
@example(steps=[(retell, 0, 0), (undo, 0, 0), (submit, 0, 0), (seal, 0, 0), (retell, 1, 1)])
@example(steps=[(submit, 0, 0), (seal, 0, 0), (retell, 0, 0), (retell, 0, 0), (hold, 0, 0), (undo, 0, 0)])
@example(steps=[(submit, 0, 0), (ask, 0, 1), (retell, 0, 0), (answer, 0, 1), (withdraw, 0, 0), (seal, 0, 0)])
@given(steps=STEPS)
def test_whatever_happens_to_months_they_add_up(
    steps: list[tuple[Act, int, int]],
) -> None:
    with forgotten(), visitors():
        world = begun()
        for act, number, other in steps:
            play(world, act, number, other)
        event(f"sealed {len(world.seals)}")
        event(f"decided anew {world.redecided}")
        check(world)


def begun() -> World:
    """Both months have a meal, so that there are books; all three have money."""
    town = small_town(allotted_fen={}, elders=4, days=DAYS)
    for month in (*MONTHS, LATER):
        fund_month(town, month=month, allotted_fen={"joint": 2_500, "charity": 300})
    for elder in town.elders:
        add_fact(elder, "registration", str(town.region.id))
    Fact.objects.update(region=town.region)
    world = World(town)
    for number in range(len(MONTHS)):
        eat(world, number, number)
    assert Entry.objects.filter(kind="meal").count() == len(MONTHS)
    return world


def play(world: World, act: Act, number: int, other: int) -> None:
    """Do it; what is refused leaves nothing behind."""
    world.now += timedelta(minutes=1)
    before = Entry.objects.count()
    try:
        act(world, number, other)
    except Problem:
        world.refused += 1
        assert Entry.objects.count() == before


def check(world: World) -> None:
    """Everything that holds after any sequence."""
    assert months_add_up(maker(world.town)) == Books.objects.count()
    for books in Books.objects.all():
        assert discrepancies(books=books) == (), books.month
        if books.id in world.seals:
            verified = verify_seal(books_id=books.id)
            assert verified is not None
            assert verified.whole
            assert Seal.objects.get(books=books).body == world.seals[books.id]
    advances_face_each_other()
    assert not Entry.objects.filter(kind__in=PAYING, books=None).exists()
    about: dict[Any, list[Entry]] = defaultdict(list)
    for entry in Entry.objects.filter(kind__in=PAYING).select_related("books").order_by("recorded_at", "id"):
        about[entry.order_id].append(entry)
        assert entry.books is not None
        assert entry.service_on is not None
        # An entry says which month it is about where that is not the month of its books.
        own = Month.of(entry.service_on).first
        assert entry.for_month == (own if own != entry.books.month else None)
        postings = Posting.objects.filter(entry=entry)
        assert set(postings.values_list("month", "canteen_id")) <= {(entry.books.month, entry.books.canteen_id)}
    for entries in about.values():
        months = [entry.books.month for entry in entries if entry.books]
        assert months == sorted(months), "what is posted about a meal went back to an earlier month"
        meal = max((entry for entry in entries if entry.kind == "meal"), key=lambda entry: entry.revision)
        standing = meal_posted(entry_id=meal.id)
        if standing is not None:
            credited = (chart.Kind.EARNED, chart.Kind.RETURNED, chart.Kind.OWED)
            payers = [fen for address, fen in standing.borne if chart.kind_of(address) not in credited]
            assert min(payers, default=0) >= 0


def advances_face_each_other() -> None:
    """What one fund has to get, the other owes, canteen by canteen and month by month, to the fen."""
    found = balances_of(addresses=Account.objects.values_list("address", flat=True))
    made = {address: fen for address, fen in found.items() if chart.kind_of(address) is chart.Kind.ADVANCED}
    for address, fen in made.items():
        by = chart.parse_address(address)
        assert by.canteen_id is not None
        assert by.month is not None
        assert found[chart.owed(by.other, by.owner, by.canteen_id, by.month)] == -fen
    owed = sum(fen for address, fen in found.items() if chart.kind_of(address) is chart.Kind.OWED)
    assert sum(made.values()) == -owed
    for books in Books.objects.all():
        place, month = books.canteen_id, Month.of(books.month)
        of_month = {between: found[chart.advanced(*between, place, month)] for between in advanced_in(books=books)}
        assert of_month == advanced_in(books=books), "an account says what its own month's books say"


class forgotten:  # read as a word where it stands
    """A transaction that is rolled back at its end; code inside may begin durable ones, as in any test."""

    def __enter__(self) -> None:
        self._block = transaction.atomic()
        self._block._from_testcase = True  # type: ignore[attr-defined]  # what Django's own TestCase does
        self._block.__enter__()

    def __exit__(self, *told: Any) -> None:
        transaction.set_rollback(True)
        self._block.__exit__(None, None, None)
