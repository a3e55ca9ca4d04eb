"""Whether an attempt is known, what a list promised, which void waits: the kiosk's half of the gathering."""

from dataclasses import dataclass
from uuid import UUID

from canteen.models.sql import as_id, rows
from kiosk.models import CheckIn

_SEEN = """
    SELECT 'known', id, fingerprint, 0 FROM kiosk_checkin WHERE id = %s
    UNION ALL
    SELECT 'beside', id, fingerprint, 0 FROM kiosk_checkin WHERE kiosk_id = %s AND sequence = %s AND fingerprint = %s
    UNION ALL
    SELECT 'price', id, '', fen FROM kiosk_listedprice WHERE price_list_id = %s AND elder_id = %s AND meal_id = %s
    UNION ALL
    SELECT 'void', id, '', 0 FROM kiosk_parkedvoid WHERE void_of = %s AND applied_at IS NULL"""


@dataclass(frozen=True, slots=True)
class AttemptSeen:
    """What the kiosk's own tables know of an attempt."""

    known_fingerprint: str | None  # of the check-in that carries this id
    beside_id: UUID | None  # the row under which exactly this content was stored before
    listed_fen: int | None
    parked_id: UUID | None


def attempt_seen(
    *,
    attempt_id: UUID,
    kiosk_id: UUID,
    sequence: int,
    fingerprint: str,
    price_list_id: UUID | None,
    elder_id: UUID | None,
    meal_id: UUID | None,
) -> AttemptSeen:
    """Gather it in one statement, under the locks."""
    known = beside = listed = parked = None
    params = (attempt_id, kiosk_id, sequence, fingerprint, price_list_id, elder_id, meal_id, attempt_id)
    for kind, row_id, text, fen in rows(_SEEN, params):
        if kind == "known":
            known = text
        elif kind == "beside":
            beside = as_id(row_id)
        elif kind == "price":
            listed = fen
        else:
            parked = as_id(row_id)
    return AttemptSeen(known, beside, listed, parked)


def check_in_by_id(*, check_in_id: UUID) -> CheckIn | None:
    """Return a stored check-in."""
    return CheckIn.objects.select_related("elder").filter(id=check_in_id).first()
