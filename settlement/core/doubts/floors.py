"""Doubts about the elder's band beside what layers say: it asks for more than a tier is meant to leave her."""

from collections.abc import Iterator
from dataclasses import replace

from canteen.core.money import format_yuan
from settlement.core.case import LINE_KINDS, Case
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import PRICES
from settlement.core.doubts.named import Placed
from settlement.core.doubts.outdone import takes_all
from settlement.core.doubts.shown import Shows, compiled, of_tier, reason_of_layer
from settlement.core.doubts.space import Person
from settlement.core.policy.counting import fen_over
from settlement.core.policy.document import Policy
from settlement.core.policy.terms import Condition, DownTo, Fixed, Formula
from settlement.core.policy.values import Band, Layer
from settlement.core.split import split


def look_at_floors(search: Search, own: Placed) -> None:
    """Say of layers and tiers that go down to less than the band of the same people lets her pay: they never do."""
    if not search.policy.bands:
        return
    unbanded = compiled(replace(search.policy, bands=()))
    for path, layer in own:
        for index, tier in enumerate(layer.tiers):
            keeps = _keeps(tier.formula)
            if keeps is not None:
                at = f"{path}.tiers[{index}].formula" if layer.tiered else f"{path}.formula"
                _look_at_one(search, unbanded, layer, index, at, keeps)


def _look_at_one(search: Search, unbanded: Policy, layer: Layer, index: int, path: str, keeps: int) -> None:
    tier = layer.tiers[index]
    earlier = [one.when for one in layer.tiers[:index]] if layer.pick == "first" else []
    before: list[Condition | None] = []
    for number, band in enumerate(search.policy.bands):
        kinds = [kind for kind in LINE_KINDS if kind in layer.lines & band.lines][:1]
        if kinds and all(fen_over(band.at_least, price) > keeps for price in PRICES):
            people: Iterator[Person] = search.plainest([layer.when, tier.when, band.when], [*earlier, *before])
            shows = _is_kept_from_it(search.policy, unbanded, layer, index, band, keeps)
            if search.tell(path, "floor-above", people, kinds, shows, band=number + 1, yuan=format_yuan(keeps)):
                return
        before.append(band.when)


def _is_kept_from_it(policy: Policy, unbanded: Policy, layer: Layer, index: int, band: Band, keeps: int) -> Shows:
    """Without bands a layer leaves her no more than it says, by this tier; with hers she pays more."""

    def shows(case: Case) -> bool:
        free = split(unbanded, case)
        reason = reason_of_layer(free, layer.id)
        if not of_tier(reason, layer, index) or free.elder_fen > keeps:
            return False
        return policy.program.plan(case).band == band and split(policy, case).elder_fen > keeps

    return shows


def _keeps(formula: Formula) -> int | None:
    """What a formula leaves her, in fen; None where that is no one sum."""
    if takes_all(formula):
        return 0
    return formula.part.fen if isinstance(formula, DownTo) and isinstance(formula.part, Fixed) else None
