"""Staff, their duties, and the deeds of everybody."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from canteen.auth import acting
from canteen.core.scope import Role
from canteen.gateways.clock import now
from canteen.gateways.wire import Day, Made, Sent, Text
from canteen.operations import duties, staff
from canteen.operations.duty_proposals import offer_duty
from canteen.queries.deeds import DeedSeen, deeds
from canteen.queries.staff import StaffSeen, staff_seen

router = Router(tags=["staff"])


class DutyShown(Schema):
    id: UUID
    role: Role
    region_id: UUID | None
    canteen_id: UUID | None
    from_on: date
    until_on: date | None


class StaffShown(Schema):
    id: UUID
    login: str
    name: str
    active: bool
    duties: list[DutyShown]


class StaffSent(Sent):
    login: Text
    name: Text
    password: Text
    pin: Text = ""
    reason: Text = ""


class DutySent(Sent):
    """Counter and manager in one canteen, all other roles in one region."""

    role: Role
    from_on: Day
    until_on: Day | None = None
    region_id: UUID | None = None
    canteen_id: UUID | None = None
    reason: Text = ""


class DutyEnded(Sent):
    until_on: Day
    reason: Text = ""


class DeedShown(Schema):
    id: UUID
    at: datetime
    staff_id: UUID | None
    staff: str
    verb: str
    subject_kind: str
    subject_id: UUID
    reason: str
    detail: dict[str, Any]


@router.get("/staff", response=list[StaffShown], summary="Staff where my duties reach")
def get_staff(request: HttpRequest) -> list[StaffSeen]:
    """Answer with those of their duties that lie where mine do."""
    return list(staff_seen(actor=acting(request)))


@router.post("/staff", response={201: Made}, summary="Register a member of staff")
def post_staff(request: HttpRequest, sent: StaffSent) -> Status[dict[str, UUID]]:
    """Without a duty nobody may do anything."""
    return Status(201, {"id": staff.register_staff(actor=acting(request), now=now(), **dict(sent))})


@router.post(
    "/staff/{staff_id}/duties", response={201: Made, 202: Made}, summary="Grant a duty, or propose one over a region"
)
def post_duty(request: HttpRequest, staff_id: UUID, sent: DutySent) -> Status[dict[str, UUID | None]]:
    """Never to oneself. Over a region it waits for a second person: 202, with the id of the proposal."""
    offered = offer_duty(actor=acting(request), staff_id=staff_id, now=now(), **dict(sent))
    if offered.duty_id is None:
        return Status(202, {"id": offered.proposal_id})
    return Status(201, {"id": offered.duty_id})


@router.post("/duties/{duty_id}/end", response={204: None}, summary="End a duty")
def post_end_duty(request: HttpRequest, duty_id: UUID, sent: DutyEnded) -> Status[None]:
    """What the person may do ends with it, signed in or not."""
    duties.end_duty(actor=acting(request), duty_id=duty_id, now=now(), **dict(sent))
    return Status(204, None)


@router.get("/deeds", response=list[DeedShown], summary="Who did what")
def get_deeds(request: HttpRequest, subject_id: UUID | None = None, before: UUID | None = None) -> list[DeedSeen]:
    """Answer auditors with at most two hundred deeds, the newest first; `before` is the last id of the page before."""
    return list(deeds(actor=acting(request), subject_id=subject_id, before=before))
