"""One thing has one word: in the form that a policy is written in, the notice of it, and the table it is signed by."""

from settlement.core.policy.vocabulary import PER, word
from settlement.core.policy_labels import LABELS, OPTIONS, THEN
from settlement.views.editor_choices import BASES, COUNTS, DAYS, PERIODS, THENS
from settlement.views.editor_mistakes import FIELDS


def test_the_notice_and_the_table_of_differences_speak_as_the_editor_does() -> None:
    """Who writes 打折 into a form looks for 打折 in what is posted of it."""
    assert str(PERIODS["ever"]) == PER["ever"][0]
    told = {key: words[0] for (of, key), words in OPTIONS.items() if of == "counts"}
    assert {key: str(words) for key, words in COUNTS.items() if key} == told
    assert {key: str(words) for key, words in BASES.items()} == {key: f"{word(key, 'zh')}的" for key in BASES}
    assert str(DAYS["statutory_holiday"]) == word("statutory_holiday", "zh").partition("（")[0]
    assert str(FIELDS["discount"]).partition("，")[0] == LABELS["discount"][0].removeprefix("是否")
    assert str(THENS["next"]) == "下一层补上"
    assert [words[0] for (then, _), words in THEN.items() if then == "next"] == [
        "先用完剩余，不足部分由下一支付层补上",
        "全部由下一支付层补上",
    ]
