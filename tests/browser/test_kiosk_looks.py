"""The kiosk page at four screen sizes: pictures to look at."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, KioskPage
from tests.fakes.kiosk_wire import meal


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_at_every_size(kiosk: KioskPage, shots: Callable[[Page, str], None], size: str) -> None:
    width, height = SIZES[size]
    page = kiosk.page
    page.set_viewport_size({"width": width, "height": height})
    kiosk.open().ready()
    shots(page, f"{size}-1-waiting")
    kiosk.scan("60010002")
    kiosk.shows("done")
    shots(page, f"{size}-2-done")
    kiosk.passes(5000)
    kiosk.scan("60010002")
    expect(page.locator("body")).to_have_attribute("data-repeat", "yes")
    shots(page, f"{size}-3-repeat")
    kiosk.passes(5000)
    kiosk.wire.network = "hanging"
    kiosk.scan("99999999")
    kiosk.shows("busy")
    shots(page, f"{size}-4-busy")
    kiosk.wire.release()
    kiosk.shows("ask")
    shots(page, f"{size}-5-ask")
    kiosk.passes(2000)
    kiosk.scan("??")
    kiosk.shows("again")
    shots(page, f"{size}-6-again")
    kiosk.passes(5000)
    kiosk.scan("60010001")
    kiosk.shows("done")
    page.locator("[data-part=open]").click()
    shots(page, f"{size}-7-pin")
    kiosk.passes(5000)
    for key in ("2", "4", "6", "8", "enter"):
        page.locator(f"[data-key='{key}']").click()
    expect(page.locator(".row")).to_have_count(4)
    shots(page, f"{size}-8-counter")
    page.locator("[data-part=lock]").click()
    kiosk.wire.meals.append(meal("清淡套餐", "清蒸鱼", "冬瓜汤", "软米饭"))
    kiosk.passes(30000)
    expect(page.locator("[data-part=dishes]")).to_have_text("")
    kiosk.wire.diners["60010009"] = kiosk.wire.diners["60010003"]
    kiosk.scan("60010009")
    kiosk.shows("choosing")
    shots(page, f"{size}-9-choosing")
