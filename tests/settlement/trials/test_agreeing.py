"""The policy in force, tried on what it decided: whatever came of its meals since, the trial comes to the ledger."""

import copy
import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from canteen.models import Fact
from canteen.operations.elder_rows import NewFact
from settlement.core.trial.pots import Budget
from settlement.models import Entry, Hold
from settlement.operations.holds import clear_hold, hold_share
from settlement.operations.retell import fact_foreseen, tell_fact
from settlement.operations.swap import swap_meals
from settlement.queries.eaten_twice import meal_beside
from tests.kiosk.twice import TYPED, eaten_twice
from tests.settlement.acting import CLOSING, DECEMBER, NOVEMBER, close, eat, fund_month, maker, undo
from tests.settlement.trials.test_trying import BEFORE, layered
from tests.settlement.trials.trying import draft_of, tried
from tests.town import DAY, DOCUMENT, Town, add_elder, add_fact, at, small_town

PLENTY = 1_000_000


def holding() -> dict[str, Any]:
    """The town's document, of which a fund without money leaves its share to a person."""
    document = copy.deepcopy(DOCUMENT)
    document["layers"][0]["empty"] = {"then": "hold", "part": True}
    document["layers"][1]["empty"] = {"then": "hold", "part": False}
    return document


def lived(seed: int) -> Town:
    """Two days of two canteens where a fund may have nothing: meals undone, held, cleared, decided anew."""
    dice = random.Random(seed)
    town = small_town(
        canteens=2,
        elders=0,
        days=(BEFORE, DAY),
        allotted_fen={"joint": dice.choice([0, PLENTY]), "charity": dice.choice([0, 0, PLENTY])},
        document=dice.choice([DOCUMENT, holding()]),
    )
    for number in range(4):
        add_elder(town, number, birth_on=date(dice.choice([1940, 1960]), 5, 1))
    for on in (BEFORE, DAY):
        for hour in (11, 17):
            for number in range(4):
                kiosk = dice.randrange(2)
                receipt = eat(town, number, at(hour, 2 * number, on=on), kiosk=kiosk)
                if dice.random() < 0.2:
                    undo(town, receipt, at(hour, 2 * number + 1, on=on), kiosk=kiosk)
    _tell_late(town, dice.randrange(4))
    _decide(town, dice)
    return town


def _tell_late(town: Town, number: int) -> None:
    add_fact(town.elders[number], "registration", str(town.region.id))
    Fact.objects.filter(kind="registration").update(region=town.region)
    given: dict[str, Any] = {"actor": maker(town), "now": at(18), "elder_id": town.elders[number].id}
    given["fact"] = NewFact("category", "dibao", BEFORE)
    tell_fact(**given, shown=fact_foreseen(**given).mark)


def _decide(town: Town, dice: random.Random) -> None:
    """A person takes the canteen's or a fund's share of some meals back, and decides about some open ones."""
    live = Entry.objects.filter(kind="meal", reversed_by=None).order_by("id")
    for entry in dice.sample(list(live), 3):
        addresses = {posting.debit.address for posting in entry.postings.select_related("debit")}
        funds = {f"fund:{address.split('/')[1]}" for address in addresses if address.startswith("fund/")}
        for payer in sorted(funds)[:1]:
            hold_share(actor=maker(town), entry_id=entry.id, payer=payer, reason="待核实", now=at(19))
    waiting = list(Hold.objects.filter(cleared_by=None).order_by("id"))
    for hold in dice.sample(waiting, len(waiting) // 2):
        clear_hold(actor=maker(town), hold_id=hold.id, payer="canteen", reason="已核实", now=at(19, 30))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(10))
def test_the_policy_in_force_comes_to_the_ledger_whatever_became_of_its_meals(seed: int) -> None:
    town = lived(seed)
    result = tried(town, town.policy, BEFORE, days=2)
    assert result["whole"]["old"] == result["whole"]["new"]
    assert (result["less"], result["more"]) == (0, 0)
    assert set(result["steps"]) == {"0"}


@pytest.mark.django_db
def test_a_share_that_waits_for_want_of_money_stands_as_it_is_and_is_needed_nevertheless() -> None:
    town = small_town(elders=2, allotted_fen={"joint": 500, "charity": PLENTY}, document=holding())
    for number in range(2):
        eat(town, number, at(11, number))
    fund_month(town, allotted_fen={"joint": 5_000})  # filled since: nobody decided about what waits
    result = tried(town, town.policy, DAY)
    assert result["stood"] == 1
    assert result["whole"]["new"] == result["whole"]["old"]
    assert result["whole"]["new"]["suspense"] == 500
    assert result["funds"]["joint"]["asked_fen"] == 1_000


@pytest.mark.django_db
@pytest.mark.parametrize("swapped", [False, True])
def test_of_two_meals_of_one_sitting_both_stand_whichever_counts(settings: Settings, *, swapped: bool) -> None:
    town = eaten_twice(settings)
    if swapped:
        hold = Hold.objects.get()
        order_id = Entry.objects.get(kind="meal", holds=hold).order_id
        assert order_id is not None
        other = meal_beside(order_id=order_id, canteen_ids=[place.id for place in town.canteens])
        seen = other.mark(month=NOVEMBER, other_month=NOVEMBER, hers_fen=400)
        told: dict[str, Any] = {"promised_fen": 400, "seen": seen, **TYPED}
        swap_meals(actor=maker(town), hold_id=hold.id, now=at(16), **told)
    result = tried(town, town.policy, DAY)
    assert result["whole"]["old"] == result["whole"]["new"]
    assert result["whole"]["old"]["suspense"] > 0
    assert result["stood"] == (2 if swapped else 1)


@pytest.mark.django_db
@pytest.mark.parametrize("budget", list(Budget))
def test_what_a_policy_needs_does_not_hang_on_how_money_is_counted(budget: Budget) -> None:
    """A fund that cannot pay uses up no limit: what it was asked for must not grow by that."""
    town = small_town(elders=5, days=(BEFORE, DAY), allotted_fen={"joint": 700, "charity": 0})
    for on in (BEFORE, DAY):
        for hour in (11, 17):
            for number in range(5):
                eat(town, number, at(hour, number, on=on))
    document = layered(limits=["month"], empty={"then": "elder", "part": False})
    document["layers"].pop()
    document["limits"] = [{"id": "month", "per": "month", "count": 2}]
    document["elder"][0]["limits"] = []
    result = tried(town, draft_of(town, document), BEFORE, days=2, budget=budget)
    assert result["funds"]["joint"]["asked_fen"] == 5 * 2 * 500


@pytest.mark.django_db
def test_a_sealed_month_had_what_it_was_allotted_before_the_rest_lapsed() -> None:
    town = small_town(elders=5, allotted_fen={})
    fund_month(town, allotted_fen={"joint": 5_000, "charity": 1_000}, now=at(7))
    for number in range(5):
        eat(town, number, at(11, number))
    eat(town, 0, at(17))
    close(town)
    late = Entry.objects.filter(kind="meal").latest("id")  # what comes back of it was never to be drawn in November
    fund_month(town, month=DECEMBER, now=CLOSING)
    hold_share(
        actor=maker(town), entry_id=late.id, payer="fund:joint", reason="待核实", now=at(12, on=date(2026, 12, 2))
    )
    result = tried(town, draft_of(town, layered(tiers=[{"formula": {"fixed": "6.00"}}])), DAY)
    given: Mapping[str, Any] = result["allotted"]["joint"]
    assert given == {"given_fen": 5_000, "short_fen": 0}
    assert result["dry"] == []
    assert result["whole"]["new"]["fund:joint"] == 5 * 600
