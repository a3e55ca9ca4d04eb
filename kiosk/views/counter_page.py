"""What the counter's desk shows: the canteen, its sitting and drawer, what may be served, today's list (D12)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from canteen.core.listing import asked
from canteen.core.money import format_page
from canteen.core.scope import Actor
from canteen.core.sitting import Seat, sitting_at
from canteen.gateways.listing import Filter, Heading, list_shown
from canteen.gateways.registry_words import sittings
from canteen.models.ids import new_id
from canteen.queries.counter_search import COUNTERS
from canteen.queries.places import canteen_open
from kiosk.queries.counter_today import HELD, LISTING, AttemptShown, DayCounted, attempts_today, day_counted
from kiosk.views import counter_words as words
from ordering.queries.menu import MealOnMenu, trays
from settlement.queries.shifts import ShiftSums, open_shift_of

EVERY_SECONDS = 4


@dataclass(frozen=True, slots=True)
class Desk:
    """One canteen's desk at one moment, as somebody stands at it."""

    actor: Actor
    canteen_id: UUID
    canteen: str
    at: datetime
    seat: Seat
    shift: ShiftSums | None

    @property
    def address(self) -> str:
        """Where the desk itself is found."""
        return reverse("counter:desk", args=[self.canteen_id])


def desk_at(*, actor: Actor, canteen_id: UUID, at: datetime) -> Desk:
    """Return the desk of a canteen; two statements. OutOfScope."""
    actor.require(*COUNTERS, canteen_id=canteen_id)
    canteen, hours = canteen_open(canteen_id=canteen_id)
    shift = open_shift_of(actor=actor, canteen_id=canteen_id)
    return Desk(actor, canteen_id, canteen, at, hours.seat_at(at), shift)


def glance_at(*, actor: Actor, canteen_id: UUID, at: datetime) -> Desk:
    """Return the desk without its name, hours and drawer, for a piece of the page; no statement. OutOfScope."""
    actor.require(*COUNTERS, canteen_id=canteen_id)
    return Desk(actor, canteen_id, "", at, sitting_at(at, ()), None)


def head_context(desk: Desk) -> dict[str, Any]:
    """Everything above the two halves of the page."""
    return {
        "desk": desk,
        "sitting": sittings()[desk.seat.sitting],
        "drawer": format_page(desk.shift.expected_fen) if desk.shift else "",
    }


def serving_context(desk: Desk) -> dict[str, Any]:
    """What can be put on a tray now; ids for attempts that may be made of this page, one each (R7)."""
    meals = trays(canteen_id=desk.canteen_id, service_on=desk.seat.service_on, sitting=desk.seat.sitting.value)
    return {
        "meals": [_meal(meal) for meal in meals],
        "press": new_id(),
        "other_press": new_id(),
        "undo_press": new_id(),
    }


def today_context(request: HttpRequest, desk: Desk, counted: DayCounted | None = None) -> dict[str, Any]:
    """Today's list with its filter, its counts and the address it asks again."""
    on = desk.seat.service_on
    wanted = asked(request.GET, LISTING)
    counts = counted or day_counted(actor=desk.actor, canteen_id=desk.canteen_id, service_on=on)
    page = attempts_today(actor=desk.actor, canteen_id=desk.canteen_id, service_on=on, asked=wanted, now=desk.at)
    named = ("served", "repeat", "quarantined", "dealt", HELD, "voided")
    states = [(state, str(words.STATES[state])) for state in named]
    shown = list_shown(
        path=desk.address,
        asked=wanted,
        page=page.of(lambda row: row_context(desk, row, wanted.parts)),
        headings=[Heading(_("时间"), "time"), Heading(_("姓名"), "name"), Heading(_("结果"), "state")],
        filters=[Filter("state", _("结果"), states)],
        searchable=_("今天的人：姓名或拼音首字母"),
    )
    since = urlencode({**wanted.parts, "since": counts.mark})
    return {
        "list": replace(shown, export=""),
        "export": shown.export,  # beside the search: what is asked for again every few seconds has no links of its own
        "counted": counts,
        "again": "" if wanted.cursor else f"{reverse('counter:today', args=[desk.canteen_id])}?{since}",
        "every": EVERY_SECONDS,
    }


def state_of(row: AttemptShown) -> str:
    """What the list says of an attempt: a meal that stands while a share of it waits is held."""
    return HELD if row.held and row.stands else row.state


def row_context(desk: Desk, row: AttemptShown, kept: Mapping[str, str]) -> dict[str, Any]:
    """One attempt in the list, with the address that opens it."""
    state = state_of(row)
    query = urlencode({**kept, "row": str(row.id)})
    return {
        "row": row,
        "who": words.who(row) or _("没有姓名"),
        "state": state,
        "state_words": words.STATES[state],
        "kind_words": words.KINDS[row.kind],
        "why": words.reason_words(row),
        "yuan": format_page(row.fen) if row.stands and row.fen is not None else "",
        "due": format_page(row.due_fen) if row.due_fen > 0 else "",
        "link": f"{desk.address}?{query}",
    }


def _meal(meal: MealOnMenu) -> dict[str, Any]:
    return {
        "id": str(meal.id),
        "title": meal.title,
        "yuan": format_page(meal.price_fen),
        "dishes": meal.dishes,
        "extras": [
            {"id": str(extra.id), "name": extra.name, "yuan": format_page(extra.price_fen)} for extra in meal.extras
        ],
    }
