"""Doubts about what is written and does nothing: limits that others forestall, tiny shares, fees nobody asks for."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from canteen.core.money import format_yuan
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.named import Placed
from settlement.core.policy.document import Policy
from settlement.core.policy.terms import (
    WHOLE_BASIS_POINTS,
    AnyOf,
    Condition,
    Formula,
    ModeIs,
    Nth,
    Percent,
    leaves,
    pieces,
)
from settlement.core.policy.values import Band, Layer, Limit, Product, Title

# period → the longer ones of which each holds it whole; no month holds all of its weeks
_INSIDE: Final = {
    "sitting": ("day", "week", "month", "quarter", "year", "ever"),
    "day": ("week", "month", "quarter", "year", "ever"),
    "week": ("ever",),
    "month": ("quarter", "year", "ever"),
    "quarter": ("year", "ever"),
    "year": ("ever",),
    "ever": (),
}
# of the shorter periods how many at most meet one of the longer
_MEETING: Final = {
    "sitting": {"day": 3, "week": 21, "month": 93, "quarter": 276, "year": 1098},
    "day": {"week": 7, "month": 31, "quarter": 92, "year": 366},
    "week": {"month": 6, "quarter": 14, "year": 54},
    "month": {"quarter": 3, "year": 12},
    "quarter": {"year": 4},
}
_ONE_PERCENT: Final = 100  # basis points
_DELIVERY: Final = "delivery"


def look_at_forestalled(search: Search) -> None:
    """Limits that are never reached: whatever counts against them counts against a longer one of less as well."""
    policy = search.policy
    asked = {leaf.limit for when in policy.conditions() for leaf in leaves(when) if isinstance(leaf, Nth)}
    for index, limit in enumerate(policy.limits):
        if limit.included or limit.id in asked or limit.counts == "every_meal":
            continue
        those = _counting(policy, limit)
        other = next(
            (one for one in policy.limits if _allows_less(one, limit) and those and those <= _counting(policy, one)),
            None,
        )
        kinds = sorted({kind for layer in policy.layers for kind in layer.lines}) or ["set"]
        if other is not None:
            search.tell(f"limits[{index}]", "never-binds", [{}], kinds, other=other.id)
            continue
        shorter = (one for one in policy.limits if _comes_to(one, limit) and those and those <= _counting(policy, one))
        for one in islice(shorter, 1):
            search.tell(f"limits[{index}]", "never-reached", [{}], kinds, other=one.id, most=_comes_to(one, limit))


def look_at_idle(search: Search, own: Placed) -> None:
    """Shares of less than one per cent, and layers for a delivery fee at meals that nobody brings."""
    for index, product in enumerate(search.policy.products):
        points = None if product.bonus_at_most is None else _tiny(product.bonus_at_most)
        if points is not None:
            at = f"products[{index}].bonus_at_most"
            people = search.plainest([product.when])
            search.tell(at, "percent-tiny", people, sorted(product.lines), percent=f"{points / _ONE_PERCENT:g}")
    for path, layer in own:
        for index, tier in enumerate(layer.tiers):
            points = _tiny(tier.formula)
            if points is not None:
                at = f"{path}.tiers[{index}].formula" if layer.tiered else f"{path}.formula"
                people = search.plainest([layer.when, tier.when])
                search.tell(at, "percent-tiny", people, sorted(layer.lines), percent=f"{points / _ONE_PERCENT:g}")
        if layer.lines == {_DELIVERY}:
            whens = [tier.when for tier in layer.tiers]
            _look_at_mode(
                search, path, layer.when, None if None in whens else AnyOf(tuple(one for one in whens if one))
            )


def _look_at_mode(search: Search, path: str, *whens: Condition | None) -> None:
    """Whether some conditions together hold at some meals, and at none that is brought."""
    brought = ModeIs((_DELIVERY,))
    space = search.space(*whens, brought)
    if space is None or not space.exact:
        return
    found = space.everybody
    for when in whens:
        found &= space.holds(when)
    if found and not found & space.holds(brought):
        search.tell(path, "nothing-delivered", space.people(found, 1), (_DELIVERY,))


def _tiny(formula: Formula) -> int | None:
    """The first share in a formula, in basis points, that is less than one per cent; None where there is none."""
    shares = (one for one in pieces(formula) if isinstance(one, Percent) and one.whole == WHOLE_BASIS_POINTS)
    return next((one.parts for one in shares if one.parts < _ONE_PERCENT), None)


def _allows_less(one: Limit, other: Limit) -> bool:
    """Whether one limit is used up, for everybody and in each of its longer periods, before another one can be."""
    return (
        one.per in _INSIDE[other.per]
        and one.when in (None, other.when)
        and (other.count is None or (one.count is not None and one.count < other.count))
        and (
            other.sum_fen is None
            or (one.sum_fen is not None and one.sum_fen < other.sum_fen and one.counts == other.counts)
        )
    )


def _comes_to(one: Limit, other: Limit) -> Title | None:
    """What a limit of a shorter period lets anybody use of a longer one that allows more; None where that one binds."""
    many = _MEETING.get(one.per, {}).get(other.per, 0)
    if not many or one.when not in (None, other.when):
        return None
    if other.sum_fen is None and other.count is not None and one.count is not None:
        most = one.count * many
        return Title(f" {most} 次", f"{most} times") if most < other.count else None
    if other.count is None and other.sum_fen is not None and one.sum_fen is not None and one.counts == other.counts:
        yuan = format_yuan(one.sum_fen * many)
        return Title(f" {yuan} 元", f"{yuan} yuan") if one.sum_fen * many < other.sum_fen else None
    return None


def _counting(policy: Policy, limit: Limit) -> frozenset[tuple[str, int]]:
    """The layers, bands and products that count against a limit."""
    lists: Mapping[str, Sequence[Layer | Band | Product]] = {
        "layers": policy.layers,
        "elder": policy.bands,
        "products": policy.products,
    }
    return frozenset(
        (name, index) for name, many in lists.items() for index, one in enumerate(many) if limit.id in one.limits
    )
