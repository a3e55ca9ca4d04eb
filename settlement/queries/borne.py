"""How many portions one payer bears something of in a month's books, day by day; one statement."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from canteen.core.month import Month
from canteen.models.sql import marks, rows
from settlement.core.outsiders import GUEST, STAFF
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER
from settlement.queries.paying import PAYING

_SHAPES: Final = {
    ELDER: "elder/%/due",
    CANTEEN: "canteen/%/borne",
    SUSPENSE: "canteen/%/suspense",
    GUEST: "canteen/%/guests",
    STAFF: "canteen/%/staff",
}
# A portion counts where more than nothing is left on the payer after all that these books say of it. A key holds no
# sign that LIKE reads as another.
_BORNE: Final = """
    SELECT service_on, COUNT(*) FROM (
        SELECT entry.service_on AS service_on, entry.order_id
        FROM settlement_entry entry
        JOIN settlement_posting posting ON posting.entry_id = entry.id
            AND posting.month = %s AND posting.canteen_id = %s
        JOIN settlement_account debit ON debit.id = posting.debit_id
        JOIN settlement_account credit ON credit.id = posting.credit_id
        WHERE entry.books_id = %s AND entry.kind IN ({kinds}) AND entry.for_month IS NULL
        GROUP BY entry.service_on, entry.order_id
        HAVING SUM(CASE WHEN debit.address LIKE %s THEN posting.fen ELSE 0 END)
            > SUM(CASE WHEN credit.address LIKE %s THEN posting.fen ELSE 0 END)
    ) portion GROUP BY service_on"""


def portions_borne(*, books_id: UUID, canteen_id: UUID, month: Month, payer: str) -> Mapping[date, int]:
    """Return, by day, of how many portions of the month itself a payer bears a share; adjustments are left out.

    The caller asked who may see.
    """
    shape = _SHAPES.get(payer) or f"fund/{payer.removeprefix(FUND)}/allotted/%"
    kinds = [str(kind) for kind in PAYING]
    params = (month.first, canteen_id, books_id, *kinds, shape, shape)
    return dict(rows(_BORNE.format(kinds=marks(len(kinds))), params))
