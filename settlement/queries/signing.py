"""What stands beside the figures when books are handed in or signed, as one mark: thread and silent devices (S4)."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from settlement.core.seal import canonical, digest
from settlement.queries.questions import QuestionSeen


def mark_of(*, questions: Sequence[QuestionSeen], silent_kiosks: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return 64 hexadecimal digits over every question, answer and silent device; "" where there is none of them.

    Of a device what a page says of it, and not when it was last heard of: one that is up calls every few minutes.
    """
    if not questions and not silent_kiosks:
        return ""
    devices = [{key: one[key] for key in ("kiosk", "name", "missing", "unheard")} for one in silent_kiosks]
    return digest(None, canonical({"questions": [_told(one) for one in questions], "silent_kiosks": devices}))


def _told(one: QuestionSeen) -> dict[str, object]:
    return {
        "id": str(one.id),
        "asked_by": str(one.asked_by_id),
        "text": one.text,
        "meals": [[str(meal.entry_id), meal.taken_back] for meal in one.meals],
        "answered_by": str(one.answered_by_id) if one.answered_by_id else None,
        "answered_at": one.answered_at.astimezone(UTC).isoformat() if one.answered_at else None,
        "answer": one.answer,
    }
