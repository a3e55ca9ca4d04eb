"""Registry and bookings in many hands at once: a last portion, a card's successor, five guesses, one chain."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from canteen.core.errors import Problem
from canteen.core.region import Level
from canteen.core.scope import Role
from canteen.models import Credential, DeedLink, Duty, Staff
from canteen.operations.credentials import issue_card, replace_credential
from canteen.operations.deed_chain import link_deeds
from canteen.operations.duties import grant_duty
from canteen.operations.elders import register_elder
from canteen.operations.sign_in import begin_sign_in
from canteen.operations.staff import found_staff
from canteen.queries.deeds import verify
from canteen.queries.staff import actor_by_id
from ordering.models import Order
from ordering.operations.canteen_closing import close_with_orders
from ordering.operations.meals import withdraw_meal
from ordering.operations.orders import place_order
from tests.county import DAY, NOW, County, county, id_number
from tests.ordering.lunch import BEFORE, meal
from tests.races.harness import THREADS, Crowd, Job, Race


def codes(results: list[Any]) -> list[object]:
    """What came of each: a problem by its code, anything else as it is."""
    return [result.code if isinstance(result, Problem) else result for result in results]


@pytest.fixture
def made(transactional_db: None) -> County:
    return county()


def elders(made: County, number_of: int) -> list[UUID]:
    """So many more elders of this town."""
    clerk = made.here.actor(Role.CLERK)
    return [
        register_elder(
            actor=clerk, name=f"王{number}", id_number=id_number(100 + number), region_id=made.here.region_id, now=NOW
        )
        for number in range(number_of)
    ]


def test_the_last_portions_are_ordered_once(race: Race, made: County) -> None:
    meal_id, counter, people = meal(made.here, portions=3), made.here.actor(Role.COUNTER), elders(made, THREADS)
    results = codes(
        race.run([partial(place_order, actor=counter, meal_id=meal_id, elder_id=elder, now=BEFORE) for elder in people])
    )
    assert results.count("sold-out") == THREADS - 3
    assert Order.objects.filter(state="placed").count() == 3


def test_one_person_orders_once_whoever_takes_the_order(race: Race, made: County) -> None:
    meals = [meal(made.here, title=f"套餐{number}") for number in range(4)]
    counter, elder_id = made.here.actor(Role.COUNTER), made.here.elders[0]
    results = codes(
        race.run(
            [
                partial(place_order, actor=counter, meal_id=meals[number % 4], elder_id=elder_id, now=BEFORE)
                for number in range(THREADS)
            ]
        )
    )
    assert results.count("already-ordered") == THREADS - 1
    assert Order.objects.count() == 1


def test_no_order_outlives_a_withdrawal(race: Race, made: County) -> None:
    manager = made.here.actor(Role.MANAGER)
    _ordered_meanwhile(race, made, NOW, lambda meal_id: withdraw_meal(actor=manager, meal_id=meal_id, now=NOW))


def test_no_order_outlives_the_closing_of_its_canteen(race: Race, made: County) -> None:
    """Who orders and who closes meet on the canteen's row: one of them sees what the other did."""
    clerk, canteen_id = made.here.actor(Role.CLERK), made.here.canteen_id
    yesterday = BEFORE - timedelta(days=1)
    _ordered_meanwhile(
        race,
        made,
        yesterday,
        lambda _: close_with_orders(actor=clerk, canteen_id=canteen_id, closed_on=DAY, now=yesterday),
    )


def _ordered_meanwhile(race: Race, made: County, now: datetime, end: Callable[[UUID], int]) -> None:
    """All order while one ends what they order; that one is told how many orders were cancelled."""
    meal_id, people = meal(made.here, portions=THREADS), elders(made, THREADS - 1)
    counter = made.here.actor(Role.COUNTER)
    acts: list[Job] = [
        partial(place_order, actor=counter, meal_id=meal_id, elder_id=elder, now=min(now, BEFORE)) for elder in people
    ]
    acts.insert(THREADS // 2, lambda: end(meal_id))
    results = codes(race.run(acts))
    assert {result for result in results if isinstance(result, str)} <= {"meal-not-offered", "canteen-closed"}
    assert Order.objects.filter(state="placed").count() == 0
    assert Order.objects.filter(state="cancelled").count() == results[THREADS // 2]


def test_a_card_has_one_successor(race: Race, made: County) -> None:
    clerk = made.here.actor(Role.CLERK)
    old = issue_card(actor=clerk, elder_id=made.here.elders[0], number="800001", now=NOW)
    results = codes(
        race.run(
            [
                partial(replace_credential, actor=clerk, credential_id=old.id, number=f"9000{number:02d}", now=NOW)
                for number in range(THREADS)
            ]
        )
    )
    assert results.count("already-replaced") == THREADS - 1
    assert Credential.objects.count() == 2


def test_many_guesses_at_once_get_five_at_most(crowd: Crowd, transactional_db: None) -> None:
    """Nobody waits for anybody here: each row is written first and counted then."""
    results = codes(crowd.run([lambda: begin_sign_in(login="here-clerk", now=NOW)] * THREADS))
    assert results.count(None) <= 5
    assert results.count("locked-out") == THREADS - results.count(None)


def test_many_workers_make_one_chain(race: Race, made: County) -> None:
    later = NOW + timedelta(minutes=1)
    results = codes(race.run([lambda: link_deeds(now=later, at_most=10)] * THREADS))
    assert all(isinstance(result, int) for result in results)
    while link_deeds(now=later):
        pass
    numbers = list(DeedLink.objects.order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert verify(now=later) == ()


def test_who_is_alone_lets_one_in_and_is_alone_no_more(race: Race) -> None:
    """A hundred duties that the founder grants at once: the first is one person's act, of the others each takes two."""
    first = found_staff(
        login="founder",
        name="founder",
        password="a lamp beside the river",
        region_name="区",
        region_level=Level.DISTRICT,
        from_on=DAY,
        now=NOW,
    )
    founder = actor_by_id(staff_id=first.staff_id, on=DAY)
    newcomers = [Staff.objects.create(login=f"n{number}", name=f"n{number}").id for number in range(THREADS)]
    results = codes(
        race.run(
            [
                partial(
                    grant_duty,
                    actor=founder,
                    staff_id=staff_id,
                    role=Role.CLERK,
                    region_id=first.region_id,
                    from_on=DAY,
                    now=NOW,
                )
                for staff_id in newcomers
            ]
        )
    )
    assert results.count("duty-needs-second") == THREADS - 1
    assert Duty.objects.filter(staff__in=newcomers).count() == 1
