"""People: somebody whom a condition tells apart from others, as a case to be split and in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from canteen.core.calendar import STATUTORY, WORKDAY, kinds_of
from canteen.core.categories import category_words
from canteen.core.money import format_yuan
from settlement.core.case import LEVELS, Case, Fact, Line, Place, period_of
from settlement.core.doubts.axes import (
    ANOTHER_DAY,
    ANOTHER_MONTH,
    ELSEWHERE,
    THIS_MONTH,
    TODAY,
    AxisId,
    Where,
)
from settlement.core.doubts.births import born, day_of, grown
from settlement.core.doubts.space import Person
from settlement.core.policy.document import Policy
from settlement.core.split import split

USUAL_FEN: Final = 1200
_ENOUGH_FEN: Final = 10**9
_PRICES_TRIED: Final = 60  # each time less is missing: of a discount of a tenth a tenth of it, of nine tenths nine
_NOWHERE: Final = Where(frozenset(), frozenset())
_FUND: Final = "example"
_HOMES: Final = ("registration", "residence", "permit")


def case_of(policy: Policy, person: Person, kinds: Iterable[str] = ("set",)) -> Case:
    """Her meal, with lines of these kinds; all funds hold enough and nobody promised anything.

    The birth date is not known (None) where nobody can be so old on the day and have such a birthday.
    """
    person = grown(policy, person)
    service_on = day_of(person)
    sitting = person.get(("sitting",), "lunch")
    eating = _path("here", person.get(("eating",), frozenset()), ())
    facts = _in_categories(person.get(("category",), frozenset()))
    facts += [Fact("diet", name) for name in sorted(person.get(("diet",), frozenset()))]
    facts += [Fact("institution", "yes")] if person.get(("institution",)) else []
    for kind in _HOMES:
        where = person.get((kind,), _NOWHERE)
        shared = tuple(pair for pair in eating if _within(pair[0], where.shared))
        if kind != "permit" or where != _NOWHERE:
            facts.append(Fact(kind, "place", None, _path("there", where.keys, shared)))
    homes = _homes_of(policy, (eating, *(fact.place for fact in facts)))
    case = Case(
        service_on=service_on,
        sitting=sitting,
        lines=_lines(person, kinds),
        birth_on=born(policy, person, service_on),
        facts=tuple(facts),
        used=_used(policy, person, service_on, sitting),
        left=dict.fromkeys((*policy.funds, _FUND), _ENOUGH_FEN),
        eating=eating,
        canteen=person.get(("canteen",), ELSEWHERE),
        mode=person.get(("mode",), "dine_in"),
        package=person.get(("package",), ""),
        distance_m=person.get(("distance",)),
        portions=person.get(("portions",), 1),
        homes=homes,
    )
    for axis, fen in person.items():
        if axis[0] == "spend" and axis[1] == "discounted":
            case = _discounted_to(policy, case, axis[2], fen)
    return case


def in_other_categories(case: Case, categories: frozenset[tuple[str, str]]) -> Case:
    """The same meal of somebody who differs in nothing but categories."""
    others = [fact for fact in case.facts if fact.kind != "category"]
    return replace(case, facts=(*_in_categories(categories), *others))


def _in_categories(categories: frozenset[tuple[str, str]]) -> list[Fact]:
    return [Fact("category", name, level or None) for name, level in sorted(categories)]


def _within(level: str, shared: frozenset[str]) -> bool:
    """Whether a level is one of those shared or wider than one: who is of one town is of one district and city."""
    return any(LEVELS.index(level) <= LEVELS.index(other) for other in shared)


def _path(name: str, keys: frozenset[str], shared: Place) -> Place:
    """A path of regions, narrowest first: the shared ones, the named ones at the levels that are free, others."""
    path = dict(shared)
    waiting = sorted(keys - {key for _, key in shared})
    free = [level for level in reversed(LEVELS) if level not in path]
    path |= dict(zip(free, waiting, strict=False))
    return tuple((level, path.get(level, f"{name}-{level}")) for level in reversed(LEVELS))


def _homes_of(policy: Policy, places: Iterable[Place]) -> dict[tuple[str, str], str]:
    """Each region has the funds that layers look for, so that all of them can pay."""
    roles = {layer.payer.home.role for layer in policy.layers if layer.payer.home is not None}
    return {(key, role): _FUND for role in roles for place in places for _, key in place}


def _lines(person: Person, kinds: Iterable[str]) -> tuple[Line, ...]:
    """A line of each kind; where a sum over some kinds is asked about, the first of them makes it up."""
    fen = dict.fromkeys(kinds, USUAL_FEN)
    for axis, value in person.items():
        if axis[0] == "spend":
            some = [kind for kind in fen if kind in axis[2]] or sorted(axis[2])[:1]
            fen |= dict.fromkeys(some, 0) | {some[0]: value}
    return tuple(Line(kind, price) for kind, price in fen.items())


def _discounted_to(policy: Policy, case: Case, kinds: frozenset[str], fen: int) -> Case:
    """The same meal at a price of which discounts leave so much on lines of these kinds, as far as they let it."""
    discounts = {layer.id for layer in policy.layers if layer.discount}
    at = [number for number, line in enumerate(case.lines) if line.kind in kinds]
    first = next((number for number in at if case.lines[number].fen), at[0])
    for _ in range(_PRICES_TRIED if discounts else 0):
        taken = sum(share.fen for share in split(policy, case).shares if share.layer in discounts and share.line in at)
        missing = fen - sum(case.lines[number].fen for number in at) + taken
        if missing <= 0:
            break
        dearer = replace(case.lines[first], fen=case.lines[first].fen + missing)
        case = replace(case, lines=(*case.lines[:first], dearer, *case.lines[first + 1 :]))
    return case


def _used(policy: Policy, person: Person, service_on: date, sitting: str) -> dict[tuple[str, str], dict[int, int]]:
    """Claims before this one, where it is asked which one it is."""
    return {
        (limit.id, period_of(limit.per, service_on, sitting)): dict.fromkeys(range(1, person["nth", limit.id]), 0)
        for limit in policy.limits
        if person.get(("nth", limit.id), 1) > 1
    }


# --- in words
def words_of(policy: Policy, person: Person) -> tuple[str, str]:
    """Say who she is and how she eats, in Chinese and in English: “70 岁、低保、在正果镇登记”."""
    known = grown(policy, person)
    order = sorted(known, key=lambda axis: _ORDER.index(axis[0]))
    said = [_WORDS[axis[0]](policy, axis, known[axis]) for axis in order]
    return "、".join(zh for zh, _ in said if zh), ", ".join(en for _, en in said if en)


Words = tuple[str, str]
_NO_WORDS: Final = ("", "")


def _age_words(policy: Policy, axis: AxisId, age: int) -> Words:
    return f"{age} 岁", f"{age} years old"


def _category_words(policy: Policy, axis: AxisId, categories: frozenset[tuple[str, str]]) -> Words:
    said = [
        (
            category_words(code=name) + (f"（{level}）" if level else ""),
            category_words(code=name, chinese=False) + (f" ({level})" if level else ""),
        )
        for name, level in sorted(categories)
    ]
    return "、".join(zh for zh, _ in said), ", ".join(en for _, en in said)


def _regions(policy: Policy, keys: Iterable[str]) -> str:
    return "、".join(policy.regions.get(key, key) for key in sorted(keys))


def _home_words(policy: Policy, axis: AxisId, where: Where) -> Words:
    zh, en = _AT_HOME[axis[0]]
    said = [(zh.format(_regions(policy, where.keys)), en.format(_regions(policy, where.keys)))] if where.keys else []
    if where.shared:
        level = max(where.shared, key=LEVELS.index)
        said.append((zh.format(f"食堂所在{_LEVELS[level]}"), en.format(f"the {level} of the canteen")))
    return "、".join(one for one, _ in said), ", ".join(other for _, other in said)


def _eating_words(policy: Policy, axis: AxisId, keys: frozenset[str]) -> Words:
    names = _regions(policy, keys)
    return (f"在{names}就餐", f"eating in {names}") if keys else _NO_WORDS


def _canteen_words(policy: Policy, axis: AxisId, key: str) -> Words:
    if key == ELSEWHERE:
        return "在别的食堂就餐", "eating at another canteen"
    return f"在{policy.canteens.get(key, key)}就餐", f"eating at {policy.canteens.get(key, key)}"


def _diet_words(policy: Policy, axis: AxisId, names: frozenset[str]) -> Words:
    return (f"膳食 {'、'.join(sorted(names))}", f"diet {', '.join(sorted(names))}") if names else _NO_WORDS


def _day_words(policy: Policy, axis: AxisId, day: date) -> Words:
    kinds = kinds_of(day)
    zh, en = ("工作日", "a working day") if WORKDAY in kinds else ("休息日", "a day off")
    zh, en = ("法定节日当天", "a statutory holiday") if STATUTORY in kinds else (zh, en)
    return f"{day:%Y-%m-%d}（星期{'一二三四五六日'[day.weekday()]}，{zh}）就餐", f"eating on {day:%Y-%m-%d}, {en}"


def _spend_words(policy: Policy, axis: AxisId, fen: int) -> Words:
    after = axis[1] == "discounted"
    yuan = format_yuan(fen)
    return f"{'折后' if after else ''}消费 {yuan} 元", f"spending {yuan} yuan{' after the discount' if after else ''}"


def _nth_words(policy: Policy, axis: AxisId, ordinal: int) -> Words:
    return f"额次 {axis[1]} 的第 {ordinal} 次", f"use {ordinal} of the limit {axis[1]}"


def _chosen(words: Mapping[Any, Words], plain: Words = ("{}", "{}")) -> Callable[[Policy, AxisId, Any], Words]:
    def said(policy: Policy, axis: AxisId, value: Any) -> Words:
        zh, en = words.get(value, plain)
        return zh.format(value), en.format(value)

    return said


_LEVELS: Final = {"city": "市", "district": "区县", "town": "镇街", "village": "村社区"}
_AT_HOME: Final[Mapping[str, Words]] = {
    "registration": ("在{}登记", "registered in {}"),
    "residence": ("住在{}", "living in {}"),
    "permit": ("持{}居住证", "with a permit of {}"),
}
_WORDS: Final[Mapping[str, Callable[[Policy, AxisId, Any], Words]]] = {
    "age": _age_words,
    "birthday": _chosen(
        {
            TODAY: ("当天生日", "on her birthday"),
            THIS_MONTH: ("当月生日、不在当天", "in the month of her birthday, not on the day"),
            ANOTHER_DAY: ("当天不是生日", "not on her birthday"),
            ANOTHER_MONTH: ("当月没有生日", "not in the month of her birthday"),
        }
    ),
    "category": _category_words,
    "registration": _home_words,
    "residence": _home_words,
    "permit": _home_words,
    "diet": _diet_words,
    "institution": _chosen({True: ("住在机构", "staying in an institution"), False: _NO_WORDS}),
    "sitting": _chosen(
        {"breakfast": ("早餐", "at breakfast"), "lunch": ("午餐", "at lunch"), "dinner": ("晚餐", "at dinner")}
    ),
    "eating": _eating_words,
    "canteen": _canteen_words,
    "mode": _chosen(
        {"dine_in": ("堂食", "eating in"), "take_away": ("打包", "taking away"), "delivery": ("送餐", "delivered")}
    ),
    "package": _chosen({"": _NO_WORDS}, ("套餐 {}", "set meal {}")),
    "distance": _chosen({}, ("距食堂 {} 米", "{} m from the canteen")),
    "portions": _chosen({}, ("同送 {} 份", "{} portions together")),
    "day": _day_words,
    "spend": _spend_words,
    "nth": _nth_words,
}
_ORDER: Final = tuple(_WORDS)
