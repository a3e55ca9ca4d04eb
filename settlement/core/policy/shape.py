"""Shapes: how a piece of a document is read and what JSON Schema says of it, written down once for both."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from canteen.core.identity import holds_persons_number
from canteen.core.keys import KEY
from settlement.core.mends import in_list, item_of_list, near, outlined, under_keys
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.shown import shown
from settlement.core.reading import Mistake, join, present

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Schema = Mapping[str, object]
Found = Mapping[str, Any]  # what was read, by key; None where an optional key is absent

_YUAN: Final = r"^[0-9]{1,12}(\.[0-9]{1,2})?$"
_LONGEST_KEY: Final = 40
_MANY: Final = 40  # of a list of names, where nothing else is said


@dataclass(frozen=True, slots=True)
class Shape(Generic[T_co]):
    """Reads a value at a path, with every mistake told to the reader; absent values read as a neutral one."""

    read: Callable[[PolicyReader, object, str], T_co]
    schema: Schema = field(repr=False)

    def says(self, zh: str, en: str) -> "Shape[T_co]":
        """The same shape, described for whoever fills it in."""
        return replace(self, schema={"title": zh, "description": en, **self.schema})


def text(most: int) -> Shape[str]:
    """Printable text of 1 to `most` characters, without an ID number: what a policy says is public (S1)."""

    def read(reader: PolicyReader, value: object, path: str) -> str:
        found = reader.text(value, path, most=most)
        if holds_persons_number(found):
            reader.wrong(path, "persons-number")
        return found

    return Shape(read, {"type": "string", "minLength": 1, "maxLength": most})


def address(most: int) -> Shape[str]:
    """Where something is published: text of 1 to `most` characters, which may hold long numbers."""
    return Shape(
        lambda reader, value, path: reader.text(value, path, most=most),
        {"type": "string", "minLength": 1, "maxLength": most},
    )


def key() -> Shape[str]:
    """What a document calls something: lower-case letters, digits, hyphens."""
    return Shape(
        lambda reader, value, path: reader.key(value, path),
        {"type": "string", "maxLength": _LONGEST_KEY, "pattern": f"^{KEY.pattern}$"},
    )


def yuan() -> Shape[int]:
    """Yuan as text, read into fen."""
    return Shape(
        lambda reader, value, path: reader.yuan_fen(value, path),
        {"type": "string", "pattern": _YUAN, "examples": ["5.00"]},
    )


def some_yuan() -> Shape[int]:
    """Yuan as text, more than nothing."""

    def read(reader: PolicyReader, value: object, path: str) -> int:
        before = len(reader.mistakes)
        fen = reader.yuan_fen(value, path)
        if present(value) and fen == 0 and len(reader.mistakes) == before:
            reader.wrong(path, "nothing")
        return fen

    return Shape(
        read, {"type": "string", "pattern": f"^(?!0+(\\.0+)?$){_YUAN.removeprefix('^')}", "examples": ["5.00"]}
    )


def whole(least: int, most: int) -> Shape[int]:
    """A whole number within bounds, both inside."""
    return Shape(
        lambda reader, value, path: reader.whole(value, path, least=least, most=most),
        {"type": "integer", "minimum": least, "maximum": most},
    )


def flag() -> Shape[bool]:
    """True or false."""
    return Shape(lambda reader, value, path: reader.flag(value, path), {"type": "boolean"})


def day() -> Shape[date]:
    """A day, 2026-11-21."""
    written = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    return Shape(lambda reader, value, path: reader.day(value, path), written)


def option(known: Sequence[str]) -> Shape[str]:
    """One of a few words."""
    return Shape(lambda reader, value, path: reader.option(value, path, known), {"enum": list(known)})


def items(of: Shape[T], *, least: int = 0, most: int, distinct: bool = False) -> Shape[tuple[T, ...]]:
    """A list of `least` to `most` values of one shape; `distinct`: each at most once."""

    def read(reader: PolicyReader, value: object, path: str) -> tuple[T, ...]:
        if present(value) and not isinstance(value, list):
            reader.wrong(path, "not-a-list", **_alone(_tried(reader, of, value, path), value, path))
        found: dict[T, str] = {}
        many: list[T] = []
        for at, item in reader.items(value, path, least=least, most=most):
            before = len(reader.mistakes)
            one = of.read(reader, item, at)
            many.append(one)
            if distinct and len(reader.mistakes) == before and found.setdefault(one, at) != at:
                reader.wrong(at, "twice", first=found[one])
        return tuple(many)

    unique = {"uniqueItems": True} if distinct else {}
    return Shape(read, {"type": "array", "items": of.schema, "minItems": least, "maxItems": most, **unique})


def _tried(reader: PolicyReader, of: Shape[Any], value: object, path: str) -> list[Mistake]:
    """What would be wrong with a value, were it of this shape."""
    with reader.aside() as wrong:
        of.read(reader, value, path)
    return wrong


def _alone(wrong: Sequence[Mistake], value: object, path: str) -> Mapping[str, str]:
    """How a value is put right that stands where a list of such belongs; `wrong` is it as one of the items."""
    if not wrong:
        return in_list(value)
    return item_of_list(wrong[0].message.removeprefix("expected "), wrong[0].zh) if wrong[0].path == path else {}


def some(name: str, of: Shape[T], most: int = _MANY) -> Shape[tuple[T, ...]]:
    """A list of one or more different values, called by a name."""
    return items(of, least=1, most=most, distinct=True).says(name, name)


def fields(
    required: Mapping[str, Shape[Any]],
    optional: Mapping[str, Shape[Any]],
    build: Callable[[PolicyReader, Found, str], T],
    also: Schema | None = None,
) -> Shape[T]:
    """An object with exactly these keys, built into a value; `also` is what JSON Schema can say beyond the keys."""
    shapes = {**required, **optional}
    said = {name: shown(shape.schema) for name, shape in shapes.items()}

    def read(reader: PolicyReader, value: object, path: str) -> T:
        if present(value) and not isinstance(value, dict):
            reader.wrong(path, "not-an-object", **under_some_key(reader, value, path))
        for name in said:
            if isinstance(value, dict) and name not in value:
                reader.lacks(join(path, name), *said[name])
        parts = reader.fields(value, path, tuple(required), tuple(optional))
        found: dict[str, Any] = {}
        for name, shape in required.items():
            found[name] = shape.read(reader, parts[name], join(path, name))
        for name, shape in optional.items():
            found[name] = shape.read(reader, parts[name], join(path, name)) if present(parts[name]) else None
        with reader.silent(not isinstance(value, dict)):
            return build(reader, found, path)

    def under_some_key(reader: PolicyReader, value: object, path: str) -> Mapping[str, str]:
        able = [name for name in shapes if required.keys() <= {name}]
        keys = [name for name in able if not _tried(reader, shapes[name], value, join(path, name))]
        return under_keys(value, keys) if keys else outlined(*shown(whole))

    properties = {name: shape.schema for name, shape in shapes.items()}
    schema: dict[str, object] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = list(required)
    whole: Schema = {**schema, **(also or {})}
    return Shape(read, whole)


def instead(
    of: Shape[T],
    keys: Iterable[str],
    code: str,
    names: Mapping[str, object] | Callable[[object], Mapping[str, object]],
) -> Shape[T]:
    """A shape of an object whose commonest wrong keys are told in words of their own.

    `names` are what the words are filled with, perhaps by what stands behind the key.
    """

    def read(reader: PolicyReader, value: object, path: str) -> T:
        if isinstance(value, dict):
            for key in keys:
                if key in value:
                    reader.wrong(join(path, key), code, **(names(value[key]) if callable(names) else names))
        return of.read(reader, value, path)

    return Shape(read, of.schema)


def known_by_key(
    name: str,
    kinds: Mapping[str, Shape[T]],
    *,
    neutral: T,
    deepest: int,
    others: Mapping[str, str] = MappingProxyType({}),
) -> Shape[T]:
    """An object that is one of several kinds, each known by a key of its own; `name` is what mistakes call it.

    A kind may hold others of its family, at most `deepest` levels one inside the other. `others` are the commonest keys
    that are none, each with the mistake that leads to the right one.
    """

    def read(reader: PolicyReader, value: object, path: str) -> T:
        if not present(value):
            return neutral
        named = [key for key in value if key in kinds] if isinstance(value, dict) else []
        with reader.deeper(name, path, deepest) as allowed:
            if not allowed:
                return neutral
            key = next(iter(value)) if isinstance(value, dict) and len(value) == 1 else None
            if key is not None and key in others:
                reader.wrong(join(path, key), others[key])
                return neutral
            if not named and near(key, kinds)["near"]:
                reader.wrong(join(path, key), "unknown-key", known=", ".join(kinds), **near(key, kinds))
                return neutral
            if len(named) != 1:
                reader.wrong(path, f"one-{name}", known=", ".join(kinds))
                return neutral
            return kinds[named[0]].read(reader, value, path)

    return Shape(read, {"oneOf": [kind.schema for kind in kinds.values()]})


def named(name: str, shape: Callable[[], Shape[T]]) -> Shape[T]:
    """A shape that stands once in the schema under its name and is pointed to: so a family can hold itself."""
    return Shape(lambda reader, value, path: shape().read(reader, value, path), {"$ref": f"#/$defs/{name}"})


def built(shape: Shape[Any], build: Callable[[Any], T]) -> Shape[T]:
    """What a shape read, made into something else."""
    return Shape(lambda reader, value, path: build(shape.read(reader, value, path)), shape.schema)
