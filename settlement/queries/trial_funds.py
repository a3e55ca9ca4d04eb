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


def allotted_from(*, canteen_ids: Sequence[UUID], month: date) -> Mapping[Where, Mapping[str, int]]:
    """Return what these canteens may draw in that month and all later ones, in fen; late meals draw later months."""
    sql = _ALLOTTED.format(ids=marks(len(canteen_ids)))
    found: dict[Where, dict[str, int]] = {}
    for canteen, on, fund, fen in rows(sql, (*canteen_ids, month)) if canteen_ids else ():
        found.setdefault((canteen, on), {})[fund] = fen
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
