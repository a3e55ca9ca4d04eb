"""Making a browser a kiosk, and pages that cannot be one (K10, K12, U2)."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KioskPage
from tests.fakes.kiosk_wire import DEVICE, ORIGIN, PLAIN

CARD = "60010001"


def test_a_browser_without_a_key_says_how_to_get_one(kiosk: KioskPage) -> None:
    kiosk.page.goto(f"{ORIGIN}/kiosk/")
    kiosk.shows("unready")
    expect(kiosk.page.get_by_text("这台终端还没有登记")).to_be_visible()
    assert kiosk.wire.asked == []
    kiosk.page.get_by_role("link", name="去登记").click()
    expect(kiosk.page).to_have_url(f"{ORIGIN}/kiosk/enrol")


def test_a_code_makes_it_a_kiosk_and_a_bank_card_measures_it(kiosk: KioskPage) -> None:
    page = kiosk.page
    page.goto(f"{ORIGIN}/kiosk/enrol")
    page.keyboard.type("1234 5678 9012")  # the field has the focus
    page.keyboard.press("Enter")
    expect(page.get_by_text("向阳社区食堂 · 门口一号")).to_be_visible()
    before = page.locator(".bank-card").bounding_box()
    page.get_by_role("button", name="大一点").click()
    after = page.locator(".bank-card").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] == pytest.approx(before["width"] * 1.02, abs=0.5)
    page.get_by_role("link", name="开始使用").click()
    kiosk.ready()
    kiosk.scan(CARD)
    kiosk.shows("done")
    kiosk.settled()
    assert kiosk.page.evaluate("localStorage['nuancan.mm']") == "3.855"
    measured = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--mm')")
    assert measured == "3.855px"


@pytest.mark.parametrize(("code", "words"), [("123456", "登记码是十二位数字"), ("210987654321", "登记码不对")])
def test_a_wrong_code_is_said_plainly(kiosk: KioskPage, code: str, words: str) -> None:
    kiosk.page.goto(f"{ORIGIN}/kiosk/enrol")
    kiosk.page.locator("[data-part=code]").fill(code)
    kiosk.page.get_by_role("button", name="登记终端").click()
    expect(kiosk.page.get_by_text(words)).to_be_visible()
    assert kiosk.page.evaluate("localStorage.length") == 0


def test_without_the_server_enrolling_says_so_and_can_be_tried_again(kiosk: KioskPage) -> None:
    kiosk.wire.network = "cut"
    kiosk.page.goto(f"{ORIGIN}/kiosk/enrol")
    kiosk.page.locator("[data-part=code]").fill("123456789012")
    kiosk.page.get_by_role("button", name="登记终端").click()
    expect(kiosk.page.get_by_text("连不上服务器，请检查网络后再试")).to_be_visible()
    kiosk.wire.network = "up"
    kiosk.page.get_by_role("button", name="登记终端").click()
    expect(kiosk.page.get_by_text("终端已登记")).to_be_visible()


def test_the_key_stays_on_the_device_and_goes_to_the_server_alone(kiosk: KioskPage) -> None:
    with kiosk.page.expect_request("**/api/v1/kiosk/list") as asked:
        kiosk.open().ready()
    assert asked.value.headers["authorization"] == f"Device {DEVICE['token']}"
    assert str(DEVICE["token"]) not in kiosk.page.content()


def test_plain_http_is_no_kiosk_and_says_so_in_words_of_staff(kiosk: KioskPage) -> None:
    kiosk.page.goto(f"{PLAIN}/kiosk/")
    kiosk.shows("unready")
    expect(kiosk.page.get_by_text("这个网址不能当终端用")).to_be_visible()
    kiosk.page.goto(f"{PLAIN}/kiosk/enrol")
    expect(kiosk.page.get_by_role("button", name="登记终端")).to_be_disabled()


def test_a_browser_that_keeps_nothing_is_no_kiosk(kiosk: KioskPage) -> None:
    kiosk.page.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }")
    kiosk.open()
    kiosk.shows("unready")
    expect(kiosk.page.get_by_text("这台终端存不下记录")).to_be_visible()


def test_the_pages_come_under_a_policy_without_inline_code(kiosk: KioskPage) -> None:
    for headers, body in kiosk.wire.shells.values():
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert b" style=" not in body
        assert b" onclick=" not in body
