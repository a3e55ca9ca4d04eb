"""Who may write a row: `<owner>/operations`, and nobody else in the four rooms.

Read from the source: methods that write whatever their receiver is, and those that write when called the way Django's
models and querysets are (`.save()` and `.delete()` without positional arguments, `.update(name=…)`), so that
`dict.update({…})`, `hash.update(b"…")`, `workbook.save(file)` and `storage.delete(name)` pass. SQL that writes counts
too. What crosses a room as an instance is watched while the suite runs: guard.py.
"""

import ast
from pathlib import Path

import pytest
from django.db import models

from tests.house import guard
from tests.house.source import Module, modules

ALWAYS = {"create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "save_base"}
ALWAYS |= {f"a{name}" for name in ALWAYS | {"save", "delete", "update"}}
WITHOUT_ARGUMENTS = {"save", "delete"}
STATEMENTS = {f"canteen.models.sql.{name}" for name in ("insert", "insert_many", "send")}
SQL = ("insert ", "update ", "delete ", "truncate ", "merge ", "replace into")
ALLOWED_DRAWERS = {"operations", "migrations"}
# Files outside those drawers that may hold what looks like a write, each with its reason.
EXCEPTIONS = {
    "canteen/models/sql.py": "the statements themselves; who sends them is asked of its callers",
}


def writes(module: Module) -> list[str]:
    """Return a line for every place in a module that writes a row."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            if why := _written_by(module, node):
                found.append(f"{module.at(node)}: {why}")
        elif _is_writing_sql(text := _text(node)):
            found.append(f"{module.at(node)}: SQL {text[:40]}…")
    return found


def _written_by(module: Module, call: ast.Call) -> str:
    if module.refers_to(call.func) in STATEMENTS:
        return module.refers_to(call.func)
    if not isinstance(call.func, ast.Attribute):
        return ""
    name = call.func.attr
    bare = not call.args
    by_name_alone = bare and bool(call.keywords)
    if name in ALWAYS or (name in WITHOUT_ARGUMENTS and bare) or (name == "update" and by_name_alone):
        return f".{name}()"
    return ""


def _text(node: ast.AST) -> str:
    """Return the words of a string, in one line; what an f-string fills in becomes `x`."""
    if isinstance(node, ast.JoinedStr):
        return " ".join(
            "".join(_text(part) + " " if isinstance(part, ast.Constant) else "x " for part in node.values).split()
        )
    return " ".join(node.value.split()) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_writing_sql(text: str) -> bool:
    words = f" {text.lower()} "
    return words[1:].startswith(SQL) and any(word in words for word in (" into ", " set ", " from ", " truncate "))


def test_only_operations_write_rows() -> None:
    found = [
        line
        for module in modules()
        if module.drawer not in ALLOWED_DRAWERS and module.path not in EXCEPTIONS
        for line in writes(module)
    ]
    assert found == []


def test_no_exception_outlives_its_file() -> None:
    written = {module.path for module in modules() if writes(module)}
    assert set(EXCEPTIONS) - written == set()


@pytest.mark.parametrize(
    "line",
    [
        "elder.save()",
        "elder.save(update_fields=['name'])",
        "Elder.objects.create(name='x')",
        "Elder.objects.filter(name='x').update(name='y')",
        "rows.update(name='y')",
        "rows.delete()",
        "Elder.objects.bulk_create([elder])",
        "form.save()",
        "cursor.execute('UPDATE canteen_elder SET name = 1')",
        "cursor.execute('DELETE FROM canteen_elder')",
        "cursor.execute(f'UPDATE {table} SET name = 1')",
        "sql.insert([elder])",
        "write([elder])",
    ],
)
def test_a_write_is_seen(line: str) -> None:
    text = f"from canteen.models import sql\nfrom canteen.models.sql import insert as write\n{line}\n"
    assert len(writes(Module("canteen/views.py", text))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "figures.update({'a': 1})",
        "digest.update(body)",
        "workbook.save(file)",
        "storage.delete('a.xlsx')",
        "names.insert(0, 'a')",
        "label = 'Update the list'",
    ],
)
def test_what_only_looks_like_a_write_passes(line: str) -> None:
    assert writes(Module("canteen/views.py", line)) == []


@pytest.mark.parametrize(
    ("module", "owner", "refused"),
    [
        ("canteen.operations.elders", "canteen", False),
        ("canteen.migrations.0002_regions", "canteen", False),
        ("settlement.operations.close", "ordering", True),
        ("canteen.views.elders", "canteen", True),
        ("canteen.queries", "canteen", True),
        ("kiosk.management.commands.demo", "kiosk", True),
        ("tests.journeys.test_one_lunch", "canteen", False),
        ("canteen.views.sign_in", "sessions", False),
        (None, "canteen", False),
    ],
)
def test_a_stranger_is_who_is_not_the_owners_operation(module: str | None, owner: str, refused: bool) -> None:
    assert guard.is_stranger(module, owner) is refused


@pytest.mark.django_db
@pytest.mark.parametrize(
    "call", ["row.save()", "row.delete()", "type(row).objects.update(name='x')", "sql.insert([row])"]
)
def test_an_instance_that_crossed_a_room_is_not_saved_there(call: str) -> None:
    from django.apps import apps

    from canteen.models import sql

    model: type[models.Model] = apps.get_model("canteen", "Organisation")
    there = {"__name__": "settlement.operations.close", "row": model(), "sql": sql}
    with pytest.raises(guard.WrittenByStranger, match=r"settlement\.operations\.close writes canteen\.Organisation"):
        exec(compile(call, Path("close.py"), "exec"), there)
