"""Doubts about second portions: a layer, or the elder's band, that goes on at them for want of a limit of its own."""

from collections.abc import Mapping
from dataclasses import replace

from settlement.core.case import Case, period_of
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import kinds_of_lines
from settlement.core.doubts.named import Placed
from settlement.core.doubts.shown import Shows
from settlement.core.doubts.space import whens_of
from settlement.core.policy.document import Policy
from settlement.core.policy.terms import Condition, Nth, leaves
from settlement.core.policy.values import Layer, Limit
from settlement.core.shares import Split
from settlement.core.split import split


def look_at_portions(search: Search, own: Placed) -> None:
    """Say of the first layer that pays for a second portion of the same meal, where its limits do not speak of it."""
    for _, layer in own:
        if _is_open(search.policy, layer) and _tell_open(search, layer):
            return


def look_at_band_portions(search: Search) -> None:
    """Bands that name no limits, where every limit that counts meals has a sum as well and so is none of theirs."""
    policy = search.policy
    mixed = (limit for limit in policy.limits if limit.count is not None and limit.sum_fen is not None)
    own = next((limit for limit in mixed if not limit.included), None)
    before: list[Condition | None] = []
    for index, band in enumerate(policy.bands):
        if own is not None and not band.names_limits and not band.limits:
            people, kinds = search.plainest([band.when], before), kinds_of_lines(band.lines)
            search.tell(f"elder[{index}]", "band-uncounted", people, kinds, _goes_on_alone(policy, own), limit=own.id)
        before.append(band.when)


def used_up(case: Case, limit: Limit) -> Case:
    """The same meal of somebody who has had as many as a limit counts, at no cost."""
    key = limit.id, period_of(limit.per, case.service_on, case.sitting)
    return replace(case, used={**case.used, key: dict.fromkeys(range(1, 1 + (limit.count or 0)), 0)})


def second_portion(policy: Policy, case: Case) -> Case:
    """The same meal once more: what the first one has used of limits is used."""
    used: dict[tuple[str, str], Mapping[int, int]] = dict(case.used)
    for claim in split(policy, case).claims:
        key = claim.limit, claim.period
        used[key] = {**used.get(key, {}), claim.ordinal: claim.fen}
    return replace(case, used=used)


def _is_open(policy: Policy, layer: Layer) -> bool:
    """Whether nothing that a layer says is about a second portion: `limits: []` is, and so is a limit a day.

    So are sums that it alone names, of which as much is used at a time as there is, and fees of what is brought.
    """
    named = [limit for limit in policy.limits if limit.id in layer.limits]
    sums = all(limit.sum_fen is not None and limit.count is None for limit in named)
    if layer.lines == {"delivery"} or (layer.names_limits and sums):
        return False
    asked = {leaf.limit for when in whens_of(layer) for leaf in leaves(when) if isinstance(leaf, Nth)}
    return not any(
        limit.per in ("sitting", "day") and (limit.id in asked or (limit.id in layer.limits and _bounds(limit)))
        for limit in policy.limits
    )


def _tell_open(search: Search, layer: Layer) -> bool:
    def shows(case: Case) -> bool:
        again = second_portion(search.policy, case)
        return all(_pays(split(search.policy, one), layer.id) for one in (case, again))

    kinds, said = kinds_of_lines(layer.lines), {"layer": layer.title}
    days = (one for one in search.policy.limits if one.id in layer.limits and one.per == "day" and one.count)
    day = next(days, None)
    code = "portion-uncounted" if day is None else "portion-of-day"
    counted = {} if day is None else {"limit": day.id, "count": day.count}
    people = (search.plainest([layer.when, tier.when]) for tier in layer.tiers)
    return any(search.tell("limits", code, one, kinds, shows, **said, **counted) for one in people)


def _goes_on_alone(policy: Policy, limit: Limit) -> Shows:
    """A layer pays until the limit is used up, and then something is still beyond her band."""
    counting = {layer.id for layer in policy.layers if limit.id in layer.limits}

    def shows(case: Case) -> bool:
        now, then = split(policy, case), split(policy, used_up(case, limit))
        stopped = {layer for layer in counting if _pays(now, layer) and not _pays(then, layer)}
        return bool(stopped) and any(share.reason.code == "beyond" for share in then.shares)

    return shows


def _pays(answer: Split, layer: str) -> bool:
    return any(share.layer == layer and share.fen for share in answer.shares)


def _bounds(limit: Limit) -> bool:
    """Whether a limit says how many portions of one meal there are: two a day may well be a lunch and a dinner."""
    if limit.count is None:
        return limit.sum_fen is not None
    return limit.per == "sitting" or limit.count == 1
