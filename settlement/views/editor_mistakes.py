"""What is wrong or doubtful in a draft, in words: which card, which tier, which field; with a link to the field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.gateways.pages import in_chinese, problem_words
from settlement.core.doubts import Doubt
from settlement.core.editing import Draft
from settlement.core.editing.cards import Card, Layer
from settlement.core.editing.places import Spot, said_twice, spot_of, unreadable
from settlement.core.reading import Mistake, NotJson, load_json

# What fields are called; the ends of their names say which they are.
FIELDS: Final[Mapping[str, Any]] = {
    "zh": gettext_lazy("名称"),
    "en": gettext_lazy("英文名称"),
    "source": gettext_lazy("依据的文件"),
    "url": gettext_lazy("网址"),
    "notes": gettext_lazy("原文没写明的，怎么理解（每行一条）"),
    "age_reached": gettext_lazy("年龄从何时起算"),
    "may_raise_elder": gettext_lazy("重新核算可以让老人多付吗"),
    "regions": gettext_lazy("用到的区划（每行：代号 名称）"),
    "canteens": gettext_lazy("用到的食堂（每行：代号 名称）"),
    "rest": gettext_lazy("不适用人员、钱包产品等（原文）"),
    "until_on": gettext_lazy("从哪天起不再适用"),
    "id": gettext_lazy("代号"),
    "raw": gettext_lazy("原文"),
    "lines": gettext_lazy("付哪些"),
    "discount": gettext_lazy("算作打折，以后按折后价算"),
    "pick": gettext_lazy("分档"),
    "counts": gettext_lazy("额次"),
    "least": gettext_lazy("至少（元）"),
    "most": gettext_lazy("至多（元）"),
    "per": gettext_lazy("期间"),
    "count": gettext_lazy("最多几次"),
    "sum": gettext_lazy("最多几元"),
    "gap.name": gettext_lazy("告知价差额由谁付"),
    "gap.then": gettext_lazy("资金用完后"),
    "bearer.name": gettext_lazy("谁付"),
    "bearer.then": gettext_lazy("资金用完后"),
    "amount.value": gettext_lazy("付多少"),
    "amount.most": gettext_lazy("最多几元"),
    "amount.of": gettext_lazy("以什么为准"),
    "amount.rounding": gettext_lazy("零头"),
    "who.age_from": gettext_lazy("从几岁起"),
    "who.age_below": gettext_lazy("不满几岁"),
    "who.categories": gettext_lazy("类别"),
    "who.registered_in": gettext_lazy("户籍在"),
    "who.resident_in": gettext_lazy("居住在"),
    "who.permit_in": gettext_lazy("居住证在"),
    "who.eating_in": gettext_lazy("就餐在"),
    "who.same": gettext_lazy("与食堂的关系"),
    "who.sittings": gettext_lazy("餐次"),
    "who.days": gettext_lazy("日子"),
    "who.modes": gettext_lazy("就餐方式"),
    "who.packages": gettext_lazy("套餐类别"),
    "who.canteens": gettext_lazy("只在这些食堂"),
    "who.other": gettext_lazy("其他条件（原文）"),
}
_OF_LIMITS: Final[Mapping[str, Any]] = {"counts": gettext_lazy("餐费不足补贴额时")}
_LONGEST: Final = 30  # of a title beside a number that says which card it is already
_TIER: Final = re.compile(r"tiers\.(\d+)")  # of a path inside a layer's raw text
_LISTS: Final[Mapping[str, Any]] = {
    "layers": gettext_lazy("谁付：按顺序，各付剩下的一部分"),
    "bands": gettext_lazy("老人自付的上下限"),
    "limits": gettext_lazy("额次"),
}
# What belongs into a field, where the sentence about the document speaks of how it is written down.
SAID: Final[Mapping[str, Any]] = {
    "missing-key": gettext_lazy("没有填"),
    "not-yuan": gettext_lazy("应为金额，最多两位小数，如 5.00"),
    "below-zero": gettext_lazy("不能小于 0.00 元"),
    "not-percent": gettext_lazy("应为 0 到 100 的百分数，最多两位小数，如 25 或 12.5"),
    "not-an-option": gettext_lazy("请选一项"),
    "not-a-payer": gettext_lazy("请选一项"),
    "age-unsaid": gettext_lazy("有条件用到年龄，请选一项"),
    "counts-unsaid": gettext_lazy("填了“最多几元”，请选按实付计入或按补贴额计入"),
    "counts-without-sum": gettext_lazy("没有填“最多几元”，只能选“每一餐都计次”，或不选"),
    "no-layer-next": gettext_lazy("后面没有别的层，请选食堂承担、老人承担或暂挂"),
    "nothing-said": gettext_lazy("几项里至少填一项"),
    "one-of-two": gettext_lazy("勾了“不多不少”，这里不用填"),
    "nothing-beyond": gettext_lazy("没有填“至多”，这里没有可付的：请填“至多”，或选食堂"),
    "nothing-inside": gettext_lazy("应大于起点的年龄"),
    "most-below-least": gettext_lazy("不能小于“至少”"),
    "twice": gettext_lazy("与另一项重复"),
    "list-size": gettext_lazy("至少选一项"),
}
# Where names are typed, what is said of one that nobody has. Two may have one name: then it says neither.
_REGION: Final = gettext_lazy("这里没有叫“%(name)s”的区划，请从列表中选；有同名的，填代号")
_NOBODY: Final[Mapping[str, Any]] = {
    "who.registered_in": _REGION,
    "who.resident_in": _REGION,
    "who.permit_in": _REGION,
    "who.eating_in": _REGION,
    "who.canteens": gettext_lazy("这里没有叫“%(name)s”的食堂，请填食堂的全名；有同名的，填代号"),
    "who.packages": gettext_lazy("没有叫“%(name)s”的套餐类别，请填菜单上为它写的代号，如 therapeutic"),
}
_ITEM: Final = re.compile(r"\[(\d+)\]$")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake or doubt as pages tell it: where, what, and the field to go to. `path` stands beside raw text alone."""

    where: str
    within: str  # the same inside its card
    words: str
    path: str
    card: str
    field: str


def wrongs_of(*, mistakes: Iterable[Mistake], draft: Draft | None) -> list[Wrong]:
    """Tell mistakes of a document by the cards of the page; by their paths where it is the raw text."""
    if draft is None:
        return [_raw(mistake) for mistake in mistakes]
    return [_wrong(spot_of(mistake.path, draft), mistake, draft) for mistake in mistakes]


def doubted_of(*, doubts: Iterable[Doubt], draft: Draft | None) -> list[Wrong]:
    """Tell doubts as mistakes are told, those of a whole condition at the card or tier that it belongs to."""
    return [_doubted(each, draft) for each in doubts]


def unreadable_of(*, draft: Draft) -> list[Wrong]:
    """Tell which raw texts are none that could be read, where in them it breaks off, and what has no place there.

    Lines of regions and canteens that are not a key and a name stand in the draft as keys without a name.
    """
    found = []
    for spot, wrong in unreadable(draft):
        found.append(_placed(spot, _why(wrong) if wrong else _("应为对象 {…}"), "", draft))
    twice = {"keys": "、".join(said_twice(draft))}
    if twice["keys"]:
        words = _("%(keys)s 在上面有自己的栏目：请在那里填，并从这里删去") % twice
        found.append(_placed(Spot(field="rest"), words, "", draft))
    for field, names in (("regions", draft.regions), ("canteens", draft.canteens)):
        for line in (key for key, name in names.items() if not name):
            words = _("每行写代号和名称，中间空一格，一个代号只写一行：“%(line)s”") % {"line": line}
            found.append(_placed(Spot(field=field), words, "", draft))
    return found


def not_json(*, wrong: NotJson) -> Wrong:
    """Tell that the raw text is none that could be read, and where it breaks off."""
    return Wrong("", "", _why(wrong), "", "", "document")


def _why(wrong: NotJson) -> str:
    return colon().join([problem_words(problem=wrong), *(_message(each) for each in wrong.mistakes)])


def colon() -> str:
    """Return what stands between what a mistake is about and what belongs there."""
    return "：" if in_chinese() else ": "


def _raw(mistake: Mistake) -> Wrong:
    return Wrong("", "", _message(mistake), "" if mistake.path == "document" else mistake.path, "", "")


def _message(mistake: Mistake) -> str:
    return mistake.zh if in_chinese() else mistake.message


def _doubted(doubt: Doubt, draft: Draft | None) -> Wrong:
    words = doubt.zh if in_chinese() else doubt.en
    if draft is None:
        return Wrong("", "", words, doubt.path, "", "")
    # The last day stands beside the document, and is asked for beside its cards.
    of_days = doubt.path == "until_on"
    spot = Spot(field=doubt.path) if of_days else spot_of(doubt.path.removesuffix(".when"), draft)
    return _placed(spot, words, spot.rest, draft)


def _wrong(spot: Spot, mistake: Mistake, draft: Draft) -> Wrong:
    is_raw = bool(spot.rest) or spot.field in ("raw", "rest")
    if is_raw:
        words = _message(mistake)
    elif spot.part and spot.number is None:
        words = _("至少要有一项") if mistake.code == "list-size" else _message(mistake)
    elif spot.field in _NOBODY and mistake.code in ("not-a-key", "not-there"):
        words = _NOBODY[spot.field] % {"name": _named(spot, mistake, draft)}
    else:
        words = str(SAID[mistake.code]) if mistake.code in SAID else mistake.zh if in_chinese() else mistake.expected
    return _placed(spot, words, spot.rest, draft)


def _named(spot: Spot, mistake: Mistake, draft: Draft) -> str:
    """What was typed for a name, of several the one that is wrong."""
    item: Any = getattr(draft, spot.part)[spot.number].fields
    who = item.who if spot.tier is None else item.tiers[spot.tier].who
    at = _ITEM.search(mistake.path)
    typed: tuple[str, ...] = getattr(who, spot.field.removeprefix("who."))
    return typed[int(at[1])] if at else "、".join(typed)


def _placed(spot: Spot, words: str, path: str, draft: Draft) -> Wrong:
    called = (_OF_LIMITS if spot.part == "limits" else {}).get(spot.field) or FIELDS.get(spot.field, "")
    number = _tier(spot, draft)
    tier = "" if number is None else _("第 %(number)d 档") % {"number": number + 1}
    within = " · ".join(filter(None, (tier, str(called))))
    return Wrong(" · ".join(filter(None, (_card(spot, draft), within))), within, words, path, spot.card, spot.name)


def _tier(spot: Spot, draft: Draft) -> int | None:
    """Which tier of its layer it is, of one in raw text as well; None where the layer has none."""
    if spot.part != "layers" or spot.number is None:
        return None
    layer = draft.layers[spot.number].fields
    if layer is None:
        found = _TIER.match(spot.rest)
        return int(found[1]) if found else None
    return spot.tier if layer.pick else None


def _card(spot: Spot, draft: Draft) -> str:
    """Which card it is: 第 2 层“区级补贴”; the heading of a list where it is none of its cards."""
    if spot.number is None:
        return str(_LISTS.get(spot.part, ""))
    number = {"number": spot.number + 1}
    if spot.part == "bands":
        return _("老人自付第 %(number)d 条") % number
    if spot.part == "limits":
        return _("额次第 %(number)d 条") % number
    title = _title(draft.layers[spot.number])
    if not title:
        return _("第 %(number)d 层") % number
    short = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"
    return _("第 %(number)d 层“%(title)s”") % {**number, "title": short}


def _title(card: Card[Layer]) -> str:
    """What a layer is called, in the reader's language; empty where raw text does not say."""
    if card.fields is not None:
        zh, en = card.fields.zh, card.fields.en
    else:
        try:
            found = load_json(card.raw)
        except NotJson:
            return ""
        title = found.get("title") if isinstance(found, dict) else None
        zh, en = (str(title.get(each, "")) for each in ("zh", "en")) if isinstance(title, dict) else ("", "")
    return zh if in_chinese() else en or zh


def fields_wrong(wrongs: Sequence[Wrong]) -> frozenset[str]:
    """Return the names of the fields that something is wrong with."""
    return frozenset(each.field for each in wrongs)
