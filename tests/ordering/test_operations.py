"""Meals and orders: who may, which moves, how many portions, and what is left when it is refused."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from canteen.core.scope import OutOfScope, Role
from canteen.core.sitting import Sitting
from canteen.models import Canteen, Deed, SamePerson
from canteen.models.ids import new_id
from canteen.queries.elders import NoSuchElder
from ordering.core.booking import AlreadyOrdered, CanteenClosed, MealNotOffered, PastCutOff, SoldOut
from ordering.core.states import NotInThisState
from ordering.models import Extra, Line, Meal, Order
from ordering.operations.meals import (
    BadMeal,
    MealExists,
    MealWasServed,
    PricedExtra,
    publish_meal,
    register_meal,
    withdraw_meal,
)
from ordering.operations.orders import BadExtras, cancel_order, place_order
from ordering.queries.meals import NoSuchMeal, NoSuchOrder
from tests.county import DAY, NOW, County, at, county
from tests.ordering.lunch import BEFORE, meal, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    return county()


def test_a_meal_is_a_draft_until_it_is_published(made: County) -> None:
    meal_id = meal(made.here, publish=False)
    row = Meal.objects.get(id=meal_id)
    assert (row.state, row.published_at, row.price_fen, row.portions) == ("draft", None, 1000, 2)
    assert [dish.name for dish in row.dishes.order_by("position")] == ["红烧肉", "青菜"]
    assert [(extra.name, extra.price_fen) for extra in row.extras.all()] == [("卤蛋", 200)]
    with pytest.raises(MealNotOffered):
        place(made.here, meal_id, made.here.elders[0])
    publish_meal(actor=made.here.actor(Role.MANAGER), meal_id=meal_id, now=at(7), reason="定稿")
    row.refresh_from_db()
    assert (row.state, row.published_at) == ("published", at(7))
    deed = Deed.objects.order_by("-id")[0]
    assert (deed.verb, deed.subject_id, deed.reason) == ("publish", meal_id, "定稿")
    with pytest.raises(NotInThisState):
        publish_meal(actor=made.here.actor(Role.MANAGER), meal_id=meal_id, now=at(8))


@pytest.mark.parametrize(
    ("given", "paths"),
    [
        ({"title": " "}, ["title"]),
        ({"price_fen": 0, "portions": 0}, ["price_fen", "portions"]),
        ({"price_fen": 10**12}, ["price_fen"]),
        ({"dishes": ("菜", "")}, ["dishes[1]"]),
        ({"title": "", "package": "糖尿病"}, ["title", "package"]),
        ({"package": "cun-330503194001011234"}, ["package"]),
        ({"extras": (PricedExtra("x" * 41, 0),)}, ["extras[0].name", "extras[0].price_fen"]),
    ],
)
def test_a_bad_meal_names_every_mistake(made: County, given: dict[str, Any], paths: list[str]) -> None:
    with pytest.raises(BadMeal) as caught:
        meal(made.here, **given)
    assert [path for path, _ in caught.value.fields] == paths
    assert Meal.objects.count() == 0


def test_a_title_stands_once_in_a_sitting(made: County) -> None:
    meal(made.here)
    with pytest.raises(MealExists):
        meal(made.here)
    meal(made.there)
    meal(made.here, sitting=Sitting.DINNER)


def test_only_the_canteens_own_manager_works_on_its_menu(made: County) -> None:
    meal_id = meal(made.here, publish=False)
    others = [made.there.actor(Role.MANAGER), *(made.here.actor(role) for role in Role if role is not Role.MANAGER)]
    for actor in others:
        for act in (publish_meal, withdraw_meal):
            with pytest.raises(OutOfScope):
                act(actor=actor, meal_id=meal_id, now=NOW)
        with pytest.raises(OutOfScope):
            register_meal(
                actor=actor,
                canteen_id=made.here.canteen_id,
                service_on=DAY,
                sitting=Sitting.LUNCH,
                title="x",
                price_fen=1,
                portions=1,
                now=NOW,
            )
    with pytest.raises(NoSuchMeal):
        publish_meal(actor=made.founder(), meal_id=new_id(), now=NOW)
    assert Meal.objects.get().state == "draft"


def test_an_order_keeps_a_portion_with_its_extras(made: County) -> None:
    meal_id = meal(made.here)
    egg = Extra.objects.get()
    order_id = place(made.here, meal_id, made.here.elders[0], extra_ids=(egg.id, egg.id))
    order = Order.objects.get(id=order_id)
    assert (order.state, order.origin, order.person_id, order.placed_at) == (
        "placed",
        "ahead",
        made.here.elders[0],
        BEFORE,
    )
    assert list(Line.objects.order_by("position").values_list("kind", "name", "fen")) == [
        ("set", "套餐", 1000),
        ("extra", "卤蛋", 200),
        ("extra", "卤蛋", 200),
    ]


def test_portions_run_out_and_come_back(made: County) -> None:
    meal_id = meal(made.here, portions=1)
    first = place(made.here, meal_id, made.here.elders[0])
    with pytest.raises(SoldOut):
        place(made.here, meal_id, made.here.elders[1])
    cancel_order(actor=made.here.actor(Role.COUNTER), order_id=first, now=BEFORE)
    place(made.here, meal_id, made.here.elders[1])
    assert sorted(Order.objects.values_list("state", flat=True)) == ["cancelled", "placed"]


def test_a_person_orders_once_in_a_sitting_under_whatever_record(made: County) -> None:
    one, two = made.here.elders
    SamePerson.objects.create(elder_id=one, person_id=two, from_on=date(2026, 1, 1))
    lunch, other = meal(made.here), meal(made.here, title="面条")
    place(made.here, lunch, one)
    for meal_id, elder_id in ((lunch, one), (other, one), (other, two)):
        with pytest.raises(AlreadyOrdered):
            place(made.here, meal_id, elder_id)
    place(made.here, meal(made.here, sitting=Sitting.DINNER), one)


def test_orders_close_with_the_kitchens_count(made: County) -> None:
    meal_id = meal(made.here)
    order_id = place(made.here, meal_id, made.here.elders[0], now=at(9, 29))
    with pytest.raises(PastCutOff):
        place(made.here, meal_id, made.here.elders[1], now=at(9, 30))
    with pytest.raises(PastCutOff):
        cancel_order(actor=made.here.actor(Role.COUNTER), order_id=order_id, now=at(9, 30))
    place(made.here, meal_id, made.here.elders[1], now=at(9, 59), cut_off=time(10))
    Canteen.objects.filter(id=made.here.canteen_id).update(closed_on=DAY)
    with pytest.raises(CanteenClosed):
        place(made.here, meal(made.here, title="面条"), made.here.elders[0])


def test_whose_elder_and_whose_meal_it_is(made: County) -> None:
    here_meal, there_meal = meal(made.here), meal(made.there)
    with pytest.raises(NoSuchElder):
        place(made.here, here_meal, made.there.elders[0])
    with pytest.raises(OutOfScope):
        place(made.here, there_meal, made.here.elders[0])
    for role in (Role.CLERK, Role.FINANCE, Role.AUDITOR, Role.SUPPORT):
        with pytest.raises(OutOfScope):
            place_order(actor=made.here.actor(role), meal_id=here_meal, elder_id=made.here.elders[0], now=BEFORE)
    theirs = place(made.there, there_meal, made.there.elders[0])
    with pytest.raises(OutOfScope):
        cancel_order(actor=made.here.actor(Role.COUNTER), order_id=theirs, now=BEFORE)
    with pytest.raises(NoSuchOrder):
        cancel_order(actor=made.here.actor(Role.COUNTER), order_id=new_id(), now=BEFORE)
    assert list(Order.objects.values_list("state", flat=True)) == ["placed"]


def test_an_extra_of_another_meal_is_refused(made: County) -> None:
    lunch, dinner = meal(made.here), meal(made.here, sitting=Sitting.DINNER)
    other = Extra.objects.get(meal_id=dinner)
    own = Extra.objects.get(meal_id=lunch)
    for extra_ids in ((other.id,), (own.id, new_id()), (own.id,) * 21):
        with pytest.raises(BadExtras):
            place(made.here, lunch, made.here.elders[0], extra_ids=extra_ids)
    assert Order.objects.count() == 0


def test_a_withdrawn_meal_cancels_its_orders_unless_eaten_from(made: County) -> None:
    manager, meal_id = made.here.actor(Role.MANAGER), meal(made.here)
    order_id, other_id = (place(made.here, meal_id, elder_id) for elder_id in made.here.elders)
    Order.objects.filter(id=other_id).update(state="served", served_at=at(11))
    with pytest.raises(MealWasServed):
        withdraw_meal(actor=manager, meal_id=meal_id, now=at(12))
    assert Order.objects.get(id=order_id).state == "placed"
    Order.objects.filter(id=other_id).update(state="voided")
    assert withdraw_meal(actor=manager, meal_id=meal_id, now=at(12)) == 1
    assert (Order.objects.get(id=order_id).state, Order.objects.get(id=order_id).ended_at) == ("cancelled", at(12))
    assert Meal.objects.get().state == "withdrawn"
    with pytest.raises(MealNotOffered):
        place(made.here, meal_id, made.here.elders[0])
    with pytest.raises(NotInThisState):
        publish_meal(actor=manager, meal_id=meal_id, now=at(12))


def test_a_cancelled_order_stays_cancelled(made: County) -> None:
    counter = made.here.actor(Role.COUNTER)
    order_id = place(made.here, meal(made.here), made.here.elders[0])
    cancel_order(actor=counter, order_id=order_id, now=BEFORE, reason="电话取消")
    with pytest.raises(NotInThisState):
        cancel_order(actor=counter, order_id=order_id, now=BEFORE + timedelta(minutes=1))
    deed = Deed.objects.order_by("-id")[0]
    assert (deed.verb, deed.subject_id, deed.reason) == ("cancel", order_id, "电话取消")
