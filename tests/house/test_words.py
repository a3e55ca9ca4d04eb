"""One word per thing: modules, classes, functions, columns are named by docs/glossary.md, never by a refused word."""

import ast
import re

import pytest

from tests.house.source import ROOMS, Module, columns, functions, modules

REFUSED = {
    "common": "says nothing",
    "customer": "elder, who is nobody's customer",
    "data": "says nothing",
    "handle": "what is done with it?",
    "helper": "says nothing",
    "helpers": "says nothing",
    "info": "says nothing",
    "manage": "what is done with it?",
    "misc": "says nothing",
    "process": "what is done with it?",
    "services": "a drawer has another name",
    "signals": "rooms call each other",
    "status": "state",
    "transaction": "the database's word only",
    "user": "elder, or staff",
    "users": "elders, or staff",
    "util": "says nothing",
    "utils": "says nothing",
}
# Names that others chose, or that say exactly this, each with its reason.
EXCEPTIONS = {
    "*.management.commands.*.handle": "Django's name for what a command does",
    "canteen.gateways.uploads.receive_data_chunk": "Django's name for what takes an upload",
    "canteen.config.problem_pages.process_exception": "Django's name for what a middleware does about one",
    "canteen.config.doorkeeper.process_view": "Django's name for what a middleware does before a view",
}
# The database's transaction may be named as that.
PHRASES = ("in_transaction", "transaction_required")
MONEY_WORDS = {"amount", "price", "total", "cost", "fee"}


def words(name: str) -> list[str]:
    """Split a name in either style: `checkIn`, `CheckIn` and `check_in` are check, in."""
    plain = name
    for phrase in PHRASES:
        plain = re.sub(rf"(^|_){phrase}(_|$)", "_", plain)
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", plain)]


def names(module: Module) -> list[tuple[str, str]]:
    """Return (where, dotted name) of a module and of every class, function and column in it."""
    found = [(module.path, module.name)]
    found += [(module.at(node), f"{module.name}.{node.name}") for node in functions(module)]
    found += [
        (module.at(node), f"{module.name}.{node.name}")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    ]
    found += [(module.at(where), f"{module.name}.{name}") for name, _, where in columns(module)]
    return found


def refused(name: str) -> str:
    """Return why the last part of a dotted name is refused, or ""."""
    *_, last = name.split(".")
    for word in words(last):
        if word in REFUSED and not any(re.fullmatch(pattern.replace("*", "[^.]+"), name) for pattern in EXCEPTIONS):
            return f"{last}: {word} ({REFUSED[word]})"
    return ""


def test_no_name_uses_a_refused_word() -> None:
    found = [f"{at} {why}" for module in modules() for at, name in names(module) if (why := refused(name))]
    assert found == []


def misnamed(name: str, kind: str) -> str:
    """Return what is wrong with the name of a column of this field class, or ""."""
    if kind == "DateTimeField" and not name.endswith(("_at", "_until")) and name not in {"at", "since", "until"}:
        return f"{name}: an instant ends in _at"
    if kind == "DateField" and not name.endswith(("_on", "month")) and name not in {"on", "since", "until"}:
        return f"{name}: a day ends in _on"
    if kind in {"FloatField", "DecimalField"}:
        return f"{name}: money is whole fen, a ratio is integer weights"
    if kind.endswith("IntegerField") and MONEY_WORDS & set(words(name)) and not name.endswith("_fen"):
        return f"{name}: money ends in _fen"
    return ""


def test_columns_say_their_unit() -> None:
    found = [
        f"{module.at(where)} {why}"
        for module in modules()
        if module.drawer == "models"
        for name, kind, where in columns(module)
        if (why := misnamed(name, kind))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("kiosk.operations.process_scan", True),
        ("kiosk.models.devices.UserInfo", True),
        ("kiosk.models.devices.Kiosk.status", True),
        ("kiosk.utils", True),
        ("kiosk.management.commands.demo.handle", False),
        ("kiosk.views.handle", True),
        ("canteen.core.errors.transaction_required", False),
        ("settlement.operations.last_transaction", True),
        ("canteen.queries.manager_duties", False),
        ("canteen.queries.update_database", False),
    ],
)
def test_a_refused_word_is_seen(name: str, seen: bool) -> None:
    assert bool(refused(name)) is seen


@pytest.mark.parametrize(
    ("name", "kind", "wrong"),
    [
        ("made_at", "DateTimeField", False),
        ("made_on", "DateTimeField", True),
        ("date", "DateTimeField", True),
        ("service_on", "DateField", False),
        ("for_month", "DateField", False),
        ("birth_date", "DateField", True),
        ("price_fen", "IntegerField", False),
        ("price", "BigIntegerField", True),
        ("amount", "PositiveIntegerField", True),
        ("rate", "DecimalField", True),
        ("portions", "PositiveIntegerField", False),
    ],
)
def test_a_column_without_its_unit_is_seen(name: str, kind: str, wrong: bool) -> None:
    assert bool(misnamed(name, kind)) is wrong


def test_the_names_checked_are_those_of_all_rooms() -> None:
    assert {module.room for module in modules()} == set(ROOMS)
