"""The counter's desk in Chromium: a queue served by keyboard alone, a scanner, cash, a live list, sizes, axe."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from canteen.models import Duty
from kiosk.models import CheckIn
from settlement.models import Entry, Shift
from tests.browser.counter import HAND_MS, QUEUE, Go, go, hall, open_drawer, scan
from tests.kiosk.attempts import card, take
from tests.kiosk.desk import neighbour
from tests.settlement.acting import eat
from tests.town import SINCE, Town, at

__all__ = ["go", "hall"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAYS_BY_HAND = (4, 6)
HAS_EATEN = 9
SIZES = {"desk": (1440, 900), "tablet": (820, 1180), "phone": (360, 740)}


def tab_to(page: Page, name: str) -> None:
    """Walk with the tab key to a field."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    pytest.fail(f"no tab leads to {name}")


def test_twelve_people_are_served_in_a_row_by_keyboard_alone(go: Go, hall: Town) -> None:
    """One of them has eaten at the kiosk already, and two pay with a note of twenty, typed by hand."""
    eat(hall, HAS_EATEN, at(11))
    open_drawer(go)
    page = go("")
    expect(page.locator("#find")).to_be_focused()
    for number, name in enumerate(QUEUE):
        masked = f"{name[0]}*{name[-1]}"
        if number == HAS_EATEN:
            scan(page, f"{4700 + number}")
            expect(page.locator("#panel .warning")).to_contain_text("本餐次已在这里用过餐")
            expect(page.locator("#find")).to_be_focused()
            page.keyboard.press("Enter")  # as with all the others; it serves nobody
            expect(page.locator("#panel")).to_contain_text("扫卡直接登记")
            continue
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
        if number in PAYS_BY_HAND:
            tab_to(page, "typed")
            page.keyboard.type("20", delay=HAND_MS)
            page.keyboard.press("Enter")
            expect(page.locator(".counter-change")).to_have_text("收 20.00，找零 16.00")
            expect(page.locator("#find")).to_be_focused()
    expect(page.locator(".counter-counts b")).to_have_text("12")
    assert CheckIn.objects.filter(decision="served", staff=hall.counter).count() == 11
    assert Entry.objects.filter(kind="meal").count() == 12
    given = [entry.explanation["given_fen"] for entry in Entry.objects.filter(kind="tender")]
    assert given == [2000] * len(PAYS_BY_HAND)


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
        "shifts": "/../../shifts",
        "drawer": "/../../shifts/{shift}",
    }
    Duty.objects.create(staff=hall.counter, role="manager", canteen=hall.canteens[0], from_on=SINCE)
    page = go("/shift")
    page.get_by_role("button", name="开班").click()
    if language == "en":
        page.get_by_role("button", name="English").click()
    for name, query in views.items():
        page = go(query.format(shift=Shift.objects.get().id))
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            shots(page, f"counter-{name}-{size}-{language}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, language, wide)
            # What fingers press at the counter is 44 px at least, but for a word within a sentence.
            if size == "tablet" and not query.startswith("/.."):
                assert page.evaluate(SMALL) == [], (name, language)
        # Without `preload` axe would fetch the imported style sheets by itself, from the wrong place.
        found = Axe().run(page, options={"preload": False})
        assert found.violations_count == 0, (name, language, found.generate_report())
