"""Looks at a page as a reader would, and by axe; what is found is a list of lines."""

import shutil
from pathlib import Path
from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

# The same Chromium without its windows, menus and extensions takes half the time, and a fifth for a person of its own.
CHROMIUM: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
LOOK: Final = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
SHEET: Final = (688, 1009)  # what the margins leave of A4, 182 × 267 mm, in the pixels of a style sheet
AXE: Final = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # None of these rules reads style sheets, which axe would otherwise ask the server for once more.
    "preload": {"assets": ["media"]},
}


def executable() -> str:
    """The Chromium of this machine, the quickest one that it has."""
    return next(filter(None, map(shutil.which, CHROMIUM)), "/usr/bin/chromium")


def with_eyes(context: BrowserContext) -> BrowserContext:
    """Let every page of this browser be born with what looks at it; axe, being large, is sent where it is to read."""
    context.add_init_script(f"({LOOK})()")
    return context


def spoilt_on_paper(tab: Page) -> list[str]:
    """What would be wrong with the page on A4, a line for each fault: lost, cut, folded, to be pressed, undated."""
    screen = tab.viewport_size
    tab.evaluate("look.remember()")
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": SHEET[0], "height": SHEET[1]})
    found: list[str] = tab.evaluate("(sheet) => look.onPaper(...sheet)", SHEET)
    tab.emulate_media(media="screen")
    if screen:
        tab.set_viewport_size(screen)
    return found


def violations(tab: Page) -> list[str]:
    """What axe finds, a line for each element."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(f"({LOOK})();\n{AXE_SCRIPT}")
    found = tab.evaluate("(options) => axe.run(look.unalike(), options).then((told) => told.violations)", AXE)
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '').splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]
