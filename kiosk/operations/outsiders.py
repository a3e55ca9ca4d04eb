"""Conducts the meal of who is no elder: a guest or staff; the same books, no admission, no split by policy (D5)."""

from canteen.models.sql import insert, send
from canteen.queries.presented import presented
from kiosk.core.admission import Reason
from kiosk.core.receipt import Receipt, receipt_of
from kiosk.models import CheckIn
from kiosk.operations.arrival import Arrival, known_of, lock_books_here, row_of
from kiosk.operations.check_in import Decided
from ordering.operations.serve import serve_outsider
from ordering.queries.sitting import MealOffered, sitting_seen
from settlement.core.case import Line
from settlement.operations.settle_outsider import settle_outsider


def check_in_outsider(*, arrival: Arrival) -> Decided | None:
    """Serve a guest or staff and write it down; None when this id is known already and the stored receipt answers.

    Runs inside the caller's transaction. The books are locked first: one id that comes twice at once meets itself.
    """
    attempt, on = arrival.attempt, arrival.seat.service_on
    who = presented(canteen_id=arrival.canteen_id, code=None, elder_id=None, on=on)
    books = lock_books_here(arrival=arrival, who=who)
    seen = known_of(arrival)
    if seen.is_known:
        return None
    meal, reason = _meal(arrival)
    if meal is None:
        send(insert([row_of(arrival, decision=CheckIn.Decision.QUARANTINED, reason=reason)]))
        return Decided(_receipt(arrival, CheckIn.Decision.QUARANTINED, reason, None), seen.parked_id is not None)
    served = serve_outsider(meal=meal, eater=attempt.kind.value, extra_ids=attempt.extras, served_at=arrival.at)
    settled = settle_outsider(
        books=books,
        eater=attempt.kind.value,
        order_id=served.order_id,
        service_on=on,
        lines=[Line(line.kind, line.fen) for line in served.lines],
        now=arrival.received_at,
    )
    row = row_of(arrival, decision=CheckIn.Decision.SERVED, reason="")
    row.order_id, row.entry_id, row.decided_fen = served.order_id, settled.entry_id, settled.elder_fen
    send((*served.statements, *settled.statements, *insert([row])))
    return Decided(_receipt(arrival, CheckIn.Decision.SERVED, "", settled.elder_fen), seen.parked_id is not None)


def _meal(arrival: Arrival) -> tuple[MealOffered | None, str]:
    """The meal the attempt names, or the only one of this sitting; else why there is none."""
    attempt, seat = arrival.attempt, arrival.seat
    seen = sitting_seen(
        canteen_id=arrival.canteen_id,
        service_on=seat.service_on,
        sitting=seat.sitting,
        meal_id=attempt.meal_id,
        person_id=None,
    )
    named = [meal for meal in seen.meals if attempt.meal_id in (None, meal.id)]
    if len(named) != 1:
        return None, Reason.NO_MEAL
    meal = named[0]
    if meal.canteen_id != arrival.canteen_id:
        return None, Reason.MEAL_ELSEWHERE
    here = (meal.service_on, meal.sitting) == (seat.service_on, seat.sitting.value)
    return (meal, "") if here else (None, Reason.NO_MEAL)


def _receipt(arrival: Arrival, decision: CheckIn.Decision, reason: str, fen: int | None) -> Receipt:
    return receipt_of(id=arrival.attempt.id, decision=decision.value, reason=reason, name="", elder_fen=fen)
