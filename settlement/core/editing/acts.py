"""What the buttons of an editor do to a draft: add, move, drop; an act is named like layers.2.up."""

from dataclasses import replace
from typing import Final, TypeVar

from settlement.core.editing.cards import Band, Card, Layer, Limit, Tier
from settlement.core.editing.sheet import Draft
from settlement.core.policy.rules import DEFAULT_LIMITS

T = TypeVar("T")
# What a document names no limits for holds no more once it names one: it stands there to be kept or dropped.
_HELD_SO_FAR: Final = tuple(Card(Limit(each.id, each.per, str(each.count), unasked=True)) for each in DEFAULT_LIMITS)
# The first field of what is added.
_FIRST: Final = {"layers": "zh", "tiers": "who.age_from", "bands": "who.age_from", "limits": "id"}


def acted(draft: Draft, act: str) -> Draft:
    """The draft after an act; the same one where nothing of that name can be done.

    layers.add, layers.N.up, .down, .drop; the same for bands and limits; layers.N.tiers.add, layers.N.tiers.M.up …
    """
    steps = act.split(".")
    if steps[0] == "layers" and len(steps) > 2 and steps[2] == "tiers" and steps[1].isdecimal():
        return _in_layer(draft, int(steps[1]), steps[3:])
    match steps[0]:
        case "layers":
            layer = Layer(id=free_id("layer", [card.fields.id for card in draft.layers if card.fields]))
            return replace(draft, layers=_moved(draft.layers, steps[1:], Card(layer)))
        case "bands":
            return replace(draft, bands=_moved(draft.bands, steps[1:], Card(Band())))
        case "limits":
            return replace(draft, limits=_limits(draft.limits, steps[1:]))
    return draft


def focus_after(draft: Draft, act: str) -> str:
    """Return the id of what a keyboard goes on from after an act: what was moved or added, or what took its place."""
    *steps, verb = act.split(".")
    prefix = ".".join(steps if verb == "add" else steps[:-1])
    count = _count(draft, prefix.split("."))
    if count is None:
        return ""
    if verb == "add":
        return f"{prefix}.{count - 1}.{_FIRST[prefix.rpartition('.')[2]]}"
    if verb not in ("up", "down", "drop") or not steps[-1].isdecimal():
        return ""
    at = int(steps[-1]) + {"up": -1, "down": 1, "drop": 0}[verb]
    if verb == "drop":
        return f"{prefix}.{at}.drop" if at < count else f"{prefix}.add"
    ends = at <= 0 if verb == "up" else at >= count - 1
    return f"{prefix}.{at}.{({'up': 'down', 'down': 'up'} if ends else {}).get(verb, verb)}"


def _count(draft: Draft, steps: list[str]) -> int | None:
    """How many items a list has; None where no list of this name is."""
    match steps:
        case ["layers" | "bands" | "limits" as name]:
            return len(getattr(draft, name) or ())
        case ["layers", number, "tiers"] if number.isdecimal() and int(number) < len(draft.layers):
            layer = draft.layers[int(number)].fields
            return None if layer is None else len(layer.tiers)
    return None


def _in_layer(draft: Draft, number: int, steps: list[str]) -> Draft:
    layer = draft.layers[number].fields if number < len(draft.layers) else None
    if layer is None:
        return draft
    tiers = _moved(layer.tiers, steps, Tier())
    pick = layer.pick or ("first" if len(tiers) > 1 else "")
    changed = replace(layer, tiers=tiers or (Tier(),), pick=pick if tiers else "")
    layers = (*draft.layers[:number], Card(changed), *draft.layers[number + 1 :])
    return replace(draft, layers=layers)


def _limits(limits: tuple[Card[Limit], ...] | None, steps: list[str]) -> tuple[Card[Limit], ...] | None:
    """The limits after an act. Where there were none before some were added, there are none after these are dropped."""
    if limits is None and steps != ["add"]:
        return None
    some = _HELD_SO_FAR if limits is None else limits
    is_unasked = bool(some) and all(card.fields is not None and card.fields.unasked for card in some)
    named = free_id("limit", [card.fields.id for card in some if card.fields])
    after = _moved(some, steps, Card(Limit(id=named, unasked=is_unasked)))
    is_dropped = is_unasked and steps[1:] == ["drop"]
    return None if is_dropped and after in ((), _HELD_SO_FAR) else after


def _moved(items: tuple[T, ...], steps: list[str], new: T) -> tuple[T, ...]:
    if steps == ["add"]:
        return (*items, new)
    if len(steps) != 2 or not steps[0].isdecimal() or int(steps[0]) >= len(items):
        return items
    at, some = int(steps[0]), list(items)
    one = some.pop(at)
    if steps[1] == "up":
        some.insert(max(0, at - 1), one)
    elif steps[1] == "down":
        some.insert(at + 1, one)
    elif steps[1] != "drop":
        return items
    return tuple(some)


def free_id(stem: str, taken: list[str]) -> str:
    """An id that no other item has: layer-1, layer-2."""
    return next(each for each in (f"{stem}-{number}" for number in range(1, len(taken) + 2)) if each not in taken)
