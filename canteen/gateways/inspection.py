"""What of a table support may look at: a room lists its tables and their columns, the wiring shows them."""

from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Shown:
    """A table, the columns that are shown, and those a search looks through; every other column stays unseen."""

    table: type[Model]
    columns: tuple[str, ...]
    found_by: tuple[str, ...] = ("id",)
    filters: tuple[str, ...] = ()
