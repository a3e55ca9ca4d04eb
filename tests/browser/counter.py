"""The counter's desk for tests in Chromium: a queue of twelve at lunch time, who is signed in there, a reader."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from canteen.models import Staff
from ordering.models import Extra, Meal
from tests.kiosk.desk import neighbour
from tests.town import Town, at, small_town, stand

QUEUE = (
    "张桂英",
    "王秀兰",
    "李阿毛",
    "沈水根",
    "陈金宝",
    "吴彩珍",
    "周永祥",
    "徐阿三",
    "朱玉凤",
    "钱福生",
    "孙月娥",
    "胡来法",
)
HAND_MS = 200  # between two keys, typed by hand
Go = Callable[[str], Page]


@pytest.fixture
def hall() -> Town:
    """A town whose queue of twelve has cards and telephones; it is lunch time."""
    town = small_town(elders=0)
    for number, name in enumerate(QUEUE):
        neighbour(town, number, name, phone=f"1385720{4700 + number}")
    for position, (name, fen) in enumerate((("卤蛋", 200), ("酸奶", 350))):
        Extra.objects.create(meal=Meal.objects.get(sitting="lunch"), position=position, name=name, price_fen=fen)
    return town


@pytest.fixture
def go(browser: Browser, live_server: LiveServer, hall: Town, settings: Settings) -> Iterator[Go]:
    """Open pages of the desk as somebody signed in there; what a script or the policy complains of fails the test."""
    stand(settings, at(11, 5))
    context = signed_in(browser, live_server, "counter")
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)

    def goto(query: str = "") -> Page:
        page.goto(f"{live_server.url}/counter/{hall.canteens[0].id}{query}")
        return page

    yield goto
    context.close()
    assert complaints == []


def signed_in(browser: Browser, live_server: LiveServer, login: str) -> BrowserContext:
    client = Client()
    client.force_login(Staff.objects.get(login=login))
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": 820, "height": 1180}, locale="zh-CN")
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return context


def scan(page: Page, code: str) -> None:
    """Type as a reader does, wherever the focus is."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def open_drawer(go: Go) -> None:
    page = go("/shift")
    page.get_by_role("button", name="开班").click()
    expect(page.locator("#find")).to_be_focused()
