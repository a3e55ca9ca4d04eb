"""How long one person at the counter may undo a check-in alone (U10)."""

from datetime import datetime, timedelta
from typing import Final

ONE_PERSON_MAY_FOR: Final = timedelta(minutes=10)


def one_person_may(presented_at: datetime, at: datetime) -> bool:
    """Say whether an undo at `at` needs nobody else; later a second person confirms it from a desk."""
    return at - presented_at <= ONE_PERSON_MAY_FOR
