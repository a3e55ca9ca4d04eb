"""The counter's desk in Chromium: a queue served by keyboard alone, a scanner, cash, a live list, sizes, axe."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from canteen.models import Staff
from kiosk.models import CheckIn
from ordering.models import Extra, Meal
from settlement.models import Entry, Shift
from tests.kiosk.attempts import card, take
from tests.kiosk.desk import neighbour
from tests.settlement.acting import eat
from tests.town import Town, at, small_town, stand

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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
SIZES = {"desk": (1440, 900), "tablet": (820, 1180), "phone": (360, 740)}
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


def test_twelve_people_are_served_in_a_row_by_keyboard_alone(go: Go, hall: Town) -> None:
    page = go("")
    expect(page.locator("#find")).to_be_focused()
    for number, name in enumerate(QUEUE):
        masked = f"{name[0]}*{name[-1]}"
        if number % 4 == 0:
            scan(page, hall.cards[number])
        else:
            typed = {1: name, 2: f"{4700 + number}", 3: hall.elders[number].initials}[number % 4]
            page.keyboard.type(typed)
            page.keyboard.press("Enter")
            expect(page.locator("#panel .counter-name")).to_have_text(masked)
            expect(page.get_by_role("button", name=re.compile("登记用餐"))).to_be_focused()
            page.keyboard.press("Enter")
        expect(page.locator("#panel .state")).to_have_text("已用餐")
        expect(page.locator("#panel .counter-name")).to_have_text(masked)
        expect(page.locator("#find")).to_be_focused()
    expect(page.locator(".counter-counts b")).to_have_text("12")
    assert CheckIn.objects.filter(decision="served", staff=hall.counter).count() == 12
    assert Entry.objects.filter(kind="meal").count() == 12


def test_namesakes_are_told_apart_with_arrows_while_one_types(go: Go, hall: Town) -> None:
    neighbour(hall, 12, "张国英", phone="13857209912")
    page = go("")
    page.keyboard.type("zgy", delay=20)
    expect(page.locator(".hit")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("登记用餐"))).to_be_focused()
    scan(page, hall.cards[5])  # the next card does not wait: it is this one who is served
    expect(page.locator("#panel .counter-name")).to_have_text("吴*珍")
    assert CheckIn.objects.get().elder == hall.elders[5]


def test_an_answer_that_comes_late_leaves_the_arrow_where_it_is(go: Go, hall: Town) -> None:
    neighbour(hall, 12, "张国英", phone="13857209912")
    page = go("")
    page.keyboard.type("zg")
    expect(page.locator(".hit")).to_have_count(2)
    held: list[Route] = []
    page.route("**/found", lambda answer, _: held.append(answer))
    with page.expect_request("**/found"):
        page.keyboard.type("y")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator(".hit").nth(1)
    expect(second).to_be_focused()
    second.evaluate("hit => { hit.dataset.from = 'before'; }")
    held[0].continue_()
    expect(page.locator("[data-from]")).to_have_count(0)
    expect(page.locator(".hit").nth(1)).to_be_focused()


def test_a_press_made_twice_is_one_meal_and_cash_gives_change(go: Go, hall: Town) -> None:
    page = go("/shift")
    page.get_by_label("备用金").fill("200")
    page.get_by_role("button", name="开班").click()
    expect(page.locator("#find")).to_be_focused()
    scan(page, "4700")
    page.get_by_role("button", name=re.compile("登记用餐")).dblclick()
    expect(page.locator("#panel .state")).to_have_text("已用餐")
    page.get_by_role("button", name=re.compile("20.00")).click()
    expect(page.locator(".counter-change")).to_have_text("收 20.00，找零 16.00")
    page.keyboard.press("F9")
    expect(page.locator("#panel .state")).to_have_text("已撤销")
    page.get_by_role("button", name="退还现金 4.00").click()
    expect(page.locator(".counter-change")).to_have_text("退还 4.00")
    page.keyboard.press("F7")
    expect(page.locator(".counter-pays b")).to_have_text("10.00")
    page.keyboard.press("F6")
    expect(page.locator(".counter-change")).to_have_text("收 10.00，找零 0.00")
    assert Entry.objects.filter(kind="meal").count() == 2
    assert Shift.objects.get().entries.count() == 3


def test_cash_typed_by_hand_gives_change_of_what_was_typed(go: Go, hall: Town) -> None:
    open_drawer(go)
    page = go("")
    scan(page, hall.cards[0])
    page.get_by_label("收到").press_sequentially("20", delay=HAND_MS)
    page.keyboard.press("Enter")
    expect(page.locator(".counter-change")).to_have_text("收 20.00，找零 16.00")
    assert Entry.objects.get(kind="tender").explanation == {"given_fen": 2000}


def test_a_card_scanned_into_any_field_serves_its_bearer_and_moves_no_cash(go: Go, hall: Town) -> None:
    open_drawer(go)
    page = go("")
    page.clock.install(time=at(11, 5))
    page.clock.pause_at(at(11, 6))  # keys follow each other at once, unless a hand lets time pass
    scan(page, hall.cards[0])
    expect(page.locator("#panel .counter-name")).to_have_text("张*英")
    page.get_by_label("收到").press_sequentially("20")
    page.clock.fast_forward(HAND_MS)
    scan(page, hall.cards[1])
    expect(page.locator("#panel .counter-name")).to_have_text("王*兰")
    page.get_by_label("今天的人").focus()
    scan(page, hall.cards[2])
    expect(page.locator("#panel .counter-name")).to_have_text("李*毛")
    page.locator(".counter-outsiders summary").click()
    page.locator(".counter-outsiders input[type=number]").first.focus()
    scan(page, hall.cards[3])
    expect(page.locator("#panel .counter-name")).to_have_text("沈*根")
    page.get_by_label("判定").focus()
    scan(page, hall.cards[4])
    expect(page.locator("#panel .counter-name")).to_have_text("陈*宝")
    assert Entry.objects.filter(kind="tender").count() == 0
    assert list(CheckIn.objects.order_by("id").values_list("decision", "order__eater")) == [("served", "elder")] * 5


def test_no_second_press_and_no_held_key_serves_anybody_twice(go: Go, hall: Town) -> None:
    page = go("")
    scan(page, "4700")
    expect(page.get_by_role("button", name=re.compile("登记用餐"))).to_be_focused()
    page.keyboard.press("F4")
    expect(page.locator("#panel .state")).to_have_text("已用餐")
    page.keyboard.press("F4")
    page.keyboard.press("Enter")
    page = go("")
    scan(page, "4700")  # she has eaten
    expect(page.get_by_role("button", name="再来一份 · 原价 10.00")).to_be_visible()
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("Enter")
    page = go(f"?elder={hall.elders[0].id}")
    page.keyboard.press("F4")
    assert CheckIn.objects.count() == 1
    page.keyboard.press("F8")
    expect(page.locator("#panel .counter-pays b")).to_have_text("10.00")
    page.keyboard.press("F8")  # what was served just now is not served again by the same key: it shows its button
    expect(page.get_by_role("button", name="再来一份 · 原价 10.00")).to_be_focused()
    page.keyboard.press("F7")
    expect(page.get_by_role("button", name="来客 10.00")).to_be_focused()
    assert CheckIn.objects.count() == 2
    page = go("")
    page.keyboard.type("4701")
    page.keyboard.down("Enter")
    expect(page.get_by_role("button", name=re.compile("登记用餐"))).to_be_focused()
    page.keyboard.down("Enter")  # held: the browser presses the button that has the focus again and again
    page.keyboard.up("Enter")
    page.keyboard.press("F2")
    expect(page.locator("#find")).to_be_focused()
    assert CheckIn.objects.count() == 2


def test_what_happens_at_the_door_appears_by_itself(go: Go, hall: Town) -> None:
    page = go("")
    expect(page.locator("#today")).to_contain_text("今天还没有人用餐")
    eat(hall, 3, at(11, 6))
    take(hall.kiosks[0], card("999999999999", at(11, 7)), at(11, 7))
    expect(page.locator(".counter-row")).to_have_count(2)
    page.locator(".counter-row").nth(0).click()
    expect(page.locator("#panel")).to_contain_text("按姓名或电话后四位查找并登记")


SMALL = """() => [...document.querySelectorAll("main :is(a[href], button, summary, select, input:not([type=hidden]))")]
  .filter((each) => each.checkVisibility() && !each.closest("p, .unseen"))
  .map((each) => [each, (each.closest("label") ?? each).getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && Math.min(box.width, box.height) < 44 - 0.01)
  .map(([each, box]) => `${each.outerHTML.slice(0, 80)} ${box.width} × ${box.height}`)"""


def fill(hall: Town) -> None:
    """A lunch with everything that can happen."""
    for number in range(7):
        eat(hall, number, at(10, 40 + number))
    eat(hall, 2, at(10, 50))
    take(hall.kiosks[0], card("999999999999", at(10, 51)), at(10, 51))


@pytest.mark.sqlite  # which engine holds the rows is of no weight to what a page looks like
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_the_desk_fits_and_axe_finds_nothing(
    go: Go, hall: Town, language: str, shots: Callable[[Page, str], None]
) -> None:
    fill(hall)
    served = CheckIn.objects.filter(decision="served").order_by("received_at")
    looked_at = CheckIn.objects.get(decision="quarantined")
    views = {
        "desk": "",
        "person": f"?elder={hall.elders[9].id}",
        "hits": "?find=z",
        "attempt": f"?row={served[1].id}&fresh=1",
        "quarantined": f"?row={looked_at.id}",
        "holds": "/holds",
        "shift": "/shift",
    }
    page = go("/shift")
    page.get_by_role("button", name="开班").click()
    if language == "en":
        page.get_by_role("button", name="English").click()
    for name, query in views.items():
        page = go(query)
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            shots(page, f"counter-{name}-{size}-{language}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, language, wide)
            if size == "tablet":  # what fingers press is 44 px at least, but for a word within a sentence
                assert page.evaluate(SMALL) == [], (name, language)
        # Without `preload` axe would fetch the imported style sheets by itself, from the wrong place.
        found = Axe().run(page, options={"preload": False})
        assert found.violations_count == 0, (name, language, found.generate_report())
