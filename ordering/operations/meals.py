"""Registers, publishes and withdraws meals; the price is frozen once published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.errors import Conflict, Invalid
from canteen.core.identity import holds_persons_number
from canteen.core.keys import is_key
from canteen.core.scope import Actor, Role
from canteen.core.sitting import Sitting
from canteen.operations.deeds import do
from canteen.queries.elders import lock_elders
from canteen.queries.places import is_closed
from ordering.core.booking import CanteenClosed
from ordering.core.states import MEAL_MOVES, require_move
from ordering.models import Dish, Extra, Meal, Order
from ordering.queries.meals import canteen_of_meal, lock_meal

LONGEST_NAME: Final = 40
MOST_FEN: Final = 1_000_000  # ten thousand yuan: a slip of the finger, not a lunch
MOST_PORTIONS: Final = 20_000
MOST_ITEMS: Final = 40


class BadMeal(Invalid):
    """A title, a price, a number of portions or an item of this meal is not valid."""

    code = "bad-meal"
    zh = "供餐的名称、价格、份数或菜品填写有误"


class MealExists(Conflict):
    """A meal of this title is registered for that sitting already."""

    code = "meal-exists"
    zh = "该餐次已有同名供餐"


class MealWasServed(Conflict):
    """Somebody has eaten this meal; it can no longer be withdrawn."""

    code = "meal-was-served"
    zh = "已有老人用餐，不能撤下"


@dataclass(frozen=True, slots=True)
class PricedExtra:
    """An extra as it is registered, in fen."""

    name: str
    price_fen: int


def register_meal(
    *,
    actor: Actor,
    canteen_id: UUID,
    service_on: date,
    sitting: Sitting,
    title: str,
    price_fen: int,
    portions: int,
    now: datetime,
    dishes: Sequence[str] = (),
    extras: Sequence[PricedExtra] = (),
    package: str = "",
    reason: str = "",
) -> UUID:
    """Register a draft of what a canteen offers at a sitting, and return its id; its manager does it.

    `package` is the key by which policies tell this kind of set meal from the ordinary one, which has none.
    OutOfScope, BadMeal, CanteenClosed, MealExists.
    """
    actor.require(Role.MANAGER, canteen_id=canteen_id)
    if is_closed(canteen_id=canteen_id, on=service_on):
        raise CanteenClosed()
    mistakes = mistakes_in(title=title, price_fen=price_fen, portions=portions, dishes=dishes, extras=extras)
    if mistakes := mistakes + odd_package(package=package):
        raise BadMeal(mistakes)
    row = Meal(
        canteen_id=canteen_id,
        service_on=service_on,
        sitting=sitting.value,
        title=title.strip(),
        package=package,
        price_fen=price_fen,
        portions=portions,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            Dish.objects.bulk_create(
                Dish(meal=row, position=position, name=name.strip()) for position, name in enumerate(dishes)
            )
            Extra.objects.bulk_create(
                Extra(meal=row, position=position, name=extra.name.strip(), price_fen=extra.price_fen)
                for position, extra in enumerate(extras)
            )
            _written(actor, "register", row, reason, {"price_fen": price_fen, "portions": portions}, now)
    except IntegrityError:
        raise MealExists() from None
    return row.id


def publish_meal(*, actor: Actor, meal_id: UUID, now: datetime, reason: str = "") -> None:
    """Offer a meal: from now on it is ordered and served at this price.

    OutOfScope, NoSuchMeal, NotInThisState, CanteenClosed.
    """
    actor.require(Role.MANAGER, canteen_id=canteen_of_meal(meal_id=meal_id))
    with transaction.atomic():
        row = lock_meal(meal_id=meal_id)
        if is_closed(canteen_id=row.canteen_id, on=row.service_on):
            raise CanteenClosed()
        require_move(moves=MEAL_MOVES, state=row.state, to=Meal.State.PUBLISHED)
        row.state, row.published_at = Meal.State.PUBLISHED, now
        row.save(update_fields=["state", "published_at"])
        _written(actor, "publish", row, reason, {"price_fen": row.price_fen}, now)


def withdraw_meal(*, actor: Actor, meal_id: UUID, now: datetime, reason: str = "") -> int:
    """Take a meal back that nobody has eaten yet; orders placed for it are cancelled. Returns how many.

    Who walks in at this very moment is served all the same: check-ins never wait for a meal's row.
    OutOfScope, NoSuchMeal, NotInThisState, MealWasServed.
    """
    actor.require(Role.MANAGER, canteen_id=canteen_of_meal(meal_id=meal_id))
    with transaction.atomic():
        row = lock_meal(meal_id=meal_id)
        require_move(moves=MEAL_MOVES, state=row.state, to=Meal.State.WITHDRAWN)
        placed = Order.objects.filter(meal=row, state=Order.State.PLACED)
        # A check-in that is serving one of these orders holds its elder: wait for it before looking.
        lock_elders(person_ids=list(placed.values_list("person_id", flat=True)))
        if Order.objects.filter(meal=row, state=Order.State.SERVED).exists():
            raise MealWasServed()
        row.state = Meal.State.WITHDRAWN
        row.save(update_fields=["state"])
        cancelled = placed.update(state=Order.State.CANCELLED, ended_at=now)
        _written(actor, "withdraw", row, reason, {"cancelled": cancelled}, now)
    return cancelled


def mistakes_in(
    *, title: str, price_fen: int, portions: int, dishes: Sequence[str], extras: Sequence[PricedExtra]
) -> list[tuple[str, str]]:
    """Name what is wrong with a meal, as (path, message)."""
    named = f"must be 1 to {LONGEST_NAME} characters"
    priced = f"must be 1 to {MOST_FEN} fen"
    asked = [
        ("title", 0 < len(title.strip()) <= LONGEST_NAME, named),
        ("price_fen", 0 < price_fen <= MOST_FEN, priced),
        ("portions", 0 < portions <= MOST_PORTIONS, f"must be 1 to {MOST_PORTIONS}"),
        ("dishes", len(dishes) <= MOST_ITEMS, f"must be at most {MOST_ITEMS}"),
        ("extras", len(extras) <= MOST_ITEMS, f"must be at most {MOST_ITEMS}"),
    ]
    for at, name in enumerate(dishes):
        asked.append((f"dishes[{at}]", 0 < len(name.strip()) <= LONGEST_NAME, named))
    for at, extra in enumerate(extras):
        asked.append((f"extras[{at}].name", 0 < len(extra.name.strip()) <= LONGEST_NAME, named))
        asked.append((f"extras[{at}].price_fen", 0 < extra.price_fen <= MOST_FEN, priced))
    return [(path, message) for path, good, message in asked if not good]


def odd_package(*, package: str) -> list[tuple[str, str]]:
    """Name what is wrong with the package of a meal, as (path, message); nothing is with the ordinary one."""
    if package and (not is_key(package) or holds_persons_number(package)):
        return [("package", "must be small letters and digits, a letter first, parts between single hyphens")]
    return []


def _written(actor: Actor, verb: str, row: Meal, reason: str, detail: dict[str, object], now: datetime) -> None:
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="meal",
        subject_id=row.id,
        reason=reason,
        detail={"canteen": str(row.canteen_id), "service_on": row.service_on.isoformat(), **detail},
        now=now,
    )
