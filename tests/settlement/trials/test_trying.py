"""A policy tried on meals that were really served: the one in force comes to the ledger, another one to its own."""

import copy
from datetime import date, timedelta
from typing import Any

import pytest

from settlement.core.trial.pots import Budget
from settlement.models import Allotment, Entry
from settlement.operations.holds import hold_share
from tests.settlement.acting import eat, maker, undo
from tests.settlement.trials.trying import draft_of, tried
from tests.town import DAY, DOCUMENT, Town, add_elder, add_fact, at, small_town

BEFORE = DAY - timedelta(days=1)


def served(fives: int = 1, **said: Any) -> Town:
    """Two canteens, five elders and others like them, two lunches and a dinner each; the last dinner was undone."""
    town = small_town(canteens=2, elders=0, days=(BEFORE, DAY), **said)
    for five in range(0, 5 * fives, 5):
        for number in range(five, five + 3):
            add_elder(town, number)
        add_elder(town, five + 3, birth_on=date(1960, 5, 1), categories=("dibao",))
        add_elder(town, five + 4, birth_on=date(1950, 5, 1))
    for hour, on in ((11, BEFORE), (17, BEFORE), (11, DAY)):
        for number in range(5 * fives):
            eat(town, number, at(hour, number, on=on), kiosk=number % 2)
    undo(town, eat(town, 0, at(17, 30, on=DAY)), at(17, 31, on=DAY))
    return town


def layered(**changes: Any) -> dict[str, Any]:
    """The town's document with other keys of its first layer."""
    document = copy.deepcopy(DOCUMENT)
    document["layers"][0] |= changes
    return document


@pytest.mark.django_db
@pytest.mark.parametrize(
    "allotted", [{"joint": 10_000_000, "charity": 1_000_000}, {"joint": 2_200, "charity": 300}, {}]
)
def test_the_policy_in_force_comes_to_what_the_ledger_says(allotted: dict[str, int]) -> None:
    town = served(allotted_fen=allotted)
    result = tried(town, town.policy, BEFORE, days=2)
    assert result["whole"]["meals"] == 15
    assert result["whole"]["old"] == result["whole"]["new"]
    assert sum(result["whole"]["new"].values()) == 15_000
    assert (result["people"], result["stood"], result["less"], result["more"]) == (5, 0, 0, 0)
    assert result["steps"] == {"0": 15}
    assert all(sums["old"] == sums["new"] for sums in result["canteens"].values())


@pytest.mark.django_db
def test_another_policy_says_who_gains_and_who_loses() -> None:
    town = served(fives=5)
    draft = draft_of(town, layered(tiers=[{"when": {"age": {"from": 80}}, "formula": {"fixed": "6.00"}}]))
    result = tried(town, draft, BEFORE, days=2)
    # Who is 86 had 5.00 of the joint fund and 1.00 of charity; she may not pay less than 3.00, so charity falls away.
    # Who is younger has charity's 1.00 alone, and the canteen what lies above her 5.00.
    assert result["whole"]["old"] == {
        "elder": 5 * (9 * 400 + 3 * 300 + 3 * 500),
        "fund:charity": 5 * 1_500,
        "fund:joint": 5 * 7_500,
    }
    assert result["whole"]["new"]["fund:joint"] == 5 * 9 * 600
    assert result["whole"]["new"]["canteen"] == 5 * 6 * 400
    assert [(who["elder"], who["meals"], who["new_fen"] - who["old_fen"]) for who in result["lose"]] == [
        (str(town.elders[number].id), 3, 600) for number in range(3, 25, 5)
    ]
    assert [who["new_fen"] - who["old_fen"] for who in result["gain"]] == [-300] * 10
    assert (result["less"], result["more"], result["same"]) == (15, 5, 5)
    assert result["steps"] == {"-1": 45, "0": 15, "2": 15}
    assert result["steps_untold"] == 0


@pytest.mark.django_db
def test_limits_are_counted_anew_across_canteens() -> None:
    town = small_town(canteens=2, elders=5, days=(BEFORE, DAY))
    for hour, on, kiosk in ((11, BEFORE, 0), (17, BEFORE, 1), (11, DAY, 1), (17, DAY, 0)):
        for number in range(5):
            eat(town, number, at(hour, number, on=on), kiosk=kiosk)
    once_a_day = copy.deepcopy(DOCUMENT) | {"limits": [{"id": "day", "per": "day", "count": 1}]}
    for each in (*once_a_day["layers"], *once_a_day["elder"]):
        each["limits"] = ["day"]
    result = tried(town, draft_of(town, once_a_day), BEFORE, days=2)
    assert result["whole"]["old"]["elder"] == 5 * 4 * 400
    assert result["whole"]["new"]["elder"] == 5 * (2 * 400 + 2 * 1_000)


@pytest.mark.django_db
def test_funds_are_told_when_they_run_dry() -> None:
    town = served(allotted_fen={"joint": 2_000, "charity": 10_000})
    result = tried(town, town.policy, BEFORE, days=2, budget=Budget.OPEN)
    assert result["funds"]["joint"]["asked_fen"] == 9 * 500 + 3 * 600 + 3 * 400
    first, second = sorted(result["dry"], key=lambda each: each["asked_fen"])
    assert (first["fund"], first["given_fen"], first["asked_fen"]) == ("joint", 2_000, 3 * 500 + 3 * 600)
    assert (second["given_fen"], second["asked_fen"], second["dry_on"]) == (
        2_000,
        6 * 500 + 3 * 400,
        BEFORE.isoformat(),
    )
    assert result["allotted"]["joint"] == {"given_fen": 4_000, "short_fen": 1_300 + 2_200}
    assert result["funds"]["joint"]["dry_on"] == BEFORE.isoformat()  # nothing was ever appropriated to who feeds it


@pytest.mark.django_db
def test_what_a_person_decided_stands() -> None:
    town = served()
    entry = Entry.objects.filter(kind="meal", order__elder=town.elders[3]).earliest("id")
    hold_share(actor=maker(town), entry_id=entry.id, payer="fund:joint", reason="待核实", now=at(19))
    draft = draft_of(town, layered(tiers=[{"formula": {"fixed": "1.00"}}]))
    result = tried(town, draft, BEFORE, days=2)
    assert result["stood"] == 1
    assert result["whole"]["old"]["suspense"] == result["whole"]["new"]["suspense"] == 600
    assert result["whole"]["new"]["fund:joint"] == 14 * 100


@pytest.mark.django_db
def test_facts_and_ages_are_those_of_the_day() -> None:
    town = small_town(elders=0, days=(BEFORE, DAY))
    turns_eighty = add_elder(town, 0, birth_on=date(1946, 11, 20))
    ended = add_elder(town, 1, birth_on=date(1960, 1, 1))
    add_fact(ended, "category", "dibao", until_on=DAY)
    for on in (BEFORE, DAY):
        for number in range(2):
            eat(town, number, at(11, number, on=on))
    result = tried(town, town.policy, BEFORE, days=2)
    assert result["whole"]["old"] == result["whole"]["new"]
    assert result["whole"]["new"]["fund:joint"] == 400 + 500 + 600 + 400
    assert turns_eighty.id != ended.id


@pytest.mark.django_db
def test_few_people_are_shown_in_no_table_of_categories_or_ages() -> None:
    town = served()
    for number in range(5, 9):
        add_elder(town, number, birth_on=date(1940, 1, 1))
        eat(town, number, at(12, number, on=DAY))
    result = tried(town, town.policy, DAY - timedelta(days=6), days=7)
    assert result["categories"] == {"": {"few": True}, "dibao": {"few": True}}  # all the others are one less than all
    # Two small ages are three people together, whom the third would give away by what it leaves of the whole.
    assert result["ages"] == {"1": {"few": True}, "2": {"few": True}, "3": {"few": True}}


@pytest.mark.django_db
def test_money_allotted_since_counts_as_it_is_now() -> None:
    town = served(allotted_fen={"joint": 0, "charity": 0})
    Allotment.objects.update(fen=1_000_000)
    result = tried(town, town.policy, BEFORE, days=2)
    assert result["whole"]["old"].keys() == {"elder", "canteen"}
    assert result["whole"]["new"]["fund:joint"] == 9 * 500 + 3 * 600 + 3 * 400
