"""What two versions say otherwise, in sentences and in the cells of a table."""

import itertools
import json
from pathlib import Path

import pytest

from settlement.core.policy.vocabulary import Language
from settlement.core.policy_difference import differences
from settlement.core.policy_difference_words import after_words, before_words, sentence
from settlement.core.policy_names import names_in
from tests.settlement.core.test_condition_words import document
from tests.settlement.core.test_policy_words import CORPUS, TOLD, at_home


def test_a_fund_of_another_role_is_a_difference_in_words() -> None:
    before, after = document(**at_home("meals")), document(**at_home("soup", advanced_by="charity"))
    names = names_in(before, after, language="zh", funds=TOLD.funds)
    assert [sentence(each, "zh", names) for each in differences(before, after)] == [
        "支付层“第二层” · 由谁付由“老人户籍所在区县的助餐资金”改为“老人户籍所在区县的资金（soup）（由“慈善资金”垫付）”"
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh",
            [
                "支付层“第二层”由第 2 位移到第 1 位",
                "支付层“第二层” · 补多少由“1.00 元”改为“余额的 10%（不足的舍去）”",
                "支付层“第二层” · 条件由“年满 60 周岁”改为“年满 65 周岁”",
                "额次“每天 2 次” · 次数由“2”改为“1”",
                "新增老人负担：（1）对哪些明细：套餐；至多付：5.00 元；超出部分由谁付：食堂",
                "删去所用食堂：优特社区食堂",
            ],
        ),
        (
            "en",
            [
                "layer “Second” moved from place 2 to place 1",
                "layer “Second” · how much changed from “1.00 yuan” to “10% of what is left, rounded down”",
                "layer “Second” · condition changed from “60 or older” to “65 or older”",
                "limit “2 meals a day” · times changed from “2” to “1”",
                "new: what the elder pays: (1) of which lines: set meals; pays at most: 5.00 yuan; "
                "who pays what is beyond: the canteen",
                "removed: canteens named: 优特社区食堂",
            ],
        ),
    ],
)
def test_differences_are_told_in_sentences(language: Language, said: list[str]) -> None:
    before = document(when={"age": {"from": 60}})
    after = document(when={"age": {"from": 65}}, formula={"percent": "10", "of": "left", "round": "down"})
    after["layers"].reverse()
    after["limits"][0]["count"] = 1
    after["elder"] = [{"lines": ["set"], "at_most": "5.00", "beyond": "canteen"}]
    del after["canteens"]
    names = names_in(before, after, language=language)
    assert sorted(sentence(each, language, names) for each in differences(before, after)) == sorted(said)


@pytest.mark.parametrize("paths", list(itertools.pairwise(CORPUS)), ids=lambda paths: paths[0].stem)
def test_any_two_published_rules_differ_in_words(paths: tuple[Path, Path]) -> None:
    before, after = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
    for each in differences(before, after):
        for language in ("zh", "en"):
            assert "{" not in sentence(each, language, names_in(before, after, language=language))


def test_sentences_that_came_or_went_together_stand_numbered_each_on_its_line() -> None:
    """Joined with commas nobody sees where one ends: each closes with a stop of its own."""
    notes = ["几类都符合时给高的一档。", "来源没有写次数：同一餐次一次。", "来源没有写加菜：加菜由老人自付。"]
    before, after = document(), document() | {"notes": notes}
    numbered = "\n".join(f"（{at}）{said}" for at, said in enumerate(notes, start=1))
    names = names_in(before, after, language="zh")
    [came], [went] = differences(before, after), differences(after, before)
    assert (after_words(came, "zh", names), before_words(went, "zh", names)) == (numbered, numbered)
    assert before_words(went, "en", names).splitlines() == [f"({at}) {said}" for at, said in enumerate(notes, start=1)]
