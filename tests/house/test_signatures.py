"""Operations and queries are called by keyword: two ids side by side are never swapped. One subject may stand alone."""

import ast

import pytest

from tests.house.source import Module, modules

DRAWERS = {"operations", "queries"}


def positional(module: Module) -> list[str]:
    """Return a line for every public function of a module that takes more than one argument by its place."""
    return [
        f"{module.at(node)} {node.name}"
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if len(node.args.posonlyargs + node.args.args) > 1 or node.args.vararg
    ]


def test_operations_and_queries_take_keywords() -> None:
    assert [line for module in modules() if module.drawer in DRAWERS for line in positional(module)] == []


@pytest.mark.parametrize(
    ("signature", "seen"),
    [
        ("elder_id, canteen_id", True),
        ("elder_id, *, canteen_id", False),
        ("*, elder_id, canteen_id", False),
        ("*elder_ids", True),
        ("elder_id, /, canteen_id", True),
    ],
)
def test_arguments_by_place_are_seen(signature: str, seen: bool) -> None:
    assert bool(positional(Module("kiosk/queries.py", f"def served({signature}): ..."))) is seen
