"""Cash between a guest and the drawer of a shift: for the one meal of an order, for who is no elder (D6)."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from canteen.core.scope import Actor
from ordering.queries.meals import guest_order_at
from ordering.queries.sitting import lock_order
from settlement.core import chart, journal
from settlement.operations.shifts import require_cash
from settlement.operations.tender import Owing, Tendered, give, take
from settlement.queries.balances import guest_dues
from settlement.queries.shifts import CASHIERS, NoSuchShift


def take_guest_cash(
    *,
    actor: Actor,
    shift_id: UUID,
    order_id: UUID,
    given_fen: int,
    now: datetime,
    tender_id: UUID | None = None,
) -> Tendered:
    """Take what a guest owes for a meal; order, then shift are locked (D18).

    NoSuchOrder, OutOfScope, NoSuchShift, ShiftClosed, BadCash, MoreThanDue, TooLittleGiven, TooMuchGiven,
    TenderTaken.
    """
    require_cash(fen=given_fen)
    owing = _of_guest(actor, order_id)
    with transaction.atomic():
        lock_order(order_id=order_id)
        return take(
            owing=owing, actor=actor, shift_id=shift_id, given_fen=given_fen, fen=None, tender_id=tender_id, now=now
        )


def hand_back_guest(
    *, actor: Actor, shift_id: UUID, order_id: UUID, now: datetime, tender_id: UUID | None = None
) -> Tendered:
    """Hand back what a guest gave for a meal that was undone.

    NoSuchOrder, OutOfScope, NoSuchShift, ShiftClosed, NoSuchCredit, DrawerTooEmpty, TenderTaken.
    """
    owing = _of_guest(actor, order_id)
    with transaction.atomic():
        lock_order(order_id=order_id)
        return give(owing=owing, actor=actor, shift_id=shift_id, fen=None, tender_id=tender_id, now=now)


def _of_guest(actor: Actor, order_id: UUID) -> Owing:
    canteen_id = guest_order_at(order_id=order_id)
    actor.require(*CASHIERS, canteen_id=canteen_id)

    def require_here(drawer_of: UUID) -> None:
        if drawer_of != canteen_id:
            raise NoSuchShift()

    return Owing(
        account=chart.guests(canteen_id),
        into_drawer=partial(journal.tender_guest_cash, canteen_id),
        out_of_drawer=partial(journal.hand_back_guest_cash, canteen_id),
        due=lambda: guest_dues(order_ids=[order_id]).get(order_id, 0),
        order_id=order_id,
        require_here=require_here,
    )
