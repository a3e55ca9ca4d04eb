"""Whose time it is: the house's, never the device's, and how long a list may be believed (K4, K5, K11)."""

from playwright.sync_api import expect

from tests.browser.conftest import STARTS, KioskPage

CARD = "60010001"


def test_the_clock_is_the_houses_and_runs_on_without_it(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    expect(kiosk.page.locator("[data-part=clock]")).to_have_text("11:05")
    assert kiosk.reads("day") == "11月21日星期六"
    kiosk.wire.network = "cut"
    kiosk.passes(3 * 60_000)
    expect(kiosk.page.locator("[data-part=clock]")).to_have_text("11:08")
    kiosk.scan(CARD)
    kiosk.shows("done")
    (kept,) = kiosk.queue()
    assert kept["made_at"] == "2023-05-01T03:36:01.000Z"  # what the device believes …
    assert kept["offset_ms"] == (kiosk.wire.now - STARTS).total_seconds() * 1000  # … and how wrong it is
    scanned_at_ms = int(kiosk.wire.now.timestamp() * 1000) + 180_000
    assert str(kept["id"]).replace("-", "")[:12] == f"{scanned_at_ms:012x}"


def test_a_page_without_the_server_starts_with_the_last_list_and_shows_no_time(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.killed_and_started_anew(network="cut")
    expect(kiosk.page.locator("[data-part=clock]")).to_be_hidden()  # the device's own is years off
    kiosk.scan(CARD)
    kiosk.shows("done")
    assert kiosk.reads("share") == "4元"
    assert [kept["offset_ms"] for kept in kiosk.queue()] == [None]


def test_a_list_of_yesterday_promises_nothing(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.wire.network = "cut"
    kiosk.page.clock.fast_forward(24 * 3600_000 + 1000)
    kiosk.scan(CARD)
    kiosk.shows("busy")
    kiosk.passes(2001)
    kiosk.shows("ask")
    assert [kept["promise"] for kept in kiosk.queue()] == [None]
