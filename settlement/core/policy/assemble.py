"""Put a document and the published ones it includes together: one list of layers, limits and exclusions (D9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from settlement.core.policy.document import Policy
from settlement.core.policy.layers import Include
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.terms import Formula, Nth, Percent, leaves, pieces
from settlement.core.policy.values import Exclusion, Layer, LeftBehind, Limit, Product
from settlement.core.shares import ELDER, PROMISE

_RESERVED: Final = (ELDER, PROMISE)


@dataclass(frozen=True, slots=True)
class Assembled:
    """What the document and those it includes say together; `refs` are the latter, each once."""

    layers: tuple[Layer, ...]
    limits: tuple[Limit, ...]
    exclusions: tuple[Exclusion, ...]
    refs: tuple[str, ...]
    left_behind: tuple[LeftBehind, ...]


class Assembly:
    """The work of putting one document together; thrown away once `done`."""

    def __init__(
        self,
        reader: PolicyReader,
        limits: Sequence[Limit],
        exclusions: Sequence[Exclusion],
        documents: Mapping[str, Policy],
    ) -> None:
        self.reader, self.documents = reader, documents
        self.layers: list[Layer] = []
        self.limits = {limit.id: limit for limit in limits}
        self.exclusions = list(exclusions)
        self.refs: dict[str, None] = {}
        self.left_behind: list[LeftBehind] = []

    def add(self, step: Layer | Include, path: str) -> None:
        """Take a layer, or the layers of another document in its place."""
        if isinstance(step, Layer):
            self._lay(replace(step, path=path))
            return
        ref, wanted = step
        document = self.documents.get(ref)
        if document is None:
            return
        known = [layer.id for layer in document.layers]
        for index, name in enumerate(wanted or ()):
            if name not in known:
                self.reader.wrong(f"{path}.include.layers[{index}]", "not-in-included", known=", ".join(known), ref=ref)
        taken = [layer for layer in document.layers if wanted is None or layer.id in wanted]
        for layer in taken:
            self._lay(replace(layer, included=layer.included or ref, path=path))
        exclusions = _exclusions_of(document, taken, ref)
        self._with_limits(document, _limits_of(taken, exclusions), ref, path)
        self.exclusions += exclusions
        self.refs |= dict.fromkeys((ref, *document.includes))
        self.left_behind.append(_left_behind(document, taken, ref, path))

    def _lay(self, layer: Layer) -> None:
        if layer.id in _RESERVED:
            self.reader.wrong(_id_path(layer), "reserved", id=layer.id)
        for other in self.layers:
            if layer.id and other.id == layer.id:
                self.reader.wrong(_id_path(layer), "twice", first=_id_path(other))
        self._earlier_layers(layer)
        self.layers.append(layer)

    def _earlier_layers(self, layer: Layer) -> None:
        """A share of what another layer took needs that layer to come first."""
        known = [other.id for other in self.layers]
        for index, tier in enumerate(layer.tiers):
            at = f"{layer.path}.tiers[{index}].formula.of" if layer.tiered else f"{layer.path}.formula.of"
            for name in _unknown(tier.formula, known):
                if layer.included:  # too few of its layers were taken: the other document itself is in order
                    of = {"needed": name, "layer": layer.id, "ref": layer.included}
                    self.reader.wrong(f"{layer.path}.include.layers", "needed-layer", **of)
                else:
                    self.reader.wrong(at, "not-earlier", known=", ".join(known) or "–")

    def _with_limits(self, document: Policy, named: frozenset[str], ref: str, path: str) -> None:
        for limit in document.limits:
            if limit.id in named and self.limits.setdefault(limit.id, replace(limit, included=ref)) != limit:
                self.reader.wrong(f"{path}.include.policy", "limit-differs", ref=f"{ref} ({limit.id})")

    def sell(self, products: Sequence[Product]) -> None:
        """Look at the ids of products, which reasons name as they name layers, and at the layers that they name."""
        taken = {layer.id: _id_path(layer) for layer in self.layers}
        known = [layer.id for layer in self.layers]
        for index, product in enumerate(products):
            path = f"products[{index}].id"
            if product.id in _RESERVED:
                self.reader.wrong(path, "reserved", id=product.id)
            elif product.id and taken.setdefault(product.id, path) != path:
                self.reader.wrong(path, "twice", first=taken[product.id])
            if product.bonus_at_most is not None and _unknown(product.bonus_at_most, known):
                at = f"products[{index}].bonus_at_most.of"
                self.reader.wrong(at, "not-earlier", known=", ".join(known) or "–")

    def done(self) -> Assembled:
        """Look at what only the whole can show, and hand it over."""
        if self.layers:
            last = self.layers[-1]
            if last.payer.empty is not None and last.payer.empty.then == "next":
                self.reader.wrong(f"{last.path}.{'include.layers' if last.included else 'empty.then'}", "no-layer-next")
        known = [layer.id for layer in self.layers]
        for index, exclusion in enumerate(self.exclusions):
            for at, name in enumerate(exclusion.layers or ()):
                if name not in known:
                    path = f"exclusions[{index}].layers[{at}]"
                    self.reader.not_there("layers", known, path)
        return Assembled(
            layers=tuple(self.layers),
            limits=tuple(self.limits.values()),
            exclusions=tuple(self.exclusions),
            refs=tuple(self.refs),
            left_behind=tuple(self.left_behind),
        )


def _unknown(formula: Formula, known: Sequence[str]) -> list[str]:
    """The layers that a formula takes a share of, and that are not among those known."""
    asked = (piece.layer for piece in pieces(formula) if isinstance(piece, Percent) and piece.layer)
    return [name for name in asked if name not in known]


def _id_path(layer: Layer) -> str:
    """Where a layer's id is said: it, or the document that brings it."""
    return f"{layer.path}.{'include.policy' if layer.included else 'id'}"


def _exclusions_of(document: Policy, taken: Sequence[Layer], ref: str) -> list[Exclusion]:
    """The exclusions of a document that speak of layers taken from it, and of no others."""
    ids = tuple(layer.id for layer in taken)
    found = []
    for exclusion in document.exclusions:
        of = ids if exclusion.layers is None else tuple(name for name in exclusion.layers if name in ids)
        if of:
            found.append(replace(exclusion, layers=of, included=ref))
    return found


def _left_behind(document: Policy, taken: Sequence[Layer], ref: str, path: str) -> LeftBehind:
    """What a document says beside the layers taken from it, of lines that they are for."""
    kinds = frozenset[str]().union(*(layer.lines for layer in taken))
    return LeftBehind(
        path=path,
        ref=ref,
        bands=any(band.lines & kinds for band in document.bands),
        products=any(product.lines & kinds for product in document.products),
        discounts=any(layer.discount and layer not in taken for layer in document.layers),
    )


def _limits_of(taken: Sequence[Layer], exclusions: Sequence[Exclusion]) -> frozenset[str]:
    """The limits that layers count against, or whose uses their conditions look at."""
    asked = [when for layer in taken for when in (layer.when, *(tier.when for tier in layer.tiers))]
    asked += [exclusion.when for exclusion in exclusions]
    looked_at = {leaf.limit for when in asked for leaf in leaves(when) if isinstance(leaf, Nth)}
    return frozenset(looked_at.union(*(layer.limits for layer in taken)))
