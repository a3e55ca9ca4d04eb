"""A Chromium for the page tests, a kiosk page whose time the test steers, and a folder for screenshots."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.fakes.kiosk_wire import DEVICE, ORIGIN, Diner, Wire, meal, shells

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The device's own wall clock: three years and some hours off, as on a machine whose battery died (K4).
DEVICE_WALL = datetime.fromisoformat("2023-05-01T03:33:00+00:00")
SIZES = {"kiosk": (1080, 1920), "desk": (1280, 800), "tablet": (820, 1180), "phone": (360, 740)}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this folder; Playwright makes its user-data folder afresh and removes it."""
    found = shutil.which("chromium") or "/usr/bin/chromium"
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's loop runs in this thread, and Django takes that for asynchronous code
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=found, headless=True, args=FLAGS)
            yield chromium
            chromium.close()


@pytest.fixture
def shots() -> Callable[[Page, str], None]:
    """Save a screenshot under var/shots/, for people to look at."""
    folder = ROOT / "var" / "shots"
    folder.mkdir(parents=True, exist_ok=True)

    def save(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return save


@pytest.fixture(scope="session")
def pages() -> dict[str, tuple[dict[str, str], bytes]]:
    return shells()


@pytest.fixture
def wire(pages: dict[str, tuple[dict[str, str], bytes]]) -> Wire:
    """A town of a few elders; card numbers are what the tests scan."""
    return Wire(
        shells=pages,
        diners={
            "60010001": Diner("张*三"),
            "60010002": Diner("王*", fen=350),
            "60010003": Diner("欧阳*", listed=False),
            "60010004": Diner("赵*梅", blocked=True),
        },
        meals=[meal("家常套餐", "红烧肉", "清炒青菜", "番茄蛋汤", "米饭")],
    )


class KioskPage:
    """The page as a tester's hands and eyes: scan a code, let time pass, read the screen."""

    def __init__(self, page: Page, wire: Wire) -> None:
        self.page = page
        self.wire = wire
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if "Security Policy" in line.text else None)

    def open(self, address: str = "/kiosk/", *, enrolled: bool = True) -> "KioskPage":
        """Load the page on a device whose wall clock is wrong and whose time stands still until the test moves it."""
        if enrolled:
            kept = json.dumps(json.dumps(DEVICE))
            self.page.add_init_script(f"localStorage.setItem('nuancan.kiosk', {kept})")
        self.page.clock.install(time=DEVICE_WALL)
        self.page.clock.pause_at(DEVICE_WALL)
        self.page.goto(ORIGIN + address)
        return self

    def ready(self) -> "KioskPage":
        self.shows("waiting")
        expect(self.page.locator("[data-part=sitting]")).to_have_text("午餐")
        return self

    def scan(self, code: str) -> None:
        """Type as a reader does: the code in one go, then Enter."""
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def shows(self, screen: str) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-screen", screen)

    def passes(self, milliseconds: int) -> None:
        self.page.clock.run_for(milliseconds)

    def queue(self) -> list[dict[str, object]]:
        """Read what the device has stored and not yet got acknowledged."""
        found: list[dict[str, object]] = self.page.evaluate(
            """() => new Promise((resolve, reject) => {
              const open = indexedDB.open("nuancan-kiosk");
              open.onerror = () => reject(open.error);
              open.onsuccess = () => {
                const all = open.result.transaction("attempts").objectStore("attempts").getAll();
                all.onsuccess = () => { open.result.close(); resolve(all.result); };
              };
            })"""
        )
        return found

    def unlock(self, pin: str = "2468") -> None:
        self.page.locator("[data-part=open]").click()
        for digit in pin:
            self.page.locator(f"[data-key='{digit}']").click()
        self.page.locator("[data-key=enter]").click()


@pytest.fixture
def kiosk(browser: Browser, wire: Wire) -> Iterator[KioskPage]:
    """A fresh device at kiosk size; it must end without a script error or a breach of the content policy."""
    width, height = SIZES["kiosk"]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    context.route("**/*", wire.route)
    page = KioskPage(context.new_page(), wire)
    yield page
    context.close()
    assert page.errors == []
    assert wire.other == []
