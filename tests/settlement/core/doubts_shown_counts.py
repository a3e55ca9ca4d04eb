"""Shows doubts about what is counted: by meals of somebody for whom nothing is left, and for whom it should be so."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace

from settlement.core.case import Case, period_of
from settlement.core.doubts import Doubt
from settlement.core.doubts.axes import OLDEST
from settlement.core.doubts.shown import took_part
from settlement.core.policy import Policy, parse
from settlement.core.policy.values import Limit
from settlement.core.split import split
from tests.settlement.core.documents import Json


def spent(case: Case, limits: Iterable[Limit]) -> Case:
    used = {
        (one.id, period_of(one.per, case.service_on, case.sitting)):
            {1: one.sum_fen or 0} | dict.fromkeys(range(2, 1 + (one.count or 1)), 0)
        for one in limits
    }  # fmt: skip
    return replace(case, used={**case.used, **used})


def unbound(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """A layer goes on paying for her when its limits of a period are used up, and for nobody younger or older."""
    assert case.birth_on is not None
    (title,) = re.findall("of the layer “(.*)” limits", doubt.en)
    shown = []
    for layer in (one for one in policy.layers if one.title.en == title):
        for per in {one.per for one in policy.limits if one.when is not None}:
            limits = [one for one in policy.limits if one.per == per and one.id in layer.limits]
            stops = []
            for years in range(-OLDEST, OLDEST + 1):
                hers = replace(case, birth_on=case.birth_on.replace(year=case.birth_on.year - years))
                now, then = (took_part(split(policy, one), layer.id) for one in (hers, spent(hers, limits)))
                stops.append(now and not then)
            goes_on = took_part(split(policy, spent(case, limits)), layer.id)
            shown.append(goes_on and any(stops[:OLDEST]) and any(stops[OLDEST + 1 :]))
    assert any(shown)


def paid_twice_a_day(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """The layer pays for her meal and for another one like it; did it count one a sitting, it would not."""
    (title,) = re.findall("the layer “(.*)” pays", doubt.en)
    once = json.loads(json.dumps(written))
    once["limits"].append({"id": "once", "per": "sitting", "count": 1})
    for layer in once["layers"]:
        if "limits" in layer:
            layer["limits"].append("once")
    names = {one.id for one in policy.layers if one.title.en == title}
    paid = [_paid_again(which, case) & names for which in (policy, parse(once))]
    assert paid[0] - paid[1]


def _paid_again(policy: Policy, case: Case) -> set[str]:
    """The layers that pay for a meal and for the same meal once more."""
    first = split(policy, case)
    used = {
        (one.limit, one.period): {**case.used.get((one.limit, one.period), {}), one.ordinal: one.fen}
        for one in first.claims
    }
    answers = (first, split(policy, replace(case, used={**case.used, **used})))
    paid = [{share.layer for share in answer.shares if share.fen} for answer in answers]
    return paid[0] & paid[1]


def never_comes_to_it(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """At the end of a period in which she used all that she ever can she pays as if it did not bind."""
    (at,) = (int(found) for found in re.findall(r"\[(\d+)\]", doubt.path))
    (most, what) = re.findall(r"more than ([0-9.]+) (times|yuan)", doubt.en)[0]
    limit = policy.limits[at]
    price = sum(line.fen for line in case.lines)  # no meal takes more, so what is left of the shorter period is enough
    used = {1: round(100 * float(most)) - price} if what == "yuan" else dict.fromkeys(range(1, 1 + int(most)), 0)
    key = limit.id, period_of(limit.per, case.service_on, case.sitting)
    freed = json.loads(json.dumps(written))
    freed["limits"][at] |= {"sum": "99999.00"} if what == "yuan" else {"count": 1000}
    hers = replace(case, used={**case.used, key: used})
    assert split(policy, hers).paid_by() == split(parse(freed), hers).paid_by()
    assert float(most) < (limit.count or (limit.sum_fen or 0) / 100)


def falls_to_her(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """With empty funds the layer's part is hers; were its fund full she would pay less."""
    (at,) = (int(found) for found in re.findall(r"\[(\d+)\]", doubt.path))
    layer, hers = policy.layers[at], split(policy, replace(case, left={}))
    fallen = [share.fen for share in hers.shares if share.layer == layer.id and share.reason.code == "no-next"]
    assert sum(fallen) > 0
    later = [one.id for one in policy.layers[at + 1 :]]
    assert not any(took_part(hers, name) for name in later)


SHOWN_COUNTS = {
    "age-unbound": unbound,
    "portion-of-day": paid_twice_a_day,
    "never-reached": never_comes_to_it,
    "no-next-layer": falls_to_her,
}
