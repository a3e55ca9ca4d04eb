"""Cash between an elder and the drawer of a shift: taken for what is due, handed back from a credit (D6, D13)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict
from canteen.core.scope import Actor
from canteen.models.sql import send
from canteen.queries.elders import NoSuchElder
from canteen.queries.presented import lock_elder
from settlement.core import journal
from settlement.models import Entry
from settlement.operations.ledger import Circumstances, record
from settlement.operations.shifts import lock_own_shift, require_cash
from settlement.queries.balances import due_of
from settlement.queries.shifts import drawer_fen


class MoreThanDue(Conflict):
    """She owes less than that; nothing was taken."""

    code = "more-than-due"
    zh = "收款超过应付金额"


class TooLittleGiven(Conflict):
    """Less was given than is to be taken."""

    code = "too-little-given"
    zh = "收到的现金不足"


class NoSuchCredit(Conflict):
    """She has less to her credit than that; nothing was handed back."""

    code = "no-such-credit"
    zh = "退款超过可退金额"


class DrawerTooEmpty(Conflict):
    """The drawer holds less than that."""

    code = "drawer-too-empty"
    zh = "钱箱现金不足"


@dataclass(frozen=True, slots=True)
class Tendered:
    """A payment as the counter's screen shows it, in fen: taken, change, and what is still due (below zero: credit)."""

    entry_id: UUID
    taken_fen: int
    change_fen: int
    due_fen: int


def take_cash(
    *,
    actor: Actor,
    shift_id: UUID,
    elder_id: UUID,
    given_fen: int,
    now: datetime,
    fen: int | None = None,
) -> Tendered:
    """Take cash for what an elder owes, all of it unless `fen` says less; the change is what was given beyond.

    Elder, then shift are locked (D18), and what is due is read under the lock. NoSuchElder, NoSuchShift, ShiftClosed,
    BadCash, MoreThanDue, TooLittleGiven.
    """
    require_cash(fen=given_fen)
    with transaction.atomic():
        _lock_elder(elder_id)
        shift = lock_own_shift(actor=actor, shift_id=shift_id)
        due_fen = due_of(elder_id=elder_id)
        asked_fen = due_fen if fen is None else fen
        if not 0 < asked_fen <= due_fen:
            raise MoreThanDue()
        if given_fen < asked_fen:
            raise TooLittleGiven()
        transfers = journal.tender_cash(elder_id, shift.id, asked_fen)
        entry_id = _tender(transfers, shift.id, now)
    return Tendered(entry_id, asked_fen, given_fen - asked_fen, due_fen - asked_fen)


def hand_back(*, actor: Actor, shift_id: UUID, elder_id: UUID, now: datetime, fen: int | None = None) -> Tendered:
    """Hand an elder's credit back from the drawer of the current shift, all of it unless `fen` says less (D13).

    NoSuchElder, NoSuchShift, ShiftClosed, BadCash, NoSuchCredit, DrawerTooEmpty.
    """
    with transaction.atomic():
        _lock_elder(elder_id)
        shift = lock_own_shift(actor=actor, shift_id=shift_id)
        due_fen = due_of(elder_id=elder_id)
        back_fen = -due_fen if fen is None else fen
        if not 0 < back_fen <= -due_fen:
            raise NoSuchCredit()
        if back_fen > drawer_fen(shift):
            raise DrawerTooEmpty()
        entry_id = _tender(journal.hand_back_cash(elder_id, shift.id, back_fen), shift.id, now)
    return Tendered(entry_id, -back_fen, 0, due_fen + back_fen)


def _tender(transfers: journal.Transfers, shift_id: UUID, now: datetime) -> UUID:
    recorded = record(
        kind=Entry.Kind.TENDER,
        transfers=transfers,
        books=None,
        circumstances=Circumstances(shift_id=shift_id),
        now=now,
    )
    send(recorded.statements)
    return recorded.entry_id


def _lock_elder(elder_id: UUID) -> None:
    """Lock the elder's own row: her due account is hers, whoever she is joined to. NoSuchElder."""
    try:
        lock_elder(person_id=elder_id)
    except IndexError:
        raise NoSuchElder() from None
