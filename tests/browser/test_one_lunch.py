"""One lunch in a real browser against the real thing: card, QR, the same card again, undo, second portion."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from canteen.core.sitting import ZONE
from tests.browser.trial import Trial

FIRST_OF_MONTH = (date.today().replace(day=1) + timedelta(days=32)).replace(day=1)


class Door:
    """The kiosk at the canteen door, and the counter strip under it, as people use them."""

    def __init__(self, page: Page, trial: Trial) -> None:
        self.page, self.trial = page, trial
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if "Security Policy" in line.text else None)

    def enrol(self) -> None:
        """Make this browser a kiosk with the code that the trial printed."""
        self.page.goto(self.trial.sheet["addresses"]["enrol"])
        self.page.locator("[data-part=code]").fill(self.trial.sheet["enrol_code"])
        self.page.locator("[data-part=go]").click()
        self.page.get_by_role("link", name="开始使用").click()
        self.shows("waiting")
        expect(self.page.locator("[data-part=sitting]")).not_to_be_empty()

    def scan(self, code: str) -> None:
        """Type as a reader does: the code in one go, then Enter."""
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def shows(self, screen: str) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-screen", screen, timeout=15_000)

    def clears(self) -> None:
        """Let the result go by itself, as it does after five seconds."""
        self.shows("waiting")

    def unlock(self) -> None:
        self.page.locator("[data-part=open]").click()
        for digit in self.trial.sheet["pin"]:
            self.page.locator(f"[data-key='{digit}']").click()
        self.page.locator("[data-key=enter]").click()
        expect(self.page.locator("[data-part=desk]")).to_be_visible()

    def row(self, decision: str, name: str) -> Locator:
        return self.page.locator(f".row[data-decision={decision}]", has_text=name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the trial of today lives: the later hours find what the first one loaded."""
    return tmp_path_factory.mktemp("trial")


@pytest.fixture
def door(browser: Browser) -> Iterator[list[Door]]:
    """Doors opened by a test; each must end without a script error or a breach of the content policy."""
    doors: list[Door] = []
    yield doors
    for one in doors:
        one.page.context.close()
        assert one.errors == []


def opened(browser: Browser, trial: Trial, doors: list[Door]) -> Door:
    context = browser.new_context(viewport={"width": 1080, "height": 1920}, locale="zh-CN")
    doors.append(Door(context.new_page(), trial))
    return doors[-1]


def masked(name: str) -> str:
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * (len(name) - 2) + name[-1]


@pytest.mark.parametrize(("hour", "first"), [("03:00", 0), ("11:05", 5), ("23:50", 14)])
def test_lunch_is_served_at_any_hour(browser: Browser, door: list[Door], folder: Path, hour: str, first: int) -> None:
    with Trial(folder, now=hour) as trial:
        eat(opened(browser, trial, door), trial, first)


def eat(kiosk: Door, trial: Trial, first: int) -> None:
    """Two elders who have not eaten yet today: `first` and the next one on the trial's sheet."""
    by_card, by_code = trial.sheet["elders"][first : first + 2]
    kiosk.enrol()
    kiosk.scan(by_card["card"])
    kiosk.shows("done")
    expect(kiosk.page.locator("[data-part=name]")).to_have_text(masked(by_card["name"]))
    share = kiosk.page.locator("[data-part=share]").inner_text()
    assert share in {"3元", "4元", "5元"}
    kiosk.scan(by_code["qr"])
    expect(kiosk.page.locator("[data-part=name]")).to_have_text(masked(by_code["name"]))
    kiosk.clears()
    kiosk.scan(by_card["card"])
    kiosk.shows("done")
    expect(kiosk.page.locator("[data-part=share]")).to_be_hidden()
    kiosk.clears()
    kiosk.unlock()
    served = kiosk.row("served", masked(by_card["name"]))
    expect(served).to_contain_text(share)
    served.get_by_role("button", name="撤销").click()
    expect(kiosk.page.locator("[data-part=toast]")).to_contain_text("已撤销")
    again = kiosk.row("served", masked(by_code["name"]))
    again.get_by_role("button", name="再来一份").click()
    expect(kiosk.row("served", masked(by_code["name"]))).to_have_count(2)
