"""The queue on the device: what is kept, what is sent, and what alone is deleted (K1, K2, K6)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KioskPage

CARD = "60010001"
OTHER = "60010002"
CODES = [f"7{number:07}" for number in range(120)]
THROW = """(codes) => {
  for (const code of codes) for (const key of [...code, "Enter"]) dispatchEvent(new KeyboardEvent("keydown", { key }));
}"""


def queued(kiosk: KioskPage, codes: list[str]) -> None:
    """Scan without a network until the device holds them all."""
    kiosk.wire.network = "cut"
    kiosk.page.evaluate(THROW, codes)
    expect(kiosk.page.locator("[data-part=waiting-count]")).to_have_text(str(len(codes)))


def back_on_line(kiosk: KioskPage) -> None:
    kiosk.wire.network = "up"
    kiosk.page.evaluate("dispatchEvent(new Event('online'))")


def test_a_long_queue_goes_in_order_fifty_at_a_time(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    queued(kiosk, CODES)
    kept = [item["id"] for item in kiosk.queue()]
    assert [item["sequence"] for item in kiosk.queue()] == list(range(1, 121))
    back_on_line(kiosk)
    kiosk.settled()
    assert [len(batch) for batch in kiosk.wire.batches] == [50, 50, 20]
    assert kiosk.sent() == kept


def test_what_is_sent_is_what_was_stored_to_the_letter(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    queued(kiosk, [CARD])
    kept = kiosk.queue()
    kiosk.passes(60_000)  # prices, clocks and lists move on; the attempt does not
    back_on_line(kiosk)
    kiosk.settled()
    assert kiosk.wire.batches == [kept]


def test_only_what_was_acknowledged_is_deleted(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    queued(kiosk, [CARD, "70000007", OTHER])
    kiosk.wire.silent_about = "70000007"
    back_on_line(kiosk)
    expect(kiosk.page.locator("[data-part=waiting-count]")).to_have_text("1")
    assert [item["presented"] for item in kiosk.queue()] == ["70000007"]
    kiosk.wire.silent_about = None
    back_on_line(kiosk)
    kiosk.settled()
    assert len(kiosk.wire.check_ins) == 3


def test_one_unreadable_item_holds_up_no_other_and_is_not_dropped(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.wire.poison = CODES[3]
    queued(kiosk, CODES[:8])
    back_on_line(kiosk)
    expect(kiosk.page.locator("[data-part=waiting-count]")).to_have_text("1")
    assert [item["presented"] for item in kiosk.queue()] == [CODES[3]]
    assert len(kiosk.wire.check_ins) == 7


def test_a_revoked_device_loses_its_list_and_keeps_its_queue(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    queued(kiosk, [CARD])
    kiosk.wire.network = "up"
    kiosk.wire.revoked = True
    kiosk.wire.poison = CARD  # nothing leaves the queue while we look at it
    kiosk.passes(45_000)
    expect(kiosk.page.locator("[data-part=dishes]")).to_have_text("")
    assert "张*三" not in kiosk.stored()
    assert [item["presented"] for item in kiosk.queue()] == [CARD]


def test_a_device_that_cannot_store_sends_her_to_staff(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    kiosk.scan(CARD)
    kiosk.shows("ask")
    assert kiosk.wire.batches == []
    kiosk.unlock()
    expect(kiosk.page.locator(".trouble")).to_contain_text("这台终端存不下记录")


def test_a_list_whose_sitting_is_over_promises_nothing(kiosk: KioskPage) -> None:
    kiosk.wire.until = kiosk.wire.now + timedelta(minutes=1)
    kiosk.open().ready()
    kiosk.wire.network = "cut"
    kiosk.scan(OTHER)
    kiosk.shows("done")
    kiosk.passes(61_000)
    kiosk.scan(CARD)
    kiosk.shows("busy")
    expect(kiosk.page.locator("[data-part=waiting-count]")).to_have_text("2")
    assert [item["promise"] is None for item in kiosk.queue()] == [False, True]


def test_a_broken_list_loses_nobody(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.page.evaluate("() => { crypto.subtle.digest = () => Promise.reject(new Error('broken')); }")
    kiosk.scan(CARD)
    kiosk.shows("done")
    assert kiosk.reads("share") == "4元"  # as the server said
    kiosk.settled()
    assert [kept["item"]["promise"] for kept in kiosk.wire.served()] == [None]
    expect(kiosk.page.locator("[data-part=note-link]")).to_be_hidden()


@pytest.mark.parametrize("kind", ["present", "void"])
def test_every_attempt_is_on_the_device_before_anything_is_sent(kiosk: KioskPage, kind: str) -> None:
    kiosk.open().ready()
    if kind == "void":
        kiosk.scan(CARD)
        kiosk.shows("done")
        kiosk.settled()
        kiosk.unlock()
        expect(kiosk.page.locator(".row")).to_have_count(1)
    kiosk.wire.network = "hanging"
    if kind == "void":
        kiosk.page.get_by_role("button", name="撤销").click()
    else:
        kiosk.scan(CARD)
    expect(kiosk.page.locator("[data-part=waiting-count]")).to_have_text("1")
    (kept,) = kiosk.queue()
    kiosk.wire.release()
    kiosk.settled()
    assert (kept["kind"], kept["id"]) == (kind, kiosk.sent()[-1])
