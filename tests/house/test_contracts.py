"""Each import contract of pyproject.toml is seen to fail: a violation of each is planted in a copy of the tree."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house.source import EDGES, ROOMS, ROOT, tracked

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
TABLES_REACHED_FROM = {"canteen": "kiosk", "ordering": "settlement", "settlement": "kiosk", "kiosk": "canteen"}
# An edge that is one file already is imported as it is; into the others a module is planted.
EDGE_MODULES = tuple(
    f"ordering.{edge}" if (ROOT / "ordering" / f"{edge}.py").exists() else f"ordering.{edge}.planted" for edge in EDGES
)
# contract → the files that break it, and what the linter must say about them
PLANTS: dict[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "floors": ({"ordering/core/planted.py": "import settlement.core"}, ("ordering.core.planted -> settlement.core",)),
    "floors-ground": ({"canteen/core/planted.py": "import kiosk.core"}, ("canteen.core.planted -> kiosk.core",)),
    "floors-wiring": (
        {"kiosk/core/planted.py": "from canteen.config import environment"},
        ("kiosk.core.planted -> canteen.config.environment",),
    ),
    "pure": (
        {f"{room}/core/planted.py": "def late():\n    from django.db import models" for room in ROOMS},
        tuple(f"{room}.core.planted -> django" for room in ROOMS),
    ),
    "edges": (
        {f"{module.replace('.', '/')}.py": "" for module in EDGE_MODULES if module.endswith(".planted")}
        | {"ordering/core/planted.py": "\n".join(f"import {module}" for module in EDGE_MODULES)},
        tuple(f"ordering.core.planted -> {module}" for module in EDGE_MODULES),
    ),
    "knots": (
        {"kiosk/core/planted.py": "import kiosk.core.knot", "kiosk/core/knot.py": "import kiosk.core.planted"},
        ("kiosk.core", "knot", "planted"),
    ),
}
for _room in ROOMS:
    PLANTS[f"rooms-{_room}"] = (
        {f"{_room}/core/planted.py": f"import {_room}.models", f"{_room}/services.py": ""},
        (f"{_room}.core.planted -> {_room}.models", f"{_room}.services"),
    )
    _from = TABLES_REACHED_FROM[_room]
    PLANTS[f"tables-{_room}"] = (
        {f"{_from}/core/planted.py": f"from {_room} import models"},
        (f"{_from}.core.planted -> {_room}.models",),
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the rooms' Python and of the contracts."""
    there = tmp_path_factory.mktemp("copy")
    for path in tracked():
        if path == "pyproject.toml" or (path.endswith(".py") and path.startswith(tuple(f"{room}/" for room in ROOMS))):
            (there / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, there / path)
    return there


@contextmanager
def planted(copy: Path, files: Mapping[str, str]) -> Iterator[None]:
    """Write the files, with the packages they need, and take them away again."""
    made: list[Path] = []
    try:
        for name, text in files.items():
            for folder in reversed(list(Path(name).parents)[:-1]):
                package = copy / folder / "__init__.py"
                if not package.exists() and not (copy / f"{folder}.py").exists():
                    package.parent.mkdir(exist_ok=True)
                    package.touch()
                    made.append(package)
            (copy / name).write_text(text + "\n", encoding="utf-8")
            made.append(copy / name)
        yield
    finally:
        for path in made:
            path.unlink()


def lint(copy: Path, contract: str) -> tuple[int, str]:
    """Run one contract in the copy; return the exit code and what was said, in one line."""
    run = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", run, "--no-logo", "--contract", contract],
        cwd=copy,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def test_every_contract_has_a_violation_planted() -> None:
    assert set(PLANTS) == {contract["id"] for contract in CONTRACTS}


@pytest.mark.parametrize("contract", sorted(PLANTS))
def test_a_planted_violation_breaks_its_contract(contract: str, copy: Path) -> None:
    files, said = PLANTS[contract]
    with planted(copy, files):
        code, output = lint(copy, contract)
    assert code == 1
    assert [words for words in said if words not in output] == []


def test_naming_a_table_in_an_annotation_is_not_touching_it(copy: Path) -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from canteen.models import Elder"
    with planted(copy, {"kiosk/queries/planted.py": text}):
        code, output = lint(copy, "tables-canteen")
    assert "kiosk.queries.planted" not in output
    assert code == 0
