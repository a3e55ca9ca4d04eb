"""The wire of kiosks: enrolment, the list, batches of attempts, the counter strip."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from canteen.core.errors import Invalid
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.pages import in_chinese_alone
from canteen.gateways.registry_words import sittings
from canteen.queries.places import canteen_name
from kiosk.api.list_answer import list_answer
from kiosk.auth import Device, DeviceKey, speaking
from kiosk.core.attempt import read_instant
from kiosk.operations.devices import enrol, heard_of
from kiosk.operations.price_list import KioskList, list_for
from kiosk.operations.strip import unlock_strip
from kiosk.operations.take_attempt import Sender, take_attempt
from kiosk.queries.today import today

MOST_ATTEMPTS = 50

router = Router(auth=DeviceKey(), tags=["kiosk"])


class TooManyAttempts(Invalid):
    """A batch holds 1 to 50 attempts."""

    code = "too-many-attempts"
    zh = "一次最多发送五十条记录"


class NamedPlace(Schema):
    id: UUID
    name: str


class EnrolAsked(Schema):
    code: str


class EnrolAnswered(Schema):
    kiosk_id: UUID
    token: str
    canteen: NamedPlace
    name: str


class ExtraListed(Schema):
    id: UUID
    name: str
    price_fen: int


class MealListed(Schema):
    id: UUID
    title: str
    price_fen: int
    dishes: list[str]
    extras: list[ExtraListed]


class ListAnswered(Schema):
    list_id: UUID
    made_at: datetime
    until: datetime  # the list is for one sitting, and promises nothing after it
    now: datetime
    canteen: NamedPlace
    service_on: str
    sitting: str
    sitting_words: str
    meals: list[MealListed]
    salt: str
    entries: dict[str, dict[str, Any]]


class BatchSent(Schema):
    """Attempts as the device stored them; each is read by itself, so one bad item spoils no other (D21)."""

    sent_at: Any = None
    attempts: list[Any]


class ReceiptGiven(Schema):
    id: UUID | None
    decision: str
    screen: str
    reason: str | None
    name: str | None
    elder_fen: int | None
    counter: str


class BatchAnswered(Schema):
    now: datetime
    receipts: list[ReceiptGiven]


class ShownToday(Schema):
    id: UUID
    at: datetime
    elder: UUID | None
    name: str
    decision: str
    reason_words: str
    elder_fen: int | None
    order_state: str
    voidable: bool


class TodayAnswered(Schema):
    now: datetime
    served: int
    items: list[ShownToday]


class PinGiven(Schema):
    pin: str


class StripUnlocked(Schema):
    staff: str
    token: str
    until: datetime


def _place(device_or_canteen: UUID) -> dict[str, Any]:
    return {"id": device_or_canteen, "name": canteen_name(canteen_id=device_or_canteen)}


@router.post("/enrol", auth=None, response=EnrolAnswered, summary="Make a device of a one-time code")
def post_enrol(request: HttpRequest, asked: EnrolAsked) -> dict[str, Any]:
    """Answer with the device's secret, once (K10)."""
    made = enrol(code=asked.code, now=now())
    return {
        "kiosk_id": made.kiosk_id,
        "token": f"{made.kiosk_id}.{made.secret}",
        "canteen": _place(made.canteen_id),
        "name": made.name,
    }


@router.get("/list", response=ListAnswered, summary="The meals and prices of this sitting")
def get_list(request: HttpRequest) -> HttpResponse:
    """Answer with pseudonyms and prices already decided, nothing else about anybody (K6); 304 where it is known."""
    device, at = speaking(request), now()
    made = list_for(canteen_id=device.canteen_id, hours=device.hours.on(service_day(at)), now=at)
    heard_of(kiosk_id=device.id, before=device.heard_at, now=at)
    place = _place(device.canteen_id)
    return list_answer(request, made, lambda: _list(made, place, at), at)


def _list(made: KioskList, place: dict[str, Any], at: datetime) -> dict[str, Any]:
    with in_chinese_alone():
        words = sittings()
    return {
        "list_id": made.id,
        "made_at": made.made_at,
        "until": made.until,
        "now": at,
        "canteen": place,
        "service_on": made.seat.service_on.isoformat(),
        "sitting": made.seat.sitting.value,
        "sitting_words": words[made.seat.sitting],
        "meals": [
            {
                "id": meal.id,
                "title": meal.title,
                "price_fen": meal.price_fen,
                "dishes": list(meal.dishes),
                "extras": [{"id": extra.id, "name": extra.name, "price_fen": extra.price_fen} for extra in meal.extras],
            }
            for meal in made.meals
        ],
        "salt": made.salt,
        "entries": dict(made.entries()),
    }


@router.post(
    "/check-ins", auth=DeviceKey(revoked_too=True), response=BatchAnswered, summary="Hand in up to fifty attempts"
)
def post_check_ins(request: HttpRequest, batch: BatchSent) -> dict[str, Any]:
    """Answer with one receipt for each item, in order; whatever was sent has a row (K2)."""
    device = speaking(request)
    if not 1 <= len(batch.attempts) <= MOST_ATTEMPTS:
        raise TooManyAttempts()
    at = now()
    sender = _sender(device, batch.sent_at, at)
    receipts = [take_attempt(sender=sender, item=item).to_json() for item in batch.attempts]
    heard_of(kiosk_id=device.id, before=device.heard_at, now=at)
    return {"now": at, "receipts": receipts}


@router.get("/today", response=TodayAnswered, summary="The last attempts of today")
def get_today(request: HttpRequest) -> dict[str, Any]:
    """Answer with what a counter strip shows, names masked."""
    device, at = speaking(request), now()
    shown = today(canteen_id=device.canteen_id, service_on=service_day(at), now=at)
    items = [
        {
            "id": item.id,
            "at": item.at,
            "elder": item.elder_id,
            "name": item.name,
            "decision": item.decision,
            "reason_words": item.reason_words,
            "elder_fen": item.elder_fen,
            "order_state": item.order_state,
            "voidable": item.voidable,
        }
        for item in shown.items
    ]
    return {"now": at, "served": shown.served, "items": items}


@router.post("/counter/unlock", response=StripUnlocked, summary="Unlock the counter strip by PIN")
def post_unlock(request: HttpRequest, given: PinGiven) -> dict[str, Any]:
    """Answer with the token that the strip's attempts carry for five minutes (U10)."""
    device = speaking(request)
    opened = unlock_strip(kiosk_id=device.id, canteen_id=device.canteen_id, pin=given.pin, now=now())
    return {"staff": opened.staff, "token": opened.token, "until": opened.until}


def _sender(device: Device, sent_at: Any, at: datetime) -> Sender:
    try:
        sent = read_instant(sent_at)
    except ValueError:
        sent = at  # a batch without a clock is still a batch
    return Sender(device.id, device.canteen_id, device.revoked, device.hours, sent, at)
