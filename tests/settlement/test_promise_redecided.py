"""What a kiosk told her stays a promise however often her meal is decided anew (D11, D14)."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from canteen.models import Duty, Fact
from canteen.operations.elder_rows import NewFact
from canteen.queries.staff import actor_by_id
from settlement.operations.retell import end_foreseen, fact_foreseen, tell_end, tell_fact
from tests.kiosk.attempts import card, take
from tests.kiosk.test_promises import NOW, listed
from tests.settlement.acting import fund_month
from tests.settlement.test_redecisions import AFTER, live, whole_books
from tests.town import DAY, DOCUMENT, SINCE, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db


def test_a_promise_outlives_a_decision_in_which_it_kept_nothing_low() -> None:
    """Told 3 instead of 5; by 低保 she bears 3 anyway; once that ends she bears 3, though the document lets it rise."""
    document = deepcopy(DOCUMENT) | {"redecision": {"may_raise_elder": True}}
    town = small_town(elders=0, document=document, allotted_fen={})
    fund_month(town)
    add_elder(town, 0, birth_on=date(1950, 5, 1))
    add_fact(town.elders[0], "registration", str(town.region.id))
    Fact.objects.update(region=town.region)
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.region, from_on=SINCE)
    take(town.kiosks[0], card(town.cards[0], NOW, promise=listed(town, 300)), NOW)
    promised = {"fund/joint": 400, "fund/charity": 100, "canteen": 200, "elder": 300}
    found = [live()[0][1:]]
    given: dict[str, Any] = {"actor": actor_by_id(staff_id=town.clerk.id, on=DAY), "now": at(19)}
    fact: dict[str, Any] = {"elder_id": town.elders[0].id, "fact": NewFact("category", "dibao", date(2026, 11, 1))}
    fact_id, _ = tell_fact(**given, **fact, shown=fact_foreseen(**given, **fact).mark)
    found.append(live()[0][1:])
    end: dict[str, Any] = {"fact_id": fact_id, "until_on": date(2026, 11, 2)}
    tell_end(**given, **end, shown=end_foreseen(**given, **end).mark)
    found.append(live()[0][1:])
    assert found == [(0, "2026-11", promised), (1, "2026-11", AFTER), (2, "2026-11", promised)]
    whole_books()
