"""The kiosk page at four screen sizes: pictures to look at, and what can be measured of them (U2, U3, U4)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, KioskPage
from tests.browser.looking import violations
from tests.browser.words import Known, is_untranslated
from tests.fakes.kiosk_wire import DEVICE, ORIGIN, Diner, meal, shells

MM = 96 / 25.4  # what a page believes of a screen nobody measured
# What is visible, and how large, how legible and how touchable it is.
MEASURE = """() => {
  const light = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[0-9.]+/g).map(Number);
    const part = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    return [a, 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)];
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [opacity, value] = light(getComputedStyle(at).backgroundColor);
      if (opacity > 0) return value;
    }
    return 1;
  };
  const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const texts = [...document.querySelectorAll("body *:not(script)")].filter((e) => own(e) && seen(e)).map((e) => {
    const style = getComputedStyle(e);
    const [a, b] = [light(style.color)[1], ground(e)].sort((x, y) => y - x);
    return { text: e.textContent.trim(), size: parseFloat(style.fontSize), contrast: (a + 0.05) / (b + 0.05),
      say: e.matches(".say, .name, [data-part=share]"), cut: e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 };
  });
  const stage = document.querySelector(".stage").getBoundingClientRect();
  const parts = [...document.querySelectorAll(".stage :is(h1, p, b, span, svg, button, img)")].filter(seen);
  const outside = parts.filter((e) => {
    const box = e.getBoundingClientRect();
    return box.left < 3 || box.right > stage.right - 3 || box.top < 0 || box.bottom > stage.bottom + 0.5;
  }).map((e) => e.outerHTML.slice(0, 80));
  const touches = [...document.querySelectorAll("button, a, input")].filter(seen).map((e) => {
    const box = e.getBoundingClientRect();
    return { text: e.textContent.trim(), elder: Boolean(e.closest(".stage")), width: box.width, height: box.height,
      left: box.left, top: box.top };
  });
  const { scrollHeight, scrollWidth } = document.scrollingElement;
  const scrolls = scrollHeight > innerHeight || scrollWidth > innerWidth;
  return { texts, touches, outside, scrolls };
}"""


def assert_legible(kiosk: KioskPage, what: str, *, staff: bool = False) -> None:
    """Check the page as it stands: decision text 8 mm, no text under 5 mm, contrast 7:1, nothing cut off."""
    seen = kiosk.page.evaluate(MEASURE)
    assert seen["texts"], what
    for text in seen["texts"]:
        assert text["size"] >= (8 if text["say"] else 5) * MM - 0.01, (what, text)
        assert text["contrast"] >= 7, (what, text)
        assert staff or not text["cut"], (what, text)  # staff may scroll a list; an elder never scrolls
    for touch in seen["touches"]:
        least = (20 if touch["elder"] else 16) * MM - 0.01
        assert min(touch["width"], touch["height"]) >= least, (what, touch)
    assert seen["outside"] == [], what
    assert not seen["scrolls"], what


@pytest.fixture(params=SIZES)
def look(kiosk: KioskPage, shots: Callable[[Page, str], None], request: pytest.FixtureRequest) -> Callable[..., None]:
    """Take a picture of the page at one size, and measure it."""
    width, height = SIZES[request.param]
    kiosk.page.set_viewport_size({"width": width, "height": height})

    def at(what: str, *, staff: bool = False) -> None:
        shots(kiosk.page, f"{request.param}-{what}")
        assert_legible(kiosk, what, staff=staff)

    return at


def test_words_are_large_clear_and_whole(kiosk: KioskPage, look: Callable[..., None]) -> None:
    kiosk.wire.diners["60010001"] = Diner("欧阳*华", fen=1205)
    kiosk.open().ready()
    look("1-waiting")
    for code, screen in (("60010001", "2-done"), ("99999999", "3-ask"), ("??", "4-again")):
        kiosk.scan(code)
        kiosk.shows(screen[2:])
        kiosk.settled()
        look(screen)
        kiosk.passes(5001)
    kiosk.scan("60010001")
    expect(kiosk.page.locator("body")).to_have_attribute("data-repeat", "yes")
    look("5-repeat")
    kiosk.wire.network = "hanging"
    kiosk.scan("88888888")
    kiosk.shows("busy")
    look("6-busy")
    kiosk.wire.release()
    kiosk.shows("ask")
    kiosk.page.locator("[data-part=open]").click()
    look("7-pin")
    for key in ("2", "4", "6", "8", "enter"):
        kiosk.page.locator(f"[data-key='{key}']").click()
    expect(kiosk.page.locator(".row")).to_have_count(4)
    look("8-counter", staff=True)


def test_meals_are_offered_on_buttons_nobody_misses(kiosk: KioskPage, look: Callable[..., None]) -> None:
    kiosk.wire.meals.append(meal("清淡套餐", "清蒸鱼", "冬瓜汤", "软米饭"))
    kiosk.open()
    kiosk.shows("waiting")
    expect(kiosk.page.locator("[data-part=sitting]")).to_have_text("午餐")
    kiosk.scan("60010001")
    kiosk.shows("choosing")
    look("9-choosing")
    first, second = (touch for touch in kiosk.page.evaluate(MEASURE)["touches"] if touch["elder"])
    across = second["left"] - (first["left"] + first["width"])
    down = second["top"] - (first["top"] + first["height"])
    assert max(across, down) >= 5 * MM - 0.01


def test_every_class_of_elder_sees_the_same_screen(kiosk: KioskPage) -> None:
    kiosk.wire.diners |= {"70000001": Diner("甲*", fen=0), "70000002": Diner("乙*", fen=500)}
    kiosk.open().ready()
    seen = []
    for code in ("70000001", "70000002"):
        kiosk.scan(code)
        kiosk.shows("done")
        kiosk.settled()
        for note in ("link", "sound"):  # the device's own, whoever stands there: sound wakes with the first key
            expect(kiosk.page.locator(f"[data-part=note-{note}]")).to_be_hidden()
        text = kiosk.page.locator(".stage").inner_html()
        seen.append(
            (re.sub(r"[甲乙]", "某", re.sub(r"\d", "0", text)), kiosk.page.evaluate("document.body.outerHTML.length"))
        )
        kiosk.passes(5001)
    assert seen[0] == seen[1]


def test_nobody_is_told_no(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    words = kiosk.page.locator(".stage").text_content() or ""
    for refused in ("失败", "无权", "欠", "拒绝", "错误", "不能用餐", "补贴", "低保"):
        assert refused not in words


NAMES = Known(["向阳社区食堂", "门口一号", "家常套餐", "红烧肉", "清炒青菜", "番茄蛋汤", "米饭"])  # words of rows


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_on_pages_of_the_device_and_no_word_is_left(kiosk: KioskPage, language: str) -> None:
    kiosk.wire.shells = shells(language=language)
    page = kiosk.page
    page.goto(f"{ORIGIN}/kiosk/enrol")
    told = looked_at(kiosk, language, "enrol")
    page.locator("[data-part=code]").fill("123456789012")
    page.locator("[data-part=go]").click()
    expect(page.locator("[data-part=canteen]")).to_contain_text(str(DEVICE["name"]))
    told += looked_at(kiosk, language, "measure")
    page.locator("main a").last.click()
    kiosk.shows("waiting")
    told += looked_at(kiosk, language, "waiting")
    page.locator("[data-part=open]").click()
    told += looked_at(kiosk, language, "pin")
    assert told == []


def looked_at(kiosk: KioskPage, language: str, what: str) -> list[str]:
    """What is wrong with the page as it stands, by axe and, in English, by its words."""
    before = list(kiosk.errors)
    told = violations(kiosk.page)
    kiosk.errors[:] = before  # axe styles a page inline to measure it, and is not heard
    if language == "en":
        said = kiosk.page.evaluate("look.words()")
        told += [f"{text!r} in {place}" for text, place in said if is_untranslated(text, NAMES)]
    return [f"{what} {language}: {line}" for line in told]
