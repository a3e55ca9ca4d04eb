"""Meals and orders over HTTP, for staff with a session."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import StrictInt

from canteen.auth import StaffSession, acting
from canteen.core.sitting import Sitting
from canteen.gateways.clock import now
from canteen.gateways.wire import Day, Made, Reason, Sent, Text
from ordering.operations import meals, orders
from ordering.operations.meals import PricedExtra
from ordering.queries.meals import MealSeen, OrderListed, meals_of_week, orders_of_sitting

router = Router(auth=StaffSession(now), tags=["meals"])


class ExtraShown(Schema):
    id: UUID
    name: str
    price_fen: int


class MealShown(Schema):
    """`taken` counts the portions ordered or eaten; `package` is what policies call this kind of set meal, or empty."""

    id: UUID
    canteen_id: UUID
    service_on: date
    sitting: Sitting
    title: str
    package: str
    price_fen: int
    portions: int
    taken: int
    state: str
    dishes: list[str]
    extras: list[ExtraShown]


class ExtraSent(Sent):
    name: Text
    price_fen: StrictInt


class MealSent(Sent):
    canteen_id: UUID
    service_on: Day
    sitting: Sitting
    title: Text
    price_fen: StrictInt
    portions: StrictInt
    dishes: list[Text] = []
    extras: list[ExtraSent] = []
    package: Text = ""
    reason: Text = ""


class Withdrawn(Schema):
    cancelled: int


class OrderShown(Schema):
    id: UUID
    meal_id: UUID
    elder_id: UUID | None
    name: str
    origin: str
    state: str
    placed_at: datetime
    lines: list[str]
    price_fen: int


class OrderSent(Sent):
    meal_id: UUID
    elder_id: UUID
    extra_ids: list[UUID] = []
    reason: Text = ""


@router.get("/canteens/{canteen_id}/meals", response=list[MealShown], summary="The meals of a week")
def get_meals(request: HttpRequest, canteen_id: UUID, from_on: Day) -> list[MealSeen]:
    """Answer with seven days from `from_on`, in whatever state."""
    return list(meals_of_week(actor=acting(request), canteen_id=canteen_id, from_on=from_on))


@router.post("/meals", response={201: Made}, summary="Register a meal")
def post_meal(request: HttpRequest, sent: MealSent) -> Status[dict[str, UUID]]:
    """A draft, which nobody sees until it is published."""
    extras = [PricedExtra(extra.name, extra.price_fen) for extra in sent.extras]
    made = meals.register_meal(actor=acting(request), now=now(), **(dict(sent) | {"extras": extras}))
    return Status(201, {"id": made})


@router.post("/meals/{meal_id}/publish", response={204: None}, summary="Publish a meal")
def post_publish(request: HttpRequest, meal_id: UUID, sent: Reason) -> Status[None]:
    """From now on it is ordered and served at this price."""
    meals.publish_meal(actor=acting(request), meal_id=meal_id, now=now(), reason=sent.reason)
    return Status(204, None)


@router.post("/meals/{meal_id}/withdraw", response=Withdrawn, summary="Withdraw a meal")
def post_withdraw(request: HttpRequest, meal_id: UUID, sent: Reason) -> dict[str, int]:
    """Orders placed for it are cancelled; once eaten from, it stays."""
    cancelled = meals.withdraw_meal(actor=acting(request), meal_id=meal_id, now=now(), reason=sent.reason)
    return {"cancelled": cancelled}


@router.get("/canteens/{canteen_id}/orders", response=list[OrderShown], summary="The orders of a sitting")
def get_orders(request: HttpRequest, canteen_id: UUID, service_on: Day, sitting: Sitting) -> list[OrderListed]:
    """Answer with all of them, as they were placed, names masked."""
    return list(orders_of_sitting(actor=acting(request), canteen_id=canteen_id, service_on=service_on, sitting=sitting))


@router.post("/orders", response={201: Made}, summary="Order ahead")
def post_order(request: HttpRequest, sent: OrderSent) -> Status[dict[str, UUID]]:
    """One portion for one elder, before the cut-off."""
    return Status(201, {"id": orders.place_order(actor=acting(request), now=now(), **dict(sent))})


@router.post("/orders/{order_id}/cancel", response={204: None}, summary="Cancel an order")
def post_cancel(request: HttpRequest, order_id: UUID, sent: Reason) -> Status[None]:
    """Before the cut-off; later the kitchen has counted it."""
    orders.cancel_order(actor=acting(request), order_id=order_id, now=now(), reason=sent.reason)
    return Status(204, None)
