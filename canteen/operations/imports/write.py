"""Writes a batch of planned rows by the kind of their list."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from canteen.core.intake.kinds import Kind
from canteen.gateways.staging import Staged
from canteen.operations.imports.write_elders import write_cards, write_elders
from canteen.operations.imports.write_facts import write_deaths, write_facts, write_moves
from canteen.operations.imports.write_places import write_canteens, write_staff
from canteen.operations.imports.writing import Writing

Writer = Callable[[Writing, Sequence[Staged]], None]

WRITERS: Final[Mapping[Kind, Writer]] = {
    Kind.ELDERS: lambda writing, rows: write_elders(writing=writing, rows=rows),
    Kind.FACTS: lambda writing, rows: write_facts(writing=writing, rows=rows),
    Kind.CARDS: lambda writing, rows: write_cards(writing=writing, rows=rows),
    Kind.CANTEENS: lambda writing, rows: write_canteens(writing=writing, rows=rows),
    Kind.STAFF: lambda writing, rows: write_staff(writing=writing, rows=rows),
    Kind.DEATHS: lambda writing, rows: write_deaths(writing=writing, rows=rows),
    Kind.MOVES: lambda writing, rows: write_moves(writing=writing, rows=rows),
}


def write_rows(*, writing: Writing, rows: Sequence[Staged]) -> None:
    """Write rows that are new or changed, inside the caller's transaction. The noes of the operations beneath."""
    WRITERS[writing.kind](writing, rows)
