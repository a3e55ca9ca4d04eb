"""A policy: what its document says and the program compiled from it."""

from dataclasses import dataclass, field

from settlement.core.policy.program import Program
from settlement.core.policy.values import Band, Layer, Limit, Payer, Source, Title


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole, valid policy; made by `parse` alone."""

    title: Title
    source: Source | None
    age_reached: str
    may_raise_elder: bool  # may a re-decision raise the elder's share (D14)
    promise_gap: Payer
    limits: tuple[Limit, ...]
    bands: tuple[Band, ...]
    layers: tuple[Layer, ...]
    program: Program = field(repr=False, compare=False)

    @property
    def funds(self) -> tuple[str, ...]:
        """The keys of all funds the document names, in order, each once: what a check-in asks allotments for."""
        payers = [layer.payer for layer in self.layers]
        payers += [band.beyond for band in self.bands if band.beyond is not None]
        return tuple(dict.fromkeys(payer.fund for payer in (*payers, self.promise_gap) if payer.fund is not None))

    def layer(self, layer_id: str) -> Layer | None:
        """The layer of that id."""
        return next((layer for layer in self.layers if layer.id == layer_id), None)
