"""Doubts about single conditions: limits, exclusions, products for nobody; a calendar of years not yet scheduled."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from canteen.core.calendar import DAY_OFF, WORKDAY, scheduled
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.named import Placed
from settlement.core.doubts.space import space_of
from settlement.core.policy.rules import DEFAULT_LIMITS
from settlement.core.policy.terms import CalendarIs, Condition, Dates, Nth, leaves
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
    space = space_of(when)
    if space is not None and space.exact and not space.holds(when):
        search.tell(path, "never", space.people(space.nearest(when, space.everybody), _SHOWN))


def _all_kinds(layers: Sequence[Layer]) -> list[str]:
    return sorted({kind for layer in layers for kind in layer.lines}) or ["set"]
