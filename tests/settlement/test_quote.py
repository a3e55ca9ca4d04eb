"""`manage.py quote`: one answer a line, wrong lines too, without a database or settings."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.settlement.core.documents import document, fund, layer

ROOT = Path(__file__).resolve().parents[2]
CASE = {"service_on": "2026-11-21", "sitting": "lunch", "lines": [{"kind": "set", "fen": 1000}]}
POLICY = document(layer("town", {"fixed": "6.00"}, title={"zh": "镇级补助", "en": "Town"}, **fund("town")))


TOLD = {
    "zh": "镇级补助：定额 6.00 元（额度只剩 4.50 元）",
    "en": "Town: 6.00 yuan, fixed (the allotment held 4.50 yuan)",
}


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.json"
    path.write_text(json.dumps(POLICY), encoding="utf-8")
    return path


def quoted(policy: Path, cases: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[list[Any], CommandError | None]:
    """What the command answers to some lines, and what it fails with."""
    path = policy.with_name("cases.jsonl")
    path.write_bytes(cases)
    failure = None
    try:
        call_command("quote", str(policy), str(path))
    except CommandError as error:
        failure = error
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()], failure


def test_an_answer(policy_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = {**CASE, "id": "第一份", "left_fen": {"town": 450}}
    answers, failure = quoted(policy_file, json.dumps(case).encode(), capsys)
    assert failure is None
    assert answers == [
        {
            "line": 1,
            "id": "第一份",
            "price_fen": 1000,
            "payers": {"fund:town": 450, "suspense": 150, "elder": 400},
            "elder_fen": 400,
            "suspense_fen": 150,
            "shares": [
                {
                    "payer": "fund:town",
                    "layer": "town",
                    "line": 0,
                    "fen": 450,
                    "reason": {
                        "code": "fixed",
                        "layer": "town",
                        "tier": None,
                        "numbers": {"fixed_fen": 600, "allotment_fen": 450},
                    },
                    **TOLD,
                },
                {
                    "payer": "suspense",
                    "layer": "town",
                    "line": 0,
                    "fen": 150,
                    "reason": {"code": "held", "layer": "town", "tier": None, "numbers": {"short_fen": 150}},
                    "zh": "镇级补助额度不足，1.50 元暂挂，待人工处理",
                    "en": "Town: its allotment was 1.50 yuan short; held for a person to decide",
                },
                {
                    "payer": "elder",
                    "layer": "elder",
                    "line": 0,
                    "fen": 400,
                    "reason": {"code": "remainder", "layer": "elder", "tier": None, "numbers": {}},
                    "zh": "余额由老人支付",
                    "en": "the elder pays the rest",
                },
            ],
            "claims": [{"limit": "sitting", "period": "2026-11-21/lunch", "ordinal": 1, "fen": 0}],
            "draws": {"town": 450},
            "skipped": [],
        }
    ]


def test_what_is_doubtful_is_said_beside_the_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, cases = tmp_path / "policy.json", tmp_path / "cases.jsonl"
    ages = ({"from": 60, "below": 70}, {"from": 71})
    tiers = [{"when": {"age": age}, "formula": {"fixed": "1.00"}} for age in ages]
    path.write_text(json.dumps(document(layer("town", tiers=tiers, tiers_pick="first"))), encoding="utf-8")
    cases.write_text(json.dumps(CASE), encoding="utf-8")
    call_command("quote", str(path), str(cases))
    said = capsys.readouterr()
    assert [json.loads(line)["elder_fen"] for line in said.out.splitlines()] == [1000]
    assert said.err == (
        f"{path}: layers[0].tiers: younger and older people than 70 have a part in this, those of 70 have none "
        "(70 years old) · 比 70 岁小和比 70 岁大的都有份，70 岁的人没有（70 岁）\n"
    )


def test_every_line_is_answered_and_wrong_ones_name_the_path(
    policy_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        json.dumps(CASE).encode(),
        b"  ",
        b'{"sitting": "tea", "lines": [{"kind": "set", "fen": "1000"}], "used": {"week": 1}}',
        b"{not json}",
        b'{"service_on": "2026-11-21", "service_on": "2026-11-22"}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"sitting": NaN}',
        b"5",
        json.dumps({**CASE, "birth_on": None, "promised_fen": None, "used": {"sitting": 1}}).encode(),
    ]
    answers, failure = quoted(policy_file, b"\n".join(lines), capsys)
    assert [answer["line"] for answer in answers] == [1, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [answer.get("error") for answer in answers] == [
        None,
        "case-invalid",
        *["not-json"] * 5,
        "case-invalid",
        None,
    ]
    assert [answer.get("elder_fen") for answer in answers] == [400, *[None] * 7, 1000]
    assert answers[1]["fields"] == [
        {
            "path": "service_on",
            "message": "expected a value (this key must be present)",
            "zh": "缺少这个键",
        },
        {
            "path": "sitting",
            "message": "expected one of: breakfast, lunch, dinner",
            "zh": "应为下列之一：breakfast, lunch, dinner",
        },
        {
            "path": "lines[0].fen",
            "message": "expected a whole number from 0 to 1000000000000 (without quotes)",
            "zh": "应为 0 到 1000000000000 的整数",
        },
        {"path": "used.week", "message": "expected one of: sitting", "zh": "没有这个键，可用的键：sitting"},
    ]
    assert answers[3]["fields"] == [
        {"path": "document", "message": 'expected JSON: the key "service_on" stands twice in one object'}
    ]
    assert failure is not None
    assert failure.returncode == 1
    assert str(failure) == "7 of the cases could not be read; see their answers"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            json.dumps(document(layer("a", {"fixed": 5}))),
            "The policy document has mistakes.\n"
            '  layers[0].formula.fixed: expected yuan as text with at most two decimals, such as "5.00" '
            '(write "5.00" with quotes) · 金额应为文字形式的元，最多两位小数，如 "5.00"',
        ),
        ("{", "This is not JSON.\n  document: expected JSON: Expecting property name enclosed in double quotes "
              "at line 1, column 2"),
    ],
)  # fmt: skip
def test_a_wrong_policy_is_told_by_path(
    text: str, message: str, policy_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy_file.write_text(text, encoding="utf-8")
    answers, failure = quoted(policy_file, json.dumps(CASE).encode(), capsys)
    assert answers == []
    assert failure is not None
    assert (failure.returncode, str(failure)) == (2, f"{policy_file}: {message}")


def test_files_that_are_not_there(policy_file: Path) -> None:
    with pytest.raises(CommandError, match="No such file") as no_policy:
        call_command("quote", "/nowhere/policy.json", "/nowhere/cases.jsonl")
    with pytest.raises(CommandError, match="No such file") as no_cases:
        call_command("quote", str(policy_file), "/nowhere/cases.jsonl")
    assert (no_policy.value.returncode, no_cases.value.returncode) == (2, 1)


def test_it_runs_without_settings_and_reads_standard_input(policy_file: Path) -> None:
    """A town may try a policy on a machine that has no database, no keys and no settings at all."""
    ran = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "quote", str(policy_file), "-"],
        input=json.dumps(CASE).encode() + b"\n{}\n",
        capture_output=True,
        env={"PATH": os.environ["PATH"]},
        cwd=policy_file.parent,
        check=False,
    )
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer.get("elder_fen", answer.get("error")) for answer in answers] == [400, "case-invalid"]
    assert (ran.returncode, ran.stderr.decode()) == (
        1,
        "CommandError: 1 of the cases could not be read; see their answers\n",
    )
