"""States of pages that no link leads to: who comes to each, and by what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import BrowserContext, FilePayload
from playwright.sync_api import Page as Tab

from tests.browser.crawl import Page
from tests.browser.policy_states import (
    advanced,
    people_mistaken,
    policy_checked,
    policy_doubtful,
    policy_drawn,
    policy_edited,
    policy_mistaken,
    policy_put_back,
    policy_to_sign,
    trial_outdated,
    trials_listed,
    tried,
)

SENDER = "殡葬管理所"
TOWN = "双林镇"
DEAD = "沈桂英"  # who eats nearly every day
ALIVE = "费荣林"  # whose death is recorded by mistake
TYPED = (SENDER, "某某", "姓名", "身份证号", "离世日期")  # what stands in lists sent in here


@dataclass(frozen=True)
class State:
    """What a page looks like after something was done on it; `reach` leaves the tab there."""

    name: str
    role: str
    reach: Callable[[Tab], None]
    stays: bool = False  # whether the address alone shows it again


def refused(tab: Tab) -> None:
    """A form that comes back with what was wrong with it."""
    tab.goto("/elders/registration")
    tab.locator("main form").evaluate("(form) => { form.noValidate = true; }")
    tab.locator("main form [name=id_number]").fill("33050319400501")
    with tab.expect_response(lambda answer: answer.status == 422):
        tab.locator("main form button.strong").click()
    tab.locator("[aria-invalid]").first.wait_for()


def columns(tab: Tab) -> None:
    """What each column of a list sent in means."""
    tab.goto("/imports")
    list_sent = tab.locator("#list tbody a").first.get_attribute("href") or ""
    tab.goto(f"{list_sent.partition('?')[0]}?columns=1")
    tab.locator("table.mapping").wait_for()


def sent(tab: Tab, kind: str, text: str) -> None:
    """Send a list in, and look at what its columns are taken for."""
    file: FilePayload = {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()}
    tab.goto("/imports/new")
    tab.locator(f"[name=kind][value={kind}]").check()
    tab.locator("#sender").fill(SENDER)
    tab.locator("#region").select_option(tab.locator("#region option", has_text=TOWN).first.get_attribute("value"))
    tab.locator("#file").set_input_files(file)
    tab.locator("main form button.strong").first.click()
    tab.locator("table.mapping").wait_for()


def columns_missing(tab: Tab) -> None:
    """A list of which nobody says what its columns mean."""
    sent(tab, "elders", "姓名,身份证号\n某某,1\n")
    for column in tab.locator("table.mapping select").all():
        column.select_option(value="")
    tab.locator("main form button.strong").first.click()
    tab.get_by_role("alert").filter(visible=True).wait_for()


def touching(tab: Tab) -> None:
    """What a list of deaths would hold, before somebody confirms it."""
    opened(tab, DEAD)
    number = "".join(tab.locator(".secret").inner_text().split())
    sent(tab, "deaths", f"姓名,身份证号,离世日期\n{DEAD},{number},2026-10-20\n")
    tab.locator("main form button.strong").first.click()
    tab.locator(".verdict a.strong").click()
    tab.locator("#sums form button").wait_for()


def remembered(tab: Tab) -> None:
    """Columns filled in as they were confirmed when this sender sent a list of this kind before."""
    sent(tab, "deaths", "姓名,身份证号,离世日期\n某某,1,2026-10-20\n")


def eaten_twice(tab: Tab) -> None:
    """Two meals of one sitting, of which the one that is held is to count instead."""
    tab.goto("/holds?reason=eaten-twice")
    tab.locator("#list tbody a").first.click()
    tab.locator("main a[href$='/swap']").first.click()
    tab.locator(".columns.pair").wait_for()


def held(tab: Tab) -> None:
    """A meal of which a share is held, with the forms by which finance decides about it."""
    tab.goto("/holds")
    tab.locator("#list tbody a").first.click()
    tab.locator("main details").first.wait_for()
    tab.wait_for_load_state()  # before that there may be only some of them
    tab.evaluate("for (const folded of document.querySelectorAll('main details')) folded.open = true")


def opened(tab: Tab, name: str = "") -> None:
    """An elder's ID number, opened for a reason."""
    tab.goto(f"/elders?q={name}")
    tab.locator("#list tbody a").first.click()
    tab.locator("a[href$='/id-number']").click()
    tab.locator("main form [name=reason]").fill("call")
    tab.locator("main form button.strong").click()
    tab.locator(".secret").wait_for()


def empty(tab: Tab) -> None:
    """A list in which nothing is found."""
    tab.goto("/elders?q=qqqqqq")


def taken_back(tab: Tab) -> None:
    """A death that was recorded by mistake, with the meals that wait because of it."""
    tab.goto(f"/elders?q={ALIVE}")
    tab.locator("#list tbody a").first.click()
    tab.locator("a[href$='/death']").click()
    tab.locator("main form [name=from_on]").fill("2026-10-02")
    tab.locator("main form button.strong").click()
    tab.locator("main form [name=seen]:not([value=''])").wait_for(state="attached")  # the meals it touches are shown
    tab.locator("main form button.strong").click()
    tab.locator("a[href$='/withdrawal']").click()
    tab.locator("main form [name=reason]").wait_for()


def reset_code(tab: Tab) -> None:
    """The code with which somebody makes a new password."""
    tab.goto("/staff")
    tab.locator("#list tbody a").first.click()
    tab.locator("a[href$='/reset']").click()
    tab.wait_for_url("**/reset")  # with all its fields
    for field in tab.locator("main form input[type=text]").all():
        field.fill("lost")
    tab.locator("main form button.strong").click()
    tab.locator(".secret").wait_for()


STATES: Final = (
    State("elders:register refused", "clerk", refused),
    State("imports:import columns", "clerk", columns, stays=True),
    State("imports:layout refused", "clerk", columns_missing),
    State("imports:touched", "clerk", touching, stays=True),
    State("imports:import columns remembered", "clerk", remembered, stays=True),
    State("months:meal held", "finance", held),
    State("months:swap", "finance", eaten_twice, stays=True),
    State("elders:id-number opened", "clerk", opened),
    State("elders:list empty", "clerk", empty, stays=True),
    State("elders:withdraw", "clerk", taken_back, stays=True),
    State("staff:reset told", "support", reset_code),
    State("policies:new cards", "clerk", policy_drawn),
    State("policies:new refused", "clerk", policy_mistaken),
    State("policies:new put back", "clerk", policy_put_back, stays=True),
    State("policies:new people mistaken", "clerk", people_mistaken),
    State("policies:policy doubtful", "clerk", policy_doubtful, stays=True),
    State("trials:trial outdated", "clerk", trial_outdated, stays=True),
    State("policies:policy checked", "clerk", policy_checked, stays=True),
    State("policies:policy to sign", "finance", policy_to_sign, stays=True),
    State("policies:edit", "clerk", policy_edited),
    State("trials:trial", "clerk", tried, stays=True),
    State("trials:list filled", "clerk", trials_listed, stays=True),
    State("funds:advances filled", "finance", advanced),
)


def duty_offered(context: BrowserContext) -> Page:
    """Offer a duty over a region as support; returns the page on which a second person decides about it."""
    tab = context.new_page()
    tab.goto("/staff")
    tab.locator("#list tbody a").last.click()
    tab.locator("a[href$='/duty']").click()
    tab.locator("main form [name=role]").select_option("auditor")
    tab.locator("main form [name=region_id]").select_option(index=1)
    tab.locator("main form button.strong").click()
    path = tab.locator("a[href*='/duty-proposals/']").first.get_attribute("href")
    assert path
    tab.close()
    return Page("staff:decide", "clerk", path)


def account_proposed(context: BrowserContext, town: str) -> Page:
    """Propose a bank account as this town's clerk; returns the page on which a second person decides about it."""
    tab = context.new_page()
    tab.goto("/organisations")
    tab.locator("#list tbody a").filter(has_text=town).first.click()
    tab.locator("a[href$='/account']").click()
    for name, typed in {"bank": "Rural Bank", "number": "6228480402564890018", "reason": "new bank"}.items():
        tab.locator(f"main form [name={name}]").fill(typed)
    tab.locator("main form button.strong").click()
    path = tab.locator("a[href*='/account-proposals/']").first.get_attribute("href")
    assert path
    tab.close()
    return Page("organisations:decide", "clerk", path)


def hand_over_proposed(context: BrowserContext) -> Page:
    """Propose to hand a canteen over as this town's clerk; returns the page on which a second person decides."""
    tab = context.new_page()
    tab.goto("/canteens")
    tab.locator("#list tbody a").first.click()
    tab.locator("a[href$='/hand-over']").click()
    tab.locator("main form [name=organisation_id]").select_option(index=1)
    for name, typed in {"from_on": "2027-03-01", "reason": "a new contract"}.items():
        tab.locator(f"main form [name={name}]").fill(typed)
    tab.locator("main form button.strong").click()
    path = tab.locator("a[href*='/hand-over-proposals/']").first.get_attribute("href")
    assert path
    tab.close()
    return Page("canteens:decide", "clerk", path)
