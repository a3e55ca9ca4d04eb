"""Writes deeds: who did what, when and why, in the transaction of the act itself (S6, D19)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from canteen.core.identity import without_persons_numbers
from canteen.models import Deed

LONGEST_REASON = 200


def do(
    *,
    staff_id: UUID | None,
    verb: str,
    subject_kind: str,
    subject_id: UUID,
    now: datetime,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write down one act; the caller's transaction holds both, so neither exists without the other.

    `detail` names ids, kinds and days, never an ID number, a category, a key or a password: deeds are exported (S11).
    In a reason whatever may be an ID number is masked, and one longer than 200 characters is cut: an act must not fail
    over its explanation.
    """
    Deed(
        at=now,
        staff_id=staff_id,
        verb=verb,
        subject_kind=subject_kind,
        subject_id=subject_id,
        reason=without_persons_numbers(reason)[:LONGEST_REASON],
        detail=dict(detail or {}),
    ).save(force_insert=True)
