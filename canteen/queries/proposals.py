"""What all proposals show: from which day, who proposed it and why, and what a second person decided (S4)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from canteen.core.scope import Actor
from canteen.models import AccountProposal, DutyProposal, HandOverProposal

MOST_SHOWN: Final = 20

AnyProposal = AccountProposal | DutyProposal | HandOverProposal
Row = TypeVar("Row", AccountProposal, DutyProposal, HandOverProposal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A change that somebody proposed; `outcome` is empty while it waits."""

    id: UUID
    from_on: date
    reason: str
    proposed_by_id: UUID
    proposed_by: str
    proposed_at: datetime
    outcome: str
    decided_by: str
    decided_at: datetime | None
    answer: str


def with_people(*, found: QuerySet[Row]) -> QuerySet[Row]:
    """Return proposals read together with who proposed and who decided them."""
    return found.select_related("proposed_by", "decided_by")


def latest(*, found: QuerySet[Row]) -> QuerySet[Row]:
    """Return the last of these proposals, the newest first."""
    return found.order_by("-proposed_at", "-id")[:MOST_SHOWN]


def waiting_for(*, actor: Actor, found: QuerySet[Row]) -> QuerySet[Row]:
    """Return which of these wait for a second person, the oldest first; the actor's own are others' to decide."""
    waiting = found.filter(outcome="").exclude(proposed_by=actor.staff_id)
    return waiting.order_by("proposed_at", "id")[:MOST_SHOWN]


def proposed(*, row: AnyProposal) -> dict[str, Any]:
    """Return the fields of `Proposed`, for what is shown of one kind of proposal."""
    return {
        "id": row.id,
        "from_on": row.from_on,
        "reason": row.reason,
        "proposed_by_id": row.proposed_by_id,
        "proposed_by": row.proposed_by.name,
        "proposed_at": row.proposed_at,
        "outcome": row.outcome,
        "decided_by": row.decided_by.name if row.decided_by else "",
        "decided_at": row.decided_at,
        "answer": row.answer,
    }


def digest_of(*, said: Sequence[object], sealed: bytes = b"") -> str:
    """Return the digest over what a proposal says: what is approved is what was shown (S4)."""
    return hashlib.sha256("|".join(map(str, said)).encode() + sealed).hexdigest()
