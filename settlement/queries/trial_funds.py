"""What funds have in a trial: what canteens were allotted in each month, and all that each fund was ever given."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from canteen.models.sql import marks, rows
from settlement.core import chart
from settlement.core.trial.pots import Where
from settlement.models import Fund
from settlement.queries.balances import balances_of
from settlement.queries.funds import parts_of

_ALLOTTED: Final = """
    SELECT CAST(allotment.canteen_id AS text), allotment.month, fund.key, allotment.fen
    FROM settlement_allotment allotment JOIN settlement_fund fund ON fund.id = allotment.fund_id
    WHERE allotment.canteen_id IN ({ids}) AND allotment.month >= %s"""


# What a seal took back: booked on the fund's own accounts. What a late void gave back never was this month's to draw.
_RELEASED: Final = """
    SELECT CAST(posting.canteen_id AS text), debit.address, posting.fen
    FROM settlement_posting posting
    JOIN settlement_entry entry ON entry.id = posting.entry_id AND entry.kind = 'release'
    JOIN settlement_account debit ON debit.id = posting.debit_id
    WHERE posting.credit_id IN (SELECT id FROM settlement_account WHERE address IN ({addresses}))
        AND posting.canteen_id IN ({ids}) AND posting.month >= %s"""


def allotted_from(*, canteen_ids: Sequence[UUID], month: date) -> Mapping[Where, Mapping[str, int]]:
    """Return what these canteens may draw in that month and all later ones, in fen; late meals draw later months.

    Of a sealed month it is what they might have drawn before what was left of it lapsed. Three statements.
    """
    if not canteen_ids:
        return {}
    ids = marks(len(canteen_ids))
    found: dict[Where, dict[str, int]] = {}
    for canteen, on, fund, fen in rows(_ALLOTTED.format(ids=ids), (*canteen_ids, month)):
        found.setdefault((canteen, on), {})[fund] = fen
    taken_back = [of(key) for key in Fund.objects.values_list("key", flat=True) for of in (chart.free, chart.source)]
    sql = _RELEASED.format(addresses=marks(len(taken_back)), ids=ids)
    for canteen, address, fen in rows(sql, (*taken_back, *canteen_ids, month)) if taken_back else ():
        account = chart.parse_address(address)
        if account.kind is chart.Kind.ALLOTTED and account.month is not None:
            here = found.setdefault((canteen, account.month.first), {})
            here[account.owner] = here.get(account.owner, 0) + fen
    return found


def appropriated() -> Mapping[str, int]:
    """Return what was ever appropriated to each fund, in fen by key; four statements.

    A joint fund has nothing of its own: it lasts until the first of its contributors has paid all it has, by weights.
    """
    keys: dict[UUID, str] = dict(Fund.objects.values_list("id", "key"))
    parts = parts_of(fund_ids=keys)
    own = {key for fund_id, key in keys.items() if fund_id not in parts}
    sources = balances_of(addresses=[chart.source(key) for key in sorted(own)])
    found = {key: max(sources[chart.source(key)], 0) for key in own}
    for fund_id, contributors in parts.items():
        whole = sum(part.weight for part in contributors)
        found[keys[fund_id]] = min(found.get(part.fund_key, 0) * whole // part.weight for part in contributors)
    return found
