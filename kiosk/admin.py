"""What support may look at in this room, and change nowhere: devices and attempts; no secret, nothing read in."""

from typing import Final

from canteen.gateways.inspection import Shown
from kiosk.models import CheckIn, Contact, EnrolCode, Kiosk, ParkedVoid, WrongPin

SHOWN: Final = (
    Shown(Kiosk, ("name", "kind", "canteen_id", "enrolled_at", "revoked_at", "id"), ("name", "canteen__id", "id")),
    Shown(Contact, ("kiosk_id", "at", "id"), ("kiosk__id",)),
    Shown(EnrolCode, ("canteen_id", "name", "made_by_id", "made_at", "expires_at", "used_at", "id")),
    Shown(WrongPin, ("kiosk_id", "at", "id"), ("kiosk__id",)),
    Shown(
        CheckIn,
        (
            *("received_at", "presented_at", "kiosk_id", "sequence", "canteen_id", "kind", "decision", "reason"),
            *("order_id", "entry_id", "promised_fen", "decided_fen", "attempt_id", "id"),
        ),
        found_by=("attempt_id", "kiosk__id", "id"),
        filters=("decision", "kind"),
    ),
    Shown(ParkedVoid, ("check_in_id", "void_of", "applied_at", "id")),
)
