"""A town that grows: who looks at it, and rows written many at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from canteen.core.scope import Role
from canteen.gateways import vault
from canteen.models import Import, Staff
from canteen.models.ids import new_id
from tests.access.towns import NOW, Filled

LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True)
class Crowd:
    """A town that grows, who looks at it, and lists that have been read: one of elders, one of deaths.

    `twice` are the ids of a meal that was eaten twice, by the names routes give them.
    """

    here: Filled
    looks: Staff
    read: Import
    dead: Import
    twice: Mapping[str, str]

    def id(self, name: str) -> UUID:
        """The id of a row of the town, by the name a route gives its parameter."""
        return UUID(self.here.ids[name])


def rows(model: Any, numbers: Iterable[int], made: Callable[[int, UUID], dict[str, Any]]) -> list[Any]:
    """Write one row for each number, made of the number and of its id."""
    ids = [(number, new_id()) for number in numbers]
    return list(model.objects.bulk_create(model(id=row_id, **made(number, row_id)) for number, row_id in ids))


def sealed(text: str, table: str, column: str, row_id: UUID) -> bytes:
    """A text, sealed for its own place."""
    return vault.seal(text, table=table, column=column, row_id=row_id)


def days(number: int) -> dict[str, date]:
    """A day long ago, another for every number."""
    return {"from_on": LONG_AGO + timedelta(days=number), "until_on": LONG_AGO + timedelta(days=number + 1)}


def refused(town: Crowd) -> dict[str, Any]:
    """Proposed by one person, and refused by who looks."""
    proposed_by = town.here.town.staff[Role.SUPPORT]
    return {
        "proposed_by_id": proposed_by,
        "proposed_at": NOW,
        "outcome": "refused",
        "decided_by": town.looks,
        "decided_at": NOW,
    }
