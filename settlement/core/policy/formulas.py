"""The shapes of formulas in a policy document: how many fen a payer takes."""

import re
from collections.abc import Mapping
from math import gcd
from typing import Final

from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.shape import (
    Found,
    Shape,
    built,
    fields,
    instead,
    items,
    key,
    known_by_key,
    named,
    option,
    some_yuan,
    yuan,
)
from settlement.core.policy.terms import (
    WHOLE_BASIS_POINTS,
    DownTo,
    Fixed,
    Formula,
    Highest,
    Lowest,
    Percent,
    Sum,
    pieces,
)
from settlement.core.reading import present

_DEEPEST: Final = 4
_MOST_PARTS: Final = 10
_BASES: Final = ("price", "left", "discounted")
ROUNDINGS: Final = ("down", "half_up", "up")
_PERCENT: Final = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")
_PART: Final = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")
_NOTHING: Final = Fixed(0)
# What is not a key of a share, for a bound on what it gives → the formula that bounds it
_BOUNDED: Final = {"lowest": ("cap", "max", "at_most"), "highest": ("floor", "min", "at_least")}

FORMULA: Final[Shape[Formula]] = named("formula", lambda: _FORMULAS)


def yuan_or_formula() -> Shape[Formula]:
    """Yuan as text, or a formula."""
    plain = built(yuan(), Fixed)

    def read(reader: PolicyReader, value: object, path: str) -> Formula:
        return (FORMULA if isinstance(value, dict) else plain).read(reader, value, path)

    return Shape(read, {"oneOf": [plain.schema, FORMULA.schema]})


def over_price() -> Shape[Formula]:
    """What the elder pays at least or at most: yuan as text, or a formula that looks at the price alone."""
    either = yuan_or_formula()

    def read(reader: PolicyReader, value: object, path: str) -> Formula:
        formula = either.read(reader, value, path)
        if any(isinstance(one, DownTo) or (isinstance(one, Percent) and one.of != "price") for one in pieces(formula)):
            reader.wrong(path, "price-only")
        return formula

    return Shape(read, either.schema)


def _percent() -> Shape[tuple[int, int]]:
    """ "12.5" → 1250 of 10000."""

    def read(reader: PolicyReader, value: object, path: str) -> tuple[int, int]:
        written = _PERCENT.fullmatch(value) if isinstance(value, str) else None
        if written is not None:
            units, decimals = written.groups()
            points = int(units + (decimals or "").ljust(2, "0"))
            if points <= WHOLE_BASIS_POINTS:
                return points, WHOLE_BASIS_POINTS
        if present(value):
            reader.wrong(path, "not-percent")
        return 0, WHOLE_BASIS_POINTS

    return Shape(read, {"type": "string", "pattern": r"^(100(\.00?)?|0?[0-9]{1,2}(\.[0-9]{1,2})?)$"})


def _part() -> Shape[tuple[int, int]]:
    """ "1/3" → 1 of 3."""

    def read(reader: PolicyReader, value: object, path: str) -> tuple[int, int]:
        written = _PART.fullmatch(value) if isinstance(value, str) else None
        if written is not None:
            parts, whole = int(written[1]), int(written[2])
            if parts <= whole:
                return parts // gcd(parts, whole), whole // gcd(parts, whole)
        if present(value):
            reader.wrong(path, "not-a-part")
        return 0, 1

    return Shape(read, {"type": "string", "pattern": f"^{_PART.pattern}$"})


def _base() -> Shape[tuple[str, str]]:
    """What the share is of: a word, or {"layer": id} → ("layer", id). Whether that layer is earlier is asked later."""
    plain = option(_BASES)
    of_layer: Shape[str] = fields({"layer": key()}, {}, lambda reader, found, path: found["layer"])

    def read(reader: PolicyReader, value: object, path: str) -> tuple[str, str]:
        if isinstance(value, dict):
            return "layer", of_layer.read(reader, value, path)
        return plain.read(reader, value, path), ""

    return Shape(read, {"oneOf": [plain.schema, of_layer.schema]})


def _share(name: str, shape: Shape[tuple[int, int]]) -> Shape[Formula]:
    def build(reader: PolicyReader, found: Found, path: str) -> Formula:
        (parts, whole), (of, layer) = found[name], found["of"]
        above, up_to = found["above"] or 0, found["up_to"]
        if up_to is not None and up_to <= above:
            reader.wrong(f"{path}.up_to", "up-to-nothing")
        to_fen = found["to"] if found["to"] is not None else 1
        return Percent(parts, of, found["round"], whole, to_fen, above, up_to, layer)

    needed = {name: shape, "of": _base(), "round": option(ROUNDINGS)}
    share = fields(needed, {"to": some_yuan(), "above": yuan(), "up_to": yuan()}, build)
    for kind, bounds in _BOUNDED.items():
        share = instead(share, bounds, "bounded-outside", {"kind": kind, "share": name})
    return share


def _only(name: str, shape: Shape[Formula]) -> Shape[Formula]:
    return fields({name: shape}, {}, lambda reader, found, path: found[name])


_several: Final = items(FORMULA, least=2, most=_MOST_PARTS)
_KINDS: Final[Mapping[str, Shape[Formula]]] = {
    "fixed": _only("fixed", built(yuan(), Fixed)).says("定额", "so much, never more than is left"),
    "down_to": _only("down_to", built(yuan_or_formula(), DownTo)).says("补到", "everything that is left above so much"),
    "percent": _share("percent", _percent()).says("比例", "a percentage of a stated base"),
    "part": _share("part", _part()).says("几分之几", "a fraction of a stated base"),
    "lowest": _only("lowest", built(_several, Lowest)).says("取最低", "the formula that gives least"),
    "highest": _only("highest", built(_several, Highest)).says("取最高", "the formula that gives most"),
    "sum": _only("sum", built(_several, Sum)).says("合计", "all of the formulas together"),
}
_FORMULAS: Final[Shape[Formula]] = known_by_key("formula", _KINDS, neutral=_NOTHING, deepest=_DEEPEST)
DEFINITION: Final = _FORMULAS.schema
