"""What a policy sees of an eater: who looks alike to it is split alike, whatever the meal."""

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Final

from settlement.core.case import Case, Fact
from settlement.core.policy.document import Policy
from settlement.core.policy.terms import Home

CATEGORY: Final = "category"
# All kinds of facts that any policy may look at; `Policy.asks_kinds` are those that one of them does.
SEEN_KINDS: Final = (CATEGORY, "diet", "institution", "permit", "registration", "residence")


def seen_of(policy: Policy, service_on: date, birth_on: date | None, facts: Iterable[Fact]) -> Hashable:
    """Return what the policy can tell of an eater on a day: equal values are split alike at any one meal.

    Claims so far are not part of it.
    """
    case = Case(service_on=service_on, sitting="", lines=(), birth_on=birth_on, facts=tuple(facts))
    # Where she is at home may be compared with where the canteen stands, so the place itself is told, not an answer.
    hers = [
        look.of(case) if isinstance(look.leaves[0], Home) else look.answers(case)
        for look in policy.program.looks
        if look.of_her
    ]
    return (*hers, *_homes(policy, case)) if policy.asks_homes else tuple(hers)


def _homes(policy: Policy, case: Case) -> list[Hashable]:
    """The regions whose funds pay for layers that follow her home."""
    homes = [layer.payer.home for layer in policy.layers if layer.payer.home is not None]
    return [
        tuple(key for fact in case.facts if fact.kind == home.whose for level, key in fact.place if level == home.level)
        for home in homes
    ]
