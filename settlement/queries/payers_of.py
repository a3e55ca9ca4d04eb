"""Who may be a payer in one month's books, and its days: what a list of meals is filtered by."""

from datetime import date, timedelta
from uuid import UUID

from canteen.core.month import Month
from settlement.core.outsiders import OUTSIDERS
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER
from settlement.models import Fund


def payers_of(*, canteen_id: UUID, month: date) -> tuple[tuple[str, str], ...]:
    """Return payers with the names of funds: those that let this canteen draw in the month or before.

    Late facts put back on funds of earlier months. One statement over allotments, however many meals there are.
    """
    drawn = Fund.objects.filter(allotments__canteen_id=canteen_id, allotments__month__lte=month)
    found = drawn.order_by("key").distinct().values_list("key", "name")
    funds = tuple((FUND + key, name) for key, name in found)
    return ((ELDER, ""), (CANTEEN, ""), *funds, (SUSPENSE, ""), *((outsider, "") for outsider in OUTSIDERS))


def days_of(*, month: Month) -> tuple[date, ...]:
    """Return every day of a month."""
    return tuple(month.first + timedelta(days=step) for step in range((month.next_first - month.first).days))
