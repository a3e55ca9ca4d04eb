"""Devices and late undos over HTTP, for staff with a session."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from canteen.auth import StaffSession, acting
from canteen.gateways.clock import now
from canteen.gateways.wire import Reason, Sent, Text
from kiosk.operations.devices import open_enrolment, revoke
from kiosk.operations.review import void_late
from kiosk.queries.devices import DeviceListed, devices

router = Router(auth=StaffSession(now), tags=["devices"])


class DeviceShown(Schema):
    id: UUID
    canteen_id: UUID
    name: str
    enrolled_at: datetime
    revoked_at: datetime | None
    heard_at: datetime


class EnrolmentAsked(Sent):
    canteen_id: UUID
    name: Text


class EnrolmentOpened(Schema):
    """`code` is good for ten minutes and one device, and shown once."""

    code: str


class VoidMade(Schema):
    id: UUID


@router.get("/devices", response=list[DeviceShown], summary="The devices of my canteens")
def get_devices(request: HttpRequest) -> list[DeviceListed]:
    """Answer with every device in scope and when it was last heard of."""
    return list(devices(actor=acting(request)))


@router.post("/devices/enrolments", response={201: EnrolmentOpened}, summary="Open an enrolment of ten minutes")
def post_enrolment(request: HttpRequest, asked: EnrolmentAsked) -> Status[dict[str, str]]:
    """Answer with the one-time code (K10)."""
    code = open_enrolment(actor=acting(request), canteen_id=asked.canteen_id, name=asked.name, now=now())
    return Status(201, {"code": code})


@router.post("/devices/{kiosk_id}/revocation", response={204: None}, summary="Cut a device off at once")
def post_revocation(request: HttpRequest, kiosk_id: UUID, given: Reason) -> Status[None]:
    """Leave it nothing but handing in its queue, into quarantine (D21)."""
    revoke(actor=acting(request), kiosk_id=kiosk_id, reason=given.reason, now=now())
    return Status(204, None)


@router.post("/check-ins/{check_in_id}/void", response={201: VoidMade}, summary="Undo a check-in as second person")
def post_void(request: HttpRequest, check_in_id: UUID, given: Reason) -> Status[dict[str, UUID]]:
    """Reverse the meal: each payer gets its own part back (U10, R10)."""
    made = void_late(actor=acting(request), check_in_id=check_in_id, reason=given.reason, now=now())
    return Status(201, {"id": made})
