"""Scope: nothing is allowed without a duty that says so, over the very canteen asked about."""

from uuid import UUID

import pytest

from canteen.core.errors import Refused
from canteen.core.scope import Actor, Held, OutOfScope, Role

NORTH, SOUTH, FAR = UUID(int=1), UUID(int=2), UUID(int=3)
ACTOR = Actor(
    UUID(int=9),
    "Counter north, clerk of a town",
    (
        Held(Role.COUNTER, frozenset({NORTH})),
        Held(Role.CLERK, frozenset({NORTH, SOUTH})),
        Held(Role.SUPPORT, frozenset()),
    ),
)


def test_canteens_are_those_of_the_roles_asked_for() -> None:
    assert ACTOR.canteens(Role.COUNTER) == {NORTH}
    assert ACTOR.canteens(Role.CLERK) == {NORTH, SOUTH}
    assert ACTOR.canteens(Role.COUNTER, Role.FINANCE) == {NORTH}
    assert ACTOR.canteens(Role.FINANCE, Role.SUPPORT) == frozenset()


@pytest.mark.parametrize(
    ("roles", "canteen_id", "passes"),
    [
        ((Role.COUNTER,), NORTH, True),
        ((Role.COUNTER,), SOUTH, False),
        ((Role.COUNTER, Role.CLERK), SOUTH, True),
        ((Role.CLERK,), FAR, False),
        ((Role.SUPPORT,), NORTH, False),
        ((Role.FINANCE, Role.AUDITOR, Role.MANAGER), NORTH, False),
    ],
)
def test_require(roles: tuple[Role, ...], canteen_id: UUID, passes: bool) -> None:
    if passes:
        ACTOR.require(*roles, canteen_id=canteen_id)
        return
    with pytest.raises(OutOfScope):
        ACTOR.require(*roles, canteen_id=canteen_id)


def test_regions_are_covered_as_canteens_are() -> None:
    town, village = UUID(int=4), UUID(int=5)
    clerk = Actor(UUID(int=7), "Clerk", (Held(Role.CLERK, frozenset(), frozenset({town, village})),))
    assert clerk.regions(Role.CLERK, Role.FINANCE) == {town, village}
    assert clerk.regions(Role.FINANCE) == frozenset()
    clerk.require_region(Role.CLERK, region_id=village)
    for roles, region_id in (((Role.FINANCE,), village), ((Role.CLERK,), FAR)):
        with pytest.raises(OutOfScope):
            clerk.require_region(*roles, region_id=region_id)


def test_a_duty_over_no_canteen_is_held_all_the_same() -> None:
    assert ACTOR.holds(Role.SUPPORT) is True
    ACTOR.require_held(Role.SUPPORT)
    assert ACTOR.holds(Role.FINANCE) is False
    with pytest.raises(Refused):
        ACTOR.require_held(Role.FINANCE)


def test_a_question_without_a_role_is_an_error_even_for_somebody_without_duties() -> None:
    nobody = Actor(UUID(int=8), "No duties")
    for ask in (nobody.canteens, nobody.regions, nobody.holds, nobody.require_held, ACTOR.canteens):
        with pytest.raises(TypeError, match="at least one role"):
            ask()
    assert nobody.canteens(*Role) == frozenset()
