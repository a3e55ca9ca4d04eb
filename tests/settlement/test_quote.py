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
        f"{path}: layers[0].tiers: 比 70 岁小和比 70 岁大的都有份，70 岁的人没有（70 岁） · "
        "younger and older people than 70 have a part in this, those of 70 have none (70 years old)\n"
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
            "zh": "应为 0 到 1000000000000 的整数，不加引号",
        },
        {"path": "used.week", "message": "expected one of: sitting", "zh": "没有这个键，可用的键：sitting"},
    ]
    assert [field["zh"] for field in answers[3]["fields"]] == [
        '第 1 行第 30 列：键 "service_on" 在同一个对象里写了两次'
    ]
    assert failure is not None
    assert failure.returncode == 1
    assert str(failure) == ("有 7 个案例读不出来，见各自的回答 · 7 of the cases could not be read; see their answers")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            json.dumps(document(layer("a", {"fixed": 5}))),
            "补贴政策文件有错误 · The policy document has mistakes.\n"
            '  layers[0].formula.fixed: 金额应为文字形式的元，最多两位小数，如 "5.00"（请加引号，写作 "5.00"） · '
            'expected yuan as text with at most two decimals, such as "5.00" (write "5.00" with quotes)',
        ),
        (
            '{\n  "format"：1',
            "不是有效的 JSON · This is not JSON.\n"
            "  document: 第 2 行第 11 列：此处应为冒号（： 是中文标点，请改为英文的 :） · "
            "expected JSON: Expecting ':' delimiter at line 2, column 11 (： is full-width: write :)",
        ),
        (
            json.dumps(document({"include": {"policy": "guangzhou/3"}})),
            "补贴政策文件有错误 · The policy document has mistakes.\n"
            "  layers[0].include.policy: 没有这份已批准的政策：guangzhou/3 · "
            "expected the region's key and version of an approved policy\n"
            "  请用 --include guangzhou/3=FILE.json 给出它引用的政策 · "
            "give the policy it includes with --include guangzhou/3=FILE.json",
        ),
    ],
)
def test_a_wrong_policy_is_told_by_path(
    text: str, message: str, policy_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy_file.write_text(text, encoding="utf-8")
    answers, failure = quoted(policy_file, json.dumps(CASE).encode(), capsys)
    assert answers == []
    assert failure is not None
    assert (failure.returncode, str(failure)) == (2, f"{policy_file}: {message}")


def refused(*arguments: str) -> tuple[int, str]:
    """How the command ends and what it says."""
    with pytest.raises(CommandError) as caught:
        call_command("quote", *arguments)
    return caught.value.returncode, str(caught.value)


def test_files_that_are_not_there(policy_file: Path) -> None:
    told = "打不开这个文件 · cannot open this file: No such file or directory"
    gone = "/nowhere/file.json"
    assert refused(gone, gone) == (2, f"{gone}: {told}")
    assert refused(str(policy_file), gone) == (2, f"{gone}: {told}")
    assert refused(str(policy_file), gone, "--include", f"guangzhou/3={gone}") == (2, f"{gone}: {told}")
    assert refused(str(policy_file), str(policy_file.parent)) == (
        2,
        f"{policy_file.parent}: 打不开这个文件 · cannot open this file: Is a directory",
    )


def test_files_that_are_not_said(policy_file: Path) -> None:
    assert refused(str(policy_file)) == (
        2,
        "应给出 POLICY.json 和 CASES.jsonl 两个文件 · expected POLICY.json and CASES.jsonl",
    )
    assert refused(str(policy_file), "-", "--include", "guangzhou/3") == (
        2,
        "--include guangzhou/3: 应为 区划代号/版本=文件，如 guangzhou/3=CITY.json · "
        "expected REGION/VERSION=FILE.json, such as guangzhou/3=CITY.json",
    )
    twice = ("--include", f"guangzhou/3={policy_file}") * 2
    assert refused(str(policy_file), "-", *twice) == (2, "--include guangzhou/3: 给了两次 · given twice")


def test_what_an_included_document_lacks_is_asked_for_by_name(policy_file: Path) -> None:
    """Its own mistakes are told in its words, for they stand in another file."""
    district = policy_file.with_name("district.json")
    district.write_text(json.dumps(document({"include": {"policy": "guangzhou/3"}})), encoding="utf-8")
    policy_file.write_text(json.dumps(document({"include": {"policy": "zengcheng/2"}})), encoding="utf-8")
    assert refused(str(policy_file), "-", "--include", f"zengcheng/2={district}") == (
        2,
        f"{policy_file}: 补贴政策文件有错误 · The policy document has mistakes.\n"
        "  layers[0].include.policy: zengcheng/2 本身有错误：layers[0].include.policy："
        "没有这份已批准的政策：guangzhou/3 · "
        "expected a valid document (zengcheng/2 has mistakes of its own: layers[0].include.policy: "
        "expected the region's key and version of an approved policy (there is: zengcheng/2))\n"
        "  请用 --include guangzhou/3=FILE.json 给出它引用的政策 · "
        "give the policy it includes with --include guangzhou/3=FILE.json",
    )
    district.write_text('{"a": 1,}', encoding="utf-8")
    assert refused(str(policy_file), "-", "--include", f"zengcheng/2={district}") == (
        2,
        f"{district}: 不是有效的 JSON · This is not JSON.\n"
        '  document: 第 1 行第 9 列：此处应为带英文双引号的键，如 "id"（最后一项后面不能有逗号） · expected JSON: '
        "Expecting property name enclosed in double quotes at line 1, column 9 (nothing may follow the last comma)",
    )


@pytest.mark.parametrize("cases", [b"", b"\n  \n"])
def test_without_a_case_it_says_so(cases: bytes, policy_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = policy_file.with_name("cases.jsonl")
    path.write_bytes(cases)
    call_command("quote", str(policy_file), str(path))
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        f"{path}: 没有案例，没有可计算的；政策文件没有错误 · no cases, so nothing to quote; the policy is in order\n",
    )


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
        "CommandError: 有 1 个案例读不出来，见各自的回答 · 1 of the cases could not be read; see their answers\n",
    )


def test_answers_are_utf_8_whatever_the_terminal_speaks(policy_file: Path) -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "quote", str(policy_file), "-"],
        input=json.dumps({**CASE, "id": "第一份𠮷"}).encode(),
        capture_output=True,
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii"},
        cwd=policy_file.parent,
        check=False,
    )
    assert (ran.returncode, json.loads(ran.stdout)["id"]) == (0, "第一份𠮷")
