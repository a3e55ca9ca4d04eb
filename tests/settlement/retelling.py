"""Facts told late, as a clerk tells them: looked at, confirmed, and never decided anew a second time."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from canteen.core.intake.known import KnownFact
from canteen.core.intake.retelling import NOT_WRITTEN, Retold
from canteen.core.scope import Actor
from canteen.models import Elder, Fact
from canteen.operations.elder_rows import NewFact
from canteen.queries.retelling import facts_told
from settlement.operations.redecide import redecide_meals
from settlement.operations.retell import end_foreseen, fact_foreseen, tell_end, tell_fact
from settlement.queries.redeciding import retelling_of

NAMED_NOWHERE = "youfu"  # a category that the policy of the tests asks nothing about


def told_late(*, by: Actor, elder: Elder, days: Sequence[date], number: int, now: datetime) -> int:
    """Grant 低保 from the first day on, or from where it ended; or end it on one of the others. How many meals changed.

    It comes to what was shown; and whatever allotments and claims are by now, what tells nothing new changes nothing.
    """
    last = Fact.objects.filter(elder=elder, kind="category").order_by("from_on").last()
    given: dict[str, Any] = {"actor": by, "now": now}
    if last is None or last.until_on is not None:
        since = last.until_on if last and last.until_on else days[0]
        given |= {"elder_id": elder.id, "fact": NewFact("category", "dibao", since)}
        seen = fact_foreseen(**given)
        assert tell_fact(**given, shown=seen.mark)[1] == seen
    else:
        given |= {"fact_id": last.id, "until_on": days[1 + number % 2]}
        seen = end_foreseen(**given)
        assert tell_end(**given, shown=seen.mark)[1] == seen
    told = facts_told(elder_ids=[elder.id])[elder.id]
    beside = KnownFact(NOT_WRITTEN, "category", NAMED_NOWHERE, "", None, days[0], None)
    retelling = retelling_of(retold=Retold(elder.id, told, (*told, beside)))
    assert redecide_meals(retelling=retelling, people=[elder.id], now=now).meals == 0
    return seen.meals
