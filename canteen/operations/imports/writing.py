"""Under what a batch of rows is written: who decided, which list, on what ground, when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Actor
from canteen.operations.deeds import do
from canteen.queries.intake import Ground


@dataclass(frozen=True, slots=True)
class Writing:
    """What all rows of one writing share."""

    actor: Actor
    kind: Kind
    import_id: UUID
    ground: Ground
    now: datetime

    @property
    def today(self) -> date:
        """The service day on which it is written."""
        return self.ground.today


def note_batch(*, writing: Writing, verb: str, **counts: int) -> None:
    """Write the deed of a batch, unless nothing was done."""
    if any(counts.values()):
        do(
            staff_id=writing.actor.staff_id,
            verb=verb,
            subject_kind="import",
            subject_id=writing.import_id,
            detail={"list": writing.kind.value, **counts},
            now=writing.now,
        )
