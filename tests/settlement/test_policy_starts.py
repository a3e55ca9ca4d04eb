"""The day a version begins: none begins over meals that are decided, and who hands it in or signs it is told so."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from canteen.models import Region, RegionParent
from canteen.models.ids import new_id
from kiosk.operations.counter import serve_guest
from settlement.models import Policy
from settlement.operations.policies import check_policy
from settlement.queries.policy_start import PolicyBeginsTooEarly, first_start
from tests.settlement.acting import cashier, eat, maker
from tests.settlement.reading import text_of
from tests.settlement.test_api import signed_in
from tests.settlement.test_pages import entered, staffed, text
from tests.settlement.test_policies import approve, checked, draft
from tests.town import DAY, SINCE, Town, at, small_town, stand

pytestmark = pytest.mark.django_db

BEFORE, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
DECEMBER, MIDDLE, NEW_YEAR = date(2026, 12, 1), date(2026, 12, 15), date(2027, 1, 1)


def begin(town: Town, region_id: Any = None, from_on: date = DAY, on: date = DAY) -> date | None:
    """The first day on which a version of a region may begin, where it may not on that day."""
    return first_start(region_id=region_id or town.region.id, from_on=from_on, on=on)


def test_no_version_begins_on_a_day_whose_meals_are_decided_or_before_it() -> None:
    town = small_town(days=(BEFORE, DAY))
    rows = [checked(town, from_on=day) for day in (BEFORE - timedelta(days=7), BEFORE, DAY)]
    eat(town, 0, at(11, on=BEFORE))
    for row in rows[:2]:
        with pytest.raises(PolicyBeginsTooEarly) as no:
            approve(town, row)
        assert no.value.fields == (("from_on", "must be 2026-11-20 or later"),)
        assert no.value.zh == "这一版开始那天或以后，已有供餐按原来的政策算过，最早可从2026年11月20日起"
        assert no.value.message.endswith(
            "this version begins, or after it. It may begin on 2026-11-20 at the earliest."
        )
    assert Policy.objects.get(id=town.policy.id).until_on is None
    assert list(Policy.objects.filter(version__gt=1).values_list("state", flat=True)) == ["checked"] * 3
    approve(town, rows[2])
    eat(town, 0, at(11))
    assert Policy.objects.get(id=town.policy.id).until_on == DAY


def test_in_the_middle_of_lunch_the_next_version_begins_tomorrow() -> None:
    town = small_town()
    today, next_day = checked(town, from_on=DAY), checked(town, from_on=TOMORROW)
    eat(town, 0, at(11))
    with pytest.raises(PolicyBeginsTooEarly) as no:
        approve(town, today)
    assert no.value.first_on == TOMORROW
    approve(town, next_day)


def test_who_hands_in_what_can_no_longer_be_approved_is_told_so_and_it_stays_a_draft() -> None:
    town = small_town()
    eat(town, 0, at(11))
    for row, no in ((draft(town, from_on=DAY), TOMORROW), (draft(town, from_on=BEFORE), TOMORROW)):
        with pytest.raises(PolicyBeginsTooEarly) as refused:
            check_policy(actor=maker(town), policy_id=row.id, seen_digest=row.digest, now=at(12))
        assert refused.value.first_on == no
    assert list(Policy.objects.filter(version__gt=1).values_list("state", flat=True)) == ["draft"] * 2
    assert checked(town, from_on=TOMORROW).state == "checked"


def test_only_meals_that_the_version_would_have_decided_stand_in_its_way() -> None:
    """A guest's meal is nobody's subsidy; a town's own version decides its meals, whatever its district begins."""
    town = small_town()
    serve_guest(actor=cashier(town), canteen_id=town.canteens[0].id, attempt_id=new_id(), now=at(11))
    assert begin(town) is None
    eat(town, 0, at(11, 1))
    assert begin(town) == TOMORROW
    assert begin(town, from_on=TOMORROW) is None
    assert begin(town, region_id=town.district.id) is None
    village = Region.objects.create(number=9, key="east", name="东村", level="village")
    RegionParent.objects.create(region=village, parent=town.region, from_on=SINCE)
    assert begin(town, region_id=village.id) is None
    type(town.canteens[0]).objects.filter(id=town.canteens[0].id).update(region=village)
    assert begin(town, region_id=village.id) == begin(town) == TOMORROW


def test_a_meal_without_a_policy_stands_in_the_way_of_every_region_round_it() -> None:
    town = small_town()
    Policy.objects.filter(id=town.policy.id).update(until_on=BEFORE)
    eat(town, 0, at(11))
    assert begin(town) == begin(town, region_id=town.district.id) == TOMORROW


SOONEST = "已有供餐按原来的政策算过，所以不能批准。最早可从 2026年11月21日 起，请改开始日期。"


def handed_in(town: Town, **days: Any) -> Policy:
    """One that was handed in before the meals that stand in its way were eaten."""
    row = draft(town, **days)
    signed = {"state": "checked", "checked_by": town.clerk, "checked_at": at(8)}
    Policy.objects.filter(id=row.id).update(**signed)
    return row


def test_the_page_and_the_api_say_from_which_day_before_anybody_presses(settings: Settings) -> None:
    town = staffed()
    stand(settings, at(12))
    row, free = handed_in(town, from_on=DAY), draft(town, from_on=TOMORROW)
    clerk, second = entered("clerk"), entered("second")
    for reader in (clerk, second):
        page = text(reader, f"/policies/{row.id}")
        assert SOONEST in page
        assert "看过了，批准" not in page
    assert "最早可从" not in text(second, f"/policies/{free.id}")
    signed = {"digest": row.digest, "mark": town.policy.digest}
    said = second.post(f"/policies/{row.id}/approval", signed, follow=True).content.decode()
    assert PolicyBeginsTooEarly(TOMORROW).zh in said
    web = signed_in("second")
    assert web.get(f"/policies/{row.id}/difference")[1]["first_on"] == "2026-11-21"
    assert web.get(f"/policies/{free.id}/difference")[1]["first_on"] is None
    assert too_early(web.post(f"/policies/{row.id}/approval", signed))


def test_a_draft_that_begins_too_early_is_offered_to_be_edited_and_not_to_be_handed_in(settings: Settings) -> None:
    town = staffed()
    stand(settings, at(12))
    row, clerk = draft(town, from_on=DAY), entered("clerk")
    page = clerk.get(f"/policies/{row.id}").content.decode()
    card = page.partition('id="check"')[2].partition("</section>")[0]
    assert (SOONEST in " ".join(text_of(card).split()), "提交批准" in page) == (True, False)
    assert (page.count("最早可从"), f'href="/policies/{row.id}/edit"' in card) == (1, True)
    said = clerk.post(f"/policies/{row.id}/check", {"digest": row.digest}, follow=True).content.decode()
    assert PolicyBeginsTooEarly(TOMORROW).zh in said
    assert too_early(signed_in("clerk").post(f"/policies/{row.id}/check", {"digest": row.digest}))


def too_early(answer: tuple[int, Any]) -> bool:
    """Whether this is what HTTP answers, with the field and the first day that is possible."""
    code, told = answer
    fields = [(each["path"], each["message"]) for each in told["fields"]]
    return (code, told["code"], fields) == (
        422,
        "policy-begins-too-early",
        [("from_on", "must be 2026-11-21 or later")],
    )


def test_nothing_waits_for_what_begins_too_early_and_it_stands_in_nothings_way(settings: Settings) -> None:
    town = staffed()
    stand(settings, at(12))
    early, late = handed_in(town, from_on=DAY, until_on=NEW_YEAR), checked(town, from_on=DECEMBER)
    second = entered("second")
    for row in (early, late):
        assert "日期与这一版重叠" not in text(second, f"/policies/{row.id}")
    assert "看过了，批准" in text(second, f"/policies/{late.id}")


def test_a_version_that_is_law_is_to_be_ended_only_where_that_makes_room(settings: Settings) -> None:
    town = staffed()
    stand(settings, at(9))
    Policy.objects.filter(id=town.policy.id).update(until_on=NEW_YEAR)
    end, otherwise = "请先把那一版终止在这一版开始以前，或者改这一版的日期。", "请改这一版的日期。"
    for days, said in (({"from_on": MIDDLE}, end), ({"from_on": DAY}, otherwise), ({"from_on": SINCE}, otherwise)):
        page = text(entered("clerk"), f"/policies/{draft(town, **days).id}")
        assert ("不能批准：" in page, end in page, otherwise in page.replace(end, "")) == (
            True,
            said == end,
            said == otherwise,
        )
