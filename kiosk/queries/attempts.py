"""Whether an attempt is known, the list it names too, which void waits: the kiosk's half of the gathering."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from canteen.models.sql import as_id, rows
from kiosk.models import CheckIn

ECHOES_FOR = timedelta(seconds=3)

_SEEN = """
    SELECT 'known', id, fingerprint FROM kiosk_checkin WHERE id = %s
    UNION ALL
    SELECT 'beside', id, fingerprint FROM kiosk_checkin WHERE kiosk_id = %s AND sequence = %s AND fingerprint = %s
    UNION ALL
    SELECT 'list', id, '' FROM kiosk_pricelist WHERE id = %s
    UNION ALL
    SELECT 'void', id, '' FROM kiosk_parkedvoid WHERE void_of = %s AND applied_at IS NULL"""


@dataclass(frozen=True, slots=True)
class AttemptSeen:
    """What the kiosk's own tables know of an attempt."""

    known_fingerprint: str | None  # of the check-in that carries this id
    beside_id: UUID | None  # the row under which exactly this content was stored before
    list_known: bool  # the list the promise names has a row here
    parked_id: UUID | None

    @property
    def is_known(self) -> bool:
        """Whether this id, or exactly this content, has a row: its stored receipt answers."""
        return self.known_fingerprint is not None or self.beside_id is not None


def attempt_seen(
    *,
    attempt_id: UUID,
    kiosk_id: UUID,
    sequence: int | None,
    fingerprint: str,
    price_list_id: UUID | None,
) -> AttemptSeen:
    """Gather it in one statement, under the locks."""
    known = beside = parked = None
    listed = False
    params = (attempt_id, kiosk_id, sequence, fingerprint, price_list_id, attempt_id)
    for kind, row_id, text in rows(_SEEN, params):
        if kind == "known":
            known = text
        elif kind == "beside":
            beside = as_id(row_id)
        elif kind == "list":
            listed = True
        else:
            parked = as_id(row_id)
    return AttemptSeen(known, beside, listed, parked)


def elder_was_here(*, canteen_id: UUID, service_on: date, elder_id: UUID) -> bool:
    """Say whether an elder presented herself at a canteen on a day, whatever was decided of it."""
    return CheckIn.objects.filter(canteen_id=canteen_id, service_on=service_on, elder_id=elder_id).exists()


def served_just_now(*, canteen_id: UUID, repeat_id: UUID, now: datetime) -> UUID | None:
    """Return the meal that a repeat echoes, when it was served here no more than three seconds ago (K9)."""
    echoed = CheckIn.objects.filter(
        canteen_id=canteen_id,
        elder__in=CheckIn.objects.filter(id=repeat_id).values("elder_id"),
        decision=CheckIn.Decision.SERVED,
        received_at__gte=now - ECHOES_FOR,
    )
    return echoed.order_by("-received_at").values_list("id", flat=True).first()


def check_in_by_id(*, check_in_id: UUID) -> CheckIn | None:
    """Return a stored check-in."""
    return CheckIn.objects.select_related("elder").filter(id=check_in_id).first()
