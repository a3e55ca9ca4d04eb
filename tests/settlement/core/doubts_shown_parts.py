"""Shows doubts about shares and numbers: by meals that would be split otherwise, were the probable thing written."""

import json
import re
from collections import Counter
from fractions import Fraction
from typing import Any

from settlement.core.case import Case
from settlement.core.doubts import Doubt
from settlement.core.doubts.shown import reason_of_layer, took_part
from settlement.core.policy import Policy, PolicyInvalid, parse
from settlement.core.split import split
from tests.settlement.core.documents import Json

ALL = 10_000  # hundredths of a per cent


def at(written: Json, path: str) -> tuple[Json, Any, Any]:
    """A copy of a document, and the place in it to which a path leads: what holds it, and its key there."""
    copy = json.loads(json.dumps(written))
    *steps, last = (int(step) if step.isdigit() else step for step in re.findall(r"[a-z]+|\d+", path))
    place = copy
    for step in steps:
        place = place[step]
    return copy, place, last


def alone(written: Json, path: str) -> Json:
    """The document with the layer of a path alone, behind the discounts before it."""
    number = int(path.split("[")[1].split("]")[0])
    kept = [one for one in written["layers"][:number] if one.get("discount")] + [written["layers"][number]]
    layers = [{**one, "limits": []} | ({"empty": {"then": "hold", "part": True}} if "empty" in one else {})
              for one in kept]  # fmt: skip
    return {**written, "layers": layers, "elder": [], "exclusions": [], "products": []}


def would_give_more(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """A lowest of the share and of where it ends would give her more."""
    more, place, last = at(written, doubt.path)
    share = place[last]
    end = share.pop("up_to")
    place[last] = {"lowest": [share, {"fixed": end}]}
    try:
        before, after = (parse(alone(one, doubt.path)) for one in (written, more))
    except PolicyInvalid:  # it hangs on another layer
        return
    assert split(after, case).elder_fen < split(before, case).elder_fen


def would_be_taken_off(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """The layer takes nothing of what is left; were it rounded down, it would."""
    less, place, last = at(written, doubt.path)
    place[last]["down_to"]["round"] = "down"
    name = policy.layers[int(doubt.path.split("[")[1].split("]")[0])].id
    taken = [sum(one.fen for one in split(each, case).shares if one.layer == name) for each in (policy, parse(less))]
    assert taken[0] == 0
    assert taken[1] > 0


def more_than_whole(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Of the layers that take part in her meal, the shares of one part of the price come to more than all of it."""
    number = int(doubt.path.split("[")[1].split("]")[0])
    lines = set(written["layers"][number]["lines"])
    answer = split(policy, case)
    totals: Counter[tuple[str, str]] = Counter()
    for one in written["layers"]:
        reason = reason_of_layer(answer, one["id"])
        if reason is not None and took_part(answer, one["id"]) and set(one["lines"]) == lines:
            formula = one["formula"] if "formula" in one else one["tiers"][reason.tier]["formula"]
            totals.update(_shares(formula))
    _, place, last = at(written, doubt.path)
    assert max(totals[base] for base in _shares(place[last])) > ALL


def _shares(formula: Json) -> Counter[tuple[str, str]]:
    """What the shares of the price in a formula come to, in hundredths of a per cent, by what they are of."""
    found: Counter[tuple[str, str]] = Counter()
    for part in formula.get("sum", ()):
        found.update(_shares(part))
    if formula.get("of") == "price":
        one, whole = (formula["part"] if "part" in formula else f"{formula['percent']}/100").split("/")
        found[formula.get("above", ""), formula.get("up_to", "")] += int(Fraction(one) / int(whole) * ALL)
    return found


def near(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """She is near a line of so few metres, on the side of it that is asked for, and has a part in what asks for it."""
    assert case.distance_m is not None
    assert min(abs(bound - case.distance_m) for bound in _numbers(written, doubt, "(?:from|below)_m")) <= 1
    has_a_part(written, policy, doubt, case)


def young(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """She is a child, and has a part in what begins at her age."""
    assert case.birth_on is not None
    assert min(_numbers(written, doubt, "from")) <= case.service_on.year - case.birth_on.year <= 16
    has_a_part(written, policy, doubt, case)


def has_a_part(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Where it is a layer that is doubted, it takes part in her meal."""
    if doubt.path.startswith("layers["):
        assert took_part(split(policy, case), policy.layers[int(doubt.path.split("[")[1].split("]")[0])].id)


def _numbers(written: Json, doubt: Doubt, name: str) -> list[int]:
    """The numbers of some name in what a path leads to."""
    _, place, last = at(written, doubt.path)
    return [int(number) for number in re.findall(rf'"{name}": (\d+)', json.dumps(place[last]))]


SHOWN_PARTS = {
    "part-for-cap": would_give_more,
    "never-rounds-up": would_be_taken_off,
    "more-than-whole": more_than_whole,
    "metres-few": near,
    "age-short": young,
}
