"""What can be wrong in a policy document, in words, and the error that carries all of it."""

from collections.abc import Sequence
from typing import Final

from canteen.core.errors import Invalid
from settlement.core.reading import Mistake, Reader, Words

FORMAT: Final = "nuancan-policy/1"

_WORDS: Final[dict[str, Words]] = {
    "format": (f'"{FORMAT}"', "", f'应为 "{FORMAT}"'),
    "reserved": ("another id", "{id} has a meaning of its own", "{id} 另有含义，请换一个"),
    "no-such-limit": ("the id of a limit of this document", "there is: {known}", "没有这个额次，已有：{known}"),
    "not-a-payer": ("{known}", "", "应为下列之一：{known}"),
    "never-empty": ("no such key", "only a fund can run empty", "只有资金会用完，不应有这个键"),
    "no-layer-next": (
        '"canteen", "elder" or "hold"',
        "no layer comes after this one",
        '后面没有支付层，应为 "canteen"、"elder" 或 "hold"',
    ),
    "formula-or-tiers": ("either formula or tiers", "not both, not neither", "formula 与 tiers 必须且只能有一个"),
    "pick-without-tiers": ("no such key", "it says which of several tiers counts", "没有 tiers 时不应有这个键"),
    "never-reached": (
        "a condition on the item before",
        "that one is for everybody, so this one is never reached",
        "前一项没有条件，本项永远轮不到",
    ),
    "nothing-said": ("at_least or at_most", "", "at_least 与 at_most 至少要有一个"),
    "nothing-beyond": ("no such key", "it says who pays what is above at_most", "没有 at_most 时不应有这个键"),
    "most-below-least": ("no less than at_least", "", "不能小于 at_least"),
    "no-age-at-all": ("more than from", "the band holds no age at all", "应大于 from"),
    "one-condition": (
        "an object with one condition: {known}",
        'several conditions go into {{"all": […]}}',
        '应为一个条件：{known}；多个条件写入 {{"all": […]}}',
    ),
    "one-formula": ("an object with one formula: {known}", "", "应为一个公式：{known}"),
    "too-deep": ("at most {most} levels, one inside the other", "", "嵌套不能超过 {most} 层"),
    "not-percent": (
        'a percentage from "0" to "100" as text with at most two decimals',
        'such as "25" or "12.5"',
        '应为文字形式的百分数，"0" 到 "100"，最多两位小数，如 "25" 或 "12.5"',
    ),
    "not-a-category": (
        "the name of a category: 1 to 40 letters, digits and hyphens",
        "such as dibao",
        "应为类别代号：1 到 40 个字母、数字或连字符",
    ),
    "age-unsaid": (
        "birthday, next_day or next_month",
        "{path} asks for an age: say from when a new year of age counts",
        "{path} 用到年龄，须写明从何时起算：birthday、next_day 或 next_month",
    ),
}


class PolicyInvalid(Invalid):
    """The policy document has mistakes."""

    code = "policy-invalid"
    zh = "补贴政策文件有错误"

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Carries every mistake that was found."""
        self.mistakes = tuple(mistakes)
        super().__init__([(mistake.path, mistake.message) for mistake in self.mistakes])


class PolicyReader(Reader):
    """A reader that also remembers where a document asks for an age."""

    def __init__(self) -> None:
        super().__init__(_WORDS)
        self.ages: list[str] = []
