"""Which books to hold against themselves, and what disagrees in one of them (R3)."""

from uuid import UUID

from settlement.models import Books
from settlement.queries.discrepancies import Discrepancy, discrepancies

MOST_SEALED = 1_000  # a night's work; the command looks at any others


def books_to_check(*, all_of_them: bool = False) -> tuple[UUID, ...]:
    """Return the books that are not sealed, then those sealed last; or all there are, the oldest month first."""
    if all_of_them:
        return tuple(Books.objects.order_by("month", "id").values_list("id", flat=True))
    unsealed = Books.objects.exclude(state=Books.State.SEALED).order_by("month", "id")
    sealed = Books.objects.filter(state=Books.State.SEALED).order_by("-sealed_at", "id")
    return (*unsealed.values_list("id", flat=True), *sealed.values_list("id", flat=True)[:MOST_SEALED])


def discrepancies_of(*, books_id: UUID) -> tuple[Discrepancy, ...]:
    """Return everything that disagrees in one canteen's month."""
    return discrepancies(books=Books.objects.get(id=books_id))
