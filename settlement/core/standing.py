"""How a policy version stands on a day: drafted, checked, still to come, in force, expired, withdrawn (R11)."""

from datetime import date
from enum import StrEnum


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
