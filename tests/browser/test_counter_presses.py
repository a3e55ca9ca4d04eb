"""What a press at the counter's desk does in Chromium: cash as it was typed, no card as cash, nobody served twice."""

import re

import pytest
from playwright.sync_api import expect

from kiosk.models import CheckIn
from settlement.models import Entry, Shift
from tests.browser.counter import HAND_MS, Go, go, hall, open_drawer, scan
from tests.town import Town, at

__all__ = ["go", "hall"]  # fixtures
FAST_HAND_MS, SLOW_READER_MS = 60, 40  # between two keys
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    page.keyboard.press("F7")  # asks: it shows its button and its price, and Enter serves
    expect(page.get_by_role("button", name="来客 10.00")).to_be_focused()
    assert Entry.objects.filter(kind="meal").count() == 1
    page.keyboard.press("Enter")
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
    page.get_by_label("结果").focus()
    scan(page, hall.cards[4])
    expect(page.locator("#panel .counter-name")).to_have_text("陈*宝")
    assert Entry.objects.filter(kind="tender").count() == 0
    assert list(CheckIn.objects.order_by("id").values_list("decision", "order__eater")) == [("served", "elder")] * 5


def test_a_slow_reader_is_told_from_a_fast_hand(go: Go, hall: Town) -> None:
    """Up to 40 ms between two keys it is a reader, from 60 on a hand: its number is cash, and a choice is chosen."""
    open_drawer(go)
    page = go("")
    scan(page, hall.cards[0])
    page.clock.install(time=at(11, 5))
    page.clock.pause_at(at(11, 6))

    def typed(keys: str, every_ms: int) -> None:
        for key in keys:
            page.keyboard.press(key)
            page.clock.fast_forward(every_ms)

    page.get_by_label("收到").focus()
    typed("100000", FAST_HAND_MS)
    page.keyboard.press("Enter")
    expect(page.locator(".said.error.passing")).to_contain_text("不像是现金")
    assert CheckIn.objects.count() == 1
    page.get_by_label("收到").focus()
    typed(hall.cards[1], SLOW_READER_MS)
    page.keyboard.press("Enter")
    expect(page.locator("#panel .counter-name")).to_have_text("王*兰")
    page.get_by_role("button", name="English").click()
    chosen = page.get_by_label("Outcome")
    chosen.focus()
    for key, value in (("ArrowDown", "served"), ("ArrowUp", ""), ("u", "voided")):
        page.keyboard.press(key)
        expect(chosen).to_have_value(value)
        expect(chosen).to_be_focused()
    expect(page.locator("#find")).to_have_value("")


def test_no_second_press_and_no_held_key_serves_anybody_twice(go: Go, hall: Town) -> None:
    page = go("")
    scan(page, "4700")
    expect(page.get_by_role("button", name=re.compile("登记用餐"))).to_be_focused()
    page.keyboard.press("F4")
    expect(page.locator("#panel .state")).to_have_text("已用餐")
    page.keyboard.press("F4")
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_contain_text("扫卡直接登记")
    scan(page, "4700")  # she has eaten
    expect(page.get_by_role("button", name="再来一份 · 原价 10.00")).to_be_visible()
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_contain_text("扫卡直接登记")
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
