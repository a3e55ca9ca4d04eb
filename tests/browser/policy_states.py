"""States of pages about policies: written, checked, signed, tried; and what funds advanced for each other."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from playwright.sync_api import Page as Tab

from canteen.models.ids import new_id


def begun(tab: Tab) -> None:
    """The editor of a version like the one in force, with nothing in it of what was left there before."""
    tab.goto("/policies?state=in-force")
    tab.evaluate("sessionStorage.clear()")
    tab.locator("#list tbody a").first.click()
    tab.locator("a[href*='/policies/new']").click()


def drafting(tab: Tab, **changes: str) -> None:
    """Begin a version like the one in force, from new year on, with some words of its text changed."""
    begun(tab)
    tab.locator("#editor button[value=raw]").click()
    tab.locator("main form [name=from_on]").fill("2027-01-01")
    document = tab.locator("#document").input_value()
    for before, after in changes.items():
        assert f'"{before}"' in document
        document = document.replace(f'"{before}"', f'"{after}"', 1)
    tab.locator("#document").fill(document)


def policy_drawn(tab: Tab) -> None:
    """The editor of a version like the one in force: a layer in tiers with every condition unfolded, one mistake."""
    begun(tab)
    tab.locator("[name='layers.0.tiers.0.amount.value']").fill("x")
    with tab.expect_response(lambda answer: answer.status == 422):
        tab.locator("#editor button[value=save]").click()
    tab.locator(".layer.mistaken").first.wait_for()
    tab.evaluate("for (const folded of document.querySelectorAll('main details')) folded.open = true")


def policy_mistaken(tab: Tab) -> None:
    """A document with mistakes, each by its path, and what was typed."""
    drafting(tab, payer="payers", formula="formulas")
    with tab.expect_response(lambda answer: answer.status == 422):
        tab.locator("main form button.strong").click()
    tab.locator("#editor .mistakes").wait_for()


def policy_doubtful(tab: Tab) -> None:
    """A draft that is doubted by card and tier, and was tried before its text was changed."""
    drafting(tab, disabled="unheard")
    tab.locator("main form button.strong").click()
    draft = tab.locator("main a[href$='/edit']").first.get_attribute("href") or ""
    tab.locator("main a[href$='/trial']").click()
    tab.locator("main form button.strong").click()
    tab.locator("main .acts a[href$='/trial']").wait_for()
    tab.goto(draft)
    tab.locator("#en").fill("Other rules")
    tab.locator("#editor button[value=save]").click()
    tab.locator("#check .doubts a[href*='#layers.']").first.wait_for()
    tab.locator("#tried .warn").wait_for()


def trial_outdated(tab: Tab) -> None:
    """What was tried before the text was changed; it changes few people, and tells of none."""
    tab.goto("/trials")
    tab.locator("#list tbody a").first.click()
    tab.locator("main > .warn").wait_for()


def people_mistaken(tab: Tab) -> None:
    """The editor of a layer whose tiers are put aside, with example people of no age and a meal of no price."""
    begun(tab)
    tab.locator("[name='layers.0.pick']").select_option("")
    tab.locator("#layers .tiers > .soft").first.wait_for()
    tab.locator("[name=price]").fill("12.345")
    tab.locator("[name='person.age']").first.fill("x")
    tab.locator("#people .person .wrong").wait_for()
    tab.locator("#people > .said.error").wait_for()


def policy_put_back(tab: Tab) -> None:
    """The editor with what was written into it and not saved."""
    begun(tab)
    tab.locator("#en").fill("Rules of next year")
    tab.reload()
    tab.locator("#kept:not([hidden])").wait_for()


def policy_checked(tab: Tab) -> None:
    """A version that waits for another person: what it changes, what may be done."""
    drafting(tab, tiers_pick="tiers_pick", highest="first")
    tab.locator("main form button.strong").click()
    handing_in = tab.locator("main form[action$='/check'] button")
    handing_in.wait_for()
    for tick in tab.locator("main form [name=seen][type=checkbox]").all():
        tick.check()
    handing_in.click()
    tab.locator("#difference a[href$='/back']").wait_for()


def policy_to_sign(tab: Tab) -> None:
    """The same as the other person sees it, who may sign it."""
    tab.goto("/policies?state=checked")
    tab.locator("#list tbody a").first.click()
    tab.locator("main form[action$='/approval'] button").wait_for()


def policy_edited(tab: Tab) -> None:
    """A draft that was kept, in its editor once more: example people beside it."""
    drafting(tab, tiers_pick="tiers_pick")
    tab.locator("main form button.strong").click()
    tab.locator("main a[href$='/edit']").first.click()
    tab.locator("#people .pays").first.wait_for()


def tried(tab: Tab) -> None:
    """A version in force tried on last month: who would pay what, by canteen, category, age, and whose money ends."""
    tab.goto("/policies?state=in-force")
    tab.locator("#list tbody a").first.click()
    tab.locator("main a[href$='/trial']").click()
    tab.locator("main form button.strong").click()
    tab.locator(".trial-table.payers").wait_for()  # a worker goes through the meals, and the page opens anew


def trials_listed(tab: Tab) -> None:
    """The list of what was tried."""
    tab.goto("/trials")
    tab.locator("#list tbody a").first.wait_for()


def advances_written(folder: Path) -> None:
    """Write what funds advanced for each other, as a seal does: by the trial's own rules nobody pays for visitors.

    Of two funds nothing is begun, of two others finance's second person has proposed to settle it.
    """
    with closing(sqlite3.connect(folder / "nuancan.sqlite3", timeout=60)) as rows, rows:
        [(books, month)] = rows.execute(_SEALED)
        [first, second, third] = (key for (key,) in rows.execute(_FUNDS))
        [(proposer,)] = rows.execute("SELECT id FROM canteen_staff WHERE login = 'finance2'")
        netting = new_id().hex
        rows.execute(_NETTING, (netting, month, third, first, 88_000, proposer, f"{month[:7]}-28 01:00:00"))
        for by, owed_by, fen, of in (
            (first, second, 1_234_500, None),
            (second, first, 4_550, None),
            (first, third, 88_000, netting),
        ):
            rows.execute(_RECEIVABLE, (new_id().hex, books, by, owed_by, fen, month, of))


_SEALED: Final = "SELECT id, month FROM settlement_books WHERE state = 'sealed' ORDER BY month DESC, id LIMIT 1"
_FUNDS: Final = "SELECT id FROM settlement_fund ORDER BY key LIMIT 3"
_NETTING: Final = """
    INSERT INTO settlement_netting (id, month, debtor_id, creditor_id, fen, proposed_by_id, proposed_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_RECEIVABLE: Final = """
    INSERT INTO settlement_receivable (id, books_id, by_id, owed_by_id, fen, month, netting_id, settled)
    VALUES (?, ?, ?, ?, ?, ?, ?, 0)"""


def advanced(tab: Tab) -> None:
    """Who owes whom: what may be proposed, and what another has proposed and waits to be agreed to."""
    tab.goto("/funds/advances")
    tab.locator("main table tbody tr").nth(1).wait_for()
    tab.evaluate("for (const folded of document.querySelectorAll('main details')) folded.open = true")
