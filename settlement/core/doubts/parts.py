"""Doubts about shares: of a part that every meal costs more than, and of a rest that no payer can round up."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from canteen.core.money import format_yuan
from settlement.core.case import Case
from settlement.core.doubts.axes import AxisId
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import PRICES, kinds_of_lines
from settlement.core.doubts.named import Placed
from settlement.core.doubts.outdone import most_fen
from settlement.core.doubts.people import USUAL_FEN, case_of
from settlement.core.doubts.shown import reason_of_layer
from settlement.core.doubts.space import Person
from settlement.core.policy.terms import DownTo, Fixed, Formula, Lowest, Percent, pieces
from settlement.core.policy.values import Layer
from settlement.core.split import split

_STEPS: Final = 10  # into so many a rounded sum is cut, to find a price that is not round


def look_at_parts(search: Search, own: Placed) -> None:
    """Look at each formula that is nothing but a share, or nothing but what is left of a share."""
    for path, layer in own:
        for index, tier in enumerate(layer.tiers):
            at = f"{path}.tiers[{index}].formula" if layer.tiered else f"{path}.formula"
            match tier.formula:
                case Percent() as share if _is_cap(search, layer, share):
                    _tell_cap(search, at, layer, index, share)
                case DownTo(Percent() as share) if _rounds_rest(share):
                    _tell_rest(search, at, layer, index, share)


def percent_of(share: Fraction) -> str:
    """A share as people write it: 25, 2.5; of a third the digits that are enough to know it by."""
    return f"{float(share * 100):.4g}"


# --- 25 %, up to 3 yuan
def _is_cap(search: Search, layer: Layer, share: Percent) -> bool:
    """Whether a share ends where no meal does, and nobody else has a share of the same part.

    Several payers who share five yuan a meal each have a share up to five yuan, or one of them the sum that is left.
    """
    end = share.up_to_fen
    if end is None or end >= PRICES[0] or share.above_fen or share.of == "layer":
        return False
    rest = Fixed(end - (most_fen(share) or 0))
    others = (tier.formula for other in search.policy.layers if other.id != layer.id for tier in other.tiers)
    return not any(piece == rest or _ends_at(piece, end) for formula in others for piece in pieces(formula))


def _ends_at(piece: Formula, fen: int) -> bool:
    return isinstance(piece, Percent) and fen in (piece.above_fen, piece.up_to_fen)


def _tell_cap(search: Search, path: str, layer: Layer, tier: int, share: Percent) -> None:
    end = Fixed(share.up_to_fen or 0)
    meant = Lowest((replace(share, up_to_fen=None), end))
    people = search.plainest([layer.when, layer.tiers[tier].when])
    percent = percent_of(Fraction(share.parts, share.whole))
    said = {"percent": percent, "end": format_yuan(end.fen), "yuan": format_yuan(most_fen(share) or 0)}
    shows = search.part.more_with(layer, tier, meant)
    search.tell(path, "part-for-cap", people, kinds_of_lines(layer.lines), shows, **said)


# --- the rest to whole jiao
def _rounds_rest(share: Percent) -> bool:
    """Whether a share is all there is, not rounded down."""
    every = share.parts == share.whole and share.of != "layer" and not share.above_fen
    return every and share.rounding != "down"


def _tell_rest(search: Search, path: str, layer: Layer, tier: int, share: Percent) -> None:
    kinds = kinds_of_lines(layer.lines)
    for person in search.plainest([layer.when, layer.tiers[tier].when], most=1):
        for one in _at_odd_prices(person, layer.lines, share.to_fen):
            found = _would_round(search, layer, tier, case_of(search.policy, one, kinds))
            if found is not None and 0 < found[1] - found[0] < share.to_fen:
                left, rounded = map(format_yuan, found)
                search.tell(path, "never-rounds-up", [one], kinds, left=left, round=rounded)
                return


def _at_odd_prices(person: Person, lines: frozenset[str], to_fen: int) -> Iterator[Person]:
    axis: AxisId = ("spend", "price", lines)
    usual = person.get(axis, USUAL_FEN)
    for at in range(1, _STEPS):
        yield {**person, axis: usual + max(at, to_fen * at // _STEPS)}


def _would_round(search: Search, layer: Layer, tier: int, case: Case) -> tuple[int, int] | None:
    """What is left to a layer that takes nothing of it, and what it would go down to; None where that is not so."""
    answer = split(search.policy, case)
    reason = reason_of_layer(answer, layer.id)
    before = {one.id for one in search.policy.layers[: search.policy.layers.index(layer)]}
    at = [number for number, line in enumerate(case.lines) if line.kind in layer.lines]
    if reason is None or reason.code != "down-to" or reason.tier not in (None, tier):
        return None
    taken = sum(share.fen for share in answer.shares if share.layer in before and share.line in at)
    return sum(case.lines[number].fen for number in at) - taken, dict(reason.numbers)["down_to_fen"]
