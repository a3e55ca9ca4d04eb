"""Photographs the screens for README.md from a running trial: `python -m tests.browser.shots`, as `make shots` does."""

import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.trial import ROOT, Trial

PICTURES = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NOW = "2026-11-20T11:05"  # one day for all pictures, so that only what changed on a screen changes in them
KIOSK = (1080, 1350)
DESK = (1280, 1000)


def main() -> None:
    """Start a trial in a folder that is thrown away, and take both pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with (
        tempfile.TemporaryDirectory(prefix="nuancan-shots-") as folder,
        Trial(Path(folder), now=NOW) as trial,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, headless=True, args=FLAGS)
        kiosk(browser, trial)
        month(browser, trial)
        browser.close()


def kiosk(browser: Browser, trial: Trial) -> None:
    """The elder's screen in the moment after a card."""
    page = browser.new_page(viewport={"width": KIOSK[0], "height": KIOSK[1]}, locale="zh-CN")
    page.goto(trial.sheet["addresses"]["enrol"])
    page.locator("[data-part=go]").click()
    page.get_by_role("link", name="开始使用").click()
    expect(page.locator("[data-part=sitting]")).not_to_be_empty()
    page.keyboard.type(trial.sheet["elders"][0]["card"])
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_attribute("data-screen", "done")
    page.screenshot(path=PICTURES / "kiosk.png", animations="disabled")
    page.close()


def month(browser: Browser, trial: Trial) -> None:
    """Last month's books as finance sees them before they are sealed."""
    page = browser.new_page(viewport={"width": DESK[0], "height": DESK[1]}, locale="zh-CN")
    account = trial.account("finance")
    page.goto(trial.sheet["addresses"]["months"])
    page.locator("#login").fill(account["login"])
    page.locator("#password").fill(account["password"])
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    last, name = trial.sheet["months"]["last"], trial.sheet["canteen"]["name"]
    page.goto(f"{trial.sheet['addresses']['months']}?{urlencode({'until': last, 'q': name})}")
    page.get_by_role("link", name=name).first.click()
    expect(page.locator("h1")).to_be_visible()
    page.screenshot(path=PICTURES / "month.png", animations="disabled")
    page.close()


if __name__ == "__main__":
    main()
