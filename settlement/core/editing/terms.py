"""Conditions and formulas as an editor shows them: fields of typed text, and the raw text of what has no fields."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from settlement.core.editing.typed import number_in
from settlement.core.reading import load_json

Json = dict[str, Any]
KINDS: Final = ("fixed", "down_to", "percent", "raw")

# The key of a condition → the field that holds its list of words.
_WORDS: Final[Mapping[str, str]] = {
    "category_any": "categories",
    "sitting": "sittings",
    "calendar": "days",
    "mode": "modes",
    "package": "packages",
    "canteen": "canteens",
}
# … and of a place, the field that holds its list of regions.
_PLACES: Final[Mapping[str, str]] = {
    "registered": "registered_in",
    "resident": "resident_in",
    "permit": "permit_in",
    "eating": "eating_in",
}
# Where she lives and that it is where the canteen stands are two conditions: both can be asked.
_SAME: Final = "same"
_SAME_OF: Final = ("registered", "resident")
_OTHER: Final = "other"
_CANONICAL: Final = (
    "sitting",
    "calendar",
    "mode",
    "age",
    "category_any",
    *_PLACES,
    _SAME,
    "package",
    "canteen",
    "institution",
)


@dataclass(frozen=True, slots=True)
class Who:
    """For whom and when: every part that is filled in has to hold. Empty parts ask nothing.

    `same` is "registered:town" for: in the same town as the canteen. `other` is the raw text of a list of conditions.
    `order` keeps the order in which the parts stood, so that a document comes back as it was.
    """

    age_from: str = ""
    age_below: str = ""
    categories: tuple[str, ...] = ()
    registered_in: tuple[str, ...] = ()
    resident_in: tuple[str, ...] = ()
    permit_in: tuple[str, ...] = ()
    eating_in: tuple[str, ...] = ()
    same: str = ""
    sittings: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    canteens: tuple[str, ...] = ()
    outside: bool = False  # not for whom stays in an institution
    other: str = ""
    order: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether any part is filled in."""
        return any(getattr(self, each.name) for each in fields(self) if each.name != "order")


@dataclass(frozen=True, slots=True)
class Amount:
    """A formula: so much, down to so much, a percentage of at most so much, or the raw text of another one."""

    kind: str = "fixed"
    value: str = ""
    of: str = "price"
    rounding: str = "down"
    most: str = ""


def condition_of(who: Who) -> Json | None:
    """The condition that the fields come to; None where nothing is asked. ValueError for raw text that is no JSON."""
    found = [part for _name, part in _laid(who)]
    if len(found) > 1:
        return {"all": found}
    return found[0] if found else None


def field_of(who: Who, steps: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return which field a path inside the condition is written by, and what of the path lies inside raw text."""
    laid = _laid(who)
    at = int(steps[1]) if len(laid) > 1 and len(steps) > 1 and steps[0] == "all" and steps[1].isdecimal() else 0
    inner = steps[2:] if len(laid) > 1 else steps
    name = laid[at][0] if at < len(laid) else "age"
    if name == _OTHER:
        return name, inner
    if name == "age":
        return "age_below" if inner[-1:] == ["below"] else "age_from", ()
    if name in _PLACES:
        return _PLACES[name], ()
    if name == _SAME:
        return name, ()
    return _WORDS.get(name, "outside"), ()


def _laid(who: Who) -> list[tuple[str, Any]]:
    """The parts of the condition by name, in the order in which they stand."""
    parts = _parts(who)
    found: list[tuple[str, Any]] = []
    for name in (*who.order, *_CANONICAL, _OTHER):
        if name == _OTHER and parts.get(_OTHER):
            found.append((_OTHER, parts[_OTHER].pop(0)))
        elif name != _OTHER and name in parts:
            found.append((name, parts.pop(name)))
    return found + [(_OTHER, part) for part in parts.get(_OTHER, [])]


def _parts(who: Who) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    ends = {"from": _years(who.age_from), "below": _years(who.age_below)}
    if who.age_from or who.age_below:
        parts["age"] = {"age": {name: end for name, end in ends.items() if end != ""}}
    for name, field in (*_WORDS.items(), *_PLACES.items()):
        some = list(getattr(who, field))
        if some:
            parts[name] = {name: {"in": some} if name in _PLACES else some}
    if len(who.categories) == 1:
        parts["category_any"] = {"category": who.categories[0]}
    if who.same:
        kind, _, level = who.same.partition(":")
        parts[_SAME] = {kind: {"same": level}}
    if who.outside:
        parts["institution"] = {"institution": False}
    if who.other.strip():
        other = load_json(who.other)
        parts[_OTHER] = other if isinstance(other, list) else [other]
    return parts


def who_of(condition: object) -> Who:
    """The fields that come to this condition; whatever has no field stands in `other`."""
    if condition is None:
        return Who()
    parts = condition["all"] if isinstance(condition, dict) and list(condition) == ["all"] else [condition]
    if not isinstance(parts, list) or (len(parts) < 2 and parts != [condition]):
        parts = [condition]
    found: dict[str, Any] = {}
    order, other = [], []
    for part in parts:
        name, read = _read(part)
        if name == _OTHER or name in order or not found.keys().isdisjoint(read):
            order.append(_OTHER)
            other.append(part)
        else:
            order.append(name)
            found |= read
    text = json.dumps(other, ensure_ascii=False) if other else ""
    who = Who(**found, other=text, order=tuple(order))
    if condition_of(who) == condition:
        return who
    return Who(other=json.dumps([condition], ensure_ascii=False), order=(_OTHER,))


def _read(part: object) -> tuple[str, dict[str, Any]]:
    """The name of a part and the fields it fills; "other" where it has none."""
    if not isinstance(part, dict) or len(part) != 1:
        return _OTHER, {}
    [(key, value)] = part.items()
    if key == "age" and isinstance(value, dict):
        return key, {f"age_{name}": str(end) for name, end in value.items() if name in ("from", "below")}
    if key == "category":
        return "category_any", {"categories": (value,)}
    if key in _WORDS and isinstance(value, list):
        return key, {_WORDS[key]: tuple(value)}
    if key in _SAME_OF and isinstance(value, dict) and "same" in value:
        return _SAME, {"same": f"{key}:{value['same']}"}
    if key in _PLACES and isinstance(value, dict):
        return key, {_PLACES[key]: tuple(value.get("in", ()))}
    if key == "institution" and value is False:
        return key, {"outside": True}
    return _OTHER, {}


def formula_of(amount: Amount) -> Any:
    """The formula that the fields come to. ValueError for raw text that is no JSON."""
    if amount.kind == "raw":
        return load_json(amount.value)
    if amount.kind != "percent":
        return {amount.kind: amount.value}
    share = {"percent": amount.value, "of": amount.of, "round": amount.rounding}
    return {"lowest": [share, {"fixed": amount.most}]} if amount.most else share


def amount_of(formula: object) -> Amount:
    """The fields that come to this formula; its raw text where none do."""
    raw = Amount("raw", json.dumps(formula, ensure_ascii=False))
    if not isinstance(formula, dict):
        return raw
    parts = formula.get("lowest", [formula])
    share = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], dict) else {}
    kind = next((kind for kind in KINDS if kind in share), "")
    if not kind or not isinstance(parts, list):
        return raw
    most = parts[1].get("fixed", "") if len(parts) == 2 and isinstance(parts[1], dict) else ""
    texts = (share[kind], share.get("of", "price"), share.get("round", "down"), most)
    if not all(isinstance(text, str) for text in texts):
        return raw
    amount = Amount(kind, *texts)
    return amount if formula_of(amount) == formula else raw


def _years(text: str) -> object:
    """A number where one was typed; what else was typed stays as it is, for the reader to complain about."""
    number = number_in(text)
    return text if number is None else number
