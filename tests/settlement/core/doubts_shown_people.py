"""Shows doubts about whom a document is for: by somebody too young, and by one who is kept from what is hers."""

import re
from dataclasses import replace

from settlement.core.case import Case
from settlement.core.doubts import Doubt
from settlement.core.doubts.shown import reason_of_layer, took_part
from settlement.core.policy import Policy, parse
from settlement.core.policy.looks import age_on
from settlement.core.split import split
from tests.settlement.core.documents import Json


def _numbers(path: str) -> list[int]:
    return [int(number) for number in re.findall(r"\[(\d+)\]", path)]


def kept_from_it(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """Were there no band she would pay what her tier leaves, and no more; with it she pays more."""
    at, *tier = _numbers(doubt.path)
    (leaves,) = (round(100 * float(yuan)) for yuan in re.findall(r"the ([0-9.]+) yuan said", doubt.en))
    free = split(parse({**written, "elder": []}), case)
    reason = reason_of_layer(free, policy.layers[at].id)
    assert reason is not None
    assert reason.tier == (tier[0] if tier else None)
    assert free.elder_fen <= leaves < split(policy, case).elder_fen


def too_young(written: Json, policy: Policy, doubt: Doubt, case: Case) -> None:
    """At thirty she has a part in it, and no other fund is asked for her; in no category she would have none."""
    at, *tier = _numbers(doubt.path)
    name, hers = policy.layers[at].id, split(policy, case)
    assert case.birth_on is not None
    assert age_on(case.birth_on, case.service_on, policy.age_reached) == 30
    assert took_part(hers, name)
    if doubt.code == "ageless":
        others = [one for one in policy.layers if one.id != name and one.payer.name != "canteen"]
        assert not any(took_part(hers, one.id) for one in others)
        return
    reason = reason_of_layer(hers, name)
    assert reason is not None
    assert not tier or reason.tier == tier[0]
    plain = tuple(fact for fact in case.facts if fact.kind != "category")
    assert not took_part(split(policy, replace(case, facts=plain)), name)


SHOWN_PEOPLE = {
    "floor-above": kept_from_it,
    "young-too": too_young,
    "ageless": too_young,
}
