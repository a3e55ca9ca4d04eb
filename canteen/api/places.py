"""Regions, organisations and canteens."""

from datetime import date, time
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import model_validator

from canteen.auth import acting
from canteen.core.region import Level
from canteen.core.sitting import Sitting, Window, service_day
from canteen.gateways.clock import now
from canteen.gateways.wire import Day, Made, Sent, Text
from canteen.operations import places
from canteen.operations.hand_overs import propose_hand_over
from canteen.queries.places import (
    CanteenSeen,
    OrganisationSeen,
    RegionSeen,
    canteens_of,
    organisations,
    regions,
)

router = Router(tags=["places"])


class RegionShown(Schema):
    id: UUID
    key: str
    name: str
    level: Level
    parent_id: UUID | None


class RegionSent(Sent):
    name: Text
    level: Level
    parent_id: UUID
    from_on: Day
    national_code: Text = ""
    key: Text = ""
    reason: Text = ""


class OrganisationShown(Schema):
    id: UUID
    name: str
    credit_code: str


class OrganisationSent(Sent):
    name: Text
    credit_code: Text
    reason: Text = ""


class WindowShown(Schema):
    sitting: Sitting
    opens: time
    closes: time


class WindowSent(Sent):
    """Local wall time, half-open, on one day."""

    sitting: Sitting
    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> "WindowSent":
        if self.opens.tzinfo is not None or self.closes.tzinfo is not None:
            raise ValueError("wall times have no zone")
        if self.opens >= self.closes:
            raise ValueError("closes must be after opens, on the same day")
        return self


class CanteenShown(Schema):
    id: UUID
    key: str
    name: str
    kind: str
    region_id: UUID
    address: str
    opened_on: date
    closed_on: date | None
    hours: list[WindowShown]
    organisation_id: UUID | None
    organisation: str


class CanteenSent(Sent):
    name: Text
    region_id: UUID
    organisation_id: UUID
    opened_on: Day
    hours: list[WindowSent] = []
    kind: Literal["canteen", "point", "kitchen"] = "canteen"
    address: Text = ""
    key: Text = ""
    reason: Text = ""


class HandOver(Sent):
    organisation_id: UUID
    from_on: Day
    reason: Text = ""


@router.get("/regions", response=list[RegionShown], summary="The regions of my duties and those above them")
def get_regions(request: HttpRequest) -> list[RegionSeen]:
    """Answer with the tree as it lies today, widest level first."""
    return list(regions(actor=acting(request), on=service_day(now())))


@router.post("/regions", response={201: Made}, summary="Register a region")
def post_region(request: HttpRequest, sent: RegionSent) -> Status[dict[str, UUID]]:
    """A clerk of the region it lies in registers it, from a day on.

    Policy documents name it by its `key`, which never changes; without one it is the name in pinyin.
    """
    return Status(201, {"id": places.register_region(actor=acting(request), now=now(), **dict(sent))})


@router.get("/organisations", response=list[OrganisationShown], summary="All organisations")
def get_organisations(request: HttpRequest) -> list[OrganisationSeen]:
    """Answer with the legal entities that run canteens, by name."""
    return list(organisations(actor=acting(request)))


@router.post("/organisations", response={201: Made}, summary="Register an organisation")
def post_organisation(request: HttpRequest, sent: OrganisationSent) -> Status[dict[str, UUID]]:
    """Registered once, by its unified social credit code."""
    return Status(201, {"id": places.register_organisation(actor=acting(request), now=now(), **dict(sent))})


@router.get("/canteens", response=list[CanteenShown], summary="The canteens of my duties")
def get_canteens(request: HttpRequest) -> list[CanteenSeen]:
    """Answer with hours, and who runs each today."""
    return list(canteens_of(actor=acting(request), on=service_day(now())))


@router.post("/canteens", response={201: Made}, summary="Register a canteen")
def post_canteen(request: HttpRequest, sent: CanteenSent) -> Status[dict[str, UUID]]:
    """With its hours, and the organisation that runs it from the day it opens.

    Policy documents name it by its `key`, which never changes; without one it is the name in pinyin.
    """
    hours = [Window(window.sitting, window.opens, window.closes) for window in sent.hours]
    given = dict(sent) | {"hours": hours}
    return Status(201, {"id": places.register_canteen(actor=acting(request), now=now(), **given)})


@router.post("/canteens/{canteen_id}/organisation", response={201: Made}, summary="Propose to hand a canteen over")
def post_hand_over(request: HttpRequest, canteen_id: UUID, sent: HandOver) -> Status[dict[str, UUID]]:
    """Another organisation runs it from a day that lies ahead, once a second person has approved the proposal."""
    made = propose_hand_over(actor=acting(request), canteen_id=canteen_id, now=now(), **dict(sent))
    return Status(201, {"id": made})
