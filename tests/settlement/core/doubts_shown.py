"""Shows a doubt: splits its example by the document, and by one that means what was probably meant."""

import json
import re
from dataclasses import replace
from typing import Any

from settlement.core.case import Case
from settlement.core.doubts import Doubt
from settlement.core.doubts.axes import OLDEST
from settlement.core.doubts.shown import reason_of_layer, took_part
from settlement.core.policy import Policy, PolicyInvalid, parse
from settlement.core.split import split
from tests.settlement.core.documents import Json
from tests.settlement.core.doubts_shown_counts import SHOWN_COUNTS
from tests.settlement.core.doubts_shown_limits import SHOWN_LIMITS
from tests.settlement.core.doubts_shown_parts import SHOWN_PARTS
from tests.settlement.core.doubts_shown_people import SHOWN_PEOPLE


def assert_shown(written: Json, policy: Policy, doubt: Doubt) -> None:
    """Hold a doubt to its example."""
    assert (doubt.case is None) == (doubt.example == "")
    if doubt.case is None:
        assert doubt.code in ("fund-alike", "left-behind")
        return
    SHOWN[doubt.code](written, policy, doubt, doubt.case)


def _number(path: str, name: str) -> int | None:
    """The number behind a name in a path: layers[3].tiers[1] has 3 of layers, 1 of tiers."""
    return int(path.split(f"{name}[")[1].split("]")[0]) if f"{name}[" in path else None


def _layer_of(policy: Policy, doubt: Doubt) -> str:
    at = _number(doubt.path, "layers")
    assert at is not None
    return policy.layers[at].id


def _without(written: Json, path: str) -> Json:
    """The document without the item a path leads into."""
    less = json.loads(json.dumps(written))
    at, tier = _number(path, "layers"), _number(path, "tiers")
    if tier is not None:
        del less["layers"][at]["tiers"][tier]
        if not less["layers"][at]["tiers"]:
            del less["layers"][at]
    else:
        name = path.split("[")[0]
        del less[name][_number(path, name)]
    return dict(less)


def read(written: Json) -> Policy | None:
    """What is left of a document, where it still stands alone."""
    try:
        return parse(written)
    except PolicyInvalid:
        return None


def alone(written: Json, at: int) -> Policy | None:
    """The document with one of its layers alone, behind the discounts before it, where it hangs on no other one."""
    before = [layer for layer in written["layers"][:at] if layer.get("discount")]
    layers = [*before, written["layers"][at] | {"limits": []}]
    layers = [layer | {"empty": {"then": "hold", "part": True}} if "empty" in layer else layer for layer in layers]
    names = {layer["id"] for layer in layers}
    kept = [
        one | {"layers": sorted(names.intersection(one["layers"]))} if "layers" in one else one
        for one in written.get("exclusions", ())
        if names.intersection(one.get("layers", names))
    ]
    return read({**written, "layers": layers, "elder": [], "exclusions": kept, "products": []})


def unneeded(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Without what is never reached she pays the same, and so does everybody else who was looked at."""
    if "layers" in doubt.path:
        name = _layer_of(policy, doubt)
        tier = _number(doubt.path, "tiers")
        reason = reason_of_layer(split(policy, case), name)
        assert reason is not None
        assert reason.tier != tier or tier is None
        if tier is None:
            assert not took_part(split(policy, case), name)
    less = read(_without(written, doubt.path))
    if less is not None:
        assert split(less, case).paid_by() == split(policy, case).paid_by()


def gives_less(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Were the later tier first, she would be given more by that layer, or nothing was left to give."""
    at, tier = _number(doubt.path, "layers"), _number(doubt.path, "tiers")
    assert at is not None
    assert tier is not None
    before = alone(written, at)
    layers = json.loads(json.dumps(written["layers"]))
    layers[at]["tiers"].insert(0, layers[at]["tiers"].pop(tier))
    after = alone({**written, "layers": layers}, at)
    if before is not None and after is not None:
        assert split(after, case).elder_fen < split(before, case).elder_fen


def pays_more(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Were there only the later band, she would pay less."""
    at = _number(doubt.path, "elder")
    assert at is not None
    assert split(parse({**written, "elder": [written["elder"][at]]}), case).elder_fen < split(policy, case).elder_fen


def left_out(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """A year younger or older, by and by, she would have a part in it; at her age she has none."""
    if doubt.path == "elder":
        return
    name = _layer_of(policy, doubt)
    assert case.birth_on is not None
    birthdays = [case.birth_on.replace(year=case.birth_on.year + years) for years in range(-OLDEST, OLDEST + 1)]
    parts = [took_part(split(policy, replace(case, birth_on=day)), name) for day in birthdays]
    assert not parts[OLDEST]
    assert any(parts[:OLDEST])
    assert any(parts[OLDEST + 1 :])


def spends_between(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Of what she spends she has no part in it; were one line cheaper, or dearer, she would have one."""
    if doubt.path == "elder":
        return
    name = _layer_of(policy, doubt)
    assert not took_part(split(policy, case), name)
    for prices in (_cheaper, _dearer):
        assert any(
            took_part(
                split(policy, replace(case, lines=(*lines[:at], replace(lines[at], fen=fen), *lines[at + 1 :]))), name
            )
            for lines in (case.lines,)
            for at in range(len(lines))
            for fen in prices(lines[at].fen)
        )


def _cheaper(fen: int) -> range:
    return range(fen - 1, -1, -1)


def _dearer(fen: int) -> range:
    return range(fen + 1, 100 * fen + 20_000)  # of what is discounted by four fifths, five times as much


def bears_alone(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Of her meal no layer of another payer takes a part, of the other one such a layer does."""
    at = _number(doubt.path, "elder")
    assert at is not None
    assert doubt.beside is not None
    band = policy.bands[at]
    assert band.beyond is not None
    hers = split(policy, case)
    assert "beyond" in {share.reason.code for share in hers.shares if share.layer == "elder"}
    of_them = [layer.id for layer in policy.layers if layer.payer.name != band.beyond.name and layer.lines & band.lines]
    assert not any(took_part(hers, name) for name in of_them)
    assert any(took_part(split(policy, doubt.beside), name) for name in of_them)


def unreached(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Were the amount ten times as large, everybody would pay the same of her meal."""
    more = json.loads(json.dumps(written))
    *steps, last = (int(step) if step.isdigit() else step for step in re.findall(r"[a-z_]+|\d+", doubt.path))
    place = more
    for step in steps:
        place = place[step]
    place[last] = _ten_times(place[last])
    assert more != written
    assert split(parse(more), case).paid_by() == split(policy, case).paid_by()


def _ten_times(found: Any) -> Any:
    """Amounts of money of 100 yuan and more, ten times as large; not those that conditions ask for."""
    if isinstance(found, str):
        whole, point, rest = found.partition(".")
        return f"{whole}0{point}{rest}" if len(whole) > 2 else found
    if isinstance(found, list):
        return [_ten_times(one) for one in found]
    keys = {"fixed", "down_to", "at_least", "exactly", "lowest", "highest", "sum"}
    return {key: _ten_times(value) if key in keys else value for key, value in found.items()}


def between(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """A year younger or older, by and by, she would have a layer more, and pay less."""
    assert case.birth_on is not None
    birthdays = [case.birth_on.replace(year=case.birth_on.year + years) for years in range(-OLDEST, OLDEST + 1)]
    fen = [split(policy, replace(case, birth_on=day)).elder_fen for day in birthdays]
    assert min(fen[:OLDEST]) < fen[OLDEST]
    assert min(fen[OLDEST + 1 :]) < fen[OLDEST]


def draws(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Her meal draws on the fund with the odd name."""
    at = _number(doubt.path, "layers")
    assert at is not None
    found = alone(written, at)
    if found is not None:
        assert policy.layers[at].payer.fund in split(found, case).draws


def unclaimed(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Her meal uses no such limit, unless that one counts every meal."""
    at = _number(doubt.path, "limits")
    assert at is not None
    if policy.limits[at].counts == "every_meal":
        return
    assert policy.limits[at].id not in [claim.limit for claim in split(policy, case).claims]


def undiscounted(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """No layer before it lowers the price; before a product, none at all."""
    at = _number(doubt.path, "layers")
    assert (at is None) == doubt.path.startswith("products")
    assert not any(layer.discount for layer in policy.layers[:at])


def poorer(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """She pays more than the other, who lacks some of her categories and nothing else."""
    assert doubt.beside is not None
    assert set(doubt.beside.facts) < set(case.facts)
    assert split(policy, case).elder_fen > split(policy, doubt.beside).elder_fen


def nothing_to_split(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """It is about a name or a day."""


SHOWN = {
    "never": unneeded,
    "shadowed": unneeded,
    "never-most": unneeded,
    "gives-less": gives_less,
    "pays-more": pays_more,
    "age-gap": left_out,
    "money-gap": spends_between,
    "age-between": between,
    "bears-alone": bears_alone,
    "too-much": unreached,
    "fund-alike": draws,
    "category-alike": nothing_to_split,
    "category-usual": nothing_to_split,
    "limit-unused": unclaimed,
    "never-begins": unclaimed,
    "no-discount": undiscounted,
    "unscheduled": nothing_to_split,
    "poorer-pays-more": poorer,
    "left-behind": nothing_to_split,
    **SHOWN_LIMITS,
    **SHOWN_PARTS,
    **SHOWN_PEOPLE,
    **SHOWN_COUNTS,
}
