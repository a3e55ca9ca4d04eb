"""The meals page: a manager registers and publishes; a mistake loses nothing that was typed; others see no form."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteen.core.scope import Role
from canteen.models import Duty
from ordering.models import Meal
from ordering.queries.meals import READERS
from tests.town import SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db

FORM = {
    "service_on": "2026-11-21",
    "sitting": "lunch",
    "title": "素斋",
    "price": "１１.50元",
    "portions": "80",
    "dishes": "麻婆豆腐\n炒青菜",
    "extras": "卤蛋 2",
    "publish": "on",
}


@pytest.fixture(autouse=True)
def _nine_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordering.views.week.now", lambda: at(9))


def manager(client: Client, town: Town, canteen: int = 0) -> None:
    Duty.objects.create(staff=town.second, role="manager", canteen=town.canteens[canteen], from_on=SINCE)
    client.force_login(town.second)


def form(town: Town, **changes: str) -> dict[str, str]:
    return {**FORM, "canteen": str(town.canteens[0].id), "from": "2026-11-16", **changes}


def test_a_meal_is_registered_and_published_at_once(client: Client) -> None:
    town = small_town()
    manager(client, town)
    done = client.post("/meals/registration", form(town, package=" therapeutic "))
    assert (done.status_code, done["Location"]) == (302, f"/meals?canteen={town.canteens[0].id}&from=2026-11-16")
    meal = Meal.objects.get(title="素斋")
    assert (meal.price_fen, meal.portions, meal.state, str(meal.service_on)) == (1150, 80, "published", "2026-11-21")
    assert meal.package == "therapeutic"
    assert list(meal.dishes.order_by("position").values_list("name", flat=True)) == ["麻婆豆腐", "炒青菜"]
    assert list(meal.extras.values_list("name", "price_fen")) == [("卤蛋", 200)]
    page = client.get(done["Location"]).content.decode()
    assert "麻婆豆腐、炒青菜" in page
    assert page.count('套餐类别 <span class="mono">therapeutic</span>') == 1
    assert "已登记并发布。" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"price": "十二"}, "价格请写成元，例如 12 或 12.50。"),
        ({"package": "糖尿病餐"}, "套餐类别以小写字母开头"),
        ({"portions": ""}, "请填写日期、餐次和份数。"),
        ({"extras": "卤蛋 2\n辣酱"}, "加菜第 2 行“辣酱”请写成“名称 价格”，例如“卤蛋 2”。"),
        ({"title": "套餐", "service_on": "2026-11-20"}, "该餐次已有同名供餐"),
        ({"title": "素\x00斋"}, "含有看不见的字符，请重新填写。"),
        ({"portions": "0"}, "供餐的名称、价格、份数或菜品填写有误"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_is_still_there(
    client: Client, change: dict[str, str], words: str
) -> None:
    town = small_town()
    manager(client, town)
    before = Meal.objects.count()
    answer = client.post("/meals/registration", form(town, **change))
    page = answer.content.decode()
    assert (answer.status_code, Meal.objects.count()) == (422, before)
    assert words in page
    assert "麻婆豆腐\n炒青菜</textarea>" in page


def test_a_meal_nobody_has_eaten_is_taken_back(client: Client) -> None:
    town = small_town()
    manager(client, town)
    client.post("/meals/registration", form(town, publish=""))
    meal = Meal.objects.get(title="素斋")
    assert meal.state == "draft"
    client.post(f"/meals/{meal.id}/publication", {"canteen": str(meal.canteen_id)})
    client.post(f"/meals/{meal.id}/withdrawal", {"canteen": str(meal.canteen_id)})
    meal.refresh_from_db()
    assert meal.state == "withdrawn"


def test_another_canteens_manager_sees_neither_its_meals_nor_a_way_to_add_one(client: Client) -> None:
    town = small_town(canteens=2)
    Meal.objects.filter(canteen=town.canteens[0]).update(title="别家的菜")
    manager(client, town, canteen=1)
    page = client.get(f"/meals?canteen={town.canteens[0].id}&from=2026-11-16").content.decode()
    assert "别家的菜" not in page
    refused = client.post("/meals/registration", form(town))
    assert refused.status_code == 422
    assert not Meal.objects.filter(title="素斋").exists()


def test_who_looks_after_many_canteens_begins_with_one_that_cooks(client: Client) -> None:
    town = small_town(canteens=2)
    for canteen in range(2):
        manager(client, town, canteen)
    Meal.objects.filter(canteen=town.canteens[0]).update(state="withdrawn")
    chosen = f'value="{town.canteens[1].id}" selected'
    assert chosen in client.get("/meals?from=2026-11-16").content.decode()
    assert chosen not in client.get("/meals?from=2030-01-07").content.decode()


def test_the_counter_looks_and_changes_nothing(client: Client) -> None:
    town = small_town()
    client.force_login(town.counter)
    page = client.get("/meals?from=2026-11-16").content.decode()
    assert "套餐" in page
    assert "登记一份供餐" not in page


def test_without_a_session_there_is_the_sign_in_page(client: Client) -> None:
    small_town()
    assert client.get("/meals")["Location"] == "/login?next=%2Fmeals"


def test_a_week_takes_the_same_statements_for_two_meals_and_for_five(client: Client) -> None:
    town = small_town()
    manager(client, town)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get("/meals?from=2026-11-16")
        counts.append(len(seen))
        for more in range(3):
            client.post("/meals/registration", form(town, title=f"菜{number}{more}"))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", list(Role))
def test_the_desk_has_a_door_to_the_meals_for_whoever_may_read_them(client: Client, role: Role) -> None:
    town = small_town()
    Duty.objects.create(staff=town.second, role=role.value, region=town.district, from_on=SINCE)
    client.force_login(town.second)
    door = '<a class="card door" href="/meals">'
    assert (door in client.get("/").content.decode()) == (role in READERS)
