"""A meal from draft to ordered over HTTP, and money that is whole fen or a mistake."""

from datetime import date

import pytest

from canteen.core.scope import Role
from tests.county import WORD, County, county
from tests.web import Web

pytestmark = pytest.mark.django_db

FAR = "2099-01-05"  # ahead of the cut-off whenever this runs


@pytest.fixture
def made() -> County:
    return county()


def signed_in(login: str) -> Web:
    web = Web()
    assert web.sign_in(login, WORD)[0] == 201
    return web


def sent(made: County) -> dict[str, object]:
    return {
        "canteen_id": str(made.here.canteen_id),
        "service_on": FAR,
        "sitting": "lunch",
        "title": "套餐",
        "package": "soft",
        "price_fen": 1000,
        "portions": 50,
        "dishes": ["红烧肉"],
        "extras": [{"name": "卤蛋", "price_fen": 200}],
    }


def test_a_meal_is_registered_published_ordered_and_cancelled(made: County) -> None:
    manager, counter = signed_in("here-manager"), signed_in("here-counter")
    status, answer = manager.post("/meals", sent(made))
    assert status == 201
    meal_id = answer["id"]
    order = {"meal_id": meal_id, "elder_id": str(made.here.elders[0])}
    assert counter.post("/orders", order)[1]["code"] == "meal-not-offered"
    assert manager.post(f"/meals/{meal_id}/publish", {}) == (204, None)
    status, [shown] = manager.get(f"/canteens/{made.here.canteen_id}/meals?from_on={FAR}")
    assert shown["package"] == "soft"
    extra_ids = [extra["id"] for extra in shown["extras"]]
    status, placed = counter.post("/orders", order | {"extra_ids": extra_ids})
    assert status == 201
    listing = f"/canteens/{made.here.canteen_id}/orders?service_on={FAR}&sitting=lunch"
    status, [listed] = counter.get(listing)
    assert (listed["id"], listed["name"], listed["price_fen"], listed["state"]) == (
        placed["id"],
        "张*兰",
        1200,
        "placed",
    )
    assert counter.post(f"/orders/{placed['id']}/cancel", {"reason": "电话"}) == (204, None)
    assert counter.post("/orders", order)[0] == 201
    assert manager.post(f"/meals/{meal_id}/withdraw", {}) == (200, {"cancelled": 1})
    assert {row["state"] for row in counter.get(listing)[1]} == {"cancelled"}


@pytest.mark.parametrize("price", ["1000", 10.0, 9.99, True, None, "10.00"])
def test_money_is_whole_fen_or_a_mistake(made: County, price: object) -> None:
    status, answer = signed_in("here-manager").post("/meals", sent(made) | {"price_fen": price})
    assert (status, answer["code"], [field["path"] for field in answer["fields"]]) == (
        422,
        "unreadable",
        ["sent.price_fen"],
    )


def test_another_towns_staff_get_neither_meal_nor_order(made: County) -> None:
    meal_id = signed_in("here-manager").post("/meals", sent(made))[1]["id"]
    web = signed_in("there-manager")
    canteen_id = made.here.canteen_id
    for method, path, body in (
        ("GET", f"/canteens/{canteen_id}/meals?from_on={FAR}", None),
        ("GET", f"/canteens/{canteen_id}/orders?service_on={FAR}&sitting=lunch", None),
        ("POST", "/meals", sent(made)),
        ("POST", f"/meals/{meal_id}/publish", {}),
        ("POST", "/orders", {"meal_id": meal_id, "elder_id": str(made.there.elders[0])}),
    ):
        status, answer = web.send(method, path, body)
        assert (status, answer["code"]) == (403, "out-of-scope"), path


def test_a_day_out_of_reach_is_a_mistake(made: County) -> None:
    assert made.here.actor(Role.MANAGER, on=date(2026, 11, 20)).duties
    web = signed_in("here-manager")
    for day in ("9999-12-31", "0001-01-01", "tomorrow"):
        assert web.get(f"/canteens/{made.here.canteen_id}/meals?from_on={day}")[0] == 422
