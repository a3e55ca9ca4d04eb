"""A policy compiled once: who and when is decided once for all cases that look alike, money for every meal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from settlement.core.case import Case
from settlement.core.policy.counting import Count, Counted, Paper, count_of, fen_over
from settlement.core.policy.deciding import Spending, Test, holds, reduced
from settlement.core.policy.looks import Answer, Look, looks_of
from settlement.core.policy.terms import Fixed, Formula, Leaf, Spend, leaves
from settlement.core.policy.values import Band, Exclusion, Layer, Limit, Payer, Product
from settlement.core.shares import Reason, Skipped

_MOST_PLANS: Final = 20_000


Pick = Callable[["Sheet", int, int], Counted | None]  # price and rest; None: no tier is for this person


class Sheet(Paper, Spending, Protocol):
    """The working paper of a split, as far as formulas and conditions look at it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A layer, ready to run."""

    id: str
    payer: Payer
    fund: str | None
    lines: int  # index into Program.line_sets
    discount: bool
    included: str
    limits: tuple[str, ...]
    counts: tuple[Count, ...]  # by tier
    not_met: Skipped
    no_tier: Skipped
    nothing_left: Skipped
    no_lines: Skipped
    limit_used: Mapping[str, Skipped]


class Planned(NamedTuple):
    """A step for cases that look alike: skipped for certain, or with what is left to ask of the money."""

    step: Step
    skipped: Skipped | None
    test: Test | None
    pick: Pick
    limits: tuple[str, ...]  # those that bind her


class Sold(NamedTuple):
    """A product for cases that look alike: the number of its set of lines, and what its bonus pays of them at most."""

    product: Product
    lines: int
    bonus_at_most: Count | None


class Plan(NamedTuple):
    """The whole policy for cases that look alike."""

    steps: tuple[Planned, ...]
    band: Band | None
    band_lines: int
    least: Callable[[int], int]
    most: Callable[[int], int] | None
    limits: tuple[Limit, ...]  # those that bind her
    sums: tuple[Limit, ...]  # of these, the ones that count fen
    every_meal: frozenset[str]  # and those that count whoever pays
    products: tuple[Sold, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A whole policy, ready to run."""

    layers: tuple[Layer, ...]
    steps: tuple[Step, ...]
    bands: tuple[Band, ...]
    limits: tuple[Limit, ...]
    exclusions: tuple[Exclusion, ...]
    products: tuple[Product, ...]
    line_sets: tuple[frozenset[str], ...]
    looks: tuple[Look, ...]
    _plans: dict[tuple[tuple[Answer, ...], ...], Plan] = field(default_factory=dict, repr=False, compare=False)

    def plan(self, case: Case) -> Plan:
        """What there is to do for a case; worked out once for all that look alike."""
        key = self.key(case)
        found = self._plans.get(key)
        if found is None:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            found = self._plans[key] = self._planned(self.answers(key))
        return found

    def key(self, case: Case) -> tuple[tuple[Answer, ...], ...]:
        """What all conditions answer of a case: equal keys, equal lines, claims and purses are split alike."""
        return tuple([look.answers(case) for look in self.looks])

    def answers(self, key: Sequence[Sequence[Answer]]) -> Mapping[Leaf, Answer]:
        """Every leaf's answer, from what the looks have answered."""
        pairs = zip(self.looks, key, strict=True)
        return {leaf: answer for look, many in pairs for leaf, answer in zip(look.leaves, many, strict=True)}

    def _planned(self, answers: Mapping[Leaf, Answer]) -> Plan:
        out = [one for one in self.exclusions if holds(one.when, answers)]
        binding = tuple(limit for limit in self.limits if holds(limit.when, answers))
        names = frozenset(limit.id for limit in binding)
        steps = tuple(
            _planned(step, layer, answers, _excluded(layer.id, out, self.exclusions), names)
            for step, layer in zip(self.steps, self.layers, strict=True)
        )
        bands = () if any(one.layers is None for one in out) else self.bands
        band = next((band for band in bands if holds(band.when, answers)), None)
        return Plan(
            steps=steps,
            band=None if band is None else replace_limits(band, names),
            band_lines=0 if band is None else self.line_sets.index(band.lines),
            least=_end(Fixed(0) if band is None else band.at_least),
            most=None if band is None or band.at_most is None else _end(band.at_most),
            limits=binding,
            sums=tuple(limit for limit in binding if limit.sum_fen is not None),
            every_meal=frozenset(limit.id for limit in binding if limit.counts == "every_meal"),
            products=tuple(
                _sold(product, self.line_sets.index(product.lines))
                for product in self.products
                if holds(product.when, answers)
            ),
        )


def compile_program(
    layers: Sequence[Layer],
    bands: Sequence[Band],
    limits: Sequence[Limit],
    exclusions: Sequence[Exclusion],
    products: Sequence[Product],
) -> Program:
    """Resolve everything that does not depend on the case."""
    of_lines = [*(layer.lines for layer in layers), *(band.lines for band in bands), *(one.lines for one in products)]
    line_sets = tuple(dict.fromkeys(of_lines))
    conditions = [when for layer in layers for when in (layer.when, *(tier.when for tier in layer.tiers))]
    conditions += [band.when for band in bands] + [limit.when for limit in limits]
    conditions += [exclusion.when for exclusion in exclusions] + [product.when for product in products]
    asked = [leaf for condition in conditions for leaf in leaves(condition) if not _waits(leaf)]
    places = {limit.id: place for place, limit in enumerate(limits)}
    return Program(
        layers=tuple(layers),
        steps=tuple(_step(layer, line_sets.index(layer.lines), places) for layer in layers),
        bands=tuple(bands),
        limits=tuple(limits),
        exclusions=tuple(exclusions),
        products=tuple(products),
        line_sets=line_sets,
        looks=looks_of(asked, limits),
    )


def _waits(leaf: Leaf) -> bool:
    return isinstance(leaf, Spend) and leaf.of == "discounted"


def _step(layer: Layer, lines: int, places: Mapping[str, int]) -> Step:
    def skipped(code: str, *numbers: tuple[str, int]) -> Skipped:
        return Skipped(layer.id, Reason(code, layer.id, None, numbers))

    return Step(
        id=layer.id,
        payer=layer.payer,
        fund=layer.payer.fund,
        lines=lines,
        discount=layer.discount,
        included=layer.included,
        limits=layer.limits,
        counts=tuple(
            count_of(tier.formula, layer.id, index if layer.tiered else None, lines)
            for index, tier in enumerate(layer.tiers)
        ),
        not_met=skipped("condition"),
        no_tier=skipped("no-tier"),
        nothing_left=skipped("nothing-left"),
        no_lines=skipped("no-lines"),
        limit_used={limit: skipped("limit-used", ("limit", places[limit])) for limit in layer.limits},
    )


def _planned(
    step: Step, layer: Layer, answers: Mapping[Leaf, Answer], excluded: Skipped | None, binding: frozenset[str]
) -> Planned:
    limits = tuple(name for name in step.limits if name in binding)
    met = True if layer.when is None else reduced(layer.when, answers)
    test = met if callable(met) else None
    ranked = sorted(zip(layer.tiers, step.counts, strict=True), key=lambda pair: pair[0].rank or 0)
    tiers: list[tuple[Test | None, Count]] = []
    for tier, count in ranked if layer.pick == "ranked" else zip(layer.tiers, step.counts, strict=True):
        holding = True if tier.when is None else reduced(tier.when, answers)
        if callable(holding):
            tiers.append((holding, count))
        elif holding:
            tiers.append((None, count))
            if layer.pick != "highest":
                break
    skipped = excluded or (step.not_met if not callable(met) and met is not True else None)
    return Planned(step, skipped or (None if tiers else step.no_tier), test, _picker(tiers, layer.pick), limits)


def _sold(product: Product, lines: int) -> Sold:
    most = product.bonus_at_most
    return Sold(product, lines, None if most is None else count_of(most, product.id, None, lines))


def _picker(tiers: Sequence[tuple[Test | None, Count]], pick: str) -> Pick:
    if len(tiers) == 1 and tiers[0][0] is None:
        only = tiers[0][1]
        return lambda sheet, price, left: only(price, left, sheet)

    def first(sheet: Sheet, price: int, left: int) -> Counted | None:
        for test, count in tiers:
            if test is None or test(sheet):
                return count(price, left, sheet)
        return None

    def highest(sheet: Sheet, price: int, left: int) -> Counted | None:
        most: Counted | None = None
        for test, count in tiers:
            if test is None or test(sheet):
                counted = count(price, left, sheet)
                if most is None or counted[0] > most[0]:
                    most = counted
        return most

    return highest if pick == "highest" else first


def _excluded(layer: str, out: Sequence[Exclusion], every: Sequence[Exclusion]) -> Skipped | None:
    """Say which exclusion keeps a layer away: by its place in the document, for reasons name no category."""
    for one in out:
        if one.layers is None or layer in one.layers:
            return Skipped(layer, Reason("excluded", layer, None, (("exclusion", every.index(one)),)))
    return None


def replace_limits(band: Band, binding: frozenset[str]) -> Band:
    """The band with those of its limits that bind her."""
    limits = tuple(name for name in band.limits if name in binding)
    return Band(band.when, band.lines, limits, band.at_least, band.at_most, band.beyond)


def _end(formula: Formula) -> Callable[[int], int]:
    if isinstance(formula, Fixed):
        fen = formula.fen
        return lambda price: fen
    return lambda price: fen_over(formula, price)
