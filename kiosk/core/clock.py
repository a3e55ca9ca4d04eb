"""Device time and offset → the corrected instant of an attempt, and how far to trust it (K4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

# A queue older than this is no queue but a clock that was reset: 1970, or the year the battery died.
LONGEST_QUEUE: Final = timedelta(days=40)
# Further ahead than rounding and the network explain.
AHEAD_TOLERATED: Final = timedelta(seconds=5)


class Trust(StrEnum):
    """How the instant of an attempt came about."""

    TRUSTED = "trusted"  # the device had the server's time and counted on from it with a clock that cannot be set
    RECKONED = "reckoned"  # from the device's wall clock, by how long before sending the attempt was made
    DOUBTED = "doubted"  # the clock jumped: the instant of arrival stands in, and a finding is due


@dataclass(frozen=True, slots=True)
class Corrected:
    """When an attempt was made, in server time. It is never later than its arrival."""

    at: datetime
    trust: Trust


def corrected(*, made_at: datetime, offset_ms: int | None, sent_at: datetime, now: datetime) -> Corrected:
    """Correct a device's `made_at`. All instants are aware.

    `offset_ms` is the device's own reckoning of server time minus its wall clock at that moment (None when it has
    not heard from the server since it started). Without it the wall clock of one device is compared with itself:
    `now + (made_at - sent_at)`, which holds whatever the clock shows unless it was set in between.
    """
    if offset_ms is None:
        behind, trust = sent_at - made_at, Trust.RECKONED
    else:
        behind, trust = now - made_at - timedelta(milliseconds=offset_ms), Trust.TRUSTED
    if behind < -AHEAD_TOLERATED or behind > LONGEST_QUEUE:
        return Corrected(now, Trust.DOUBTED)
    return Corrected(now - max(behind, timedelta(0)), trust)
