"""Read the formulas of a policy document: how many fen a payer takes."""

import re
from collections.abc import Mapping
from typing import Final

from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.program import WHOLE_BASIS_POINTS
from settlement.core.policy.values import DownTo, Fixed, Formula, Highest, Lowest, Percent
from settlement.core.reading import present

DEEPEST: Final = 4
_MOST_PARTS: Final = 10
_BASES: Final = ("price", "left")
_ROUNDINGS: Final = ("down", "half_up", "up")
_PERCENT: Final = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")
_NOTHING: Final = Fixed(0)

# the key that says which formula it is → the keys that go with it
_FORMULAS: Final[Mapping[str, tuple[str, ...]]] = {
    "fixed": (),
    "down_to": (),
    "percent": ("of", "round"),
    "lowest": (),
    "highest": (),
}


def read_formula(reader: PolicyReader, value: object, path: str, depth: int = 1) -> Formula:
    """Read one formula, which is known by exactly one of its keys."""
    if depth > DEEPEST:
        reader.wrong(path, "too-deep", most=DEEPEST)
        return _NOTHING
    if not present(value):
        return _NOTHING
    named = [key for key in value if key in _FORMULAS] if isinstance(value, dict) else []
    if len(named) != 1:
        reader.wrong(path, "one-formula", known=", ".join(_FORMULAS))
        return _NOTHING
    name = named[0]
    found = reader.fields(value, path, (name, *_FORMULAS[name]))
    at = f"{path}.{name}"
    match name:
        case "fixed":
            return Fixed(reader.yuan_fen(found[name], at))
        case "down_to":
            return DownTo(reader.yuan_fen(found[name], at))
        case "percent":
            return Percent(
                _basis_points(reader, found[name], at),
                reader.option(found["of"], f"{path}.of", _BASES),
                reader.option(found["round"], f"{path}.round", _ROUNDINGS),
            )
    items = reader.items(found[name], at, least=2, most=_MOST_PARTS)
    parts = tuple(read_formula(reader, item, inside, depth + 1) for inside, item in items)
    return Lowest(parts) if name == "lowest" else Highest(parts)


def _basis_points(reader: PolicyReader, value: object, path: str) -> int:
    """Read "12.5" into 1250 basis points."""
    written = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    if written is not None:
        whole, decimals = written.groups()
        points = int(whole + (decimals or "").ljust(2, "0"))
        if points <= WHOLE_BASIS_POINTS:
            return points
    if present(value):
        reader.wrong(path, "not-percent")
    return 0
