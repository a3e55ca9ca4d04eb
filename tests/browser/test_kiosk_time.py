"""Whose time it is: the house's, never the device's, and how long a list may be believed (K4, K5, K11)."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.conftest import STARTS, KioskPage

CARD, OTHER = "60010001", "60010002"


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


def keeps(kiosk: KioskPage, text: str) -> None:
    """Look, for as many turns as an answer takes, until the device has stored a text."""
    assert any(text in kiosk.stored() for _ in range(100)), text


def test_a_list_that_still_stands_is_not_sent_again_and_is_young_again(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.wire.now += timedelta(seconds=40)
    kiosk.page.clock.fast_forward(40_001)
    keeps(kiosk, str(int(kiosk.wire.now.timestamp() * 1000)))
    assert (kiosk.wire.asked.count("/list"), kiosk.wire.unchanged) == (2, 1)
    kiosk.wire.network = "cut"
    kiosk.page.clock.fast_forward(24 * 3600_000 - 20_000)  # a day since the first answer, not since the second
    kiosk.scan(CARD)
    kiosk.shows("done")
    assert kiosk.reads("share") == "4元"
    kiosk.killed_and_started_anew(network="cut")
    kiosk.scan(OTHER)
    kiosk.shows("done")
    assert [kept["promise"] is None for kept in kiosk.queue()] == [False, False]


def test_a_list_that_says_something_else_is_taken(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.wire.diners[CARD].fen = 350
    kiosk.page.clock.fast_forward(40_001)
    keeps(kiosk, '"fen":350,"n":"张*三"')
    assert (kiosk.wire.asked.count("/list"), kiosk.wire.unchanged) == (2, 0)
    kiosk.wire.network = "cut"
    kiosk.scan(CARD)
    kiosk.shows("done")
    assert kiosk.reads("share") == "3.5元"
