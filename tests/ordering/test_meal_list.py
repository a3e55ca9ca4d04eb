"""The list of meals: each sort, each filter and the table taken along, of one's own canteens alone."""

from datetime import datetime, time, timedelta
from io import BytesIO
from urllib.parse import parse_qsl
from uuid import UUID

import openpyxl
import pytest
from django.test import Client

from canteen.core.listing import Asked, asked
from canteen.core.scope import Role
from canteen.core.sitting import Sitting
from canteen.models import Staff
from ordering.models import Meal
from ordering.operations.orders import cancel_order
from ordering.queries.meal_list import LISTING, all_meals, meal_page
from tests.county import DAY, County, county
from tests.ordering.lunch import BEFORE, meal, place

pytestmark = pytest.mark.django_db


def wanted(**said: str) -> Asked:
    return asked(said, LISTING)


@pytest.fixture
def towns() -> County:
    """Two towns alike."""
    return county()


@pytest.fixture
def offered(towns: County) -> dict[str, UUID]:
    """Four meals here, one of them with one portion ordered and one cancelled; one in the other town."""
    made = {
        "红": meal(towns.here, title="红烧肉套餐", dishes=("红烧肉", "青菜")),
        "素": meal(towns.here, title="素套餐", dishes=("麻婆豆腐",), service_on=DAY + timedelta(days=1), price_fen=900),
        "晚": meal(towns.here, title="晚餐", dishes=("粥",), sitting=Sitting.DINNER),
        "稿": meal(towns.here, title="草稿", dishes=("红烧鱼",), service_on=DAY + timedelta(days=2), publish=False),
    }
    place(towns.here, made["红"], towns.here.elders[0])
    dropped = place(towns.here, made["红"], towns.here.elders[1])
    cancel_order(actor=towns.here.actor(Role.COUNTER), order_id=dropped, now=BEFORE)
    meal(towns.there, title="别处套餐")
    return made


ALL = ["草稿", "素套餐", "晚餐", "红烧肉套餐"]
LISTS = {
    "": ALL,
    "sort=on": ALL[::-1],
    "sort=title": ["晚餐", "素套餐", "红烧肉套餐", "草稿"],
    "q=红烧": ["草稿", "红烧肉套餐"],
    "q=豆腐": ["素套餐"],
    "q=别处": [],
    "sitting=dinner": ["晚餐"],
    "state=draft": ["草稿"],
    f"day={DAY + timedelta(days=1)}": ["素套餐"],
    "day=never&state=x&sitting=x&canteen=x": ALL,
}


def test_meals_are_sorted_narrowed_and_sought(towns: County, offered: dict[str, UUID]) -> None:
    manager = towns.here.actor(Role.MANAGER)
    said = {text: wanted(**dict(parse_qsl(text))) for text in LISTS}
    pages = {text: [row.title for row in meal_page(actor=manager, asked=said[text]).rows] for text in said}
    wholes = {text: [row.title for row in all_meals(actor=manager, asked=said[text])] for text in said}
    assert pages == wholes == LISTS


def test_the_other_towns_canteen_shows_nothing(towns: County, offered: dict[str, UUID]) -> None:
    there = wanted(canteen=str(towns.there.canteen_id))
    assert meal_page(actor=towns.here.actor(Role.MANAGER), asked=there).rows == ()


def test_the_table_says_what_the_page_says(towns: County, offered: dict[str, UUID], client: Client) -> None:
    client.force_login(Staff.objects.get(id=towns.here.staff[Role.MANAGER]))
    page = client.get("/meals/list?q=红烧肉").content.decode()
    assert ("红烧肉套餐" in page, "别处套餐" in page, "共 1 条" in page) == (True, False, True)
    Meal.objects.filter(title="素套餐").update(package="vegetarian")
    answer = client.get("/meals/list?sort=on&export=xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book["供餐名单"].iter_rows()]
    dates = [DAY, DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)]
    words = [("午餐", "红烧肉套餐"), ("晚餐", "晚餐"), ("午餐", "素套餐"), ("午餐", "草稿")]
    counted = [(10, 2, 1, 0, "已发布"), (10, 2, 0, 0, "已发布"), (9, 2, 0, 0, "已发布"), (10, 2, 0, 0, "草稿")]
    packages = [None, None, "vegetarian", None]
    assert rows == [
        ["日期", "食堂", "餐次", "名称", "套餐价（元）", "份数", "已订", "已用餐", "状态", "套餐类别"],
        *(
            [datetime.combine(day, time()), "here食堂", *what, *figures, package]
            for day, what, figures, package in zip(dates, words, counted, packages, strict=True)
        ),
    ]
