"""What was shown to whoever decided about a list that reaches back to meals: the marks of what is held and retold."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from settlement.models import Touching
from settlement.queries import redecided_sums, touched

HELD = "held"  # under this word lies the mark of what is held, beside the sums of what is decided anew


@dataclass(frozen=True, slots=True)
class MarksDecided:
    """The mark of the meals that are held, that of those decided anew, and when they were counted."""

    held: str = touched.NOTHING
    retold: str = redecided_sums.NOTHING
    counted_at: datetime | None = None


def marks_decided(*, import_id: UUID) -> MarksDecided:
    """Return what was shown to who decided about a list; nothing to whoever decided without looking."""
    row = Touching.objects.filter(of_id=import_id).first()
    if row is None or not row.decided_mark:
        return MarksDecided()
    only_retold = bool(row.sums) and HELD not in row.sums
    held = touched.NOTHING if only_retold else row.sums.get(HELD, row.mark)
    retold = row.sums.get("mark", row.mark if only_retold else redecided_sums.NOTHING)
    return MarksDecided(held, retold, row.counted_at)


def marked_jointly(*, held: str, found: redecided_sums.Redecided) -> tuple[str, dict[str, Any]]:
    """Return the one mark of a list that holds and retells, and what is kept of it for the writing."""
    kept = {**redecided_sums.kept(found=found), HELD: held}
    if found.mark == redecided_sums.NOTHING:
        return held, kept
    return sha256(f"{held} {found.mark}".encode()).hexdigest(), kept
