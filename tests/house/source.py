"""Reads the project's Python as trees, and names what an expression refers to by the imports of its file."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("canteen", "ordering", "settlement", "kiosk")
EDGES = ("api", "views", "webhooks", "admin", "management")


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, its path from the root, its text."""

    path: str
    text: str

    @property
    def name(self) -> str:
        """The dotted name; a package is named like its folder."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        return self.name.split(".")[0]

    @property
    def drawer(self) -> str:
        """The drawer of the room in which the module lies, or "" for the room itself."""
        return [*self.name.split("."), ""][1]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> dict[str, str]:
        """What each imported name stands for, wherever in the file it is imported."""
        names: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    names[alias.asname or alias.name.split(".")[0]] = (
                        alias.name if alias.asname else alias.name.split(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return names

    def refers_to(self, node: ast.expr) -> str:
        """Return the dotted name of an expression such as `timezone.now`, or "" when it is not an imported name."""
        if isinstance(node, ast.Name):
            return self.imports.get(node.id, "")
        if isinstance(node, ast.Attribute):
            before = self.refers_to(node.value)
            return f"{before}.{node.attr}" if before else ""
        return ""

    def at(self, node: ast.AST) -> str:
        """Return where a node stands, as an editor opens it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def tracked() -> tuple[str, ...]:
    """Return the paths of all files that are, or are about to be, part of the project."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(sorted(path for path in set(found) if path and (ROOT / path).is_file()))


@cache
def modules(*places: str) -> tuple[Module, ...]:
    """Return the Python modules under these top-level names (default: the four rooms)."""
    heads = tuple(f"{place}/" for place in places or ROOMS)
    paths = [path for path in tracked() if path.endswith(".py") and path.startswith(heads)]
    return tuple(Module(path, (ROOT / path).read_text(encoding="utf-8")) for path in paths)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a module, methods and nested ones included."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def columns(module: Module) -> Iterator[tuple[str, str, ast.expr]]:
    """Yield (name, field class, where) of every `name = models.SomethingField(…)` in the classes of a module."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for line in node.body:
            if not isinstance(line, ast.Assign | ast.AnnAssign) or not isinstance(value := line.value, ast.Call):
                continue
            if not module.refers_to(value.func).startswith("django.db.models"):
                continue
            target = line.targets[0] if isinstance(line, ast.Assign) else line.target
            if isinstance(target, ast.Name):
                yield target.id, module.refers_to(value.func).rpartition(".")[2], value
