"""What is wrong in a written case leads to how it is put right; what is only doubtful is said beside the answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from settlement.core.policy import parse
from settlement.core.quoting import CaseInvalid, quote, quote_with_doubts
from tests.settlement.core.documents import Json, document, fund, layer

CASE: Json = {"service_on": "2026-11-21", "sitting": "lunch", "lines": [{"kind": "set", "fen": 1200}]}
EDGE = [
    {"when": {"category": "dibao"}, "formula": {"fixed": "3.00"}},
    {"when": {"category_level": {"category": "home-care", "any_of": ["一级"]}}, "formula": {"fixed": "2.50"}},
    {"formula": {"fixed": "2.00"}},
]
POLICY = document(layer("town", tiers=EDGE, tiers_pick="first", **fund("town", "hold")))
CODE = (
    "the name of a category: 1 to 40 letters, digits and hyphens (such as dibao-edge)",
    "应为类别代号：1 到 40 个字母、数字或连字符，如 dibao-edge",
)
FACT = '"facts": [{"kind": "category", "value": "dibao"}]'
HOME = ('the key of a region and a role, such as "zengcheng/meals"', '应为“区划代号/用途”，如 "zengcheng/meals"')
PLACE = '{"town": "zhengguo", "district": "zengcheng"}'
KINDS = "category, diet, institution, permit, registration, residence"


def fact(kind: str, value: Any, **more: Any) -> Json:
    return {"facts": [{"kind": kind, "value": value, **more}]}


def none(en: str, zh: str) -> tuple[str, str]:
    return f"no such key (the document has no {en})", f"没有这个键：政策文件里没有{zh}"


# what the case says besides, the path of the mistake, what it says in English and in Chinese
WRONG: list[tuple[Json, str, tuple[str, str]]] = [
    (fact("category", "低保"), "facts[0].value", ('the code of the category, "dibao"', '请写类别代号 "dibao"')),
    (fact("category", "低保户"), "facts[0].value", ('the code of the category, "dibao"', '请写类别代号 "dibao"')),
    (fact("category", "di bao"), "facts[0].value", CODE),
    (fact("category", "dibao_edge"), "facts[0].value", CODE),
    (fact("category", 5), "facts[0].value", CODE),
    (
        fact("categroy", "dibao"),
        "facts[0].kind",
        (f"one of: {KINDS} (did you mean category?)", f"应为下列之一：{KINDS}（是否应为 category）"),
    ),
    (
        fact("diet", "糖尿病"),
        "facts[0].value",
        (
            "a key of at most 40 characters: lower-case letters, digits and single hyphens, starting with a letter "
            "(such as town or nanxun-joint)",
            "应为不超过 40 个字符的代号：小写字母开头，由小写字母、数字和单个连字符组成",
        ),
    ),
    ({"birth_on": "2026-11-22"}, "birth_on", ("a day not after service_on", "出生日期不能晚于就餐日期 service_on")),
    (
        {"age": 80},
        "age",
        (
            '"birth_on", the day of her birth, such as "1946-11-20" (how old she is follows from it)',
            '没有这个键，请写出生日期 "birth_on"，如 "1946-11-20"，年龄由它算出',
        ),
    ),
    *[
        ({key: "dibao"}, key, (f"{FACT} (a category is a fact)", f"没有这个键，类别写作 {FACT}"))
        for key in ("category", "categories")
    ],
    ({"wallet": {"topup": {"uses": 1}}}, "wallet.topup", none("products", "钱包产品（products）")),
    ({"used": {"day": 1}}, "used.day", none("limits", "额次（limits）")),
    ({"left_fen": {"town": 1}}, "left_fen.town", none("funds", "资金")),
    *[
        ({"homes": {home: "town"}}, f'homes["{home}"]' if "/" in home else f"homes.{home}", HOME)
        for home in ("zengcheng", "zengcheng/", "/meals", "zengcheng/meals/2", "Zengcheng/meals")
    ],
    (
        {"lapsed": ["guangzhou/3"]},
        "lapsed[0]",
        ("no version (the document includes none)", "政策文件没有引用其他政策，这里不能写"),
    ),
]


@pytest.mark.parametrize(("more", "path", "words"), WRONG)
def test_a_mistake_in_a_case_says_how_it_is_put_right(more: Json, path: str, words: tuple[str, str]) -> None:
    bare = parse(document(layer("town", {"fixed": "1.00"}), limits=[]))
    with pytest.raises(CaseInvalid) as caught:
        quote(bare, {**CASE, **more})
    told = [(mistake.path, mistake.message, mistake.zh) for mistake in caught.value.mistakes]
    assert told == [(path, f"expected {words[0]}", words[1])]


def test_a_version_that_lapsed_is_one_that_is_included() -> None:
    """Also by a version that the policy includes; what it does not include could change nothing."""
    far = document({"include": {"policy": "yuexiu/1"}})
    policy = parse(document({"include": {"policy": "guangzhou/3"}}), {"guangzhou/3": far, "yuexiu/1": POLICY})
    assert quote(policy, {**CASE, "lapsed": ["yuexiu/1", "guangzhou/3"]})["payers"] == {"suspense": 200, "elder": 1000}
    with pytest.raises(CaseInvalid) as caught:
        quote(policy, {**CASE, "lapsed": ["guangzhou/3", "guangzhou/4"]})
    known = "guangzhou/3, yuexiu/1"
    assert [(mistake.path, mistake.message, mistake.zh) for mistake in caught.value.mistakes] == [
        (
            "lapsed[1]",
            f"expected one of: {known} (did you mean guangzhou/3?)",
            f"应为下列之一：{known}（是否应为 guangzhou/3）",
        )
    ]


def test_a_case_that_cannot_be_read_is_answered_by_its_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, cases = tmp_path / "policy.json", tmp_path / "cases.jsonl"
    policy.write_text(json.dumps(POLICY), encoding="utf-8")
    ids: list[Json] = [{"id": "王·二"}, {}, {"id": ""}, {"id": 7}, {"id": "x" * 201}]
    cases.write_text("\n".join(json.dumps({**CASE, **each, "sitting": "tea"}) for each in ids), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("quote", str(policy), str(cases))
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(answer.get("id"), answer["error"]) for answer in answers] == [
        ("王·二", "case-invalid"),
        *[(None, "case-invalid")] * 4,
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"birth_on": "2026-11-21"},
        fact("category", "dibao-edge", level="中度"),
        fact("diet", "diabetic"),
        fact("institution", "某院"),
        fact("registration", "外地", place={}),
        fact("residence", "本地"),
    ],
)
def test_what_only_looks_like_a_mistake(more: Json) -> None:
    assert quote(parse(POLICY), {**CASE, **more})["elder_fen"] == 1000


def test_of_a_day_that_cannot_be_read_nobody_is_born_too_late() -> None:
    with pytest.raises(CaseInvalid) as caught:
        quote(parse(POLICY), {**CASE, "service_on": "2026-02-30", "birth_on": "1950-01-01"})
    assert [mistake.path for mistake in caught.value.mistakes] == ["service_on"]


def test_a_category_the_policy_never_names_is_doubted_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither one it names nor one of the usual: it may be misspelt, and would be passed over without a word."""
    policy, cases = tmp_path / "policy.json", tmp_path / "cases.jsonl"
    policy.write_text(json.dumps(POLICY), encoding="utf-8")
    categories = ("dibao", "dibau", "dibau", "village-hero", "living-alone", "home-care")
    cases.write_text("\n".join(json.dumps({**CASE, **fact("category", each)}) for each in categories), encoding="utf-8")
    call_command("quote", str(policy), str(cases))
    said = capsys.readouterr()
    assert [json.loads(line)["elder_fen"] for line in said.out.splitlines()] == [900, *[1000] * 5]
    assert said.err.splitlines() == [
        f"{cases}:2: facts[0].value: 政策没有问到类别 dibau，它不起作用（是否应为 dibao） · "
        "the policy asks for no category dibau, so it changes nothing: did you mean dibao?",
        f"{cases}:4: facts[0].value: 政策没有问到类别 village-hero，它不起作用 · "
        "the policy asks for no category village-hero, so it changes nothing",
        f"{cases}:6: facts[0].level: 政策问的级别是一级，要一字不差；没有写级别，这个类别不起作用 · "
        "the policy asks for the level 一级, word for word; no level is said, so this changes nothing",
    ]


@pytest.mark.parametrize(
    ("asked", "level", "said"),
    [
        (["重度"], "重度", None),
        (["重度"], "轻度", None),
        (["重度"], None,
         "the policy asks for the level 重度, word for word; no level is said, so this changes nothing"),
        (["重度"], "重", "the policy asks for the level 重度, word for word; 重 changes nothing"),
        (["重度"], "重度失能", "the policy asks for the level 重度, word for word; 重度失能 changes nothing"),
        (["中度失能", "重度失能"], "重度",
         "the policy asks for the level 中度失能, 重度失能, word for word; 重度 changes nothing"),
    ],
)  # fmt: skip
def test_a_level_nearly_as_asked_for_is_doubted(asked: list[str], level: str | None, said: str | None) -> None:
    """Also one left out, but not another level; nor where the category is asked for at any level as well."""
    by_level = layer("town", {"fixed": "2.00"}, when={"category_level": {"category": "disabled", "any_of": asked}})
    case = {**CASE, **fact("category", "disabled", **({} if level is None else {"level": level}))}
    answer, found = quote_with_doubts(parse(document(by_level)), case)
    assert [(doubt.path, doubt.en) for doubt in found] == ([] if said is None else [("facts[0].level", said)])
    assert answer["elder_fen"] == (1000 if level in asked else 1200)
    whatever = layer("more", {"fixed": "1.00"}, when={"category": "disabled"})
    assert quote_with_doubts(parse(document(by_level, whatever)), case)[1] == ()


def test_a_home_without_its_place_is_doubted_where_the_policy_asks_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such a case is answered, for what is not known decides nothing; but whoever wrote it may think that it does."""
    policy, cases = tmp_path / "policy.json", tmp_path / "cases.jsonl"
    here = layer("town", {"fixed": "2.00"}, when={"registered": {"in": ["zhengguo"]}}, **fund("town", "hold"))
    found = {
        "payer": {"fund_of": "residence", "level": "town", "role": "meals"},
        "empty": {"then": "hold", "part": True},
    }
    asked = document(here, layer("home", {"fixed": "1.00"}, **found), regions={"zhengguo": "正果镇"})
    policy.write_text(json.dumps(asked), encoding="utf-8")
    placed = fact("registration", "正果镇", place={"town": "zhengguo"})
    told = [fact("registration", "正果镇"), placed, fact("residence", "正果镇"), fact("permit", "正果镇")]
    cases.write_text("\n".join(json.dumps({**CASE, **each}) for each in told), encoding="utf-8")
    call_command("quote", str(policy), str(cases))
    said = capsys.readouterr()
    answered = [json.loads(line)["payers"] for line in said.out.splitlines()]
    nowhere = {"suspense": 100, "elder": 1100}
    assert answered == [nowhere, {"fund:town": 200, "suspense": 100, "elder": 900}, nowhere, nowhere]
    zh = f"没有写明地点，按哪里都不属于计算；写作 {PLACE}"
    en = f"no place is said, so she belongs nowhere; it is written {PLACE}"
    assert said.err.splitlines() == [f"{cases}:1: facts[0].place: {zh} · {en}"]


def test_what_an_included_version_asks_for_is_no_doubt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, city, cases = tmp_path / "policy.json", tmp_path / "city.json", tmp_path / "cases.jsonl"
    policy.write_text(json.dumps(document({"include": {"policy": "guangzhou/3"}})), encoding="utf-8")
    city.write_text(json.dumps(POLICY), encoding="utf-8")
    cases.write_text(json.dumps({**CASE, **fact("category", "home-care", level="一级")}), encoding="utf-8")
    call_command("quote", str(policy), str(cases), "--include", f"guangzhou/3={city}")
    said = capsys.readouterr()
    assert [json.loads(line)["elder_fen"] for line in said.out.splitlines()] == [950]
    assert said.err == ""
