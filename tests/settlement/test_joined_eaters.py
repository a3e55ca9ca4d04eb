"""Somebody with two records is one person: her meals share a limit, first and decided anew, whatever card she shows."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from canteen.models import Duty, Fact, SamePerson
from canteen.operations.elder_rows import NewFact
from canteen.queries.staff import actor_by_id
from settlement.models import Claim
from settlement.operations.retell import fact_foreseen, tell_fact
from settlement.queries.balances import due_of
from tests.settlement.acting import eat, fund_month
from tests.settlement.test_redecisions import AFTER, BEFORE, LATER, NEXT, live, whole_books
from tests.town import DAY, DOCUMENT, SINCE, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db


def town_of_one_with_two_cards() -> Town:
    """One subsidised meal a month, for either card."""
    document: dict[str, Any] = deepcopy(DOCUMENT)
    document["limits"] = [{"id": "month", "per": "month", "count": 1}]
    for part in (*document["layers"], *document["elder"]):
        part["limits"] = ["month"]
    town = small_town(elders=0, days=(DAY, NEXT), document=document, allotted_fen={})
    for number in (0, 1):
        add_elder(town, number, birth_on=date(1950, 5, 1))
        add_fact(town.elders[number], "registration", str(town.region.id))
    Fact.objects.update(region=town.region)
    card_of, person = town.elders
    SamePerson.objects.create(elder=card_of, person=person, from_on=SINCE)
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.region, from_on=SINCE)
    fund_month(town)
    return town


def shares() -> list[dict[str, int]]:
    """Who bears what of each meal, by what she bears."""
    return sorted((payers for _, _, _, payers in live()), key=lambda payers: payers["elder"])


def claimed(town: Town) -> list[object]:
    """Whose the live claims are."""
    return list(Claim.objects.filter(released_by=None).values_list("person", "ordinal"))


def test_a_limit_is_one_for_both_cards_also_when_a_meal_is_decided_anew() -> None:
    town = town_of_one_with_two_cards()
    card_of, person = town.elders
    eat(town, 0, at(11))
    eat(town, 1, at(16, 30))
    eat(town, 0, at(11, on=NEXT))
    assert shares() == [BEFORE, {"elder": 1000}, {"elder": 1000}]
    assert (claimed(town), due_of(elder_id=card_of.id), due_of(elder_id=person.id)) == ([(person.id, 1)], 1500, 1000)
    given: dict[str, Any] = {"actor": actor_by_id(staff_id=town.clerk.id, on=DAY), "elder_id": person.id, "now": LATER}
    given["fact"] = NewFact("category", "dibao", DAY)
    seen = fact_foreseen(**given)
    tell_fact(**given, shown=seen.mark)
    assert shares() == [AFTER, {"elder": 1000}, {"elder": 1000}]
    assert (claimed(town), due_of(elder_id=card_of.id), due_of(elder_id=person.id)) == ([(person.id, 1)], 1300, 1000)
    whole_books()
