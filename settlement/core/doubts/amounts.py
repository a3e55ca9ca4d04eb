"""Doubt about amounts that are more than a meal costs: fen were probably written where yuan belong."""

from collections.abc import Iterable, Sequence
from typing import Final

from canteen.core.money import format_yuan
from settlement.core.case import Case
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import PRICES, kinds_of_lines
from settlement.core.doubts.named import Placed
from settlement.core.doubts.shown import Shows
from settlement.core.doubts.space import Person
from settlement.core.policy.counting import fen_over
from settlement.core.policy.terms import Condition, Fixed, Formula, pieces
from settlement.core.policy.values import Band, Layer

DEAREST_FEN: Final = 10_000  # no meal costs so much


def look_at_amounts(search: Search, own: Placed) -> None:
    """Look at what layers pay, at what the elder pays at least, and at what a bonus pays at most.

    A ceiling of the elder's that no price reaches may be meant.
    """
    for path, layer in own:
        for index, tier in enumerate(layer.tiers):
            fen = _too_much(tier.formula)
            if fen and not _spends_all(search, layer, fen):
                at = f"{path}.tiers[{index}].formula" if layer.tiered else f"{path}.formula"
                people = search.plainest([layer.when, tier.when])
                _tell(search, at, people, layer.lines, fen, search.part.by(layer, index))
    before: list[Condition | None] = []
    for index, band in enumerate(search.policy.bands):
        fen = _too_much(band.at_least)
        if fen:
            _tell(search, f"elder[{index}]", search.plainest([band.when], before), band.lines, fen, None)
        before.append(band.when)
    for index, product in enumerate(search.policy.products):
        fen = 0 if product.bonus_at_most is None else _too_much(product.bonus_at_most)
        if fen:
            at = f"products[{index}].bonus_at_most"
            _tell(search, at, search.plainest([product.when]), product.lines, fen, None)


def look_at_ends(search: Search) -> None:
    """Bands of which one end is a formula that crosses the other one at a usual price."""
    before: list[Condition | None] = []
    for index, band in enumerate(search.policy.bands):
        if band.at_most is not None:
            _look_at_crossing(search, index, band, band.at_most, before)
        before.append(band.when)


def _look_at_crossing(
    search: Search, index: int, band: Band, most: Formula, before: Sequence[Condition | None]
) -> None:
    price = next((fen for fen in PRICES if fen_over(band.at_least, fen) > fen_over(most, fen)), None)
    if price is None:
        return

    def shows(case: Case) -> bool:
        hers = search.policy.program.plan(case).band
        same = hers is not None and (hers.at_least, hers.at_most) == (band.at_least, band.at_most)
        return same and sum(line.fen for line in case.lines if line.kind in band.lines) == price

    people = ({**person, ("spend", "price", band.lines): price} for person in search.plainest([band.when], before))
    ends = {"least": format_yuan(fen_over(band.at_least, price)), "most": format_yuan(fen_over(most, price))}
    kinds = kinds_of_lines(band.lines)
    search.tell(f"elder[{index}]", "band-crosses", people, kinds, shows, yuan=format_yuan(price), **ends)


def _tell(
    search: Search, path: str, people: Iterable[Person], lines: frozenset[str], fen: int, shows: Shows | None
) -> None:
    """Doubt an amount, with somebody whose meal costs less and who comes under it."""

    def costs_less(case: Case) -> bool:
        return sum(line.fen for line in case.lines) < fen and (shows is None or shows(case))

    search.tell(path, "too-much", people, kinds_of_lines(lines), costs_less, yuan=format_yuan(fen))


def _too_much(formula: Formula) -> int:
    """The first amount in a formula that is more than a meal costs; 0 where there is none."""
    return next((fen for fen in _amounts(pieces(formula)) if fen >= DEAREST_FEN), 0)


def _amounts(parts: Iterable[Formula]) -> Iterable[int]:
    return (part.fen for part in parts if isinstance(part, Fixed))


def _spends_all(search: Search, layer: Layer, fen: int) -> bool:
    """Whether an amount is no more than a way to say: all that is left of a sum for the month."""
    sums = [limit.sum_fen for limit in search.policy.limits if limit.id in layer.limits and limit.sum_fen is not None]
    return any(some <= fen for some in sums)
