"""Doubt about what a fund no longer holds: it waits for a next layer that is not for the same people."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from settlement.core.case import Case
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import kinds_of_lines
from settlement.core.doubts.named import Placed
from settlement.core.doubts.shown import Shows
from settlement.core.doubts.space import Space, whens_of, whom
from settlement.core.policy.document import Policy
from settlement.core.policy.values import Layer
from settlement.core.split import split

_NEXT: Final = "next"
_SHOWN: Final = 4


def look_at_carried(search: Search, own: Placed) -> None:
    """Say of layers whose fund leaves it to a next one, and for some of whose people no later layer is."""
    layers = search.policy.layers
    for path, layer in own:
        if layer.payer.empty is None or layer.payer.empty.then != _NEXT:
            continue
        later = layers[layers.index(layer) + 1 :]
        space = search.space(*whens_of(layer), *(when for one in later for when in whens_of(one)))
        if space is not None:
            people = space.people(_for_no_other(space, layer, later), _SHOWN)
            shows = _falls_to_her(search.policy, layer)
            search.tell(f"{path}.empty", "no-next-layer", people, kinds_of_lines(layer.lines), shows)


def emptied(case: Case) -> Case:
    """The same meal when no fund holds anything."""
    return replace(case, left=dict.fromkeys(case.left, 0))


def _for_no_other(space: Space, layer: Layer, later: Sequence[Layer]) -> int:
    found = whom(space, layer)
    for one in later:
        found &= ~whom(space, one)
    return found


def _falls_to_her(policy: Policy, layer: Layer) -> Shows:
    """What the layer takes is hers to pay when its fund is empty, for want of a next layer."""

    def shows(case: Case) -> bool:
        answer = split(policy, emptied(case))
        return any(share.layer == layer.id and share.reason.code == "no-next" for share in answer.shares)

    return shows
