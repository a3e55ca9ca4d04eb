"""Looks at a page as a reader would, and by axe; what is found is a list of lines."""

from pathlib import Path
from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOOK: Final = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
AXE: Final = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def violations(tab: Page) -> list[str]:
    """What axe finds, a line for each element."""
    found = Axe().run(tab, options=AXE).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '').splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]
