"""Photographs the screens: those of README.md into docs/pictures, every page of the desks into var/shots; `make shots`.

`python -m tests.browser.shots` takes both, `… --desks` the desks alone: each page as one of those who may read it, at
three sizes, in Chinese and in English, and the states that no link leads to.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, FilePayload, expect, sync_playwright
from playwright.sync_api import Page as Tab

from tests.browser.looking import executable
from tests.browser.trial import ROOT, Trial

if TYPE_CHECKING:
    from tests.browser.states import State

PICTURES = ROOT / "docs" / "pictures"
SHOTS = ROOT / "var" / "shots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NOW = "2026-11-20T11:05"  # one day for all pictures, so that only what changed on a screen changes in them
KIOSK = (1080, 1350)
DESK = (1280, 1000)
SERVED = 4  # so many elders of the sheet eat at the counter; the next one shows her card at the door
SIZES = ((1440, 900), (820, 1180), (360, 740))
LANGUAGES = {"zh": "zh-hans", "en": "en"}
WRONG_LIST = """双林镇2026年老年人花名册,,
序号,姓名,身份证号,户籍所在村
1,王桂英,330503194005010010,北兜村
2,,330503194103020021,北兜村
3,李阿根,33050319420304003,没有这个村
合计,2人,,
"""


def main() -> None:
    """Start a trial in a folder that is thrown away, and take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    SHOTS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="nuancan-shots-") as folder,
        Trial(Path(folder), now=NOW, town="full") as trial,
        chromium() as browser,
    ):
        desks(browser, trial)
        if "--desks" not in sys.argv:
            month(browser, trial)
            kiosk(browser, trial)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), headless=True, args=FLAGS)
        yield browser
        browser.close()


def desks(browser: Browser, trial: Trial) -> None:
    """Every page of the desks, found by its links."""
    routes_known()
    from tests.browser.crawl import ROLES, Reader, crawl, signed_in
    from tests.browser.policy_states import advances_written
    from tests.browser.states import STATES, account_proposed, duty_offered, hand_over_proposed

    readers = {role: Reader(trial, role) for role in ROLES}
    contexts = {role: signed_in(browser, reader) for role, reader in readers.items()}
    wrong_list(contexts["clerk"])
    advances_written(trial.folder)
    for view, page in sorted(crawl(readers, trial.sheet["base"]).pages.items()):
        if not view.startswith("kiosk:"):
            photograph(contexts[page.role], trial, page.path, view.replace(":", "-"))
    for role, context in contexts.items():
        photograph(context, trial, "/", f"desk-{role}")
    waiting = account_proposed(contexts["clerk"], trial.sheet["town"]["name"])
    offered, handed = duty_offered(contexts["support"]), hand_over_proposed(contexts["clerk"])
    for page in (waiting, offered, handed):
        photograph(contexts[page.role], trial, page.path, f"{page.view.replace(':', '-')}-waits")
    for state in STATES:
        in_state(contexts[state.role], trial, state)
    counter(contexts["counter"], trial)
    finance(contexts["finance"], trial)
    stranger = browser.new_context(base_url=trial.sheet["base"], locale="zh-CN")
    for path, name in (("/login", "login"), ("/password/lost", "password-lost"), ("/nowhere", "not-found")):
        photograph(stranger, trial, path, name)


def routes_known() -> None:
    """Load the settings of a test run: whose address a link is, is asked of the routes."""
    from tests.lanes import prepare

    prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "canteen.config.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
    import django

    django.setup()


def photograph(context: BrowserContext, trial: Trial, path: str, name: str) -> None:
    """One page at three sizes in two languages, whole from top to bottom."""
    tab = context.new_page()
    for short, language in LANGUAGES.items():
        context.add_cookies([{"name": "django_language", "value": language, "url": trial.sheet["base"]}])
        tab.goto(path)
        at_all_sizes(tab, f"{name}-{short}")
    tab.close()


def in_state(context: BrowserContext, trial: Trial, state: "State") -> None:
    """What a page looks like after something was done on it, at three sizes in two languages."""
    tab = context.new_page()
    for short, language in LANGUAGES.items():
        context.add_cookies([{"name": "django_language", "value": language, "url": trial.sheet["base"]}])
        tab.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        state.reach(tab)
        at_all_sizes(tab, f"{re.sub('[: ]', '-', state.name)}-{short}")
    tab.close()


def at_all_sizes(tab: Tab, name: str) -> None:
    """One page as it stands, whole from top to bottom."""
    for width, height in SIZES:
        tab.set_viewport_size({"width": width, "height": height})
        tab.screenshot(path=SHOTS / f"{name}-{width}.png", animations="disabled", full_page=True)


def wrong_list(context: BrowserContext) -> None:
    """Send a list with mistakes in, so that there is one to be photographed."""
    tab = context.new_page()
    tab.goto("/imports/new")
    file: FilePayload = {"name": "花名册.csv", "mimeType": "text/csv", "buffer": WRONG_LIST.encode("gb18030")}
    tab.locator("[name=kind][value=elders]").check()
    tab.locator("#sender").fill("双林镇民政办")
    tab.locator("#region").select_option(index=1)
    tab.locator("#file").set_input_files(file)
    tab.locator("main form button.strong").first.click()
    tab.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}"))
    tab.locator("main form button.strong").first.click()  # what the columns mean is proposed
    tab.locator(".verdict").wait_for(timeout=60_000)  # a worker reads it, and the page opens anew
    tab.close()


def counter(context: BrowserContext, trial: Trial) -> None:
    """The counter with somebody found, after she was served, and with today's list filled by others."""
    tab = context.new_page()
    for number, elder in enumerate(trial.sheet["elders"][:SERVED]):
        tab.goto("/counter")
        tab.locator("[name=find]").fill(elder["name"])
        tab.keyboard.press("Enter")
        tab.locator(".counter-name, .hit").first.wait_for()  # one who is found, or several to choose from
        if number == 0:
            photograph(context, trial, tab.url, "counter-found")
        if tab.locator("[data-key=F4]").count():
            tab.locator("[data-key=F4]").click()
            tab.locator("#panel .state").wait_for()
    photograph(context, trial, tab.url, "counter-served")
    tab.close()


def finance(context: BrowserContext, trial: Trial) -> None:
    """The grid of all canteens, a statement in every state, its meals, and the page that is signed."""
    last, tab = trial.sheet["months"]["last"], context.new_page()
    photograph(context, trial, f"/months?until={last}", "finance-grid")
    for state in ("submitted", "questioned", "sealed"):
        place = next(each for each in trial.sheet["canteens"] if each["last_month"] == state)
        tab.goto(f"/months?{urlencode({'until': last, 'q': place['name']})}")
        tab.locator("#list tbody tr:not(.town) td a").first.click()
        tab.wait_for_url(re.compile(r"/months/[0-9a-f-]{36}"))
        photograph(context, trial, tab.url, f"finance-{state}")
        if state == "submitted":
            books = tab.url.partition("?")[0]
            for page in ("signing", "meals"):
                photograph(context, trial, f"{books}/{page}", f"finance-{page}")
    tab.close()


def kiosk(browser: Browser, trial: Trial) -> None:
    """The elder's screen in the moment after a card."""
    page = browser.new_page(viewport={"width": KIOSK[0], "height": KIOSK[1]}, locale="zh-CN")
    page.goto(trial.sheet["addresses"]["enrol"])
    page.locator("[data-part=go]").click()
    page.get_by_role("link", name="开始使用").click()
    expect(page.locator("[data-part=sitting]")).not_to_be_empty()
    page.keyboard.type(trial.sheet["elders"][SERVED]["card"])
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
