"""Devices that may still hold meals of a month: a gap in their sequence, or no word from them since (D15)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from canteen.core.month import Month
from canteen.core.sitting import ZONE
from canteen.models.sql import as_id, as_instant, rows, stored
from kiosk.models import Kiosk

# How far around the month attempts are looked at for a gap: a queue older than that is a device of its own trouble.
AROUND = timedelta(days=31)

# Every device but the desk, which keeps no queue and cannot be silent. An attempt's service date is the local day it
# was made on: by that its index cuts the years before away.
_DEVICES = """
    SELECT kiosk.id, kiosk.name, kiosk.revoked_at, contact.at, gap.missing
    FROM kiosk_kiosk kiosk
    LEFT JOIN kiosk_contact contact ON contact.kiosk_id = kiosk.id
    LEFT JOIN (
        SELECT kiosk_id, SUM(missing) AS missing FROM (
            SELECT kiosk_id, presented_at,
                sequence - LAG(sequence) OVER own - 1 AS missing,
                LAG(presented_at) OVER own AS presented_before
            FROM kiosk_checkin
            WHERE canteen_id = %s AND service_on >= %s AND service_on <= %s AND sequence IS NOT NULL
                AND presented_at >= %s AND presented_at < %s
            WINDOW own AS (PARTITION BY kiosk_id ORDER BY sequence)) step
        WHERE missing > 0 AND presented_at >= %s AND presented_before < %s
        GROUP BY kiosk_id) gap ON gap.kiosk_id = kiosk.id
    WHERE kiosk.canteen_id = %s AND kiosk.kind = %s AND kiosk.enrolled_at < %s
        AND (kiosk.revoked_at IS NULL OR kiosk.revoked_at >= %s)
    ORDER BY kiosk.name, kiosk.id"""


@dataclass(frozen=True, slots=True)
class SilentKiosk:
    """A device to ask about before a month is closed: attempts missing from its sequence, last contact."""

    kiosk_id: UUID
    name: str
    missing: int
    heard_at: datetime | None
    unheard: bool  # not heard of since the month ended: its queue may hold anything

    def to_json(self) -> dict[str, object]:
        """Text and whole numbers only: what submission stores and the seal covers."""
        return {
            "kiosk": str(self.kiosk_id),
            "name": self.name,
            "missing": self.missing,
            "heard_at": self.heard_at.isoformat() if self.heard_at else None,
            "unheard": self.unheard,
        }


def silent_kiosks(*, canteen_id: UUID, month: Month) -> tuple[SilentKiosk, ...]:
    """Return the devices of a canteen whose queue or gap in sequence reaches into a month, by name; one statement.

    A device that was revoked before the month, or enrolled after it, is left out.
    """
    begins, ends = _bounds(month)
    days = (month.first - AROUND, month.next_first + AROUND)
    window = (*days, stored(begins - AROUND), stored(ends + AROUND), stored(begins), stored(ends))
    there = (canteen_id, str(Kiosk.Kind.KIOSK), stored(ends), stored(begins))
    found = []
    for kiosk_id, name, revoked_at, at, missing in rows(_DEVICES, (canteen_id, *window, *there)):
        heard_at = as_instant(at)
        unheard = revoked_at is None and (heard_at is None or heard_at < ends)
        if unheard or missing is not None:
            found.append(SilentKiosk(as_id(kiosk_id), name, int(missing or 0), heard_at, unheard))
    return tuple(found)


def _bounds(month: Month) -> tuple[datetime, datetime]:
    first, last = (datetime.combine(day, time(), tzinfo=ZONE) for day in (month.first, month.next_first))
    return first, last
