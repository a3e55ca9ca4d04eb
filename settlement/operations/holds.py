"""Holds a posted share back for a person to decide, clears holds, and undoes both with their meal (D5, D16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict, Invalid, Refused
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.models.sql import Statement, insert, send
from canteen.operations.deeds import LONGEST_REASON, do
from settlement.core import chart, journal
from settlement.core.payers import most_of_elder, payer_of
from settlement.core.policy.values import CANTEEN, FUND
from settlement.core.shares import ELDER, HoldCode
from settlement.models import Allotment, Entry, Hold
from settlement.operations.advances import advanced_again
from settlement.operations.draws import draws_given_back
from settlement.operations.ledger import Circumstances, record, reverse
from settlement.operations.lock_books import BooksLocked, lock_books_of_meal
from settlement.queries.holds import HoldCleared, MealPosted, NoSuchHold, NoSuchMealEntry, meal_posted
from settlement.queries.settling import compiled

HOLDERS = (Role.CLERK, Role.FINANCE)

_CLEAR = "UPDATE settlement_hold SET cleared_by_id = %s WHERE id = %s AND cleared_by_id IS NULL"
_CLEAR_OF = "UPDATE settlement_hold SET cleared_by_id = %s WHERE entry_id = %s AND cleared_by_id IS NULL"
_DRAW = "UPDATE settlement_allotment SET drawn_fen = drawn_fen + %s WHERE id = %s"


class BadHold(Invalid):
    """A payer is "elder", "canteen" or "fund:" and a fund's key; a reason has 1 to 200 characters."""

    code = "bad-hold"
    zh = "支付方或原因填写有误"


class NothingToHold(Conflict):
    """This payer bears nothing of this meal."""

    code = "nothing-to-hold"
    zh = "该支付方没有承担这一餐的费用"


class ShownOtherwise(Conflict):
    """This meal, or the books it is written in, changed since it was shown; look at it as it is now, and decide."""

    code = "shown-otherwise"
    zh = "打开页面以后，这一餐或入账的月份有变化，请按现在的情况再确认一次"


class AllotmentTooSmall(Conflict):
    """The fund's allotment of the month in which this is posted has less left."""

    code = "allotment-too-small"
    zh = "入账月份的资金额度不足"


class ElderNotRaised(Refused):
    """A later decision does not raise the elder's share unless the policy says so."""

    code = "elder-not-raised"
    zh = "政策不允许事后增加老人的支付"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page said would be written: the month of the books, and how many fen."""

    month: Month
    fen: int

    def require(self, books: BooksLocked, fen: int) -> None:
        """Pass when the same is written now; the caller holds the books. ShownOtherwise."""
        if (Month.of(books.month), fen) != (self.month, self.fen):
            raise ShownOtherwise()


@dataclass(frozen=True, slots=True)
class HoldsUndone:
    """Reversals of all that was held and cleared of a meal; `transfers` are those undone."""

    statements: tuple[Statement, ...]
    transfers: tuple[journal.Transfer, ...]


def hold_share(
    *, actor: Actor, entry_id: UUID, payer: str, reason: str, now: datetime, shown: Shown | None = None
) -> UUID:
    """Take what one payer bears of a posted meal into suspense, and return the hold: the meal stands (D5).

    The person's own words go into the deed alone: a hold is sealed with the month, and says only that it was made by
    hand (S10). For books that are closed it is a late fact of the earliest open ones. `shown` is what a person saw.
    OutOfScope, BadHold, NoSuchMealEntry, NothingToHold, ShownOtherwise.
    """
    actor.require_held(*HOLDERS)
    require_reason(reason=reason)
    _require_payer(payer)
    with transaction.atomic():
        meal, books = _lock_meal(actor, entry_id, now)
        taken = [(address, fen) for address, fen in meal.borne if fen > 0 and payer_of(address) == payer]
        if not taken:
            raise NothingToHold()
        total_fen = sum(fen for _, fen in taken)
        if shown is not None:
            shown.require(books, total_fen)
        transfers = [one for address, fen in taken for one in journal.hold(address, books.canteen_id, fen)]
        transfers += journal.advances_back(meal.borne, payer.removeprefix(FUND))
        recorded = record(kind=Entry.Kind.HOLD, transfers=transfers, books=books, circumstances=_about(meal), now=now)
        hold = Hold(
            entry_id=recorded.entry_id,
            canteen_id=books.canteen_id,
            fen=total_fen,
            reason=HoldCode.BY_HAND.value,
            opened_at=now,
        )
        drawn = draws_given_back(undone=journal.reversal(transfers), books=books, now=now)
        send((*recorded.statements, *insert([hold]), *drawn))
        detail = {"entry": str(entry_id), "payer": payer, "fen": total_fen}
        _written(actor, "hold", hold.id, reason.strip(), now, detail)
    return hold.id


def clear_hold(
    *, actor: Actor, hold_id: UUID, payer: str, reason: str, now: datetime, shown: Shown | None = None
) -> UUID:
    """Decide who pays what was held, and return the clearing's entry; a late fact once the books are closed (D16).

    A fund is drawn through the allotment of the month in which this is posted; where it had advanced what was held, the
    home fund owes it once more. The elder's share is raised only where
    the policy of the meal says so (D14). OutOfScope, BadHold, NoSuchHold, HoldCleared, AllotmentTooSmall,
    ElderNotRaised, ShownOtherwise.
    """
    actor.require_held(Role.FINANCE)
    require_reason(reason=reason)
    _require_payer(payer)
    with transaction.atomic():
        hold = _hold(actor, hold_id)
        meal, books = _lock_meal(actor, _meal_entry_id(hold), now)
        hold = _hold(actor, hold_id)  # read again: only now does nobody else clear it
        if hold.cleared_by_id is not None:
            raise HoldCleared()
        if shown is not None:
            shown.require(books, hold.fen)
        if payer == ELDER:
            _require_hers(meal, hold.fen)
        address, draws = account_drawn(payer=payer, meal=meal, books=books, fen=hold.fen)
        cleared = journal.clearing(address, books.canteen_id, hold.fen)
        recorded = record(
            kind=Entry.Kind.CLEARING,
            transfers=(*cleared, *advanced_again(hold=hold, payer=payer, books=books, fen=hold.fen)),
            books=books,
            circumstances=_about(meal),
            now=now,
        )
        send((*recorded.statements, Statement(_CLEAR, (recorded.entry_id, hold.id)), *draws))
        _written(actor, "clear", hold.id, reason.strip(), now, {"payer": payer, "fen": hold.fen})
    return recorded.entry_id


def require_reason(*, reason: str) -> None:
    """Pass a reason that says something, and fits into the deed; BadHold."""
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise BadHold([("reason", f"must be 1 to {LONGEST_REASON} characters")])


def holds_undone(*, order_id: UUID, books: BooksLocked, now: datetime) -> HoldsUndone:
    """Undo, with a meal that is being voided, what was held and cleared of it; the caller holds the books and sends.

    A share taken into suspense later on comes back by the reversal of its own entry, which also clears its hold.
    """
    statements: list[Statement] = []
    transfers: list[journal.Transfer] = []
    kinds = (Entry.Kind.HOLD, Entry.Kind.CLEARING)
    moved = Entry.objects.filter(order_id=order_id, kind__in=kinds, reversed_by=None).order_by("id")
    for entry_id in moved.values_list("id", flat=True):
        recorded, original = reverse(entry_id=entry_id, books=books, now=now)
        statements += [*recorded.statements, Statement(_CLEAR_OF, (recorded.entry_id, entry_id))]
        transfers += original
    return HoldsUndone(tuple(statements), tuple(transfers))


def account_drawn(*, payer: str, meal: MealPosted, books: BooksLocked, fen: int) -> tuple[str, Sequence[Statement]]:
    """Return the account a payer is debited on, and what that draws; the caller holds the books.

    ElderNotRaised for an elder who has no account of this meal, AllotmentTooSmall.
    """
    elder = next((address for address, _ in meal.borne if payer_of(address) == ELDER), None)
    if payer == ELDER:
        if elder is None:
            raise ElderNotRaised()
        return elder, ()
    if payer == CANTEEN:
        return chart.borne(books.canteen_id), ()
    key = payer.removeprefix(FUND)
    here = Allotment.objects.filter(fund__key=key, canteen_id=books.canteen_id, month=books.month)
    # By its own lock, after the books': another organisation of this canteen-month draws it under other books.
    row = here.select_for_update(no_key=True).first()
    if row is None or row.fen - row.drawn_fen < fen:
        raise AllotmentTooSmall()
    address = chart.allotted(key, books.canteen_id, Month.of(books.month))
    return address, (Statement(_DRAW, (fen, row.id)),)


def _lock_meal(actor: Actor, entry_id: UUID, now: datetime) -> tuple[MealPosted, BooksLocked]:
    """Lock the books in which a fact about the meal is posted, then read the meal. NoSuchMealEntry."""
    meal = meal_posted(entry_id=entry_id)
    if meal is None or meal.canteen_id not in actor.canteens(*HOLDERS):
        raise NoSuchMealEntry()
    books = lock_books_of_meal(
        order_id=meal.order_id,
        canteen_id=meal.canteen_id,
        organisation_id=meal.organisation_id,
        service_on=meal.service_on,
        now=now,
    )
    locked = meal_posted(entry_id=entry_id)
    if locked is None:
        raise NoSuchMealEntry()
    return locked, books


def _hold(actor: Actor, hold_id: UUID) -> Hold:
    found = Hold.objects.filter(id=hold_id, canteen_id__in=actor.canteens(Role.FINANCE)).select_related("entry").first()
    if found is None:
        raise NoSuchHold()
    return found


def _meal_entry_id(hold: Hold) -> UUID:
    """The live entry of the meal a hold is about; NoSuchHold once the meal is voided."""
    order_id = hold.entry.order_id
    if order_id is None:
        raise AssertionError("a share is held of a meal")
    found = Entry.objects.filter(order_id=order_id, kind=Entry.Kind.MEAL, reversed_by=None)
    entry_id = found.values_list("id", flat=True).first()
    if entry_id is None:
        raise NoSuchHold()
    return entry_id


def _require_hers(meal: MealPosted, fen: int) -> None:
    """Pass when the elder comes to bear no more than was decided at the meal, or the policy lets it be raised (D14)."""
    bears = sum(borne for address, borne in meal.borne if payer_of(address) == ELDER)
    may_raise = meal.policy_id is not None and compiled(meal.policy_id).may_raise_elder
    most_fen = most_of_elder(bears_fen=bears, decided_fen=meal.elder_fen, may_raise=may_raise)
    if most_fen is not None and fen > most_fen:
        raise ElderNotRaised()


def _require_payer(payer: str) -> None:
    if payer not in (ELDER, CANTEEN) and not (payer.startswith(FUND) and len(payer) > len(FUND)):
        raise BadHold([("payer", 'must be "elder", "canteen" or "fund:" and a key')])


def _about(meal: MealPosted) -> Circumstances:
    return Circumstances(order_id=meal.order_id, service_on=meal.service_on, policy_id=meal.policy_id)


def _written(actor: Actor, verb: str, hold_id: UUID, reason: str, now: datetime, detail: dict[str, object]) -> None:
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="hold",
        subject_id=hold_id,
        reason=reason,
        detail=detail,
        now=now,
    )
