"""What the database refuses by itself, whatever the code above it believes: R1, R2, R8, S4, on both engines."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from canteen.models.ids import new_id
from canteen.models.sql import insert, send
from kiosk.models import CheckIn
from ordering.models import Order
from settlement.models import Account, Allotment, Books, Claim, Entry, Hold, Policy, Posting
from tests.kiosk.attempts import card, take, void
from tests.town import Town, at, small_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    """A town where one meal has been eaten: one entry with its postings, one claim, one check-in."""
    town = small_town(elders=1)
    take(town.kiosks[0], card(town.cards[0], at(11, 5)), at(11, 5))
    return town


def raw(row: models.Model, **changes: Any) -> None:
    """INSERT a copy of a row under an id of its own, past every check that is not the database's."""
    row.pk = new_id()
    for name, value in changes.items():
        setattr(row, name, value)
    with transaction.atomic():
        send(insert([row]))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("posting_fen_positive", lambda row: {"fen": 0}),
        ("fen", lambda row: {"fen": -1}),
        ("posting_between_two", lambda row: {"credit_id": row.debit_id}),
    ],
)
def test_a_posting_moves_more_than_nothing_between_two_accounts(
    town: Town, constraint: str, changes: Callable[[Posting], dict[str, Any]]
) -> None:
    row = Posting.objects.all()[0]
    with pytest.raises(IntegrityError, match=constraint):
        raw(row, position=9, **changes(row))
    assert Posting.objects.count() == 3


def test_an_account_has_one_address_and_a_position_one_posting(town: Town) -> None:
    with pytest.raises(IntegrityError, match=r"settlement_account\.address|settlement_account_address"):
        raw(Account.objects.all()[0])
    with pytest.raises(IntegrityError, match=r"settlement_posting\.entry_id|posting_position_once"):
        raw(Posting.objects.all()[0])


def test_an_entry_is_reversed_once(town: Town) -> None:
    kiosk = town.kiosks[0]
    served = CheckIn.objects.get()
    take(kiosk, void(served.id, at(11, 6), town.token(kiosk, at(11, 6))), at(11, 6))
    reversal = Entry.objects.get(kind="reversal")
    assert reversal.reverses_id == served.entry_id
    with pytest.raises(IntegrityError, match=r"reverses_id"):
        raw(reversal)


@pytest.mark.parametrize("changes", [{"kind": "reversal"}, {"kind": "tender", "reverses_id": "itself"}])
def test_a_reversal_and_nothing_else_names_an_entry(town: Town, changes: dict[str, Any]) -> None:
    meal = Entry.objects.get()
    if "reverses_id" in changes:
        changes = changes | {"reverses_id": meal.id}
    with pytest.raises(IntegrityError, match="entry_reversal_names_entry"):
        raw(meal, **changes)


def test_an_order_has_one_meal_entry_a_revision(town: Town) -> None:
    with pytest.raises(IntegrityError, match=r"entry_meal_once|settlement_entry\.order_id"):
        raw(Entry.objects.get())


@pytest.mark.parametrize("column", ["order_id", "books_id", "service_on"])
def test_a_meal_entry_names_order_books_and_day(town: Town, column: str) -> None:
    with pytest.raises(IntegrityError, match="entry_meal_names_order"):
        raw(Entry.objects.get(), **({"order_id": None} | {column: None, "revision": 1}))


def test_a_claim_is_live_once_and_may_be_made_again_when_released(town: Town) -> None:
    claim = Claim.objects.get()
    with pytest.raises(IntegrityError, match=r"claim_live_once|settlement_claim\.person_id"):
        raw(claim)
    Claim.objects.update(released_by=Entry.objects.get())
    raw(claim)
    assert Claim.objects.filter(released_by=None).count() == 1


@pytest.mark.parametrize("column", ["entry_id", "order_id", "elder_id", "decided_fen"])
def test_served_means_an_entry(town: Town, column: str) -> None:
    with pytest.raises(IntegrityError, match="check_in_served_has_entry"):
        raw(CheckIn.objects.get(), fingerprint="0" * 64, **{column: None})


def test_the_same_content_of_a_device_is_kept_once(town: Town) -> None:
    with pytest.raises(IntegrityError, match=r"check_in_sent_once|kiosk_checkin\.kiosk_id"):
        raw(CheckIn.objects.get())


def test_a_served_order_says_when(town: Town) -> None:
    with pytest.raises(IntegrityError, match="order_served_has_instant"):
        raw(Order.objects.get(), served_at=None)


def test_an_allotment_is_never_over_drawn(town: Town) -> None:
    with pytest.raises(IntegrityError, match="allotment_never_over_drawn"), transaction.atomic():
        Allotment.objects.update(drawn_fen=models.F("fen") + 1)
    with pytest.raises(IntegrityError, match="drawn_fen"), transaction.atomic():
        Allotment.objects.update(drawn_fen=-1)


def test_a_hold_holds_something(town: Town) -> None:
    hold = Hold(entry=Entry.objects.get(), canteen=town.canteens[0], fen=0, reason="x", opened_at=at(12))
    with pytest.raises(IntegrityError, match="hold_fen_positive"):
        raw(hold)


@pytest.mark.parametrize("sealed", [True, False])
def test_books_are_sealed_by_a_second_person(town: Town, sealed: bool) -> None:
    """The database knows maker from checker; without both it takes no seal at all (S4)."""
    by = {"submitted_by": town.clerk, "submitted_at": at(19)} if sealed else {}
    with pytest.raises(IntegrityError, match=r"books_sealed_by_second_person|books_submitted_by_person"):
        raw(
            Books.objects.get(),
            month=date(2026, 12, 1),
            state="sealed",
            approved_by=town.clerk,
            sealed_at=at(20),
            **by,
        )
    raw(
        Books.objects.get(),
        month=date(2026, 12, 1),
        state="sealed",
        submitted_by=town.clerk,
        submitted_at=at(19),
        approved_by=town.second,
        sealed_at=at(20),
    )


def test_a_policy_is_approved_by_a_second_person(town: Town) -> None:
    until = {"from_on": date(2019, 1, 1), "until_on": date(2019, 2, 1), "version": 7}
    with pytest.raises(IntegrityError, match="policy_approved_by_second_person"):
        raw(Policy.objects.get(), approved_by=town.clerk, **until)
    with pytest.raises(IntegrityError, match="policy_approved_by_second_person"):
        raw(Policy.objects.get(), approved_by=None, approved_at=None, **until)
