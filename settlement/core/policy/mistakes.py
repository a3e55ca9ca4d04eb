"""What can be wrong in a policy document, in words, and the error that carries all of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

from canteen.core.errors import Invalid
from settlement.core.reading import Mistake, Reader, Words

FORMAT: Final = "nuancan-policy/1"

_WORDS: Final[dict[str, Words]] = {
    "format": (f'"{FORMAT}"', "", f'应为 "{FORMAT}"'),
    "persons-number": ("words without an ID number", "a policy is public", "不要写身份证号：政策是公开的"),
    "category-word": ('the code of the category, "{code}"', "", '请写类别代号 "{code}"'),
    "reserved": ("another id", "{id} has a meaning of its own", "{id} 另有含义，请换一个"),
    "not-there": (
        "one of: {known}",
        "{what} must be declared in the document",
        "文件的{what_zh}（{what}）中没有这一项，须先在那里写明；已有：{known}",
    ),
    "not-in-included": ("one of: {known}", "the layers of {ref}", "{ref} 中没有这个支付层，已有：{known}"),
    "not-a-payer": ("{known}", "", "应为下列之一：{known}"),
    "several-payers": (
        'one payer, such as {{"fund": "…"}}',
        "each of several payers has a layer of its own; or all share one joint fund, with which the ratio stands",
        '应为一个支付方，如 {{"fund": "…"}}：几方分担的，一方写一层，或合写一个联合资金（比例写在资金上）',
    ),
    "several-at-last": (
        'one payer, such as {{"fund": "…"}}',
        "several can share one joint fund, with which the ratio stands",
        '应为一个支付方，如 {{"fund": "…"}}：几方分担的，合写一个联合资金（比例写在资金上）',
    ),
    "never-empty": ("no such key", "only a fund can run empty", "只有资金会用完，不应有这个键"),
    "no-layer-next": (
        '"canteen", "elder" or "hold"',
        "no layer comes after this one",
        '后面没有支付层，应为 "canteen"、"elder" 或 "hold"',
    ),
    "formula-or-tiers": ("either formula or tiers", "not both, not neither", "formula 与 tiers 必须且只能有一个"),
    "pick-without-tiers": ("no such key", "it says which of several tiers counts", "没有 tiers 时不应有这个键"),
    "rank-unsaid": ("a rank", "tiers_pick is ranked: the lowest rank counts", "tiers_pick 为 ranked，每档须写 rank"),
    "rank-without-pick": ('no such key, or tiers_pick "ranked"', "", "只有 tiers_pick 为 ranked 时才有 rank"),
    "never-reached": (
        "a condition on the item before",
        "that one is for everybody, so this one is never reached",
        "前一项没有条件，本项永远轮不到",
    ),
    "nothing-said": ("{known}", "", "至少要有一个：{known}"),
    "one-of-two": ("{one} or {other}, not both", "", "{one} 与 {other} 只能有一个"),
    "nothing-beyond": ("no such key", "it says who pays what is above at_most", "没有 at_most 时不应有这个键"),
    "most-below-least": ("no less than at_least", "", "不能小于 at_least"),
    "nothing-inside": ("more than from", "nothing lies between", "应大于 from"),
    "ends-before": ("a day not before from", "", "不能早于 from"),
    "no-year": (
        'a day with its year, such as "{dated}"',
        'each year anew is "yearly": {yearly}',
        '应为带年份的日期，如 "{dated}"；每年都有的写作 "yearly": {yearly}',
    ),
    "not-in-year": ('a month and a day, such as "10-01"', "", '应为月和日，如 "10-01"'),
    "in-year-otherwise": ('"{day}"', "", '应写作 "{day}"'),
    "no-such-day": ('a month and a day, such as "10-01"', "there is no such day", '没有这一天；应为月和日，如 "10-01"'),
    "has-year": (
        'a month and a day, such as "{day}"',
        'days of one year go into "dates": ["{dated}"]',
        '应为月和日，如 "{day}"；某一年的日子写在 "dates": ["{dated}"]',
    ),
    "yearly-instead": (
        '"yearly": [{{"from": "10-01", "through": "10-31"}}]',
        "days or spans that come every year, here a whole month; the end of February is 02-29",
        '没有这个键：每年都有的日子或时段写作 "yearly": [{{"from": "10-01", "through": "10-31"}}]（此例为整个十月；'
        "二月底写 02-29）",
    ),
    "month-day-instead": (
        '"month_day": [1, 15]',
        "days that come every month",
        '没有这个键：每个月都有的日子写作 "month_day": [1, 15]',
    ),
    "days-one-by-one": (
        "a whole number from 1 to {most}",
        "days are listed one by one, such as [1, 2, 3]; the last of each month differs: "
        '"yearly": ["01-31", "02-28", "02-29", "03-31", …]',
        "应为 1 到 {most} 的整数，一天一天列出，如 [1, 2, 3]；每月最后一天各月不同，写作 "
        '"yearly": ["01-31", "02-28", "02-29", "03-31", …]',
    ),
    "of-her-birth": (
        "true or false",
        'when it is follows from her birth date; its day is "birthday": true, its month "birth_month": true',
        '应为 true 或 false：生日由出生日期得出，当天写作 "birthday": true，当月写作 "birth_month": true',
    ),
    "up-to-nothing": ("more than above", "", "应大于 above"),
    "not-one-bound": ("{known}: one lower and one upper bound at most", "", "上下限各至多一个：{known}"),
    "price-only": (
        "a formula over the price alone",
        'no down_to, "of": "price"',
        '只能按原价计算：不用 down_to，"of" 为 "price"',
    ),
    "needed-layer": (
        'the layer "{needed}" as well, before this',
        "{layer} of {ref} takes a share of what {needed} took",
        "须在这之前同时引用支付层 {needed}：{ref} 的 {layer} 按它所付的金额计算",
    ),
    "not-earlier": ("the id of an earlier layer: {known}", "", "应为前面支付层的代号：{known}"),
    "nothing": ("more than 0.00 yuan", "", "应大于 0.00 元"),
    "nth-in-limit": (
        "a condition without nth",
        "how often a limit was used cannot say for whom it is: ask for nth in a layer or a tier",
        "额次的条件不能用 nth（用过几次不能决定额次对谁有效），请写在支付层或档的条件里",
    ),
    "late-price": (
        '"price"',
        "a price after discounts is known while layers are applied: ask for it in a layer or a tier",
        '这里只能用 "price"：折后价要到各支付层计算时才知道，请写在支付层或档的条件里',
    ),
    "empty-at-last": (
        '"canteen" or "hold"',
        "her share is settled by then: what this fund does not hold is not hers, and no layer comes after",
        '应为 "canteen" 或 "hold"：老人自付已经算定，资金不足的部分不再由她支付，后面也没有支付层',
    ),
    "counts-unsaid": (
        '"paid" or "asked"',
        "does a meal that costs less than the formula gives count what was paid, or all that was asked for",
        '须写明餐费低于补贴额时如何计入："paid" 按实付，"asked" 按补贴额',
    ),
    "counts-without-sum": (
        '"every_meal", or no such key',
        "paid and asked go with sum",
        '没有 sum 时只能写 "every_meal"，或不写这个键',
    ),
    "sum-for-elder": ("limits that count meals", "{id} is a sum", "只能用按次计的额次，{id} 按金额计"),
    "not-of-this-kind": ("no such key", "a {kind} has none", "{kind} 没有这个键"),
    "limit-differs": ("the same limit as in {ref}", "one id is one counter", "与 {ref} 中同名额次不一致"),
    "no-such-document": ("the region's key and version of an approved policy", "{near}", "没有这份已批准的政策：{ref}"),
    "included-invalid": (
        "a valid document",
        "{ref} has mistakes of its own: {first.path}: {first.message}",
        "{ref} 本身有错误：{first.path}：{first.zh}",
    ),
    "included-round": ("no document that includes this one", "", "政策互相引用，成了环"),
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
    "not-a-part": (
        'a fraction as text, such as "1/3", no more than the whole',
        "",
        '应为文字形式的分数，如 "1/3"，不超过 1',
    ),
    "not-a-category": (
        "the name of a category: 1 to 40 letters, digits and hyphens",
        "such as dibao-edge",
        "应为类别代号：1 到 40 个字母、数字或连字符，如 dibao-edge",
    ),
    "one-category": (
        "one category, such as {one}",
        'several go into "category_any": […]',
        '应为一个类别，如 {one}；多个类别写作 "category_any": […]',
    ),
    "below-instead": (
        '"{key}": {value}',
        "the upper end itself is not inside",
        '没有这个键，请写 "{key}": {value}（不含上限本身）',
    ),
    "bounded-outside": (
        "no such key",
        'a share with a bound is "{kind}": [{{"{share}": …}}, {{"fixed": "3.00"}}]',
        '没有这个键：按比例又有上下限的，写作 "{kind}": [{{"{share}": …}}, {{"fixed": "3.00"}}]',
    ),
    "age-unsaid": (
        "birthday, next_day, this_month, next_month or this_year",
        "{path} asks for an age: say from when a new year of age counts",
        "{path} 用到年龄，须写明从何时起算：birthday、next_day、this_month、next_month 或 this_year",
    ),
}
# where a document declares what it names
_DECLARED: Final = {"limits": "额次", "regions": "区划", "canteens": "食堂", "layers": "支付层"}


class PolicyInvalid(Invalid):
    """The policy document has mistakes."""

    code = "policy-invalid"
    zh = "补贴政策文件有错误"

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Carries every mistake that was found."""
        self.mistakes = tuple(mistakes)
        super().__init__([(mistake.path, mistake.message) for mistake in self.mistakes])


class PolicyReader(Reader):
    """A reader that also knows what the document declares, and remembers where it asks for an age."""

    def __init__(self, words: Mapping[str, Words] = MappingProxyType({})) -> None:
        """`words` are those of a grammar beside that of policies."""
        super().__init__({**_WORDS, **words})
        self.ages: list[str] = []
        self.age_reached = "birthday"
        self.declared: dict[str, tuple[str, ...]] = {"limits": (), "regions": (), "canteens": ()}
        self.general: tuple[str, ...] = ()  # the limits of whoever names none: all but those of products
        self.sums: frozenset[str] = frozenset()  # the limits that count fen
        self.part = ""  # which key of the document is being read; "" where a piece of one is read by itself
        self._depths: dict[str, int] = {}

    def known(self, what: str, name: str, path: str) -> str:
        """Take a name that the document must declare under `what`: limits, regions, canteens."""
        if name and name not in self.declared[what]:
            self.not_there(what, self.declared[what], path)
        return name

    def not_there(self, what: str, known: Sequence[str], path: str) -> None:
        """Tell that a name is not among those that the document declares under `what`."""
        self.wrong(path, "not-there", known=", ".join(known) or "–", what=what, what_zh=_DECLARED[what])

    def has_told(self, path: str, code: str) -> bool:
        """Whether this was told of this path before."""
        return any((mistake.path, mistake.code) == (path, code) for mistake in self.mistakes)

    @contextmanager
    def aside(self) -> Iterator[list[Mistake]]:
        """Also what the document asks for is not remembered."""
        ages = list(self.ages)
        with super().aside() as wrong:
            yield wrong
        self.ages = ages

    @contextmanager
    def deeper(self, family: str, path: str, most: int) -> Iterator[bool]:
        """Go one level down inside conditions or formulas; false where that is one too many."""
        depth = self._depths[family] = self._depths.get(family, 0) + 1
        if depth > most:
            self.wrong(path, "too-deep", most=most)
        try:
            yield depth <= most
        finally:
            self._depths[family] -= 1
