"""A week at once: last week's meals become drafts once, gone days stay gone, and all drafts are offered together."""

from datetime import date, timedelta

import pytest
from django.test import Client

from canteen.auth import actor_of
from canteen.core.scope import OutOfScope
from canteen.models import Duty
from ordering.models import Dish, Meal
from ordering.operations.weeks import copy_week, publish_week
from tests.town import SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 16)  # of the week of the test town's day, a Friday
DAYS = tuple(MONDAY - timedelta(days=7 - number) for number in range(7))


@pytest.fixture(autouse=True)
def _nine_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordering.views.week.now", lambda: at(9))


def town_with_a_week(client: Client) -> Town:
    town = small_town(days=DAYS)
    Duty.objects.create(staff=town.second, role="manager", canteen=town.canteens[0], from_on=SINCE)
    client.force_login(town.second)
    Meal.objects.filter(service_on=DAYS[6], sitting="dinner").update(state="withdrawn")
    for meal in Meal.objects.filter(sitting="lunch"):
        Dish.objects.create(meal=meal, position=0, name="炒青菜")
    return town


def drafts() -> list[tuple[str, str]]:
    found = Meal.objects.filter(state="draft").order_by("service_on", "sitting")
    return [(str(meal.service_on), meal.sitting) for meal in found]


def test_last_week_is_copied_once_from_today_on(client: Client) -> None:
    town = town_with_a_week(client)
    Meal.objects.filter(service_on=DAYS[5], sitting="lunch").update(package="therapeutic")
    form = {"canteen": str(town.canteens[0].id), "from": str(MONDAY)}
    page = client.post("/meals/copies", form, follow=True).content.decode()
    expected = [
        ("2026-11-20", "dinner"), ("2026-11-20", "lunch"), ("2026-11-21", "dinner"), ("2026-11-21", "lunch"),
        ("2026-11-22", "lunch"),
    ]  # fmt: skip
    assert drafts() == expected
    special = Meal.objects.filter(state="draft").exclude(package="").values_list("service_on", "sitting", "package")
    assert list(special) == [(DAYS[5] + timedelta(days=7), "lunch", "therapeutic")]
    assert "已复制 5 份供餐为草稿。" in page
    assert "发布全部 5 份草稿" in page
    assert set(Dish.objects.filter(meal__state="draft").values_list("name", flat=True)) == {"炒青菜"}
    again = client.post("/meals/copies", form, follow=True).content.decode()
    assert (len(drafts()), "上周没有可以复制的供餐。" in again) == (5, True)
    client.post("/meals/publications", form)
    assert drafts() == []
    sheet = client.get(f"/meals/menu?canteen={town.canteens[0].id}&from={MONDAY}").content.decode()
    assert sheet.count("炒青菜") == 3


def test_a_stranger_copies_and_publishes_nothing(client: Client) -> None:
    town = small_town(canteens=2, days=DAYS)
    Duty.objects.create(staff=town.second, role="manager", canteen=town.canteens[1], from_on=SINCE)
    actor = actor_of(staff_id=town.second.id, on=MONDAY)
    here = town.canteens[0].id
    with pytest.raises(OutOfScope):
        copy_week(actor=actor, canteen_id=here, to_on=MONDAY, now=at(9))
    with pytest.raises(OutOfScope):
        publish_week(actor=actor, canteen_id=here, from_on=MONDAY, now=at(9))
    assert drafts() == []
