"""What holds otherwise by two policy documents: added, removed, moved, changed, each by its path and its place."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from settlement.core.policy_unsaid import completed, held_unsaid

# Shown as a whole, before and after: a reader compares two sentences, not the keys inside them.
WHOLE: Final = frozenset(
    {"when", "formula", "payer", "beyond", "empty", "include", "source"}
    | {"at_least", "at_most", "exactly", "bonus_at_most"}
)
# Lists of sentences: each is read by itself.
ITEMS: Final = frozenset({"notes"})
# What a tier or a band says to those whom it is for.
_SAYS: Final = frozenset({"formula", "at_least", "at_most", "exactly"})


class Kind(StrEnum):
    """What became of a part of the document."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Step:
    """One step into a document: a key, and of a list which item, counted from 1, with its own title or id if any."""

    key: str
    number: int | None = None
    title: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `path` is that of the new document, of what was removed that of the old one.

    Of what was moved, `before` and `after` are its places in its list, counted from 1.
    """

    kind: Kind
    path: str
    steps: tuple[Step, ...]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class _Place:
    documents: tuple[Mapping[str, Any], Mapping[str, Any]]  # before, after
    path: str = ""
    steps: tuple[Step, ...] = ()

    def at(self, key: str) -> "_Place":
        return replace(self, path=f"{self.path}.{key}" if self.path else key, steps=(*self.steps, Step(key)))

    def item(self, index: int, item: object) -> "_Place":
        step = Step(self.steps[-1].key, index + 1, _title(item))
        return replace(self, path=f"{self.path}[{index}]", steps=(*self.steps[:-1], step))

    def unsaid(self, key: str, item: Mapping[str, Any], written: Any, *, before: bool) -> Any:
        """What holds of an item without a key, before or after, beside what is written on the other side."""
        if len(self.steps) != 1 or self.steps[0].number is None:
            return None
        return held_unsaid(key, self.steps[0].key, item, self.documents[0 if before else 1], written)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what holds by `after` otherwise than by `before`, in the order of the documents.

    What one leaves out and the other writes out, though it holds in both, is no difference.
    Items of a list are known again by their `id` where all have one; otherwise by whom and what they are for, and the
    others pair up by their places. A list of plain values, and what is in WHOLE, counts as one value.
    """
    before, after = completed(before, after), completed(after, before)
    return tuple(_objects(before, after, _Place((before, after))))


def _objects(before: Mapping[str, Any], after: Mapping[str, Any], place: _Place) -> Iterator[Difference]:
    for key in dict.fromkeys((*after, *before)):
        at = place.at(key)
        if key in before and key in after:
            yield from _values(before[key], after[key], at, whole=key in WHOLE)
            continue
        is_new = key in after
        written = (after if is_new else before)[key]
        held = place.unsaid(key, before if is_new else after, written, before=is_new)
        if held is None:
            yield _made(Kind.ADDED, at, None, written) if is_new else _made(Kind.REMOVED, at, written, None)
        else:
            yield from _values(*((held, written) if is_new else (written, held)), at, whole=key in WHOLE)


def _values(before: Any, after: Any, at: _Place, *, whole: bool = False) -> Iterator[Difference]:
    if _text(before) == _text(after):
        return
    if not whole and isinstance(before, dict) and isinstance(after, dict):
        yield from _objects(before, after, at)
    elif not whole and _holds_objects(before) and _holds_objects(after):
        by_id = _ids(before) is not None and _ids(after) is not None
        yield from (_lists_by_id if by_id else _lists_by_place)(before, after, at)
    elif at.steps[-1].key in ITEMS and isinstance(before, list) and isinstance(after, list):
        yield from _lists_by_place(before, after, at)
    else:
        yield _made(Kind.CHANGED, at, before, after)


def _lists_by_id(before: Sequence[Any], after: Sequence[Any], at: _Place) -> Iterator[Difference]:
    old, new = _ids(before) or {}, _ids(after) or {}
    stayed = _kept_order([old[each] for each in new if each in old])
    for each, index in new.items():
        place = at.item(index, after[index])
        if each not in old:
            yield _made(Kind.ADDED, place, None, after[index])
            continue
        if old[each] not in stayed:
            yield _made(Kind.MOVED, place, old[each] + 1, index + 1)
        yield from _values(before[old[each]], after[index], place)
    for each, index in old.items():
        if each not in new:
            yield _made(Kind.REMOVED, at.item(index, before[index]), before[index], None)


def _lists_by_place(before: Sequence[Any], after: Sequence[Any], at: _Place) -> Iterator[Difference]:
    blocks = SequenceMatcher(None, [*map(_for_whom, before)], [*map(_for_whom, after)], autojunk=False)
    for _, old, old_end, new, new_end in blocks.get_opcodes():
        paired = min(old_end - old, new_end - new)
        for each in range(paired):
            yield from _values(before[old + each], after[new + each], at.item(new + each, after[new + each]))
        for index in range(new + paired, new_end):
            yield _made(Kind.ADDED, at.item(index, after[index]), None, after[index])
        for index in range(old + paired, old_end):
            yield _made(Kind.REMOVED, at.item(index, before[index]), before[index], None)


def _made(kind: Kind, at: _Place, before: Any, after: Any) -> Difference:
    return Difference(kind, at.path, at.steps, before, after)


def _holds_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _ids(items: Sequence[Mapping[str, Any]]) -> dict[str, int] | None:
    """Where each id stands in the list; None unless each item has one of its own."""
    found = {name: index for index, item in enumerate(items) if (name := _id(item)) is not None}
    return found if len(found) == len(items) else None


def _id(item: Mapping[str, Any]) -> str | None:
    """What an item is known again by; of layers of another document whose they are, so that versions are one item."""
    include = item.get("include")
    known = include.get("policy") if isinstance(include, dict) else item.get("id")
    if not isinstance(known, str):
        return None
    return known if include is None else f"{known.partition('/')[0]}/"


def _for_whom(item: object) -> str:
    """What a tier or a band is known again by: whom it is for, and of which lines; anything else by all of it."""
    if isinstance(item, dict) and item.keys() & _SAYS:
        return _text({key: item.get(key) for key in ("when", "lines")})
    return _text(item)


def _title(item: object) -> Mapping[str, str] | None:
    """What an item is called: by its title, or in both languages by its id or the reference of what it includes."""
    if not isinstance(item, dict):
        return None
    title, include = item.get("title"), item.get("include")
    name = include.get("policy") if isinstance(include, dict) else item.get("id")
    if isinstance(title, dict):
        return title
    return {"zh": name, "en": name} if isinstance(name, str) else None


def _kept_order(places: Sequence[int]) -> frozenset[int]:
    """Return as many of these old places as stand in their old order: what is not among them was moved."""
    ends: list[int] = []
    chains: list[tuple[int, ...]] = []
    for place in places:
        at = bisect_left(ends, place)
        chain = (*(chains[at - 1] if at else ()), place)
        if at == len(ends):
            ends.append(place)
            chains.append(chain)
        else:
            ends[at], chains[at] = place, chain
    return frozenset(chains[-1] if chains else ())


def _text(value: object) -> str:
    """A value as text, the same for equal values alone: true is not 1, and the order of keys says nothing."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
