"""The days of a version: what ends or lapses on its days is doubted, and binds who approves it."""

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from canteen.models import Region, RegionParent
from settlement.core.standing import Days, uncovered
from settlement.models import Fund, Policy
from settlement.operations.policies import DoubtsUnseen, check_policy, edit_policy
from settlement.operations.policy_approval import PolicyComparedOtherwise, end_policy
from settlement.queries.policy_before import policy_mark
from settlement.queries.policy_doubts import doubts_in, mark_of_doubts
from tests.settlement.acting import maker
from tests.settlement.test_api import signed_in
from tests.settlement.test_pages import entered, staffed, text
from tests.settlement.test_policies import approve, checked, draft
from tests.settlement.test_policy_pages import hidden
from tests.settlement.test_policy_reach_pages import version
from tests.town import DAY, DOCUMENT, SINCE, Town, at, small_town, stand

pytestmark = pytest.mark.django_db

BEFORE, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
DECEMBER, MIDDLE, NEW_YEAR = date(2026, 12, 1), date(2026, 12, 15), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("days", "other", "gaps"),
    [
        ((DECEMBER, None), (SINCE, None), ()),
        ((DECEMBER, NEW_YEAR), (DECEMBER, NEW_YEAR), ()),
        ((DECEMBER, None), (SINCE, NEW_YEAR), ((NEW_YEAR, None),)),
        ((DECEMBER, NEW_YEAR), (MIDDLE, None), ((DECEMBER, MIDDLE),)),
        ((SINCE, None), (DECEMBER, MIDDLE), ((SINCE, DECEMBER), (MIDDLE, None))),
        ((DECEMBER, None), (SINCE, DECEMBER), ((DECEMBER, None),)),
        ((SINCE, DECEMBER), (MIDDLE, None), ((SINCE, DECEMBER),)),
        ((SINCE, DECEMBER), (MIDDLE, NEW_YEAR), ((SINCE, DECEMBER),)),
    ],
)
def test_days_that_another_version_leaves_out(days: Days, other: Days, gaps: tuple[Days, ...]) -> None:
    assert uncovered(days, other) == gaps


def including(*references: str) -> dict[str, Any]:
    """A document of included layers alone."""
    alone = {key: DOCUMENT[key] for key in ("format", "title", "age_reached", "promise_gap", "source")}
    return alone | {"layers": [{"include": {"policy": each}} for each in references]}


def alone(layer: dict[str, Any]) -> dict[str, Any]:
    """A document of one layer, whatever comes after it."""
    return {**DOCUMENT, "elder": [], "layers": [layer | {"empty": {"then": "hold", "part": True}}]}


def told(town: Town, document: dict[str, Any], from_on: date, until_on: date | None = None) -> list[tuple[str, ...]]:
    """Doubts about its days and about names, in words."""
    found = doubts_in(document=document, region_id=town.region.id, from_on=from_on, until_on=until_on)
    of_days = [each for each in found if each.code.startswith("no") or each.code in ("lapses", "other-after")]
    return [(each.path, each.code, each.zh, each.en) for each in of_days]


def test_what_is_included_and_not_in_force_on_all_days_is_doubted() -> None:
    town = small_town()
    first, second = (alone(layer) for layer in DOCUMENT["layers"])
    version(town, town.district, 1, first, until_on=NEW_YEAR)
    version(town, town.district, 2, second, from_on=NEW_YEAR)
    one, two = including("district/1"), including("district/1", "district/2")
    held = "引用的“测试镇助餐补贴”（district/{}）不在有效期内，引用的层先暂挂"
    names = "the included “Meal subsidy of the test town” (district/{}) is not in force, and its layers are held"
    lapses = (
        *("layers[0]", "lapses", f"从2027年1月1日起，{held.format(1)}"),
        f"from 2027-01-01 on {names.format(1)}",
    )
    assert told(town, one, DECEMBER) == told(town, one, NEW_YEAR) == [lapses]
    assert [each for each in told(town, one, DECEMBER, NEW_YEAR) if each[1] == "lapses"] == []
    assert told(town, two, DECEMBER) == [
        lapses,
        (
            *("layers[1]", "lapses", f"从2026年12月1日起至2027年1月1日（当日不含），{held.format(2)}"),
            f"from 2026-12-01 up to 2027-01-01 (not included) {names.format(2)}",
        ),
    ]
    assert told(town, including("district/2"), NEW_YEAR) == []


def test_what_an_included_version_includes_itself_is_doubted_in_its_place() -> None:
    town = small_town()
    first, second = (alone(layer) for layer in DOCUMENT["layers"])
    version(town, town.district, 1, first, until_on=NEW_YEAR)
    second["layers"].append({"include": {"policy": "district/1"}})
    version(town, town.district, 2, second, from_on=NEW_YEAR)
    (found,) = told(town, including("district/2"), NEW_YEAR)
    assert found[:2] == ("layers[0]", "lapses")
    assert "（district/1）" in found[2]


def test_a_version_with_an_end_is_doubted_where_another_rule_or_none_follows() -> None:
    town = small_town()
    nothing = (
        *("until_on", "nothing-after", "从2026年12月15日起，这里没有政策适用，每餐先暂挂"),
        "from 2026-12-15 on no policy applies here, and meals are held",
    )
    assert told(town, DOCUMENT, DECEMBER, MIDDLE) == [nothing]
    assert told(town, DOCUMENT, DECEMBER) == []
    wider = version(town, town.district, 3, DOCUMENT | {"title": {"zh": "区办法", "en": "District rule"}})
    assert told(town, DOCUMENT, DECEMBER, MIDDLE) == [
        (
            *("until_on", "other-after", "从2026年12月15日起，这里适用上级区划的“区办法”（第 3 版），不再是之前的政策"),
            "from 2026-12-15 on “District rule” (version 3) of a wider region applies here,"
            " and not what applied before",
        )
    ]
    end_policy(actor=maker(town), policy_id=town.policy.id, until_on=TOMORROW, now=at(8))
    assert told(town, DOCUMENT, DECEMBER, MIDDLE) == []  # the district's rule, an exception, the district's rule again
    Policy.objects.filter(id=wider.id).update(until_on=DECEMBER)
    assert told(town, DOCUMENT, DECEMBER, MIDDLE) == [nothing]
    version(town, town.region, 9, DOCUMENT, from_on=MIDDLE)
    assert told(town, DOCUMENT, DECEMBER, MIDDLE) == []


def test_an_approval_is_bound_to_what_applies_after_the_end(settings: Settings) -> None:
    town = staffed()
    stand(settings, at(12))
    row = checked(town, from_on=DECEMBER, until_on=MIDDLE)
    second = entered("second")
    assert "从 2026年12月15日 起，这一版不再适用，也没有别的政策接续，每餐先暂挂。" in text(
        second, f"/policies/{row.id}"
    )
    seen = hidden(second, f"/policies/{row.id}", "approval")
    assert seen["mark"] == policy_mark(region_id=town.region.id, from_on=DECEMBER, until_on=MIDDLE)
    assert signed_in("second").get(f"/policies/{row.id}/difference")[1]["after"] is None
    version(town, town.district, 1, DOCUMENT | {"title": {"zh": "区办法", "en": "District rule"}})
    with pytest.raises(PolicyComparedOtherwise):
        approve(town, row, mark=seen["mark"])
    assert Policy.objects.get(id=town.policy.id).until_on is None
    said = "从 2026年12月15日 起，这一版不再适用，改为适用： 区办法 · 测试区第 1 版"
    assert said in text(second, f"/policies/{row.id}")
    assert signed_in("second").get(f"/policies/{row.id}/difference")[1]["after"]["title"] == "区办法"
    assert hidden(second, f"/policies/{row.id}", "approval")["mark"] != seen["mark"]
    approve(town, row)
    days = list(Policy.objects.filter(region=town.region).order_by("version").values_list("from_on", "until_on"))
    assert days == [(SINCE, DECEMBER), (DECEMBER, MIDDLE)]


def moving(town: Town) -> dict[str, Any]:
    """From new year the town lies in another district; a document with a fund of the new one, and one of neither."""
    other = Region.objects.create(number=7, key="other", name="另一区", level="district")
    Fund.objects.create(key="otherfund", name="另一区资金", source="budget", region=other)
    RegionParent.objects.filter(region=town.region).update(until_on=NEW_YEAR)
    RegionParent.objects.create(region=town.region, parent=other, from_on=NEW_YEAR)
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    document["layers"][1]["payer"] = {"fund": "otherfund"}
    document["layers"][0]["payer"] = {"fund": "nobodys"}
    return document


def test_doubts_are_those_of_the_day_the_version_begins_on_page_api_and_check(settings: Settings) -> None:
    town = staffed()
    stand(settings, at(12))
    document = moving(town)
    assert [(each[1], "nobodys" in each[2]) for each in told(town, document, NEW_YEAR)] == [("no-fund", True)]
    row = draft(town)
    clerk, web = entered("clerk"), signed_in("clerk")
    assert web.send("PATCH", f"/policies/{row.id}", {"digest": row.digest, "document": document})[0] == 200
    page = text(clerk, f"/policies/{row.id}")
    assert ("有 1 处" in page, "代号为 nobodys 的资金" in page, "otherfund 的资金" in page) == (True, True, False)
    shown = web.get(f"/policies/{row.id}/doubts")[1]
    assert [each["code"] for each in shown["doubts"]] == ["no-fund"]
    form = hidden(clerk, f"/policies/{row.id}", "check")
    assert form["doubts"] == shown["mark"]
    clerk.post(f"/policies/{row.id}/check", form | {"seen": "on"})
    assert Policy.objects.get(id=row.id).state == "checked"


def test_as_many_other_doubts_are_not_those_that_were_seen() -> None:
    town = small_town()
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    document["layers"][1]["payer"] = {"fund": "latecomer"}
    row, by = draft(town), maker(town)
    days: dict[str, Any] = {"from_on": NEW_YEAR, "until_on": None}
    digest = edit_policy(actor=by, policy_id=row.id, seen_digest=row.digest, document=document, now=at(8), **days)
    seen = doubts_in(document=document, region_id=town.region.id, **days)
    Fund.objects.create(key="latecomer", name="后来的资金", source="budget", region=town.region)
    Fund.objects.filter(key="joint").update(key="renamed")
    there = doubts_in(document=document, region_id=town.region.id, **days)
    assert len(there) == len(seen) == 1
    given: dict[str, Any] = {"actor": by, "policy_id": row.id, "seen_digest": digest, "now": at(8)}
    for marked in (mark_of_doubts(seen), mark_of_doubts(()), "1"):
        with pytest.raises(DoubtsUnseen):
            check_policy(seen_doubts=marked, **given)
    check_policy(seen_doubts=mark_of_doubts(there), **given)
