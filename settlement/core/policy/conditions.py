"""The shapes of conditions in a policy document: for whom and when a layer, a tier or a band is."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from canteen.core.categories import category_of
from canteen.core.sitting import Sitting
from settlement.core.case import LEVELS, LINE_KINDS, MODES
from settlement.core.policy.day_conditions import DAYS
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.shape import (
    Found,
    Shape,
    built,
    fields,
    flag,
    instead,
    items,
    key,
    known_by_key,
    named,
    option,
    some,
    text,
    whole,
    yuan,
)
from settlement.core.policy.terms import (
    NEVER_BELOW,
    Age,
    AllOf,
    AnyOf,
    Birthday,
    BirthMonth,
    CanteenIs,
    Category,
    CategoryLevel,
    Condition,
    Diet,
    Distance,
    Eating,
    Home,
    Institution,
    ModeIs,
    Not,
    Nth,
    PackageIs,
    Portions,
    SittingIs,
    Spend,
)
from settlement.core.reading import present

T = TypeVar("T")

BOUNDS: Final = ("at_least", "more_than", "at_most", "less_than")
HOMES: Final[Mapping[str, str]] = {"registered": "registration", "resident": "residence", "permit": "permit"}
_DEEPEST: Final = 8
_MOST_PARTS: Final = 40
_MOST_PLACES: Final = 400
_OLDEST: Final = 150
_FARTHEST_M: Final = 1_000_000
_MOST_PORTIONS: Final = 10_000
_MOST_ORDINALS: Final = 1_000
_NEVER_REACHED: Final = 10**9  # of a limit on money there can be more meals than a document may count
_LONGEST: Final = 40
_CATEGORY: Final = re.compile(r"[^\W_]+(-[^\W_]+)*")
_NOBODY: Final = Category(())
# Parts of a document whose conditions are decided before any layer takes.
_DECIDED_BEFORE: Final = ("elder", "limits", "exclusions", "products")

CONDITION: Final[Shape[Condition]] = named("condition", lambda: _CONDITIONS)


def lines() -> Shape[frozenset[str]]:
    """Kinds of lines, at least one."""
    return built(items(option(LINE_KINDS), least=1, most=len(LINE_KINDS), distinct=True), frozenset)


def declared(what: str) -> Shape[str]:
    """A key that the document declares: of its limits, regions or canteens."""
    plain = key()
    return Shape(lambda reader, value, path: reader.known(what, plain.read(reader, value, path), path), plain.schema)


def category() -> Shape[str]:
    """The code of a category. Which there are is data of the region (D3), so a document may name any."""

    def read(reader: PolicyReader, value: object, path: str) -> str:
        if isinstance(value, str) and len(value) <= _LONGEST and _CATEGORY.fullmatch(value):
            code = category_of(words=value)
            if code not in (None, value) and not value.isascii():
                reader.wrong(path, "category-word", code=code)
            return value
        if present(value):
            reader.wrong(path, "not-a-category")
        return ""

    return Shape(read, {"type": "string", "minLength": 1, "maxLength": _LONGEST})


def _one_category() -> Shape[Condition]:
    plain = category()

    def read(reader: PolicyReader, value: object, path: str) -> Condition:
        if isinstance(value, list):
            reader.wrong(path, "one-category", one='"dibao"')
            return _NOBODY
        return Category((plain.read(reader, value, path),))

    return Shape(read, plain.schema)


def _up_to(of: Shape[T], below_key: str) -> Shape[T]:
    """A band in which people write its last number, which is inside, instead of the first that is not."""
    keys = [below_key.replace("below", word) for word in ("through", "to", "until")]

    def first_outside(last: object) -> Mapping[str, object]:
        return {"key": below_key, "value": last + 1 if isinstance(last, int) else "…"}

    return instead(of, keys, "below-instead", first_outside)


def _between(name: str, from_key: str, below_key: str, most: int) -> Shape[tuple[int, int]]:
    """Whole numbers from one (inside) to below another; one end may be left out."""

    def build(reader: PolicyReader, found: Found, path: str) -> tuple[int, int]:
        from_, below = found[from_key], found[below_key]
        if from_ is None and below is None:
            reader.wrong(f"{path}.{from_key}", "missing-key")
        if below is not None and below <= (from_ or 0):
            reader.wrong(f"{path}.{below_key}", "nothing-inside")
        if name == "age":
            reader.ages.append(path)
        return from_ or 0, (NEVER_BELOW if name == "age" else most + 1) if below is None else below

    ends = {from_key: whole(0, most), below_key: whole(1, most)}
    return _up_to(fields({}, ends, build, {"minProperties": 1}), below_key)


def _where(kind: str) -> Shape[Condition]:
    def build(reader: PolicyReader, found: Found, path: str) -> Condition:
        if (found["in"] is None) == (found["same"] is None):
            reader.wrong(f"{path}.in", "one-of-two", one="in", other="same")
        return Home(kind, found["in"] or (), found["same"])

    places = items(declared("regions"), least=1, most=_MOST_PLACES, distinct=True)
    return fields({}, {"in": places, "same": option(LEVELS)}, build, {"minProperties": 1, "maxProperties": 1})


def _spend() -> Shape[Condition]:
    def build(reader: PolicyReader, found: Found, path: str) -> Condition:
        least, more, most, less = (found[bound] for bound in BOUNDS)
        lower = [fen for fen in (least, more) if fen is not None]
        upper = [fen for fen in (most, less) if fen is not None]
        if not lower + upper:
            reader.wrong(f"{path}.at_least", "nothing-said", known=", ".join(BOUNDS))
        elif len(lower) > 1 or len(upper) > 1:
            reader.wrong(f"{path}.at_least", "not-one-bound", known=", ".join(BOUNDS))
        if found["of"] == "discounted" and reader.part in _DECIDED_BEFORE:
            reader.wrong(f"{path}.of", "late-price")
        return Spend(found["of"], found["lines"], least, more, most, less)

    needed = {"of": option(("price", "discounted")), "lines": lines()}
    return fields(needed, {bound: yuan() for bound in BOUNDS}, build, {"minProperties": 3, "maxProperties": 4})


def _parts() -> Shape[tuple[Condition, ...]]:
    return items(CONDITION, least=1, most=_MOST_PARTS)


def _category_level() -> Shape[Condition]:
    levels = some("级别", text(_LONGEST))
    needed = {"category": category(), "any_of": levels}
    return fields(needed, {}, lambda reader, found, path: CategoryLevel(found["category"], found["any_of"]))


def _nth() -> Shape[Condition]:
    def build(reader: PolicyReader, found: Found, path: str) -> Condition:
        ordinals, from_, below = found["is"], found["from"], found["below"]
        if (ordinals is None) == (from_ is None and below is None):
            reader.wrong(f"{path}.is", "one-of-two", one="is", other="from, below")
        if below is not None and below <= (from_ or 1):
            reader.wrong(f"{path}.below", "nothing-inside")
        if ordinals is not None:
            return Nth(found["limit"], ordinals)
        return Nth(found["limit"], (), from_ or 1, _NEVER_REACHED if below is None else below)

    def read(reader: PolicyReader, value: object, path: str) -> Condition:
        if reader.part == "limits":  # their conditions cannot ask for their own uses
            reader.wrong(path, "nth-in-limit")
            return _NOBODY
        return shape.read(reader, value, path)

    which = {"is": some("第几次", whole(1, _MOST_ORDINALS)), "from": whole(1, _MOST_ORDINALS)}
    ends = {**which, "below": whole(2, _MOST_ORDINALS)}
    shape: Shape[Condition] = _up_to(fields({"limit": declared("limits")}, ends, build), "below")
    return Shape(read, shape.schema)


def _aged() -> Shape[Condition]:
    years = _between("age", "from", "below", _OLDEST)
    return Shape(lambda reader, value, path: Age(*years.read(reader, value, path), reader.age_reached), years.schema)


def _of_birth() -> Shape[bool]:
    """Whether it is so; when it is cannot be said here."""
    plain = flag()

    def read(reader: PolicyReader, value: object, path: str) -> bool:
        if present(value) and not isinstance(value, bool) and value not in ("true", "false"):
            reader.wrong(path, "of-her-birth")
        return plain.read(reader, value, path)

    return Shape(read, plain.schema)


# What people write instead of a key of a condition → the mistake that leads to it.
_INSTEAD: Final = {
    **dict.fromkeys(("month", "months", "season", "annually", "every_year"), "yearly-instead"),
    **dict.fromkeys(("day_of_month", "monthly"), "month-day-instead"),
}
# The key of a condition → the shape of what stands behind it.
_KINDS: Final[Mapping[str, Shape[Condition]]] = {
    "age": _aged().says("年龄（周岁）", "from is inside, below is not"),
    "birthday": built(_of_birth(), Birthday).says("生日当天", "whether the service date is her birthday"),
    "birth_month": built(_of_birth(), BirthMonth).says(
        "生日当月", "whether the service date is in her birthday's month"
    ),
    "category": _one_category().says("类别", "this category is a fact of hers"),
    "category_any": built(some("类别", category()), Category),
    "category_level": _category_level(),
    "sitting": built(some("餐次", option(tuple(sitting.value for sitting in Sitting))), SittingIs),
    **{name: _where(kind) for name, kind in HOMES.items()},
    "eating": fields(
        {"in": items(declared("regions"), least=1, most=_MOST_PLACES, distinct=True)},
        {},
        lambda reader, found, path: Eating(found["in"]),
    ),
    "canteen": built(some("食堂", declared("canteens"), _MOST_PLACES), CanteenIs),
    "institution": built(flag(), Institution).says("入住养老机构", "whether she stays in an institution"),
    "diet": built(some("膳食", key()), Diet),
    "mode": built(some("就餐方式", option(MODES)), ModeIs),
    "package": built(some("套餐类别", key()), PackageIs),
    "distance": built(_between("distance", "from_m", "below_m", _FARTHEST_M), lambda ends: Distance(*ends)),
    "portions": built(_between("portions", "from", "below", _MOST_PORTIONS), lambda ends: Portions(*ends)),
    **DAYS,
    "spend": _spend(),
    "nth": _nth(),
    "all": built(_parts(), AllOf),
    "any": built(_parts(), AnyOf),
    "not": built(CONDITION, Not),
}


def _kind(name: str, shape: Shape[Condition]) -> Shape[Condition]:
    return fields({name: shape}, {}, lambda reader, found, path: found[name])


_CONDITIONS: Final[Shape[Condition]] = known_by_key(
    "condition",
    {name: _kind(name, shape) for name, shape in _KINDS.items()},
    neutral=_NOBODY,
    deepest=_DEEPEST,
    others=_INSTEAD,
)
DEFINITION: Final = _CONDITIONS.schema
