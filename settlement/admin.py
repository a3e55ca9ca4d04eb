"""What support may look at in this room, and change nowhere: funds, books, entries and their postings, shifts."""

from typing import Final

from canteen.gateways.inspection import Shown
from settlement.models import Allotment, Books, Entry, Fund, Hold, Policy, Posting, Seal, Shift

SHOWN: Final = (
    Shown(Fund, ("key", "name", "source", "region_id", "budget_year", "id"), ("key", "name", "id"), ("source",)),
    Shown(Allotment, ("month", "canteen_id", "fund_id", "fen", "drawn_fen", "id"), ("canteen__id", "fund__key")),
    Shown(
        Policy,
        ("region_id", "version", "state", "from_on", "until_on", "made_at", "approved_at", "id"),
        filters=("state",),
    ),
    Shown(
        Books,
        ("month", "canteen_id", "state", "opened_at", "submitted_at", "sealed_at", "id"),
        found_by=("canteen__id", "id"),
        filters=("state",),
    ),
    Shown(
        Entry,
        ("recorded_at", "kind", "books_id", "service_on", "order_id", "reverses_id", "id"),
        found_by=("books__id", "order__id", "id"),
        filters=("kind",),
    ),
    Shown(Posting, ("entry_id", "position", "fen", "month", "canteen_id", "id"), ("entry__id", "id")),
    Shown(Hold, ("opened_at", "canteen_id", "entry_id", "fen", "cleared_by_id", "id"), ("canteen__id", "entry__id")),
    Shown(Seal, ("sealed_at", "books_id", "previous_id", "digest", "id"), ("books__id", "digest")),
    Shown(Shift, ("opened_at", "canteen_id", "staff_id", "float_fen", "closed_at", "counted_fen", "id")),
)
