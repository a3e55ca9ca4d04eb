"""Puts the funds' part of meals after a death or a move on hold, for a person to decide; nothing is deleted (R14)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict
from canteen.core.month import Month
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.models.sql import send
from canteen.operations.deeds import do
from settlement.core import journal
from settlement.core.shares import HoldCode
from settlement.operations.draws import draws_given_back
from settlement.operations.hold_funds import hold_funds
from settlement.operations.ledger import Circumstances
from settlement.operations.lock_books import BooksLocked, lock_books_of_meal, lock_books_since
from settlement.queries.holds import MealPosted, meal_posted
from settlement.queries.marks_decided import marks_decided
from settlement.queries.touched import Reach, Tally, reach_of, reach_of_list

CODES: Mapping[str, HoldCode] = {"deaths": HoldCode.AFTER_DEATH, "moves": HoldCode.AFTER_MOVE}


class TouchedOtherwise(Conflict):
    """The meals that this touches are no longer those that were shown: look at them, and confirm once more."""

    code = "touched-otherwise"
    zh = "页面打开以后，涉及的供餐有变化，请按现在的情况再确认一次"


@dataclass(frozen=True, slots=True)
class Held:
    """How many meals were put on hold, and how many fen."""

    meals: int
    fen: int


def hold_touched(
    *, import_id: UUID, kind: str, actor: Actor, now: datetime, between: Callable[[], None] = lambda: None
) -> Held:
    """Hold the funds' part of every meal that a list of deaths or moves reaches; in the caller's transaction or an own.

    A list names people whom the actor may change; their meals are held wherever they were eaten, if they are those that
    were shown to who decided: TouchedOtherwise. `between` is called between two canteens, and may end it all by what it
    raises.
    """
    shown = marks_decided(import_id=import_id).held
    reach = reach_of_list(import_id=import_id, kind=kind, on=service_day(now))
    held = _hold_all(reach, CODES[kind], now, between, shown)
    if held.meals:
        do(
            staff_id=actor.staff_id,
            verb="hold",
            subject_kind="import",
            subject_id=import_id,
            detail={"meals": held.meals, "fen": held.fen, "code": CODES[kind].value},
            now=now,
        )
    return held


def hold_meals_from(
    *,
    first_days: Mapping[UUID, date],
    code: HoldCode,
    now: datetime,
    between: Callable[[], None] = lambda: None,
    shown: str | None = None,
) -> Held:
    """Take what funds bear of these elders' meals from their days on into suspense; the meals stand.

    `shown` is the mark of what a person saw: of other meals, or other shares of them, none is held. In closed books
    that is a late fact of the earliest open ones (D16). TouchedOtherwise.
    """
    return _hold_all(reach_of(first_days=first_days), code, now, between, shown)


def _hold_all(reach: Reach, code: HoldCode, now: datetime, between: Callable[[], None], shown: str | None) -> Held:
    """Hold all that is reached, or nothing: batch by batch in one transaction, canteen by canteen.

    First the books of every canteen where any of them ate are locked, whoever pays for it; then what is reached is read
    and held; at the end the people, to see whether one of them sat down at another canteen meanwhile (D18). Who comes
    after that waits for us, and is served by what is known of her then: so it is only counted, unless there is more.
    """
    meals = fen = 0
    tally = Tally()
    with transaction.atomic():
        since = reach.places()
        for canteen_id in sorted(since):
            # With the open books that late facts are written in: opened only when those of the next canteen are locked,
            # they would be taken out of order, and each wait for the other with whoever goes the right way (D18).
            lock_books_since(canteen_id=canteen_id, since=since[canteen_id], now=now)
        served = reach.served()
        for found in reach.meals():
            for canteen_id, here in groupby(found, key=lambda meal: meal.canteen_id):
                between()
                for touched in here:
                    if touched.service_on < _first_locked(since.get(canteen_id, {})):
                        raise TouchedOtherwise()
                    taken_fen = _hold_one(touched.entry_id, code, now)
                    meals += taken_fen > 0
                    fen += taken_fen
            tally.add(found)
        if shown is not None and (tally.touched.mark, meals, fen) != (shown, tally.touched.meals, tally.touched.fen):
            raise TouchedOtherwise()
        between()
        reach.lock()
        if reach.served() > served and any(reach.meals()):
            raise TouchedOtherwise()
    return Held(meals, fen)


def _first_locked(since: Mapping[UUID, date]) -> date:
    """The first day of the books that are locked of a canteen; of one where nothing was found, the end of time."""
    return Month.of(min(since.values(), default=date.max)).first


def _hold_one(entry_id: UUID, code: HoldCode, now: datetime) -> int:
    """Hold one meal in the books it belongs to; the fen taken."""
    meal = meal_posted(entry_id=entry_id)
    if meal is None:
        return 0
    books = lock_books_of_meal(
        order_id=meal.order_id,
        canteen_id=meal.canteen_id,
        organisation_id=meal.organisation_id,
        service_on=meal.service_on,
        now=now,
    )
    locked = meal_posted(entry_id=entry_id)  # read again: only now does nobody else change it
    return 0 if locked is None else _hold(locked, books, code, now)


def _hold(meal: MealPosted, books: BooksLocked, code: HoldCode, now: datetime) -> int:
    """One hold for each fund; the fen taken."""
    about = Circumstances(order_id=meal.order_id, service_on=meal.service_on, policy_id=meal.policy_id)
    held = hold_funds(borne=meal.borne, books=books, code=code, circumstances=about, now=now)
    drawn = draws_given_back(undone=journal.reversal(held.transfers), books=books, now=now)
    send((*held.statements, *drawn))
    return held.fen
