"""What documents point at exists: links, files, commands, numbers of decisions and promises, environment variables."""

import re
from collections.abc import Iterator

from django.core.management import get_commands

from tests.house.source import ROOMS, ROOT, tracked

DOCUMENTS = {
    path: (ROOT / path).read_text(encoding="utf-8") for path in tracked() if path.endswith(".md") and path[0] != "."
}
DECISIONS = {path for path in DOCUMENTS if re.fullmatch(r"docs/decisions/[0-9]{4}-[a-z0-9-]+\.md", path)}
CODE = (*ROOMS, "tests")


def code() -> Iterator[tuple[str, str]]:
    """Every file that people write by hand, with its text."""
    for path in tracked():
        if path.startswith(tuple(f"{place}/" for place in CODE)) and path.endswith((".py", ".js", ".css", ".html")):
            yield path, (ROOT / path).read_text(encoding="utf-8")


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{path}: {target}"
        for path, text in DOCUMENTS.items()
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
        if "://" not in target and not ((ROOT / path).parent / target).exists()
    ]
    assert broken == []


def test_every_file_named_exists() -> None:
    """A path in backticks that begins with a folder of the tree; the addresses of accounts look alike."""
    named = re.compile(r"`((?:docs|tests|canteen|ordering|settlement|kiosk|requirements|\.ci)/[\w./*-]*\w(?:\.\w+)?)`")
    missing = [
        f"{path}: {name}"
        for path, text in DOCUMENTS.items()
        for name in named.findall(text.partition("<!-- map")[0])
        if "*" not in name
        and "CANTEEN" not in name
        and not (ROOT / name).exists()
        and not (ROOT / f"{name}.py").exists()
    ]
    assert missing == []


def test_every_command_shown_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = {
        (path, name) for path, text in DOCUMENTS.items() for name in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M)
    }
    assert {(path, name) for path, name in shown if name not in targets} == set()
    asked = {(path, name) for path, text in DOCUMENTS.items() for name in re.findall(r"manage\.py ([a-z_]+)", text)}
    assert {(path, name) for path, name in asked if name not in get_commands()} == set()
    assert any(name == "found" for _, name in asked)


def test_every_decision_named_in_code_has_its_page() -> None:
    pages = {int(path.split("/")[-1][:4]) for path in DECISIONS}
    named = {(path, int(number)) for path, text in code() for number in re.findall(r"\bD([0-9]{1,2})\b", text)}
    assert {(path, number) for path, number in named if number not in pages} == set()
    assert pages == set(range(1, len(pages) + 1))


def test_every_decision_says_what_it_was_weighed_against() -> None:
    parts = ("**Decided.**", "**Why.**", "**Weighed.**")
    assert [(path, part) for path in sorted(DECISIONS) for part in parts if part not in DOCUMENTS[path]] == []
    index = DOCUMENTS["docs/decisions/README.md"]
    assert [path for path in sorted(DECISIONS) if f"({path.split('/')[-1]})" not in index] == []


def test_every_promise_named_in_code_is_listed() -> None:
    listed = set(re.findall(r"^\| ([RKUS][0-9]{1,2}) \|", DOCUMENTS["docs/promises.md"], re.MULTILINE))
    found = re.compile(r"(?<=[(, ])([RKUS][0-9]{1,2})(?=[),;.: ])")
    comments = {
        (path, number)
        for path, text in code()
        if path.endswith(".py")
        for number in found.findall("\n".join(re.findall(r'"""(.+?)"""', text, re.DOTALL)))
    }
    assert {(path, number) for path, number in comments if number not in listed} == set()


def test_every_environment_variable_is_explained() -> None:
    read = {
        name
        for path, text in code()
        if path.startswith("canteen/config/")
        for name in re.findall(r'"(NUANCAN_[A-Z_]+)"', text)
        if "META" not in text or name != "NUANCAN_REQUEST_ID"
    }
    explained = set(re.findall(r"^\| `(NUANCAN_[A-Z_]+)`", DOCUMENTS["README.md"], re.MULTILINE))
    assert read == explained
