"""Swaps two meals of one sitting: the one that was held counts from now on, the one that counted is held (K3)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Invalid
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.models.sql import Statement, insert, send
from canteen.operations.deeds import LONGEST_REASON, do
from settlement.core import chart, journal
from settlement.core.payers import payer_of
from settlement.core.policy.values import CANTEEN, FUND
from settlement.core.shares import HoldCode
from settlement.models import Entry, Hold
from settlement.operations.advances import advanced_again
from settlement.operations.draws import draws_given_back
from settlement.operations.holds import ShownOtherwise, account_drawn
from settlement.operations.ledger import Circumstances, record
from settlement.operations.lock_books import BooksLocked, lock_books_of_meal
from settlement.queries.eaten_twice import MealBeside, NothingToSwap, meal_beside
from settlement.queries.holds import HoldCleared, MealPosted, NoSuchHold, meal_posted

LONGEST_OF_TWO = LONGEST_REASON // 2 - 2  # both stand in one deed, with a stroke between them
_CLEAR = "UPDATE settlement_hold SET cleared_by_id = %s WHERE id = %s AND cleared_by_id IS NULL"
_MOVE_CLAIMS = "UPDATE settlement_claim SET entry_id = %s WHERE entry_id = %s AND released_by_id IS NULL"


class BadSwap(Invalid):
    """What she does not bear falls to "canteen" or "fund:" and a key; each of both reasons has 1 to 98 characters."""

    code = "bad-swap"
    zh = "支付方或原因填写有误"


def swap_meals(
    *, actor: Actor, hold_id: UUID, payer: str, promised_fen: int, seen: str, counts: str, waits: str, now: datetime
) -> UUID:
    """Let the meal of an `eaten-twice` hold count, hold the one that counted, and return that one's hold; one deed.

    She comes to bear of it what she bore of the other, and no more than `promised_fen`, what she was told there (K3);
    `payer` bears the rest. Her claims go with the meal that counts, so that undoing the other frees none (D8, R8).
    `seen` is the mark of what was shown; `counts` and `waits` are the reasons of both. OutOfScope, BadSwap, NoSuchHold,
    HoldCleared, NothingToSwap, MealUndecided, ShownOtherwise, AllotmentTooSmall.
    """
    actor.require_held(Role.FINANCE)
    _require_said(payer, counts, waits)
    with transaction.atomic():
        hold, order_id, other = _pair(actor, hold_id)
        here, there = _lock_both(_entry_of(order_id), other, now)
        hold, order_id, other = _pair(actor, hold_id)  # read again: only now does nobody else decide them
        meal, counted = meal_posted(entry_id=_entry_of(order_id)), meal_posted(entry_id=other.entry_id)
        if meal is None or counted is None or counted.canteen_id != there.canteen_id:
            raise ShownOtherwise()
        hers_fen = other.hers(promised_fen=promised_fen, held_fen=hold.fen)
        months = {"month": Month.of(here.month), "other_month": Month.of(there.month)}
        if other.mark(**months, hers_fen=hers_fen) != seen:
            raise ShownOtherwise()
        held = _hold(counted, there, now)
        _clear(hold, meal, here, payer, hers_fen, now)
        send((Statement(_MOVE_CLAIMS, (meal.entry_id, counted.entry_id)),))
        detail = {"counts": str(order_id), "waits": str(other.order_id), "hold": str(held.id)}
        do(
            staff_id=actor.staff_id,
            verb="swap",
            subject_kind="hold",
            subject_id=hold.id,
            reason=f"{counts.strip()} / {waits.strip()}",
            detail={**detail, "payer": payer, "fen": hold.fen, "hers_fen": hers_fen, "held_fen": held.fen},
            now=now,
        )
    return held.id


def _require_said(payer: str, counts: str, waits: str) -> None:
    faults = []
    if payer != CANTEEN and not (payer.startswith(FUND) and len(payer) > len(FUND)):
        faults.append(("payer", 'must be "canteen" or "fund:" and a key'))
    reasons = {"counts": counts, "waits": waits}
    faults += [
        (name, f"must be 1 to {LONGEST_OF_TWO} characters")
        for name, text in reasons.items()
        if not 0 < len(text.strip()) <= LONGEST_OF_TWO
    ]
    if faults:
        raise BadSwap(faults)


def _pair(actor: Actor, hold_id: UUID) -> tuple[Hold, UUID, MealBeside]:
    """The hold, the order it is about, and the meal that counts instead."""
    canteen_ids = actor.canteens(Role.FINANCE)
    hold = Hold.objects.filter(id=hold_id, canteen_id__in=canteen_ids).select_related("entry").first()
    if hold is None or hold.entry.order_id is None:
        raise NoSuchHold()
    if hold.cleared_by_id is not None:
        raise HoldCleared()
    if hold.reason != HoldCode.EATEN_TWICE.value:
        raise NothingToSwap()
    return hold, hold.entry.order_id, meal_beside(order_id=hold.entry.order_id, canteen_ids=canteen_ids)


def _entry_of(order_id: UUID) -> UUID:
    """The live entry of an order's meal. NoSuchHold once it is voided."""
    found = Entry.objects.filter(order_id=order_id, kind=Entry.Kind.MEAL, reversed_by=None)
    entry_id = found.values_list("id", flat=True).first()
    if entry_id is None:
        raise NoSuchHold()
    return entry_id


def _lock_both(entry_id: UUID, other: MealBeside, now: datetime) -> tuple[BooksLocked, BooksLocked]:
    """Lock the books of both meals, canteen by canteen in the order everybody keeps who needs several (D18)."""
    meals = [meal_posted(entry_id=entry_id), meal_posted(entry_id=other.entry_id)]
    locked: dict[UUID, BooksLocked] = {}
    for meal in sorted((one for one in meals if one is not None), key=lambda one: one.canteen_id):
        locked[meal.entry_id] = lock_books_of_meal(
            order_id=meal.order_id,
            canteen_id=meal.canteen_id,
            organisation_id=meal.organisation_id,
            service_on=meal.service_on,
            now=now,
        )
    if len(locked) < len(meals):
        raise ShownOtherwise()
    return locked[entry_id], locked[other.entry_id]


def _hold(meal: MealPosted, books: BooksLocked, now: datetime) -> Hold:
    """Take all that anybody bears of the meal that counted into suspense, as one hold of the same code."""
    taken = [(address, fen) for address, fen in meal.borne if fen > 0 and payer_of(address) is not None]
    if not taken:
        raise NothingToSwap()
    transfers = [one for address, fen in taken for one in journal.hold(address, books.canteen_id, fen)]
    funds = dict.fromkeys(chart.parse_address(address).owner for address, _ in taken)
    transfers += [one for key in funds for one in journal.advances_back(meal.borne, key)]
    recorded = record(kind=Entry.Kind.HOLD, transfers=transfers, books=books, circumstances=_about(meal), now=now)
    hold = Hold(
        entry_id=recorded.entry_id,
        canteen_id=books.canteen_id,
        fen=sum(fen for _, fen in taken),
        reason=HoldCode.EATEN_TWICE.value,
        opened_at=now,
    )
    drawn = draws_given_back(undone=journal.reversal(transfers), books=books, now=now)
    send((*recorded.statements, *insert([hold]), *drawn))
    return hold


def _clear(hold: Hold, meal: MealPosted, books: BooksLocked, payer: str, hers_fen: int, now: datetime) -> None:
    """Put what was held on her, as far as she bore the other meal, and the rest on the payer."""
    elder_id = Entry.objects.values_list("order__elder_id", flat=True).get(id=meal.entry_id)
    if elder_id is None:
        raise AssertionError("what was eaten twice was eaten by somebody")
    rest_fen = hold.fen - hers_fen
    transfers = [*journal.clearing(chart.due(elder_id), books.canteen_id, hers_fen)]
    draws: tuple[Statement, ...] = ()
    if rest_fen:
        address, drawn = account_drawn(payer=payer, meal=meal, books=books, fen=rest_fen)
        transfers += journal.clearing(address, books.canteen_id, rest_fen)
        transfers += advanced_again(hold=hold, payer=payer, books=books, fen=rest_fen)
        draws = tuple(drawn)
    recorded = record(kind=Entry.Kind.CLEARING, transfers=transfers, books=books, circumstances=_about(meal), now=now)
    send((*recorded.statements, Statement(_CLEAR, (recorded.entry_id, hold.id)), *draws))


def _about(meal: MealPosted) -> Circumstances:
    return Circumstances(order_id=meal.order_id, service_on=meal.service_on, policy_id=meal.policy_id)
