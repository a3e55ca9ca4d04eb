"""States of pages that no link leads to: who comes to each, and by what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import BrowserContext
from playwright.sync_api import Page as Tab


@dataclass(frozen=True)
class State:
    """What a page looks like after something was done on it; `reach` leaves the tab there."""

    name: str
    role: str
    reach: Callable[[Tab], None]


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
    tab.locator("#list tbody a").first.click()
    tab.goto(f"{tab.url.partition('?')[0]}?columns=1")
    tab.locator("table.mapping").wait_for()


def opened(tab: Tab) -> None:
    """An elder's ID number, opened for a reason."""
    tab.goto("/elders")
    tab.locator("#list tbody a").first.click()
    tab.locator("a[href$='/id-number']").click()
    tab.locator("main form [name=reason]").fill("call")
    tab.locator("main form button.strong").click()
    tab.locator(".secret").wait_for()


def empty(tab: Tab) -> None:
    """A list in which nothing is found."""
    tab.goto("/elders?q=qqqqqq")


def reset_code(tab: Tab) -> None:
    """The code with which somebody makes a new password."""
    tab.goto("/staff")
    tab.locator("#list tbody a").first.click()
    tab.locator("a[href$='/reset']").click()
    for field in tab.locator("main form input[type=text]").all():
        field.fill("lost")
    tab.locator("main form button.strong").click()
    tab.locator(".secret").wait_for()


STATES: Final = (
    State("elders:register refused", "clerk", refused),
    State("imports:import columns", "clerk", columns),
    State("elders:id-number opened", "clerk", opened),
    State("elders:list empty", "clerk", empty),
    State("staff:reset told", "support", reset_code),
)


def duty_offered(context: BrowserContext) -> str:
    """Offer a duty over a region as support; returns the address where a second person decides about it."""
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
    return path
