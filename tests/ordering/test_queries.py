"""The week's meals and a sitting's orders: whole, in order, masked, in a constant number of statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canteen.core.scope import OutOfScope, Role
from canteen.core.sitting import Sitting
from ordering.queries.meals import ExtraSeen, MealSeen, meals_of_week, orders_of_sitting
from tests.county import DAY, County, Town, county
from tests.ordering.lunch import meal, place

pytestmark = pytest.mark.django_db

READERS = (Role.COUNTER, Role.MANAGER, Role.CLERK, Role.FINANCE, Role.AUDITOR)


@pytest.fixture
def made() -> County:
    return county()


def week(town: Town, role: Role = Role.MANAGER, of: Town | None = None) -> tuple[MealSeen, ...]:
    return meals_of_week(actor=town.actor(role), canteen_id=(of or town).canteen_id, from_on=DAY)


def test_a_week_is_seven_days_in_order(made: County) -> None:
    for days, sitting, title in (
        (6, Sitting.LUNCH, "周末"),
        (0, Sitting.DINNER, "晚餐"),
        (0, Sitting.LUNCH, "乙"),
        (0, Sitting.LUNCH, "丙"),
        (7, Sitting.LUNCH, "下周"),
        (-1, Sitting.LUNCH, "昨天"),
    ):
        meal(made.here, service_on=DAY + timedelta(days=days), sitting=sitting, title=title)
    meal(made.there)
    assert [(seen.service_on, seen.sitting, seen.title) for seen in week(made.here)] == [
        (DAY, "lunch", "丙"),
        (DAY, "lunch", "乙"),
        (DAY, "dinner", "晚餐"),
        (DAY + timedelta(days=6), "lunch", "周末"),
    ]


def test_a_meal_shows_its_dishes_extras_and_portions_taken(made: County) -> None:
    meal_id = meal(made.here)
    place(made.here, meal_id, made.here.elders[0])
    [seen] = week(made.here, Role.FINANCE)
    [extra] = seen.extras
    assert seen == MealSeen(
        id=meal_id,
        canteen_id=made.here.canteen_id,
        service_on=DAY,
        sitting="lunch",
        title="套餐",
        price_fen=1000,
        portions=2,
        taken=1,
        state="published",
        dishes=("红烧肉", "青菜"),
        extras=(ExtraSeen(extra.id, "卤蛋", 200),),
    )


def test_orders_of_a_sitting_are_masked(made: County) -> None:
    meal_id = meal(made.here)
    order_id = place(made.here, meal_id, made.here.elders[0], extra_ids=[week(made.here)[0].extras[0].id])
    place(made.there, meal(made.there), made.there.elders[0])
    [order] = orders_of_sitting(
        actor=made.here.actor(Role.COUNTER), canteen_id=made.here.canteen_id, service_on=DAY, sitting=Sitting.LUNCH
    )
    assert (order.id, order.name, order.state, order.lines, order.price_fen) == (
        order_id,
        "张*兰",
        "placed",
        ("套餐", "卤蛋"),
        1200,
    )


def test_another_canteens_meals_and_orders_are_out_of_scope(made: County) -> None:
    meal(made.there)
    for role in Role:
        with pytest.raises(OutOfScope):
            week(made.here, role, of=made.there)
        with pytest.raises(OutOfScope):
            orders_of_sitting(
                actor=made.here.actor(role),
                canteen_id=made.there.canteen_id,
                service_on=DAY,
                sitting=Sitting.LUNCH,
            )
    assert [len(week(made.there, role)) for role in READERS] == [1] * len(READERS)
    with pytest.raises(OutOfScope):
        week(made.there, Role.SUPPORT)


def test_no_read_takes_more_statements_for_more_rows(made: County) -> None:
    actor = made.here.actor(Role.MANAGER)

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as meals:
            meals_of_week(actor=actor, canteen_id=made.here.canteen_id, from_on=DAY)
        with CaptureQueriesContext(connection) as orders:
            orders_of_sitting(actor=actor, canteen_id=made.here.canteen_id, service_on=DAY, sitting=Sitting.LUNCH)
        return len(meals), len(orders)

    meal_id = meal(made.here, portions=9)
    place(made.here, meal_id, made.here.elders[0])
    once = count()
    place(made.here, meal_id, made.here.elders[1])
    for title in ("甲", "乙"):
        meal(made.here, title=title)
    assert count() == once == (3, 2)
