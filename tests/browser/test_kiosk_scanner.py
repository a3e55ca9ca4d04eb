"""The reader is hostile: whatever it types, nothing is run, followed, inserted or lost (K9)."""

import random
import string
from datetime import date

import pytest
from playwright.sync_api import Dialog, expect

from kiosk.core.credential import QrCard, encode
from tests.browser.conftest import KioskPage
from tests.fakes.kiosk_wire import ORIGIN, Diner

CARD = "60010001"
NASTY = [
    "<img src=x onerror=alert(1)>",
    "<script>document.body.remove()</script>",
    "javascript:alert(document.domain)",
    "https://example.com/steal?c=1",
    "'; DROP TABLE kiosk_checkin; --",
    "{{7*7}}${7*7}%00",
    "../../../../etc/passwd",
    "\u202e卡号\u0000",
    "A" * 5000,
    " " * 40,
    "NC1:",
    "NC1:%%%%%%",
    "__proto__",
    "constructor",
]
CHORDS = ["Control+l", "Alt+ArrowLeft", "Control+w", "Control+Shift+i", "F5", "F1", "Backspace", "Escape", "Control+p"]
TYPED, THROWN = 200, 10_000
# printable ASCII without the keys that end a code, and what no card number holds
ALPHABET = "".join(sorted(set(string.printable) - set("\n\r\t\v\f"))) + "卡號é\u200b\u202e\x07"

# what a code could change: the address, the title, the elements, and above all those that run or load something
SHAPE = """() => [location.href, document.title, document.querySelectorAll("*").length,
  document.querySelectorAll("script, img, iframe, object, embed, form, base, meta, link").length]"""
# keys as a driver throws them in, without a keyboard layout in between
THROW = """(codes) => {
  const press = (key) => dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
  for (const code of codes) { for (const key of code) press(key); press("Enter"); }
}"""

# the keys whose own meaning to the browser is not taken from them
LET_THROUGH = """(keys) => keys.filter((key) =>
  dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true })))"""


def fuzzed(count: int) -> list[str]:
    """Return the same codes on every machine."""
    pick = random.Random(count)
    return ["".join(pick.choices(ALPHABET, k=pick.randint(1, 24))) for _ in range(count)]


def test_ten_thousand_fuzzed_codes_change_nothing_but_the_outcome(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    before = kiosk.page.evaluate(SHAPE)
    dialogs: list[Dialog] = []
    kiosk.page.on("dialog", lambda dialog: dialogs.append(dialog))
    for code in fuzzed(TYPED):
        kiosk.scan("".join(character for character in code if character.isascii()))
    codes = fuzzed(THROWN)
    for start in range(0, THROWN, 500):
        kiosk.page.evaluate(THROW, codes[start : start + 500])
    kiosk.passes(6000)
    kiosk.shows("waiting")
    assert kiosk.page.evaluate(SHAPE) == before
    assert dialogs == []
    kiosk.scan(CARD)
    kiosk.shows("done")


def test_nasty_codes_and_shortcuts_reach_neither_page_nor_browser(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    before = kiosk.page.evaluate(SHAPE)
    for code in NASTY:
        kiosk.page.evaluate(THROW, [code])
        assert kiosk.page.locator("body").get_attribute("data-screen") in {"busy", "done", "ask", "again"}
        kiosk.passes(6000)
    for chord in CHORDS:
        kiosk.page.keyboard.press(chord)
    assert kiosk.page.evaluate(LET_THROUGH, ["F5", "BrowserBack", "Enter", "Tab", " ", "Backspace", "a"]) == []
    kiosk.passes(2500)
    assert kiosk.page.evaluate(SHAPE) == before
    assert kiosk.page.url == f"{ORIGIN}/kiosk/"
    kiosk.scan(CARD)
    kiosk.shows("done")


@pytest.mark.parametrize("code", ["??", "abc", "A" * 513, "卡60010001", "NC1:!!!!!!!!", "60010001\x07"])
def test_what_cannot_be_a_code_is_asked_for_once_more_and_not_sent(kiosk: KioskPage, code: str) -> None:
    kiosk.open().ready()
    kiosk.page.evaluate(THROW, [code])
    kiosk.shows("again")
    expect(kiosk.page.get_by_text("请再刷一次")).to_be_visible()
    assert kiosk.queue() == []
    assert kiosk.wire.batches == []


def test_she_may_present_again_at_once_when_asked_to(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.scan("NC1:%%%%%%")
    kiosk.shows("again")
    kiosk.scan("NC1:%%%%%%")
    kiosk.shows("again")
    kiosk.scan(CARD)
    kiosk.shows("done")


def test_keys_from_long_before_are_no_part_of_a_code(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.page.keyboard.type("123")
    kiosk.passes(2500)
    kiosk.scan(CARD)
    kiosk.shows("done")
    assert kiosk.reads("name") == "张*三"


def test_a_reader_never_presses_a_button_that_was_touched_before(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.page.locator("[data-part=open]").click()
    kiosk.page.locator("[data-key='2']").click()  # the key has the focus now
    kiosk.scan(CARD)
    kiosk.shows("done")
    expect(kiosk.page.locator("[data-part=pin-dots]")).to_have_text("●")
    expect(kiosk.page.locator("[data-part=strip]")).to_have_attribute("data-state", "pin")


def test_a_printed_qr_is_looked_up_by_its_card_id(kiosk: KioskPage) -> None:
    card = QrCard(bytes(range(16)), date(2026, 11, 1), date(2031, 11, 1))
    printed = encode(card, 7, bytes(32))
    kiosk.wire.diners[card.code] = Diner("孙*")
    kiosk.open().ready()
    kiosk.wire.network = "cut"
    kiosk.scan(printed)
    kiosk.shows("done")
    assert (kiosk.reads("name"), kiosk.reads("share")) == ("孙*", "4元")
    assert [kept["presented"] for kept in kiosk.queue()] == [printed]
