"""Read what a written case says of the eater: her facts and places, its own mistakes in words, and what is doubtful."""

from collections.abc import Iterator, Sequence
from typing import Final

from canteen.core.categories import CODES
from canteen.core.keys import is_key
from settlement.core.case import LEVELS, Case, Fact, Place
from settlement.core.doubts import Doubt
from settlement.core.mends import near
from settlement.core.policy.conditions import category
from settlement.core.policy.document import Policy
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.terms import Category, CategoryLevel, Home, leaves
from settlement.core.reading import Words, join, present
from settlement.core.seen import CATEGORY, SEEN_KINDS

_LONGEST: Final = 200
_CATEGORY_FACT: Final = '"facts": [{{"kind": "category", "value": "dibao"}}]'
_PLACE: Final = '{"town": "zhengguo", "district": "zengcheng"}'
_WORDS: Final[dict[str, Words]] = {
    "not-born": ("a day not after service_on", "", "出生日期不能晚于就餐日期 service_on"),
    "none-declared": ("no such key", "the document has no {what}", "没有这个键：政策文件里没有{what_zh}"),
    "none-included": ("no version", "the document includes none", "政策文件没有引用其他政策，这里不能写"),
    "not-a-home": (
        'the key of a region and a role, such as "zengcheng/meals"',
        "",
        '应为“区划代号/用途”，如 "zengcheng/meals"',
    ),
    "birth-instead": (
        '"birth_on", the day of her birth, such as "1946-11-20"',
        "how old she is follows from it",
        '没有这个键，请写出生日期 "birth_on"，如 "1946-11-20"，年龄由它算出',
    ),
    "fact-instead": (_CATEGORY_FACT, "a category is a fact", f"没有这个键，类别写作 {_CATEGORY_FACT}"),
}
# What people write at the top of a case instead of its own keys.
_INSTEAD: Final = {"age": "birth-instead", "category": "fact-instead", "categories": "fact-instead"}
# What a case names of a policy → what there is none of, in English and Chinese.
_DECLARED: Final = {
    "wallet": ("products", "钱包产品（products）"),
    "used": ("limits", "额次（limits）"),
    "left_fen": ("funds", "资金"),
}
_CATEGORY: Final = category()


class CaseReader(PolicyReader):
    """Reads cases with the words of policies, for a case names a category as a policy does, and words of its own."""

    def __init__(self, document: object) -> None:
        super().__init__(_WORDS)
        for key in document if isinstance(document, dict) else ():
            if key in _INSTEAD:
                self.wrong(key, _INSTEAD[key])

    def declared_in(self, value: object, path: str, known: Sequence[str]) -> None:
        """Say that the policy has nothing of what the case names, where a list of what it has would be empty."""
        what, what_zh = _DECLARED[path]
        for key in value if isinstance(value, dict) and not known else ():
            self.wrong(join(path, key), "none-declared", what=what, what_zh=what_zh)

    def included(self, value: object, path: str, known: Sequence[str]) -> str:
        """Take a version that the policy, or one that it includes, includes."""
        if not known:
            self.wrong(path, "none-included")
            return ""
        return self.option(value, path, known)

    def home(self, written: str, path: str) -> tuple[str, str]:
        """Take a region and the role of a fund there: "zengcheng/meals"."""
        region, _, role = written.partition("/")
        if not (is_key(region) and is_key(role)):
            self.wrong(path, "not-a-home")
        return region, role


def read_fact(reader: CaseReader, value: object, path: str) -> Fact:
    """A fact of the service date."""
    found = reader.fields(value, path, ("kind", "value"), ("level", "place"))
    kind = reader.option(found["kind"], f"{path}.kind", SEEN_KINDS) if present(found["kind"]) else ""
    at = f"{path}.value"
    if kind == CATEGORY:
        said = _CATEGORY.read(reader, found["value"], at)
    elif kind == "diet":
        said = reader.key(found["value"], at)
    else:
        said = reader.text(found["value"], at, most=_LONGEST)
    levelled = present(found["level"]) and found["level"] is not None
    level = reader.text(found["level"], f"{path}.level", most=_LONGEST) if levelled else None
    place = read_place(reader, found["place"], f"{path}.place") if present(found["place"]) else ()
    return Fact(kind, said, level, place)


def read_place(reader: CaseReader, value: object, path: str) -> Place:
    """A place by level, {"town": "zhengguo", "district": "zengcheng"}, in whatever order it is written."""
    found = reader.fields(value, path, (), LEVELS)
    return tuple(
        (level, reader.key(found[level], f"{path}.{level}")) for level in reversed(LEVELS) if present(found[level])
    )


def doubted_facts(policy: Policy, case: Case) -> Iterator[Doubt]:
    """What a case says of her that changes nothing, though its writer may think that it does.

    That is a category which is none of the usual ones and which the policy with all it includes never names: a person
    may have any, but a misspelt one would be passed over without a word. And a home without its place, where the policy
    asks for it: what is not known lies nowhere. And a category that is asked for at some levels, at none or at one that
    is written nearly like one of them.
    """
    named, homes = set(_named(policy)), set(_homes(policy))
    levels = _levels(policy)
    for index, fact in enumerate(case.facts):
        if fact.kind in homes and not fact.place:
            yield Doubt(
                path=f"facts[{index}].place",
                code="place-unsaid",
                zh=f"没有写明地点，按哪里都不属于计算；写作 {_PLACE}",
                en=f"no place is said, so she belongs nowhere; it is written {_PLACE}",
                example="",
                example_en="",
            )
        asked = levels.get(fact.value, ()) if fact.kind == CATEGORY else ()
        if _nearly(fact.level or "", asked):
            yield _level_unasked(f"facts[{index}].level", fact.level or "", asked)
        if fact.kind == CATEGORY and fact.value not in named | CODES:
            close = near(fact.value, named)
            yield Doubt(
                path=f"facts[{index}].value",
                code="category-unnamed",
                zh=f"政策没有问到类别 {fact.value}，它不起作用{close['near_zh']}",
                en=f"the policy asks for no category {fact.value}, so it changes nothing"
                + (f": {close['near']}" if close["near"] else ""),
                example="",
                example_en="",
            )


def _homes(policy: Policy) -> Iterator[str]:
    """Every kind of home whose place a policy asks for, in a condition or to find a fund."""
    for condition in policy.conditions():
        yield from (leaf.kind for leaf in leaves(condition) if isinstance(leaf, Home))
    yield from (layer.payer.home.whose for layer in policy.layers if layer.payer.home is not None)


def _named(policy: Policy) -> Iterator[str]:
    """Every category that a policy names."""
    for condition in policy.conditions():
        for leaf in leaves(condition):
            if isinstance(leaf, Category):
                yield from leaf.any_of
            elif isinstance(leaf, CategoryLevel):
                yield leaf.category


def _levels(policy: Policy) -> dict[str, tuple[str, ...]]:
    """The categories that a policy asks for at some levels alone, each with all of these in order."""
    asked: dict[str, dict[str, None]] = {}
    plain: set[str] = set()
    for condition in policy.conditions():
        for leaf in leaves(condition):
            if isinstance(leaf, Category):
                plain.update(leaf.any_of)
            elif isinstance(leaf, CategoryLevel):
                asked.setdefault(leaf.category, {}).update(dict.fromkeys(leaf.any_of))
    return {name: tuple(levels) for name, levels in asked.items() if name not in plain}


def _nearly(level: str, asked: Sequence[str]) -> bool:
    """Whether a level is none of those asked for and is missing, a part of one, or one with more to it."""
    return level not in asked and any(level in one or one in level for one in asked)


def _level_unasked(path: str, level: str, asked: Sequence[str]) -> Doubt:
    return Doubt(
        path=path,
        code="level-unasked",
        zh=f"政策问的级别是{'、'.join(asked)}，要一字不差；"
        + (f"“{level}”不起作用" if level else "没有写级别，这个类别不起作用"),
        en=f"the policy asks for the level {', '.join(asked)}, word for word; "
        + (f"{level} changes nothing" if level else "no level is said, so this changes nothing"),
        example="",
        example_en="",
    )
