"""Differences of policy documents in words, in Chinese and English: where they stand, how it read and reads now."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any, Final

from settlement.core.policy.conditions import CONDITION
from settlement.core.policy.formulas import FORMULA, over_price, yuan_or_formula
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.shape import Shape
from settlement.core.policy.values import FundOf
from settlement.core.policy.vocabulary import WHOSE, Language, Names, list_words, word
from settlement.core.policy.words import condition_words, formula_words, home_fund_words
from settlement.core.policy_difference import ITEMS, Difference, Kind, Step
from settlement.core.policy_labels import LABELS, LISTS, OPTIONS, THEN
from settlement.core.policy_product_words import bonus_words

_PLACE: Final[Mapping[Language, str]] = {"zh": "第 {number} 位", "en": "place {number}"}
_NUMBER: Final[Mapping[Language, str]] = {"zh": "{label}第 {number} 项", "en": "{label} {number}"}
_TITLED: Final[Mapping[Language, str]] = {"zh": "{label}“{title}”", "en": "{label} “{title}”"}
_LABELLED: Final[Mapping[Language, str]] = {"zh": "{label}：{said}", "en": "{label}: {said}"}
_ITEM: Final[Mapping[Language, str]] = {"zh": "（{number}）{said}", "en": "({number}) {said}"}
_END: Final[Mapping[Language, str]] = {"zh": "；", "en": "; "}
_FUND: Final[Mapping[Language, str]] = {"zh": "资金“{name}”", "en": "the fund “{name}”"}
_UNLIMITED: Final[Mapping[Language, str]] = {"zh": "不受额次限制", "en": "none"}
_SENTENCES: Final[Mapping[Kind, Mapping[Language, str]]] = {
    Kind.ADDED: {"zh": "新增{where}：{after}", "en": "new: {where}: {after}"},
    Kind.REMOVED: {"zh": "删去{where}：{before}", "en": "removed: {where}: {before}"},
    Kind.MOVED: {"zh": "{where}由{before}移到{after}", "en": "{where} moved from {before} to {after}"},
    Kind.CHANGED: {"zh": "{where}由“{before}”改为“{after}”", "en": "{where} changed from “{before}” to “{after}”"},
}
_BETWEEN: Final = " · "
_ORDER: Final = tuple(LABELS)
_Called = Mapping[str, Callable[[Names], Mapping[str, str]]]
# Keys whose values are keys of something that has a name; of items of a list, whose titles are; and of declarations.
_CALLED: Final[_Called] = {
    "advanced_by": attrgetter("funds"),
    "layers": attrgetter("layers"),
    "limits": attrgetter("limits"),
    "policy": attrgetter("versions"),
}
_TITLES: Final[_Called] = {"layers": attrgetter("versions"), "limits": attrgetter("limits")}
_NAMED: Final[_Called] = {"canteens": attrgetter("canteens"), "regions": attrgetter("regions")}
# What can be put into a sentence as a whole: the shape it is read by, and the words of what was read.
_READ: Final[Mapping[str, tuple[Shape[Any], Callable[[Any, Language, Names], str]]]] = {
    "when": (CONDITION, condition_words),
    "formula": (FORMULA, formula_words),
    **{key: (over_price(), formula_words) for key in ("at_least", "at_most", "exactly")},
    "bonus_at_most": (yuan_or_formula(), bonus_words),
}


def where_words(difference: Difference, language: Language, names: Names) -> str:
    """Say where a difference stands: 支付层“市级补助” · 补多少; what was there before, by what it was called."""
    if difference.kind is not Kind.ADDED:
        names = _before(names)
    within = [*(step.key for step in difference.steps), ""]
    return _BETWEEN.join(_step(step, within[at - 1], language, names) for at, step in enumerate(difference.steps))


def before_words(difference: Difference, language: Language, names: Names) -> str:
    """Say how it read before; nothing where it was not there."""
    return "" if difference.kind is Kind.ADDED else _side(difference, difference.before, language, _before(names))


def after_words(difference: Difference, language: Language, names: Names) -> str:
    """Say how it reads now; nothing where it is gone."""
    return "" if difference.kind is Kind.REMOVED else _side(difference, difference.after, language, names)


def sentence(difference: Difference, language: Language, names: Names) -> str:
    """Say a difference in one sentence."""
    return _SENTENCES[difference.kind][language].format(
        where=where_words(difference, language, names),
        before=before_words(difference, language, names),
        after=after_words(difference, language, names),
    )


def _before(names: Names) -> Names:
    """The names as the document before gives them: a limit is called by what it says."""
    return replace(names, limits=names.was)


def _step(step: Step, within: str, language: Language, names: Names) -> str:
    if within in _NAMED:
        return _NAMED[within](names).get(step.key, step.key)
    label = _label(step.key, language)
    if step.number is None:
        return label
    title = str(step.title.get(language, "")) if step.title else ""
    if step.key in _TITLES:
        title = _TITLES[step.key](names).get(title, title)
    words = _TITLED if title else _NUMBER
    return words[language].format(label=label, title=title, number=step.number)


def _side(difference: Difference, value: Any, language: Language, names: Names) -> str:
    if difference.kind is Kind.MOVED:
        return _PLACE[language].format(number=value)
    return value_words(difference.steps[-1].key, value, language, names)


def value_words(key: str, value: Any, language: Language, names: Names) -> str:
    """Put the value of a key into words, whatever it holds; what has none stands as it is written."""
    if (said := _sentence(key, value, language, names)) is not None:
        return said
    if isinstance(value, list):
        if all(isinstance(item, str) for item in value) and key not in ITEMS:
            if not value and key == "limits":
                return _UNLIMITED[language]
            return list_words([_plain(key, item, language, names) for item in value], language, either=False)
        items = (value_words(key, item, language, names) for item in value)
        # Each of several sentences is read by itself, on a line of its own.
        between = "\n" if key in ITEMS else " "
        return between.join(_ITEM[language].format(number=at, said=said) for at, said in enumerate(items, start=1))
    if isinstance(value, dict):
        parts = ((name, value[name]) for name in sorted(value, key=_told_at) if name != "id" or not _named_else(value))
        said_parts = ((name, value_words(name, part, language, names)) for name, part in parts)
        return _END[language].join(
            _LABELLED[language].format(label=_label(name, language), said=said) for name, said in said_parts
        )
    return _plain(key, value, language, names)


def _told_at(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _named_else(value: Mapping[str, Any]) -> bool:
    """Whether something besides its id says which one it is."""
    return not value.keys().isdisjoint({"title", "per"})


def _sentence(key: str, value: Any, language: Language, names: Names) -> str | None:
    """A value that is one thing to its reader; None for any other."""
    if key in _READ:
        shape, words = _READ[key]
        reader = PolicyReader()
        read = shape.read(reader, value, key)
        # What is undeclared is declared elsewhere in the document; whatever else is wrong is shown as it is written.
        wrong = any(mistake.code != "not-there" for mistake in reader.mistakes)
        return json.dumps(value, ensure_ascii=False) if wrong else words(read, language, names)
    if isinstance(value, dict):
        if key in _NAMED:
            return list_words([str(name) for name in value.values()], language, either=False)
        if value.keys() == {"zh", "en"}:
            return str(value[language])
        if value.keys() == {"fund"}:
            return _FUND[language].format(name=names.funds.get(value["fund"], value["fund"]))
        if value.get("fund_of") in WHOSE:
            home = FundOf(value["fund_of"], value["level"], value["role"], value.get("advanced_by"))
            return home_fund_words(home, language, names)
        if value.keys() == {"then", "part"}:
            return THEN[value["then"], bool(value["part"])][language == "en"]
    return None


def _plain(key: str, value: Any, language: Language, names: Names) -> str:
    """A word, a figure or a flag by what it is called under its key."""
    if key in _CALLED and isinstance(value, str):
        return _CALLED[key](names).get(value, value)
    if key in LISTS:
        return word(str(value), language)
    if (key, value) in OPTIONS:
        return OPTIONS[key, value][language == "en"]
    if isinstance(value, bool):
        return OPTIONS["", value][language == "en"]
    return str(value)


def _label(key: str, language: Language) -> str:
    return LABELS[key][language == "en"] if key in LABELS else key
