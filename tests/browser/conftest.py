"""A Chromium for the page tests, a kiosk page whose time the test steers, and a folder for screenshots."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.looking import executable
from tests.browser.lunch import Door
from tests.fakes.kiosk_wire import DEVICE, ORIGIN, Diner, Shells, Wire, meal, shells

# Where a trial is started it takes minutes: of two workers none begins late with one of these.
LONGEST_FIRST = (
    "test_every_page.py",
    "test_one_lunch.py",
    "test_one_month.py",
    "test_one_policy.py",
    "test_days.py",
    "test_counter_desk.py",
)
ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=document-user-activation-required",  # what a desktop Chromium does, and headless does not (K13)
]
# Every note that sounds leaves its pitch behind.
LISTEN = """
window.heard = [];
const Note = window.OscillatorNode;
window.OscillatorNode = class extends Note {
  constructor(context, options) { super(context, options); window.heard.push(options.frequency); }
};
"""
# The device's own wall clock: three years and some hours off, as on a machine whose battery died (K4).
DEVICE_WALL = datetime.fromisoformat("2023-05-01T03:33:00+00:00")
STARTS = DEVICE_WALL + timedelta(seconds=1)  # where it stands still while the page loads
PATIENCE_MS = 60_000  # what comes at once on an idle machine may take long on a busy one
SIZES = {"kiosk": (1080, 1920), "desk": (1280, 800), "tablet": (820, 1180), "phone": (360, 740)}


expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first; all others stay in their order."""
    turns = {name: turn for turn, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: turns.get(item.path.name, len(turns)))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this folder; Playwright makes its user-data folder afresh and removes it."""
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's loop runs in this thread, and Django takes that for asynchronous code
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=executable(), headless=True, args=FLAGS)
            chromium.on("context", lambda context: context.set_default_timeout(PATIENCE_MS))
            yield chromium
            chromium.close()


@pytest.fixture
def shots() -> Callable[[Page, str], None]:
    """Save a screenshot under var/shots/, for people to look at, where `make shots` asks: they take time."""
    folder = ROOT / "var" / "shots"
    wanted = os.environ.get("NUANCAN_TEST_SHOTS") == "1"
    if wanted:
        folder.mkdir(parents=True, exist_ok=True)

    def save(page: Page, name: str) -> None:
        if wanted:
            page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return save


@pytest.fixture(scope="session")
def pages() -> Shells:
    return shells()


@pytest.fixture
def wire(pages: Shells) -> Wire:
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


@pytest.fixture
def door(browser: Browser) -> Iterator[list[Door]]:
    """Doors opened by a test; each must end without a script error or a breach of the content policy."""
    doors: list[Door] = []
    yield doors
    for one in doors:
        one.page.context.close()
        assert one.errors == []


class KioskPage:
    """The page as a tester's hands and eyes: scan a code, let time pass, read the screen."""

    def __init__(self, page: Page, wire: Wire) -> None:
        self.page = page
        self.wire = wire
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if "Security Policy" in line.text else None)

    def enrolled(self) -> "KioskPage":
        kept = json.dumps(json.dumps(DEVICE))
        here = f"location.origin === '{ORIGIN}'"  # not on about:blank, which has no storage
        self.page.add_init_script(f"if ({here}) localStorage.setItem('nuancan.kiosk', {kept})")
        return self

    def open(self, address: str = "/kiosk/") -> "KioskPage":
        """Load the page on a device whose wall clock is wrong and whose time stands still until the test moves it."""
        self.enrolled()
        self.page.add_init_script(LISTEN)
        self.page.clock.install(time=DEVICE_WALL)
        self.page.clock.pause_at(STARTS)
        self.page.goto(ORIGIN + address)
        return self

    def killed_and_started_anew(self, *, network: str = "up") -> "KioskPage":
        """The page is gone in the middle of what it did, and comes back on the same device to this network."""
        self.page.goto("about:blank")
        self.wire.forget()
        self.wire.network = network
        self.page.goto(ORIGIN + "/kiosk/")
        return self.ready()

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

    def settled(self) -> None:
        """Wait until the server has acknowledged everything the device stored."""
        # Each look is a turn of the loop in which this process answers the page: however busy the machine is,
        # what looks and what answers get on together.
        assert any(not self.queue() for _ in range(3000)), "something is still in the queue"

    def stored(self) -> str:
        """Everything the browser keeps for this page, as one text."""
        found: str = self.page.evaluate(
            """() => new Promise((resolve, reject) => {
              const open = indexedDB.open("nuancan-kiosk");
              open.onerror = () => reject(open.error);
              open.onsuccess = () => {
                const names = [...open.result.objectStoreNames];
                const reading = open.result.transaction(names);
                const all = names.map((name) => reading.objectStore(name).getAll());
                reading.oncomplete = () => {
                  open.result.close();
                  const plain = (_, value) => (value instanceof Map ? [...value] : value);
                  const kept = [{ ...localStorage }, { ...sessionStorage }, all.map((asked) => asked.result)];
                  resolve(JSON.stringify(kept, plain));
                };
              };
            })"""
        )
        return found

    def reads(self, part: str) -> str:
        return self.page.locator(f"[data-part={part}]").first.inner_text()

    def sounds(self) -> list[float]:
        """The pitches since the last question."""
        found: list[float] = self.page.evaluate("() => window.heard.splice(0)")
        return found

    def sent(self) -> list[str]:
        """The ids of everything that arrived, once per arrival."""
        return [str(item["id"]) for batch in self.wire.batches for item in batch]

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
    wire.forget()
    context.unroute_all(behavior="ignoreErrors")
    context.close()
    assert page.errors == []
    assert wire.other == []
