"""Read the conditions of a policy document: for whom and when a layer, a tier or a band is."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from canteen.core.sitting import Sitting
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.program import NEVER_BELOW
from settlement.core.policy.values import Age, AllOf, AnyOf, Category, Condition, Not, SittingIs
from settlement.core.reading import present

DEEPEST: Final = 8
_MOST_PARTS: Final = 40
_OLDEST: Final = 150
_CATEGORY: Final = re.compile(r"\w+(-\w+)*")
_LONGEST_CATEGORY: Final = 40
_NOBODY: Final = Category(())


def read_when(reader: PolicyReader, value: object, path: str, depth: int = 1) -> Condition:
    """Read one condition: an object with exactly one key."""
    if depth > DEEPEST:
        reader.wrong(path, "too-deep", most=DEEPEST)
        return _NOBODY
    if not present(value):
        return _NOBODY
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in _READERS:
        reader.wrong(path, "one-condition", known=", ".join(_READERS))
        return _NOBODY
    [(key, part)] = value.items()
    return _READERS[key](reader, part, f"{path}.{key}", depth)


def _age(reader: PolicyReader, value: object, path: str, depth: int) -> Condition:
    found = reader.fields(value, path, (), ("from", "below"))
    reader.ages.append(path)
    from_, below = 0, NEVER_BELOW
    if isinstance(value, dict) and not present(found["from"]) and not present(found["below"]):
        reader.wrong(f"{path}.from", "missing-key")
    if present(found["from"]):
        from_ = reader.whole(found["from"], f"{path}.from", least=0, most=_OLDEST)
    if present(found["below"]):
        below = reader.whole(found["below"], f"{path}.below", least=1, most=_OLDEST)
        if below <= from_:
            reader.wrong(f"{path}.below", "no-age-at-all")
    return Age(from_, below)


def _category(reader: PolicyReader, value: object, path: str, depth: int) -> Condition:
    return Category((_category_name(reader, value, path),))


def _category_any(reader: PolicyReader, value: object, path: str, depth: int) -> Condition:
    items = reader.items(value, path, least=1, most=_MOST_PARTS)
    return Category(tuple(_category_name(reader, item, at) for at, item in items))


def _category_name(reader: PolicyReader, value: object, path: str) -> str:
    # Which categories there are is data of the region (D3), so a document may name any
    if isinstance(value, str) and len(value) <= _LONGEST_CATEGORY and _CATEGORY.fullmatch(value):
        return value
    if present(value):
        reader.wrong(path, "not-a-category")
    return ""


def _sitting(reader: PolicyReader, value: object, path: str, depth: int) -> Condition:
    items = reader.items(value, path, least=1, most=len(Sitting))
    return SittingIs(tuple(reader.option(item, at, tuple(Sitting)) for at, item in items))


def _all(reader: PolicyReader, value: object, path: str, depth: int) -> Condition:
    return AllOf(_parts(reader, value, path, depth))


def _any(reader: PolicyReader, value: object, path: str, depth: int) -> Condition:
    return AnyOf(_parts(reader, value, path, depth))


def _parts(reader: PolicyReader, value: object, path: str, depth: int) -> tuple[Condition, ...]:
    items = reader.items(value, path, least=1, most=_MOST_PARTS)
    return tuple(read_when(reader, item, at, depth + 1) for at, item in items)


def _not(reader: PolicyReader, value: object, path: str, depth: int) -> Condition:
    return Not(read_when(reader, value, path, depth + 1))


_READERS: Final[Mapping[str, Callable[[PolicyReader, object, str, int], Condition]]] = {
    "age": _age,
    "category": _category,
    "category_any": _category_any,
    "sitting": _sitting,
    "all": _all,
    "any": _any,
    "not": _not,
}
