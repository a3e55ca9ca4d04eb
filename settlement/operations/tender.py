"""Cash between an elder and the drawer of a shift: taken for what is due, handed back from a credit (D6, D13)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.errors import Conflict
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.models.sql import send
from canteen.queries.elders import NoSuchElder, require_elder
from canteen.queries.presented import lock_elder
from ordering.queries.meals import NoSuchOrder, ate_here
from ordering.queries.sitting import lock_order
from settlement.core import chart, journal
from settlement.models import Entry, Posting, Shift
from settlement.operations.ledger import Circumstances, record
from settlement.operations.shifts import lock_own_shift, require_cash
from settlement.queries.balances import due_of
from settlement.queries.meal_due import meal_due
from settlement.queries.shifts import CASHIERS, drawer_fen

# The largest note there is. Nobody lays down a note that the sum does without, so the change is always less than it;
# what is more was no cash: digits too many, or a card that was read into the field.
LARGEST_NOTE_FEN: Final = 100_00


class MoreThanDue(Conflict):
    """She owes less than that; nothing was taken."""

    code = "more-than-due"
    zh = "收款超过应付金额"


class TooLittleGiven(Conflict):
    """Less was given than is to be taken."""

    code = "too-little-given"
    zh = "收到的现金不足"


class TooMuchGiven(Conflict):
    """The change would be 100 yuan or more; nothing was taken."""

    code = "too-much-given"
    zh = "收到的金额多于应付一百元以上，不像是现金；请看一下是否把卡号扫进了金额栏"


class NoSuchCredit(Conflict):
    """She has less to her credit than that; nothing was handed back."""

    code = "no-such-credit"
    zh = "退款超过可退金额"


class DrawerTooEmpty(Conflict):
    """The drawer holds less than that."""

    code = "drawer-too-empty"
    zh = "钱箱现金不足"


class TenderTaken(Conflict):
    """This id belongs to another payment already; nothing was taken."""

    code = "tender-taken"
    zh = "这个编号已用于另一笔收款，请刷新页面"


@dataclass(frozen=True, slots=True)
class Owing:
    """Whose due cash settles: its account, how cash moves against it, and the order, if it is for one meal.

    `require_here` passes for a drawer of a canteen where this due may be settled at all.
    """

    account: str
    into_drawer: Callable[[UUID, int], journal.Transfers]
    out_of_drawer: Callable[[UUID, int], journal.Transfers]
    due: Callable[[], int]
    require_here: Callable[[UUID], None]
    order_id: UUID | None = None


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
    order_id: UUID | None = None,
    tender_id: UUID | None = None,
) -> Tendered:
    """Take cash for what an elder owes, for one meal or for all; the change is what was given beyond.

    All of it is paid unless `fen` says less. What was given for a meal says so, and is not asked for twice. She is of
    the actor's regions, or ate at this canteen: what others owe is nobody's business here (S3). Elder, order, then
    shift are locked (D18), and what is due is read under the locks. With a `tender_id` made by who asks, asking again
    answers with what was taken the first time (R7). NoSuchElder, NoSuchOrder, NoSuchShift, ShiftClosed, BadCash,
    MoreThanDue, TooLittleGiven, TooMuchGiven, TenderTaken.
    """
    require_cash(fen=given_fen)
    with transaction.atomic():
        _lock_elder(elder_id)
        return take(
            owing=_of_elder(actor, elder_id, order_id, now),
            actor=actor,
            shift_id=shift_id,
            given_fen=given_fen,
            fen=fen,
            tender_id=tender_id,
            now=now,
        )


def hand_back(
    *,
    actor: Actor,
    shift_id: UUID,
    elder_id: UUID,
    now: datetime,
    fen: int | None = None,
    order_id: UUID | None = None,
    tender_id: UUID | None = None,
) -> Tendered:
    """Hand an elder's credit back from the drawer of the current shift, all of it unless `fen` says less (D13).

    With an order it is what she gave for that meal, also while she owes for others. She is of the actor's regions, or
    ate at this canteen. NoSuchElder, NoSuchOrder, NoSuchShift, ShiftClosed, NoSuchCredit, DrawerTooEmpty, TenderTaken.
    """
    with transaction.atomic():
        _lock_elder(elder_id)
        owing = _of_elder(actor, elder_id, order_id, now)
        return give(owing=owing, actor=actor, shift_id=shift_id, fen=fen, tender_id=tender_id, now=now)


def take(
    *,
    owing: Owing,
    actor: Actor,
    shift_id: UUID,
    given_fen: int,
    fen: int | None,
    tender_id: UUID | None,
    now: datetime,
) -> Tendered:
    """Take cash in the caller's transaction, who has locked what is owed by; what `take_cash` raises."""
    known = _known(owing, actor, tender_id)
    if known is not None:
        return known
    shift = _drawer(owing, actor, shift_id)
    due_fen = owing.due()
    asked_fen = due_fen if fen is None else fen
    if not 0 < asked_fen <= due_fen:
        raise MoreThanDue()
    if given_fen < asked_fen:
        raise TooLittleGiven()
    if given_fen - asked_fen >= LARGEST_NOTE_FEN:
        raise TooMuchGiven()
    transfers = owing.into_drawer(shift.id, asked_fen)
    entry_id = _tender(owing, transfers, shift.id, tender_id, now, given_fen)
    return Tendered(entry_id, asked_fen, given_fen - asked_fen, due_fen - asked_fen)


def give(
    *, owing: Owing, actor: Actor, shift_id: UUID, fen: int | None, tender_id: UUID | None, now: datetime
) -> Tendered:
    """Hand cash back in the caller's transaction, who has locked what is owed to; what `hand_back` raises."""
    known = _known(owing, actor, tender_id)
    if known is not None:
        return known
    shift = _drawer(owing, actor, shift_id)
    due_fen = owing.due()
    back_fen = -due_fen if fen is None else fen
    if not 0 < back_fen <= -due_fen:
        raise NoSuchCredit()
    if back_fen > drawer_fen(shift):
        raise DrawerTooEmpty()
    entry_id = _tender(owing, owing.out_of_drawer(shift.id, back_fen), shift.id, tender_id, now)
    return Tendered(entry_id, -back_fen, 0, due_fen + back_fen)


def _drawer(owing: Owing, actor: Actor, shift_id: UUID) -> Shift:
    shift = lock_own_shift(actor=actor, shift_id=shift_id)
    owing.require_here(shift.canteen_id)
    return shift


def _of_elder(actor: Actor, elder_id: UUID, order_id: UUID | None, now: datetime) -> Owing:
    if order_id is not None:
        _lock_order(order_id)

    def require_here(canteen_id: UUID) -> None:
        if not ate_here(canteen_id=canteen_id, elder_id=elder_id):  # asked first: who pays has nearly always just eaten
            require_elder(actor=actor, roles=CASHIERS, elder_id=elder_id, on=service_day(now))

    return Owing(
        account=chart.due(elder_id),
        into_drawer=partial(journal.tender_cash, elder_id),
        out_of_drawer=partial(journal.hand_back_cash, elder_id),
        due=partial(meal_due, elder_id=elder_id, order_id=order_id) if order_id else partial(due_of, elder_id=elder_id),
        require_here=require_here,
        order_id=order_id,
    )


def _known(owing: Owing, actor: Actor, tender_id: UUID | None) -> Tendered | None:
    """What was taken under this id before; TenderTaken when that was something else."""
    if tender_id is None:
        return None
    entry = Entry.objects.select_related("shift").filter(id=tender_id).first()
    if entry is None:
        return None
    moved = Posting.objects.filter(entry=entry).values_list("debit__address", "credit__address", "fen").first()
    mine = entry.shift is not None and entry.shift.staff_id == actor.staff_id and entry.order_id == owing.order_id
    if moved is None or not mine or owing.account not in moved[:2]:
        raise TenderTaken()
    taken_fen = moved[2] if moved[1] == owing.account else -moved[2]
    change_fen = max(0, int(entry.explanation.get("given_fen", 0)) - taken_fen)
    return Tendered(entry.id, taken_fen, change_fen if taken_fen > 0 else 0, owing.due())


def _tender(
    owing: Owing,
    transfers: journal.Transfers,
    shift_id: UUID,
    tender_id: UUID | None,
    now: datetime,
    given_fen: int = 0,
) -> UUID:
    recorded = record(
        kind=Entry.Kind.TENDER,
        transfers=transfers,
        books=None,
        circumstances=Circumstances(
            order_id=owing.order_id,
            shift_id=shift_id,
            entry_id=tender_id,
            explanation={"given_fen": given_fen} if given_fen else {},
        ),
        now=now,
    )
    try:
        with transaction.atomic():
            send(recorded.statements)
    except IntegrityError:
        if tender_id is None:
            raise
        # Two tenders of one id at the same moment, for two people: each holds another lock, and the index decides.
        raise TenderTaken() from None
    return recorded.entry_id


def _lock_order(order_id: UUID) -> None:
    """Lock the order, so that nobody undoes the meal meanwhile. NoSuchOrder."""
    try:
        lock_order(order_id=order_id)
    except IndexError:
        raise NoSuchOrder() from None


def _lock_elder(elder_id: UUID) -> None:
    """Lock the elder's own row: her due account is hers, whoever she is joined to. NoSuchElder."""
    try:
        lock_elder(person_id=elder_id)
    except IndexError:
        raise NoSuchElder() from None
