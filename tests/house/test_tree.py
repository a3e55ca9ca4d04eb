"""What the tree holds: four rooms and their tests, nothing generated, no name of one machine or of a registry."""

import re

from tests.house.source import ROOMS, ROOT, tracked

PACKAGES = {*ROOMS, "tests"}
# Put together here so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join((r"pypi\." + "org", "python" + r"hosted\.", r"registry\." + "npmjs", r"npmmirror\." + "com"))
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:" + "|".join(("home", "Users", "ro" + "ot", "wo" + "rk")) + r")/\w")
GENERATED = re.compile(
    r"(^|/)(\.venv|var|node_modules|__pycache__|\.\w+_cache|\.hypothesis)/|(^|/)uv\.lock$"
    r"|\.(mo|pyc|db|sqlite3?|dump)(-wal|-shm|-journal)?$"
)
BINARY = (".png", ".jpg", ".ico", ".woff2", ".ogg", ".mp3", ".wav", ".xlsx", ".wasm")


def texts() -> dict[str, str]:
    """Return the text of every file that has one."""
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in tracked() if not path.endswith(BINARY)}


def test_python_lives_in_the_rooms_and_in_tests() -> None:
    strays = [path for path in tracked() if path.endswith(".py") and path.split("/")[0] not in PACKAGES]
    assert strays == ["manage.py"]


def test_nothing_generated_is_kept() -> None:
    assert [path for path in tracked() if GENERATED.search(path)] == []


def test_a_database_would_be_found_under_any_name() -> None:
    names = ("a.db", "docs/town.sqlite", "nuancan.sqlite3", "nuancan.sqlite3-wal", "tests/town.dump", "x/y.mo")
    assert [name for name in names if not GENERATED.search(name)] == []
    assert not GENERATED.search("canteen/gateways/dump.py")


def test_no_registry_is_named() -> None:
    assert [path for path, text in texts().items() if REGISTRIES.search(text)] == []


def test_no_path_of_one_machine_is_named() -> None:
    found = [f"{path}: {match.group()}" for path, text in texts().items() if (match := MACHINE_PATHS.search(text))]
    assert found == []


def test_what_runs_is_pinned_with_hashes() -> None:
    for level in ("base", "dev"):
        lines = (ROOT / "requirements" / f"{level}.txt").read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+ \\", pin)] == []
        assert sum("--hash=sha256:" in line for line in lines) >= len(pins)
