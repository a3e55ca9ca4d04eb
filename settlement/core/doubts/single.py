"""Doubts about single conditions: limits, exclusions, products for nobody; a calendar of years not yet scheduled."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from canteen.core.calendar import DAY_OFF, WORKDAY, scheduled
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.named import Placed
from settlement.core.policy.deciding import reduced
from settlement.core.policy.document import Policy
from settlement.core.policy.looks import Answer
from settlement.core.policy.rules import DEFAULT_LIMITS
from settlement.core.policy.terms import (
    CalendarIs,
    Condition,
    Dates,
    Formula,
    Leaf,
    Nth,
    Percent,
    Spend,
    leaves,
    pieces,
)
from settlement.core.policy.values import Layer

_SHOWN: Final = 4
_MOVED: Final = frozenset((WORKDAY, DAY_OFF))  # what a schedule decides; days named by law are known without it


def look_at_single(search: Search) -> None:
    """Exclusions and products that are for nobody; what another document brought along is that one's own."""
    policy = search.policy
    for index, exclusion in enumerate(policy.exclusions):
        if not exclusion.included:
            _look_at_one(search, f"exclusions[{index}].when", exclusion.when)
    for index, product in enumerate(policy.products):
        _look_at_one(search, f"products[{index}].when", product.when)


def look_at_limits(search: Search) -> None:
    """A limit that binds nobody, or that nothing counts against."""
    policy = search.policy
    counting = [layer.limits for layer in policy.layers] + [band.limits for band in policy.bands]
    counting += [product.limits for product in policy.products]
    counted = {name for names in counting for name in names}
    counted |= {leaf.limit for when in policy.conditions() for leaf in leaves(when) if isinstance(leaf, Nth)}
    for index, limit in enumerate(policy.limits):
        if not limit.included:
            _look_at_one(search, f"limits[{index}].when", limit.when)
        if limit.id not in counted and limit not in DEFAULT_LIMITS:
            search.tell(f"limits[{index}]", "limit-unused", [{}], _all_kinds(policy.layers))
        first = _first_waited_for(policy.conditions(), limit.id)
        if first > 1 and limit.counts != "every_meal" and not _begins(policy, limit.id):
            search.tell(f"limits[{index}]", "never-begins", [{}], _all_kinds(policy.layers), first=first)


def look_at_discounts(search: Search, own: Placed) -> None:
    """Layers and bonuses that look at the discounted price where no layer before them gives a discount."""
    layers = search.policy.layers
    first = next((at for at, layer in enumerate(layers) if layer.discount), len(layers))
    for path, layer in own:
        if layers.index(layer) > first:
            return
        if asks_discounted(layer):
            search.tell(path, "no-discount", [{}], layer.lines)
    for index, product in enumerate(search.policy.products if first == len(layers) else ()):
        if product.bonus_at_most is not None and _of_discounted(pieces(product.bonus_at_most)):
            search.tell(f"products[{index}].bonus_at_most", "no-discount", [{}], product.lines)


def asks_discounted(layer: Layer) -> bool:
    """Whether a layer looks at the price after the discounts before it."""
    asked = [leaf for when in (layer.when, *(tier.when for tier in layer.tiers)) for leaf in leaves(when)]
    shares = [piece for tier in layer.tiers for piece in pieces(tier.formula)]
    return _of_discounted((*asked, *shares))


def _of_discounted(asked: Iterable[Leaf | Formula]) -> bool:
    return any(isinstance(one, Spend | Percent) and one.of == "discounted" for one in asked)


def _first_waited_for(conditions: Iterable[Condition | None], limit: str) -> int:
    """The first use of a limit that any condition asks about; 0 where none does."""
    asked = [leaf for when in conditions for leaf in _nths(when, limit)]
    return min((min(leaf.any_of, default=leaf.from_) for leaf in asked), default=0)


def _nths(when: Condition | None, limit: str) -> list[Nth]:
    return [leaf for leaf in leaves(when) if isinstance(leaf, Nth) and leaf.limit == limit]


def _begins(policy: Policy, limit: str) -> bool:
    """Whether anybody may pay for a first use of a limit: a layer, band or product that waits for no other one."""
    whens: list[list[Condition | None]] = [
        [layer.when, tier.when] for layer in policy.layers if limit in layer.limits for tier in layer.tiers
    ]
    whens += [[band.when] for band in policy.bands if limit in band.limits]
    whens += [[product.when] for product in policy.products if limit in product.limits]
    return any(all(when is None or _may_be_first(when, limit) for when in together) for together in whens)


def _may_be_first(when: Condition, limit: str) -> bool:
    """Whether a condition can hold of a first use, whatever else it asks about."""
    answers: dict[Leaf, Answer] = dict.fromkeys(leaves(when))
    answers |= {leaf: 1 in leaf.any_of or leaf.from_ == 1 for leaf in _nths(when, limit)}
    return reduced(when, answers) is not False


def look_at_calendar(search: Search, own: Placed, years: Collection[int]) -> None:
    """Working days and days off in years whose holidays are not scheduled yet."""
    for path, layer in own:
        for at, whens in _asked_together(path, layer):
            _look_at_days(search, at, whens, years)
    for index, band in enumerate(search.policy.bands):
        _look_at_days(search, f"elder[{index}].when", [band.when], years)
    for index, exclusion in enumerate(search.policy.exclusions):
        if not exclusion.included:
            _look_at_days(search, f"exclusions[{index}].when", [exclusion.when], years)


def _asked_together(path: str, layer: Layer) -> Iterable[tuple[str, list[Condition | None]]]:
    yield f"{path}.when", [layer.when]
    for index, tier in enumerate(layer.tiers):
        if _asks_calendar([tier.when]):
            yield f"{path}.tiers[{index}].when", [tier.when, layer.when]


def _look_at_days(search: Search, path: str, whens: Sequence[Condition | None], years: Collection[int]) -> None:
    if not _asks_calendar(whens):
        return
    named = {
        end.year
        for when in whens
        for leaf in leaves(when)
        if isinstance(leaf, Dates)
        for span in leaf.spans
        for end in span
        if end not in (date.min, date.max)
    }
    year = next((year for year in sorted({*named, *years}) if not scheduled(year)), None)
    if year is not None:
        search.tell(path, "unscheduled", [{("day",): _sunday(year)}], year=year)


def _sunday(year: int) -> date:
    """The Sunday before the October holidays, which is worked in most years."""
    day = date(year, 9, 30)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def _asks_calendar(whens: Iterable[Condition | None]) -> bool:
    return any(
        isinstance(leaf, CalendarIs) and not _MOVED.isdisjoint(leaf.any_of) for when in whens for leaf in leaves(when)
    )


def _look_at_one(search: Search, path: str, when: Condition | None) -> None:
    space = search.space(when)
    if space is not None and space.exact and not space.holds(when):
        search.tell(path, "never", space.people(space.nearest(when, space.everybody), _SHOWN))


def _all_kinds(layers: Sequence[Layer]) -> list[str]:
    return sorted({kind for layer in layers for kind in layer.lines}) or ["set"]
