"""Published rules as policy documents: every worked example comes out to the fen."""

import json
from pathlib import Path
from typing import Any

import pytest

from settlement.core.policy import parse
from settlement.core.quoting import quote

FOLDER = Path(__file__).parent / "policies"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def examples() -> list[Any]:
    """Every worked example with the name of its policy."""
    return [
        pytest.param(name, example["case"], example["payers"], id=f"{name}: {example['about']}")
        for name in NAMES
        for line in (FOLDER / f"{name}.cases.jsonl").read_text(encoding="utf-8").splitlines()
        for example in [json.loads(line)]
    ]


def test_every_policy_has_examples() -> None:
    assert NAMES
    assert sorted(path.name.removesuffix(".cases.jsonl") for path in FOLDER.glob("*.jsonl")) == NAMES


@pytest.mark.parametrize(("name", "case", "payers"), examples())
def test_a_worked_example(name: str, case: dict[str, Any], payers: dict[str, int]) -> None:
    policy = parse(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
    assert quote(policy, case)["payers"] == payers
