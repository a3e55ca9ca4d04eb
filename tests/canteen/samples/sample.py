"""What a sample consists of: a clean list, the same as a town really sends it, and one with every mistake."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from canteen.core.intake.kinds import Kind
from tests.canteen.samples.table import Table, Value


class Told(NamedTuple):
    """A row as the page shows it: number, who or what, what it comes to, and every mistake or difference in words."""

    number: int
    who: str
    outcome: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """Three tables of one kind of list, and all that comes of them."""

    kind: Kind
    clean: Table  # headings as the program calls them, one row each, nothing else
    mended: Table  # says the same, with every trouble that needs no mending
    troubled: Table  # as it was sent at first, with every mistake there can be
    outcome: tuple[Told, ...]  # of the troubled one
    difference: tuple[Told, ...]  # of the mended one; of the clean one too, but for numbers and repeated rows
    adds: tuple[str, ...]  # lines that the register has more afterwards …
    ends: tuple[str, ...] = ()  # … and lines it has no longer
    ground: tuple[tuple[Kind, tuple[tuple[Value, ...], ...]], ...] = ()  # lists that took effect before
    outcome_in_text: Mapping[int, Told] = field(default_factory=dict)  # rows that are otherwise in a CSV
