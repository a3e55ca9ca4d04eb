"""A policy: what its document says and the program compiled from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from settlement.core.policy.program import Program
from settlement.core.policy.terms import Category, CategoryLevel, Condition, Diet, Home, Institution, leaves
from settlement.core.policy.values import Band, Exclusion, Layer, LeftBehind, Limit, Payer, Product, Source, Title


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole, valid policy with all it includes; made by `parse` alone."""

    title: Title
    source: Source | None
    notes: tuple[str, ...]  # how what the source leaves open was read
    age_reached: str
    may_raise_elder: bool  # may a re-decision raise the elder's share (D14)
    promise_gap: Payer
    regions: Mapping[str, str]  # key → name
    canteens: Mapping[str, str]
    limits: tuple[Limit, ...]
    exclusions: tuple[Exclusion, ...]
    bands: tuple[Band, ...]
    layers: tuple[Layer, ...]
    products: tuple[Product, ...]
    includes: tuple[str, ...]  # "region/version" of every published document in it
    left_behind: tuple[LeftBehind, ...]  # what those that it includes itself say and it does not take over
    program: Program = field(repr=False, compare=False)

    @property
    def funds(self) -> tuple[str, ...]:
        """The keys of all funds the document names, in order, each once: what a check-in asks allotments for.

        Funds that follow the elder home are not among them; those that advance for them are.
        """
        payers = [layer.payer for layer in self.layers]
        payers += [band.beyond for band in self.bands if band.beyond is not None]
        payers += [product.payer for product in self.products if product.payer is not None]
        named = [payer.fund or (payer.home and payer.home.advanced_by) for payer in (*payers, self.promise_gap)]
        return tuple(dict.fromkeys(fund for fund in named if fund))

    @property
    def asks_kinds(self) -> frozenset[str]:
        """The kinds of facts that decide about a meal: who gathers facts need gather no others."""
        kinds = {layer.payer.home.whose for layer in self.layers if layer.payer.home} - {"canteen"}
        for condition in self.conditions():
            for leaf in leaves(condition):
                match leaf:
                    case Category() | CategoryLevel():
                        kinds.add("category")
                    case Home(kind=kind):
                        kinds.add(kind)
                    case Diet():
                        kinds.add("diet")
                    case Institution():
                        kinds.add("institution")
        return frozenset(kinds)

    @property
    def asks_homes(self) -> bool:
        """Whether a layer's fund follows the elder home."""
        return any(layer.payer.home for layer in self.layers)

    def conditions(self) -> Iterator[Condition]:
        """All conditions of the document, wherever they stand."""
        asked = [when for layer in self.layers for when in (layer.when, *(tier.when for tier in layer.tiers))]
        asked += [band.when for band in self.bands] + [limit.when for limit in self.limits]
        asked += [product.when for product in self.products]
        yield from (when for when in asked if when is not None)
        yield from (exclusion.when for exclusion in self.exclusions)

    def title_of(self, step_id: str) -> Title | None:
        """What the layer or the product of that id is called."""
        titles = {layer.id: layer.title for layer in self.layers} | {one.id: one.title for one in self.products}
        return titles.get(step_id)

    def layer(self, layer_id: str) -> Layer | None:
        """The layer of that id."""
        return next((layer for layer in self.layers if layer.id == layer_id), None)
