"""Who may be a payer in one month's books, its days, and months it adjusts: what a list of meals is filtered by."""

from datetime import date, timedelta
from uuid import UUID

from canteen.core.month import Month
from settlement.core.outsiders import OUTSIDERS
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER
from settlement.models import Entry, Fund


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


def months_of(*, books_id: UUID, month: Month) -> tuple[Month, ...]:
    """Return the months that meals in these books were eaten in: their own, and those that late facts speak of.

    One statement over the late entries, which are few: their days lie before the month.
    """
    late = Entry.objects.filter(books_id=books_id, service_on__lt=month.first, for_month__isnull=False)
    return month, *(
        Month.of(first) for first in late.order_by("-for_month").values_list("for_month", flat=True).distinct() if first
    )
