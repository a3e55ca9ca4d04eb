"""Opens a person's time at a cash drawer and closes it with what was counted (D13)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.errors import Conflict, Invalid
from canteen.core.identity import without_persons_numbers
from canteen.core.scope import Actor, Role
from canteen.operations.deeds import LONGEST_REASON, do
from settlement.models import Shift
from settlement.queries.shifts import CASHIERS, NoSuchShift, ShiftSums, lock_shift, sums_of

MOST_FEN = 10_000_000  # a drawer of a canteen never holds 100,000 yuan


class BadCash(Invalid):
    """This is no sum that a drawer can hold."""

    code = "bad-cash"
    zh = "现金金额填写有误"


class ShiftOpen(Conflict):
    """You have an open shift at this canteen already."""

    code = "shift-open"
    zh = "您在该食堂已有未结的班次"


class ShiftClosed(Conflict):
    """This shift is closed."""

    code = "shift-closed"
    zh = "该班次已结"


class DifferenceUnexplained(Invalid):
    """What was counted is not what should be there; say why."""

    code = "difference-unexplained"
    zh = "清点与应有不一致，请写明原因"


class DrawerOfAnother(Invalid):
    """This is somebody else's drawer; say why you close it."""

    code = "drawer-of-another"
    zh = "这是别人的钱箱，请写明为什么由您结班"


class DrawerMoved(Conflict):
    """Money moved in this drawer since its sums were shown: look at them, and count once more."""

    code = "drawer-moved"
    zh = "页面打开以后，钱箱里又有收付，应有的金额变了，请再核对一次"


def open_shift(*, actor: Actor, canteen_id: UUID, float_fen: int, now: datetime) -> UUID:
    """Begin a shift of one's own with `float_fen` of change in the drawer, and return its id.

    OutOfScope, BadCash, ShiftOpen.
    """
    actor.require(*CASHIERS, canteen_id=canteen_id)
    require_cash(fen=float_fen, least_fen=0)
    row = Shift(canteen_id=canteen_id, staff_id=actor.staff_id, opened_at=now, float_fen=float_fen)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _written(actor, "open", row, "", now)
    except IntegrityError:
        raise ShiftOpen() from None
    return row.id


def close_shift(
    *,
    actor: Actor,
    shift_id: UUID,
    counted_fen: int,
    now: datetime,
    reason: str = "",
    expected_fen: int | None = None,
) -> ShiftSums:
    """End a shift with what was counted in the drawer, and return its sums with the difference.

    Who holds the drawer does it, or a manager of the canteen, who says why; so does whoever counted another sum than
    should be there; a longer reason is cut. `expected_fen` is what should be there as far as that person was shown: of
    another sum nothing is closed. NoSuchShift, BadCash, ShiftClosed, DrawerMoved, DifferenceUnexplained,
    DrawerOfAnother.
    """
    require_cash(fen=counted_fen, least_fen=0)
    reason = without_persons_numbers(" ".join(reason.split()))[:LONGEST_REASON]
    with transaction.atomic():
        row = lock_own_shift(actor=actor, shift_id=shift_id, manager_too=True)
        row.closed_at, row.counted_fen, row.reason, row.closed_by_id = now, counted_fen, reason, actor.staff_id
        sums = sums_of(row)
        if expected_fen not in (None, sums.expected_fen):
            raise DrawerMoved()
        row.difference_fen = counted_fen - sums.expected_fen
        if row.difference_fen and not reason:
            raise DifferenceUnexplained([("reason", "must say why")])
        if row.staff_id != actor.staff_id and not reason:
            raise DrawerOfAnother([("reason", "must say why")])
        row.save(update_fields=["closed_at", "counted_fen", "difference_fen", "reason", "closed_by"])
        _written(actor, "close", row, reason, now, expected_fen=sums.expected_fen, counted_fen=counted_fen)
    return sums


def lock_own_shift(*, actor: Actor, shift_id: UUID, manager_too: bool = False) -> Shift:
    """Lock an open shift that the actor holds; NoSuchShift, ShiftClosed."""
    row = lock_shift(shift_id=shift_id)
    mine = row.staff_id == actor.staff_id and row.canteen_id in actor.canteens(*CASHIERS)
    if not mine and not (manager_too and row.canteen_id in actor.canteens(Role.MANAGER)):
        raise NoSuchShift()
    if row.closed_at is not None:
        raise ShiftClosed()
    return row


def require_cash(*, fen: int, least_fen: int = 1) -> None:
    """Pass for a sum that a drawer can hold; BadCash."""
    if not least_fen <= fen <= MOST_FEN:
        raise BadCash([("fen", f"must be {least_fen} to {MOST_FEN}")])


def _written(actor: Actor, verb: str, row: Shift, reason: str, now: datetime, **sums: int) -> None:
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="shift",
        subject_id=row.id,
        reason=reason,
        detail={"canteen": str(row.canteen_id), **sums},
        now=now,
    )
