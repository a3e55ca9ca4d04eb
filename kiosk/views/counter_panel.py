"""The person or the attempt at hand: what she may have now, or how her meal was shared out and what comes next."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from canteen.core.money import format_page
from canteen.core.scope import Role
from canteen.gateways.pages import in_chinese
from canteen.models.ids import new_id
from canteen.queries.counter_search import ElderHit, elder_sought, elders_sought
from canteen.queries.elders import person_of
from kiosk.core.desk_entry import plain_entry
from kiosk.queries.counter_today import AttemptShown, attempt_here
from kiosk.views import counter_words as words
from kiosk.views.counter_page import Desk
from ordering.queries.sitting import sitting_seen
from settlement.gateways.words import Part, bars_of
from settlement.queries.at_counter import PortionSeen, SplitSeen, portion_seen
from settlement.queries.holds import reason_words as hold_words


def panel_context(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """Return what the address asks for: an attempt, an elder, those found, or nothing. NoSuchElder, NoSuchAttempt."""
    row_id, elder_id = uuid_of(request.GET.get("row", "")), uuid_of(request.GET.get("elder", ""))
    typed = plain_entry(request.GET.get("find", ""))
    if row_id is not None:
        return _attempt(request, desk, row_id)
    if elder_id is not None:
        return _elder(desk, elder_id)
    if typed:
        return hits_context(desk, typed)
    return {"panel": ""}


def hits_context(desk: Desk, typed: str) -> dict[str, Any]:
    """Those whom the typed words fit."""
    hits = elders_sought(actor=desk.actor, typed=typed, on=desk.seat.service_on)
    return {"panel": "hits", "find": typed, "hits": [_hit(desk, hit) for hit in hits]}


def uuid_of(text: str) -> UUID | None:
    """An id out of an address or a form, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _hit(desk: Desk, hit: ElderHit) -> dict[str, Any]:
    return {"hit": hit, "link": f"{desk.address}?elder={hit.id}"}


def _elder(desk: Desk, elder_id: UUID) -> dict[str, Any]:
    on = desk.seat.service_on
    hit = elder_sought(actor=desk.actor, elder_id=elder_id, on=on)
    seen = sitting_seen(
        canteen_id=desk.canteen_id,
        service_on=on,
        sitting=desk.seat.sitting,
        meal_id=None,
        person_id=person_of(elder_id=elder_id, on=on),
    )
    eaten = [order for order in seen.orders if order.state == "served"]
    ordered = [str(order.meal_id) for order in seen.orders if order.state == "placed"]
    return {
        "panel": "elder",
        "hit": hit,
        "eaten_here": any(order.canteen_id == desk.canteen_id for order in eaten),
        "eaten_elsewhere": any(order.canteen_id != desk.canteen_id for order in eaten),
        "ordered": ordered,
    }


def _attempt(request: HttpRequest, desk: Desk, row_id: UUID) -> dict[str, Any]:
    row = attempt_here(actor=desk.actor, canteen_id=desk.canteen_id, check_in_id=row_id, now=desk.at)
    portion = portion_seen(
        actor=desk.actor,
        entry_id=row.entry_id if row.kind != "void" else None,
        order_id=row.order_id,
        elder_id=row.elder_id,
        tender_id=uuid_of(request.GET.get("paid", "")),
        language="zh" if in_chinese() else "en",
    )
    return {
        "panel": "row",
        "row": row,
        "who": words.who(row),
        "state_words": words.STATES[row.state],
        "kind_words": words.KINDS[row.kind],
        "why": words.reason_words(row),
        "advice": words.advice(row),
        "fresh": "fresh" in request.GET,
        "pays": format_page(row.fen) if row.fen is not None else "",
        "split": _split(portion.split) if portion.split else None,
        "may_repeat": row.elder_id is not None and row.decision in ("served", "repeat"),
        "may_confirm": row.stands and not row.voidable and desk.canteen_id in desk.actor.canteens(Role.MANAGER),
        **_cash(row, portion),
    }


def _split(split: SplitSeen) -> dict[str, Any]:
    drawn = bars_of(parts=[Part(share.payer, share.fund_name, share.fen) for share in split.shares])
    bars = [{"bar": bar, "why": share.why} for bar, share in zip(drawn, split.shares, strict=True)]
    held = [
        {"yuan": format_page(each.fen), "why": hold_words(reason=each.reason, chinese=in_chinese())}
        for each in split.held
    ]
    return {"bars": bars, "price": format_page(split.price_fen), "passed_over": split.passed_over, "held": held}


def _cash(row: AttemptShown, portion: PortionSeen) -> dict[str, Any]:
    """What cash could settle here: what is unpaid of this meal, all her due, or what goes back to her (D6, D13)."""
    if row.decision != "served" or (row.kind != "guest" and row.elder_id is None):
        return {}
    of_guest, paid = row.elder_id is None, portion.paid
    due_fen, meal_fen = (row.due_fen, row.due_fen) if of_guest else (portion.due_fen, portion.meal_fen)
    asked_fen = max(0, meal_fen) if row.stands else 0
    sums = [_sum(asked_fen, of_meal=True)] if asked_fen else []
    if not of_guest and due_fen > asked_fen:
        sums.append(_sum(due_fen, of_meal=False))
    back_fen = -meal_fen if meal_fen < 0 else max(0, -due_fen)
    return {
        "tender": new_id(),
        "sums": sums,
        "is_paid": row.stands and bool(row.fen) and meal_fen <= 0,
        "credit": _sum(back_fen, of_meal=meal_fen < 0) if back_fen else None,
        "paid": _paid(paid.given_fen, paid.taken_fen, paid.change_fen) if paid else None,
    }


def _sum(fen: int, *, of_meal: bool) -> dict[str, Any]:
    return {"fen": fen, "yuan": format_page(fen), "notes": words.notes_for(fen), "of_meal": of_meal}


def _paid(given_fen: int, taken_fen: int, change_fen: int) -> dict[str, str]:
    return {
        "given": format_page(given_fen),
        "taken": format_page(taken_fen) if taken_fen > 0 else "",
        "change": format_page(change_fen),
        "back": format_page(-taken_fen) if taken_fen < 0 else "",
    }
