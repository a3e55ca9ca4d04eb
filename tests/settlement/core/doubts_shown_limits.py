"""Shows doubts about limits, ends and what does nothing: by meals at which it would show, were it otherwise."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from settlement.core.case import Case, period_of
from settlement.core.doubts import Doubt
from settlement.core.doubts.shown import took_part
from settlement.core.policy import Policy, parse
from settlement.core.policy.counting import fen_over
from settlement.core.policy.values import Limit
from settlement.core.split import split
from tests.settlement.core.documents import Json


def _at(path: str) -> int:
    (number,) = re.findall(r"^\w+\[(\d+)\]", path)
    return int(number)


def having_used(case: Case, uses: Iterable[tuple[Limit, Mapping[int, int]]]) -> Case:
    used = {(limit.id, period_of(limit.per, case.service_on, case.sitting)): many for limit, many in uses}
    return replace(case, used={**case.used, **used})


def paid_twice(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """A layer that counts against no limit of a sitting or a day pays for her meal, and for another one like it."""
    limits = {limit.id: limit for limit in policy.limits}
    open_ = {
        layer.id
        for layer in policy.layers
        if not any(limits[name].per in ("sitting", "day") and limits[name].counts != "every_meal"
                   for name in layer.limits)
    }  # fmt: skip
    first = split(policy, case)
    uses = [
        (limits[one.limit], {**case.used.get((one.limit, one.period), {}), one.ordinal: one.fen})
        for one in first.claims
    ]
    again = split(policy, having_used(case, uses))
    paid = [{share.layer for share in answer.shares if share.fen} for answer in (first, again)]
    assert open_ & paid[0] & paid[1]


def goes_on_alone(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Once its meals are used up her band goes on; were count and sum two limits, it would not."""
    limit = next(one for one in policy.limits if one.count and one.sum_fen is not None)
    used = dict.fromkeys(range(1, 1 + (limit.count or 0)), 0)
    then = split(policy, having_used(case, [(limit, used)]))
    assert "beyond" in {share.reason.code for share in then.shares}
    more = json.loads(json.dumps(written))
    (mixed,) = (one for one in more["limits"] if one["id"] == limit.id)
    counted = {key: value for key, value in mixed.items() if key not in ("sum", "counts")} | {"id": "counted"}
    del mixed["count"]
    more["limits"].append(counted)
    for layer in more["layers"]:
        if limit.id in layer.get("limits", ()):
            layer["limits"].append("counted")
    otherwise = parse(more)
    both = [(one, used) for one in otherwise.limits if one.id in (limit.id, "counted")]
    assert "beyond" not in {share.reason.code for share in split(otherwise, having_used(case, both)).shares}


def forestalled(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Whatever she has used of it and of the longer one, without its bounds she would pay the same."""
    limit = policy.limits[_at(doubt.path)]
    (other,) = (one for one in policy.limits if f" {one.id} has" in doubt.en)
    freed = json.loads(json.dumps(written))
    bounds = freed["limits"][_at(doubt.path)]
    bounds |= ({"count": 1000} if "count" in bounds else {}) | ({"sum": "99999.00"} if "sum" in bounds else {})
    without = parse(freed)
    uses: list[dict[int, int]] = [dict.fromkeys(range(1, 1 + many), 0) for many in range(1 + (other.count or 0))]
    uses += [{1: fen} for fen in range(0, 1 + (other.sum_fen or 0), 50)]
    for used in uses:
        hers = having_used(case, [(limit, used), (other, used)])
        assert split(policy, hers).paid_by() == split(without, hers).paid_by()


def crosses(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """At the price of her meal her band asks for more at least than at most."""
    band = policy.bands[_at(doubt.path)]
    price = sum(line.fen for line in case.lines if line.kind in band.lines)
    assert band.at_most is not None
    assert fen_over(band.at_least, price) > fen_over(band.at_most, price)


def less_than_one(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """A share of less than one per cent stands there."""
    place: Any = written
    for step in re.findall(r"[a-z_]+|\d+", doubt.path):
        place = place[int(step) if step.isdigit() else step]
    assert any(float(found) < 1 for found in re.findall(r'"percent": "([0-9.]+)"', json.dumps(place)))


def undelivered(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Of her meal, which is not brought, the layer pays a fee; were it brought, it would take no part."""
    name = policy.layers[_at(doubt.path)].id
    assert policy.layers[_at(doubt.path)].lines == {"delivery"}
    assert case.mode != "delivery"
    assert not took_part(split(policy, replace(case, mode="delivery")), name)


SHOWN_LIMITS = {
    "portion-uncounted": paid_twice,
    "band-uncounted": goes_on_alone,
    "never-binds": forestalled,
    "band-crosses": crosses,
    "percent-tiny": less_than_one,
    "nothing-delivered": undelivered,
}
