"""A month day by day: meals and sums of the meals that stand."""

from dataclasses import dataclass
from datetime import date

from settlement.core.policy.values import FUND
from settlement.core.shares import ELDER
from settlement.queries.statement import StatementSeen


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One service date of a month, in fen; `meals` are those of elders, the price is of all."""

    service_on: date
    meals: int
    price_fen: int
    elder_fen: int
    funds_fen: int


def month_days(*, statement: StatementSeen) -> tuple[DayFigures, ...]:
    """Sum the month's own meals up by day; asks nothing of the database."""
    sums: dict[date, list[int]] = {}
    for row in statement.meals:
        if row.service_on is None:
            continue
        day = sums.setdefault(row.service_on, [0, 0, 0, 0])
        funds_fen = sum(fen for payer, fen in row.payers.items() if payer.startswith(FUND))
        for at, add in enumerate(
            (row.meals if row.is_elders else 0, row.price_fen, row.payers.get(ELDER, 0), funds_fen)
        ):
            day[at] += add
    return tuple(DayFigures(on, *sums[on]) for on in sorted(sums))
