"""Shown: whether a doubt really shows in the split of somebody's meal, by the part of a policy that it is about."""

from collections.abc import Callable
from dataclasses import replace

from settlement.core.case import Case
from settlement.core.policy.document import Policy
from settlement.core.policy.program import compile_program
from settlement.core.policy.terms import Formula
from settlement.core.policy.values import Band, Layer
from settlement.core.shares import Reason, Split
from settlement.core.split import split

Shows = Callable[[Case], bool]


class Part:
    """Parts of one policy, each as a policy of its own: of forty layers the other ones would take all the time."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._known: dict[tuple[str, int | None], Policy] = {}

    def left_out(self, layer: Layer) -> Shows:
        """A layer takes no part in the meal."""
        return lambda case: not took_part(split(self._of(layer), case), layer.id)

    def is_for(self, layer: Layer, case: Case) -> bool:
        """Whether a layer takes part in a meal, with whatever other layers take before it."""
        return took_part(split(self.policy, case), layer.id)

    def by(self, layer: Layer, tier: int) -> Shows:
        """A layer counts by this tier, or has only one formula."""

        def shows(case: Case) -> bool:
            answer = split(self._of(layer), case)
            reason = reason_of_layer(answer, layer.id)
            return reason is not None and took_part(answer, layer.id) and reason.tier in (None, tier)

        return shows

    def not_by(self, layer: Layer, tier: int) -> Shows:
        """A layer counts by another tier than this one, alone and with whatever other layers leave of the price."""

        def shows(case: Case) -> bool:
            alone = reason_of_layer(split(self._of(layer), case), layer.id)
            if alone is None or alone.tier == tier:
                return False
            among = reason_of_layer(split(self.policy, case), layer.id)
            return among is None or among.tier != tier

        return shows

    def less_by(self, layer: Layer, tier: int, *, than: int) -> Shows:
        """A layer counts by one tier, and had she another one she would pay less."""

        def shows(case: Case) -> bool:
            found = split(self._of(layer), case)
            reason = reason_of_layer(found, layer.id)
            if reason is None or reason.tier != tier:
                return False
            return split(self._of(layer, than), case).elder_fen < found.elder_fen

        return shows

    def more_with(self, layer: Layer, tier: int, formula: Formula) -> Shows:
        """A layer counts by one tier, and had that another formula it would take more."""
        tiers = [replace(one, formula=formula) if at == tier else one for at, one in enumerate(layer.tiers)]
        counts, found = self.by(layer, tier), self._of(layer)
        layers = [replace(one, tiers=tuple(tiers)) if one.id == layer.id else one for one in found.layers]
        other = compiled(replace(found, layers=tuple(layers)))
        return lambda case: counts(case) and split(other, case).elder_fen < split(found, case).elder_fen

    def more_than_by(self, band: Band) -> Shows:
        """She would pay less had she this band."""
        other = compiled(replace(self.policy, bands=(band,)))
        return lambda case: split(other, case).elder_fen < split(self.policy, case).elder_fen

    def draws(self, layer: Layer, fund: str) -> Shows:
        """A layer draws on a fund."""
        return lambda case: fund in split(self._of(layer), case).draws

    def _of(self, layer: Layer, tier: int | None = None) -> Policy:
        """A layer alone, or one of its tiers, and before it what lowers the price that it may look at."""
        found = self._known.get((layer.id, tier))
        if found is None:
            before = [one for one in self.policy.layers[: self.policy.layers.index(layer)] if one.discount]
            kept = layer if tier is None else replace(layer, tiers=(layer.tiers[tier],))
            policy = replace(self.policy, layers=(*before, kept), bands=(), products=())
            found = self._known[layer.id, tier] = compiled(policy)
        return found


def compiled(policy: Policy) -> Policy:
    """A policy of which a part was replaced, with the program that belongs to it."""
    parts = policy.layers, policy.bands, policy.limits, policy.exclusions, policy.products
    return replace(policy, program=compile_program(*parts))


def reason_of_layer(answer: Split, layer: str) -> Reason | None:
    """Why a layer took what it took, or took no part."""
    taken = (share.reason for share in answer.shares if share.layer == layer and share.reason.layer == layer)
    return next(taken, next((skipped.reason for skipped in answer.skipped if skipped.layer == layer), None))


def of_tier(reason: Reason | None, layer: Layer, index: int) -> bool:
    """Whether what a layer says of a meal is said of this tier, or of its only formula."""
    return reason is not None and reason.tier == (index if layer.tiered else None)


def took_part(answer: Split, layer: str) -> bool:
    """Whether a layer was for this meal at all, however little it took."""
    reason = reason_of_layer(answer, layer)
    return reason is not None and reason.code not in ("condition", "no-tier", "excluded", "limit-used")
