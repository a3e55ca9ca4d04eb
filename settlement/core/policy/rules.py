"""The shapes of what stands beside the layers: the elder's bands, limits, exclusions."""

from typing import Final

from settlement.core.case import PERIODS
from settlement.core.policy.conditions import CONDITION, lines
from settlement.core.policy.formulas import over_price
from settlement.core.policy.layers import MOST_LAYERS, all_reached, limits_of, title
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.payers import LAST, empty, payer, with_empty
from settlement.core.policy.shape import Found, Schema, Shape, fields, items, key, option, some_yuan, whole
from settlement.core.policy.terms import Fixed, Formula
from settlement.core.policy.values import CANTEEN, SUSPENSE, Band, Exclusion, Limit

DEFAULT_LIMITS: Final = (Limit("sitting", "sitting", 1),)  # D8
_MOST_BANDS: Final = 40
_MOST_LIMITS: Final = 10
_MOST_EXCLUSIONS: Final = 20
_MOST_MEALS: Final = 1_000
_PAID, _EVERY_MEAL = "paid", "every_meal"
_COUNTS: Final = (_PAID, "asked", _EVERY_MEAL)


def limits() -> Shape[tuple[Limit, ...]]:
    """So many subsidised meals, or so much subsidy, in each sitting, day, week, month or year."""

    def build(reader: PolicyReader, found: Found, path: str) -> Limit:
        every_meal = found["counts"] == _EVERY_MEAL
        if found["count"] is None and found["sum"] is None and not every_meal:
            reader.wrong(f"{path}.count", "nothing-said", known="count, sum")
        unsaid = found["counts"] is None or every_meal
        if found["sum"] is not None and unsaid and not reader.has_told(f"{path}.sum", "nothing"):
            reader.wrong(f"{path}.counts", "counts-unsaid")
        if found["sum"] is None and found["counts"] is not None and not every_meal:
            reader.wrong(f"{path}.counts", "counts-without-sum")
        counts = found["counts"] or _PAID
        return Limit(found["id"], found["per"], found["count"], found["sum"], counts, found["when"])

    optional = {"count": whole(1, _MOST_MEALS), "sum": some_yuan(), "counts": option(_COUNTS), "when": CONDITION}
    also: Schema = {
        "oneOf": [
            {"required": ["sum", "counts"], "properties": {"counts": {"enum": ["paid", "asked"]}}},
            {"required": ["counts"], "properties": {"sum": False, "counts": {"const": _EVERY_MEAL}}},
            {"required": ["count"], "properties": {"sum": False, "counts": False}},
        ],
    }
    return items(fields({"id": key(), "per": option(PERIODS)}, optional, build, also), most=_MOST_LIMITS)


def bands() -> Shape[tuple[Band, ...]]:
    """What the elder pays at least, at most or exactly; the first band whose condition holds is hers."""
    ends = {"at_least": over_price(), "at_most": over_price(), "exactly": over_price()}
    beyond = {"beyond": payer((CANTEEN, SUSPENSE), homes=False), "empty": empty(LAST)}
    optional = {"when": CONDITION, "limits": limits_of(), **ends, **beyond}
    said: Schema = {
        "anyOf": [{"required": [end]} for end in ends],
        "dependentRequired": {"at_most": ["beyond"], "exactly": ["beyond"], "empty": ["beyond"]},
    }
    many = items(fields({"lines": lines()}, optional, _band, said), most=_MOST_BANDS)

    def read(reader: PolicyReader, value: object, path: str) -> tuple[Band, ...]:
        found = many.read(reader, value, path)
        all_reached(reader, path, [band.when for band in found])
        return found

    return Shape(read, many.schema)


def _band(reader: PolicyReader, found: Found, path: str) -> Band:
    least, most = _ends(reader, found, path)
    beyond = found["beyond"]
    if most is None:
        for name in ("beyond", "empty"):
            if found[name] is not None:
                reader.wrong(f"{path}.{name}", "nothing-beyond")
    elif beyond is None:
        reader.wrong(f"{path}.beyond", "missing-key")
    else:
        beyond = with_empty(reader, beyond, found["empty"], path)
    for index, name in enumerate(found["limits"] or ()):
        if name in reader.sums:
            reader.wrong(f"{path}.limits[{index}]", "sum-for-elder", id=name)
    counted = reader.general if found["limits"] is None else found["limits"]
    return Band(
        when=found["when"],
        lines=found["lines"],
        limits=tuple(name for name in counted if name not in reader.sums),
        at_least=least,
        at_most=most,
        beyond=beyond if most is not None else None,
        names_limits=found["limits"] is not None,
    )


def _ends(reader: PolicyReader, found: Found, path: str) -> tuple[Formula, Formula | None]:
    """What she pays at least and at most; both are the same where she pays exactly so much."""
    least, most, exactly = found["at_least"], found["at_most"], found["exactly"]
    if least is None and most is None and exactly is None:
        reader.wrong(f"{path}.at_least", "nothing-said", known="at_least, at_most, exactly")
    if exactly is not None:
        for name, end in (("at_least", least), ("at_most", most)):
            if end is not None:
                reader.wrong(f"{path}.{name}", "one-of-two", one="exactly", other=name)
        return exactly, exactly
    if isinstance(least, Fixed) and isinstance(most, Fixed) and most.fen < least.fen:
        reader.wrong(f"{path}.at_most", "most-below-least")
    return least or Fixed(0), most


def exclusions() -> Shape[tuple[Exclusion, ...]]:
    """For whom some or all layers are not, whatever else they say."""
    needed = {"id": key(), "title": title(), "when": CONDITION}
    some = {"layers": items(key(), least=1, most=MOST_LAYERS, distinct=True)}
    one: Shape[Exclusion] = fields(
        needed,
        some,
        lambda reader, found, path: Exclusion(found["id"], found["title"], found["when"], found["layers"]),
    )
    many = items(one, most=_MOST_EXCLUSIONS)

    def read(reader: PolicyReader, value: object, path: str) -> tuple[Exclusion, ...]:
        found = many.read(reader, value, path)
        ids = [exclusion.id for exclusion in found]
        for index, name in enumerate(ids):
            if name and ids.index(name) < index:
                reader.wrong(f"{path}[{index}].id", "twice", first=f"{path}[{ids.index(name)}].id")
        return found

    return Shape(read, many.schema)
