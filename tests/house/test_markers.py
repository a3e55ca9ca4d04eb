"""Where mypy or ruff is told to look away, the line says why."""

import re

from tests.house.source import modules

UNEXPLAINED = re.compile(r"#\s*(?:type: ignore(?:\[[\w, -]*\])?|noqa(?:: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?)\s*$")


def unexplained(text: str) -> list[int]:
    """Return the lines that end in a marker and nothing after it."""
    return [number for number, line in enumerate(text.split("\n"), 1) if UNEXPLAINED.search(line)]


def test_a_marker_without_a_reason_is_seen() -> None:
    mark, ignore = "# no" + "qa", "# type:" + " ignore[arg-type]"
    bare = [f"x = 1  {mark}: E402", f"x = 1  {mark}", f"x = 1  {ignore}", f"x = 1  {mark}: E402, F401"]
    explained = [f"x = 1  {mark}: E402 — why", f"x = 1  {ignore}  # why", "x = 1"]
    assert unexplained("\n".join([*bare, *explained])) == [1, 2, 3, 4]


def test_every_marker_says_why() -> None:
    every = modules("canteen", "ordering", "settlement", "kiosk", "tests")
    assert [f"{module.path}:{line}" for module in every for line in unexplained(module.text)] == []
