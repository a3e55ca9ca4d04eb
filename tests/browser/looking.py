"""Looks at a page as a reader would, and by axe; what is found is a list of lines."""

from pathlib import Path
from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

LOOK: Final = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
AXE: Final = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # None of these rules reads style sheets, which axe would otherwise ask the server for once more.
    "preload": {"assets": ["media"]},
}


def with_eyes(context: BrowserContext) -> BrowserContext:
    """Let every page of this browser be born with what looks at it, which is quicker than sending that into each."""
    context.add_init_script(f"({LOOK})();\n{AXE_SCRIPT}")
    return context


def violations(tab: Page) -> list[str]:
    """What axe finds, a line for each element."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE_SCRIPT)
    found = tab.evaluate("(options) => axe.run(options).then((told) => told.violations)", AXE)
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '').splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]
