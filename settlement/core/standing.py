"""How a policy version stands on a day: drafted, checked, still to come, in force, expired, withdrawn (R11)."""

from datetime import date
from enum import StrEnum

Days = tuple[date, date | None]  # the first day, and the day after the last; None for no end


class Standing(StrEnum):
    """Where a version is on its way; the last three but one are matters of days, and stored nowhere."""

    DRAFT = "draft"
    CHECKED = "checked"
    COMING = "coming"
    IN_FORCE = "in-force"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def standing(*, state: str, from_on: date, until_on: date | None, on: date) -> Standing:
    """Return how a version stands on a day; `state` is what is stored: draft, checked, approved or withdrawn."""
    if state != "approved":
        return Standing(state)
    if on < from_on:
        return Standing.COMING
    return Standing.IN_FORCE if until_on is None or on < until_on else Standing.EXPIRED


def shuts_out(approved: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether a version that is approved for some days keeps another of its region from being approved.

    Their days must not overlap; but one without an end that begins earlier ends where the other begins (D22).
    """
    (first, end), (from_on, until_on) = approved, other
    overlap = (until_on is None or first < until_on) and (end is None or from_on < end)
    return overlap and not (end is None and first < from_on)


def uncovered(days: Days, other: Days) -> tuple[Days, ...]:
    """Return the days of a version on which another is not in force, in their order; none where it always is."""
    (first, end), (from_on, until_on) = days, other
    gaps: list[Days] = []
    if first < from_on:
        gaps.append((first, from_on if end is None else min(from_on, end)))
    if until_on is not None and (end is None or until_on < end):
        gaps.append((max(first, until_on), end))
    return tuple(gaps)
