"""What the buttons of an editor do to a draft: add, move, drop; an act is named like layers.2.up."""

from dataclasses import replace
from typing import TypeVar

from settlement.core.editing.cards import Band, Card, Layer, Limit, Tier
from settlement.core.editing.sheet import Draft

T = TypeVar("T")


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
            limits = draft.limits or ()
            limit = Limit(id=free_id("limit", [card.fields.id for card in limits if card.fields]))
            return replace(draft, limits=_moved(limits, steps[1:], Card(limit)))
    return draft


def _in_layer(draft: Draft, number: int, steps: list[str]) -> Draft:
    layer = draft.layers[number].fields if number < len(draft.layers) else None
    if layer is None:
        return draft
    tiers = _moved(layer.tiers, steps, Tier())
    pick = layer.pick or ("first" if len(tiers) > 1 else "")
    changed = replace(layer, tiers=tiers or (Tier(),), pick=pick if tiers else "")
    layers = (*draft.layers[:number], Card(changed), *draft.layers[number + 1 :])
    return replace(draft, layers=layers)


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
