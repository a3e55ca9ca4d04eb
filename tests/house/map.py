"""Draws the map in docs/architecture.md from the first line of every module: `python -m tests.house.map --write`."""

import ast
import sys
from pathlib import Path

from tests.house.source import ROOMS, ROOT, tracked

DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN = "<!-- map: written by `make docs`, do not edit -->"
END = "<!-- end of map -->"
DRAWERS = (
    *("config", "api", "views", "webhooks", "admin", "management", "tasks", "auth"),
    *("operations", "queries", "gateways", "models", "core", "static"),
)


def first_line(path: str) -> str:
    """Return a module's line in the map: the first of its docstring, or of the comment a script begins with."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".py"):
        return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    head = text.lstrip().partition("\n")[0].strip()
    return head.removeprefix("/**").removesuffix("*/").strip() if head.startswith("/**") else ""


def mapped() -> list[str]:
    """Return the paths that have a line: every module and script of the four rooms, and what tests stand on.

    Migrations are told by their names; an empty `__init__.py` says nothing.
    """
    return [
        path
        for path in tracked()
        if path.endswith((".py", ".js"))
        and "/migrations/" not in path
        and "/vendor/" not in path
        and (path.split("/")[0] in ROOMS or (path.startswith("tests/") and _stands_under_tests(path)))
        and not (path.endswith("__init__.py") and not (ROOT / path).read_text(encoding="utf-8").strip())
    ]


def _stands_under_tests(path: str) -> bool:
    return path.endswith(".py") and (path.endswith("__init__.py") or not Path(path).name.startswith("test_"))


def drawn() -> str:
    """Return the whole map: a table for each room, its drawers from the top of the stairs down."""
    paths = mapped()
    parts = [BEGIN]
    for room in ("kiosk", "settlement", "ordering", "canteen", "tests"):
        files = [path for path in paths if path.startswith(f"{room}/")]
        parts += [
            "",
            f"### {room}/",
            "",
            first_line(f"{room}/__init__.py"),
            "",
            "| File | What it holds |",
            "|---|---|",
        ]
        for path in sorted(files, key=_place):
            name = path.removeprefix(f"{room}/")
            if name != "__init__.py":
                parts.append(
                    f"| `{name.removesuffix('__init__.py')}` | {first_line(path).replace('|', chr(92) + '|')} |"
                )
    return "\n".join([*parts, "", END])


def _place(path: str) -> tuple[int, str]:
    drawer = path.split("/")[1].removesuffix(".py")
    return (DRAWERS.index(drawer) if drawer in DRAWERS else len(DRAWERS), path.removesuffix("__init__.py"))


def redrawn(document: str) -> str:
    """Return the document with the map between its markers drawn anew."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + drawn() + after


if __name__ == "__main__":
    new = redrawn(DOCUMENT.read_text(encoding="utf-8"))
    if "--write" in sys.argv:
        DOCUMENT.write_text(new, encoding="utf-8")
    else:
        print(drawn())
