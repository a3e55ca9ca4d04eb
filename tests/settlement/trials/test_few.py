"""No figure of a trial speaks of a few people: not of how many a draft changes, nor where, nor by what beside it."""

import copy
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from canteen.models import Duty
from settlement.core.trial.meals import Eater, Meal, paid_of
from settlement.core.trial.pots import Budget, Pots
from settlement.core.trial.tally import Tally
from settlement.core.trial.told import FEW, told
from settlement.models import Policy
from tests.settlement.acting import eat
from tests.settlement.trials.trying import ask, draft_of, tried, work
from tests.town import DAY, DOCUMENT, SINCE, Town, add_elder, at, small_town, stand

WEEK = DAY - timedelta(days=6)
HERE, THERE = "00000000000000000000000000000001", "00000000000000000000000000000002"
NEXT = DAY + timedelta(days=1)


def probe(category: str, fixed: str) -> dict[str, Any]:
    """The town's document with a little more for one category: who would pay less is who is in it."""
    document = copy.deepcopy(DOCUMENT)
    layer = {
        "id": "probe",
        "title": {"zh": "试探", "en": "Probe"},
        "payer": "canteen",
        "lines": ["set"],
        "limits": ["sitting"],
        "when": {"category": category},
        "formula": {"fixed": fixed},
    }
    document["layers"].append(layer)
    return document


def eaten(number: int = 9, **said: Any) -> Town:
    """So many people ate, one of whom is in a category that nobody else is in."""
    town = small_town(elders=0, **said)
    for each in range(number):
        add_elder(town, each, birth_on=date(1960, 1, 1), categories=("tekun",) if not each else ())
        eat(town, each, at(11, each))
    return town


@pytest.mark.django_db
def test_a_draft_that_changes_a_single_person_tells_nothing_of_her(settings: Settings, client: Client) -> None:
    town = eaten()
    result = tried(town, draft_of(town, probe("tekun", "0.10")), WEEK, days=7)
    assert result["few"]
    assert result["whole"] == {"meals": 9, "old": {}, "new": {}}
    assert [result[name] for name in ("less", "more", "same")] == [None] * 3
    assert [result[name] for name in ("canteens", "categories", "ages", "steps", "funds", "allotted")] == [{}] * 6
    assert [result[name] for name in ("gain", "lose", "dry")] == [[]] * 3
    client, path = _page(town, settings, client)
    text = client.get(path).content.decode()
    assert "这一版只改变不到 5 位老人的账" in text
    assert "<table" not in text
    assert client.get(f"{path}/workbook").status_code == 302


def _page(town: Town, settings: Settings, client: Client) -> tuple[Client, str]:
    stand(settings, at(21))
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    client.force_login(town.clerk)
    trial_id = ask(town, Policy.objects.get(version=2), WEEK, NEXT)
    work()
    return client, f"/trials/{trial_id}"


@pytest.mark.django_db
def test_a_trial_whose_text_has_changed_since_says_so_and_so_does_the_version(
    settings: Settings, client: Client
) -> None:
    town = eaten(1)
    draft = draft_of(town, DOCUMENT)
    client, path = _page(town, settings, client)
    of = f"/policies/{draft.id}"
    assert "内容改过" not in client.get(path).content.decode()
    assert path in client.get(of).content.decode()
    assert "内容改过" not in client.get(of).content.decode()
    assert "按各食堂当月额度" in client.get("/trials").content.decode()
    Policy.objects.filter(id=draft.id).update(document=probe("tekun", "0.10"))
    assert "试算以后，这一版的内容改过" in client.get(path).content.decode()
    assert "试算以后内容改过" in client.get(of).content.decode()


def said(people: Sequence[tuple[int, str, str]], *, days: int = 7) -> dict[str, Any]:
    """What a trial tells of people: by how much the share of each changes at her meal, where, in which category."""
    tally = Tally()
    for number, (more_fen, canteen, category) in enumerate(people):
        who = f"{number:032x}"
        meal = Meal(who, who, canteen, DAY, DAY, "lunch", (), paid_of({"elder": 500, "canteen": 500}), stands=False)
        new = paid_of({"elder": 500 + more_fen, "canteen": 500 - more_fen}) if more_fen else meal.paid
        tally.add(meal, Eater(date(1940, 1, 1), (), (category,)), new)
    pots = Pots(Budget.OPEN, {}, {})
    return told(tally, pots, from_on=NEXT - timedelta(days=days), until_on=NEXT)


def test_a_place_where_a_few_are_changed_is_told_together_with_the_next() -> None:
    result = said([(-100, HERE, "a")] * 7 + [(-100, THERE, "a")] * 2 + [(0, THERE, "b")] * 9)
    assert list(result["canteens"].values()) == [{"few": True}] * 2
    assert (result["less"], result["more"], result["same"]) == (9, 0, 9)
    assert len(result["gain"]) == 9


def test_few_who_pay_more_are_counted_with_others_and_not_listed() -> None:
    result = said([(-100, HERE, "a")] * 7 + [(300, HERE, "a")] * 2 + [(0, HERE, "a")] * 9)
    assert (result["less"], result["more"], result["same"]) == (None, None, 9)
    assert (result["gain"], result["lose"]) == ([], [])
    assert (result["steps"], result["steps_untold"]) == ({"0": 9}, 9)


def test_a_large_category_with_few_changed_is_not_told_either() -> None:
    result = said([(-100, HERE, "a")] * 7 + [(-100, HERE, "b")] * 2 + [(0, HERE, "b")] * 9)
    assert result["categories"] == {"a": {"few": True}, "b": {"few": True}}


def test_a_few_days_tell_no_categories_and_no_ages() -> None:
    people = [(-100, HERE, "a")] * 9
    assert (said(people)["categories"].keys(), said(people)["short"]) == ({"a"}, False)
    short = said(people, days=6)
    assert (short["categories"], short["ages"], short["short"]) == ({}, {}, True)


CHANGES = st.sampled_from([0, 0, -100, -100, 100, 250])
PEOPLE = st.lists(st.tuples(CHANGES, st.sampled_from([HERE, THERE]), st.sampled_from("ab")), max_size=40)


@given(PEOPLE)
def test_no_figure_and_no_remainder_speaks_of_few_changed_people(people: list[tuple[int, str, str]]) -> None:
    result = said(people)
    counts = {"less": 0, "more": 0, "same": 0}
    for more_fen, _canteen, _category in people:
        counts["less" if more_fen < 0 else "more" if more_fen > 0 else "same"] += 1
    changed = counts["less"] + counts["more"]
    if 0 < changed < FEW:
        assert result["few"]
        return
    shown = {name: result[name] for name in counts if result[name] is not None}
    assert shown == {name: counts[name] for name in shown}
    assert not changed or not any(0 < count < FEW for count in shown.values())
    assert len(people) - sum(shown.values()) not in range(1, min(FEW, len(people) or 1))
    assert len(result["gain"]) not in range(1, FEW)
    assert len(result["lose"]) not in range(1, FEW)
    at_rows = {}
    for canteen, sums in result["canteens"].items():
        here = [each for each in people if each[1] == canteen.replace("-", "") and each[0]]
        at_rows[canteen] = 0 if "few" in sums else len(here)
        assert at_rows[canteen] not in range(1, FEW)
    assert changed - sum(at_rows.values()) not in range(1, FEW)
    assert sum(result["steps"].values()) + result["steps_untold"] == len(people)
    assert not any(0 < meals < FEW for step, meals in result["steps"].items() if step != "0")
