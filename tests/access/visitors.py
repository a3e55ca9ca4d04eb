"""One fund of a town has paid for another one's people in two months; somebody proposed to settle the first of them."""

from uuid import UUID

from settlement.models import Books, Fund, Netting, Receivable
from tests.town import at


def advanced(canteen_id: UUID, proposer_id: UUID, by: Fund, owed_by: Fund) -> UUID:
    """Write it down as two seals would, and return the proposal."""
    first, second = Books.objects.filter(canteen_id=canteen_id).order_by("month")
    said = {"month": first.month, "proposed_by_id": proposer_id, "proposed_at": at(7)}
    proposed = Netting.objects.create(debtor=owed_by, creditor=by, fen=300, **said)
    for books, netting in ((first, proposed), (second, None)):
        Receivable.objects.create(books=books, by=by, owed_by=owed_by, fen=300, month=books.month, netting=netting)
    return proposed.id
