"""What a policy sees of an eater: its conditions look at this and at nothing else of her."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from settlement.core.case import Fact
from settlement.core.policy.document import Policy
from settlement.core.policy.program import Seen, age_on

CATEGORY: Final = "category"
# The kinds of facts that `seen_of` reads; whoever gathers facts for quotes need gather no others.
SEEN_KINDS: Final = (CATEGORY,)


def seen_of(policy: Policy, service_on: date, sitting: str, birth_on: date | None, facts: Iterable[Fact]) -> Seen:
    """Return what the policy's conditions are asked about."""
    age = None if birth_on is None else age_on(birth_on, service_on, policy.age_reached)
    return Seen(age, frozenset([fact.value for fact in facts if fact.kind == CATEGORY]), sitting)
