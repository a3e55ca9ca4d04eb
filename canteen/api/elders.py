"""Elders, the facts about them, and what they present."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import model_validator

from canteen.auth import acting
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.wire import Day, Made, Reason, Sent, Text
from canteen.operations import credentials, elders
from canteen.operations.credentials import Issued
from canteen.queries.credentials import CredentialSeen, credentials_of
from canteen.queries.elders import (
    ElderRecord,
    ElderSeen,
    elder_record,
    elders_by_code,
    elders_by_id_number,
    elders_by_name,
)

router = Router(tags=["elders"])

FactKind = Literal["registration", "residence", "permit", "institution", "category", "state", "diet"]


class ElderSent(Sent):
    name: Text
    id_number: Text
    region_id: UUID
    registered_from: Day | None = None
    reason: Text = ""


class Sought(Sent):
    """By one of the three; in a body, so that no ID number stands in an address or a log (S11)."""

    name: Text | None = None
    id_number: Text | None = None
    code: Text | None = None

    @model_validator(mode="after")
    def _by_one(self) -> "Sought":
        if sum(value is not None for value in (self.name, self.id_number, self.code)) != 1:
            raise ValueError("name, id_number or code: exactly one of them")
        return self


class ElderShown(Schema):
    """Masked: enough to tell two namesakes apart."""

    id: UUID
    name: str
    birth_year: int
    id_number: str


class FactShown(Schema):
    id: UUID
    kind: FactKind
    value: str
    level: str
    region_id: UUID | None
    evidence: str
    granted_by: str
    from_on: date
    until_on: date | None


class RecordShown(Schema):
    id: UUID
    name: str
    birth_on: date
    id_number: str
    facts: list[FactShown]


class CredentialShown(Schema):
    id: UUID
    kind: str
    ending: str
    issued_at: datetime
    expires_on: date | None
    blocked_at: datetime | None
    blocked_reason: str
    replaced_by_id: UUID | None


class CredentialSent(Sent):
    """A card by its number, or else a printed code by the day it expires."""

    number: Text | None = None
    expires_on: Day | None = None
    reason: Text = ""


class IssuedShown(Schema):
    id: UUID
    elder_id: UUID
    kind: str
    code: str
    issued_on: date
    expires_on: date | None


@router.post("/elders", response={201: Made}, summary="Register an elder")
def post_elder(request: HttpRequest, sent: ElderSent) -> Status[dict[str, UUID]]:
    """The birth date comes from the ID number, which is never shown again in full."""
    return Status(201, {"id": elders.register_elder(actor=acting(request), now=now(), **dict(sent))})


@router.post("/elders/find", response=list[ElderShown], summary="Find elders by name, ID number or credential")
def post_find(request: HttpRequest, sought: Sought) -> list[ElderSeen]:
    """Answer with at most fifty, masked, registered or living where my duties reach."""
    actor, on = acting(request), service_day(now())
    if sought.name is not None:
        return list(elders_by_name(actor=actor, name=sought.name, on=on))
    if sought.id_number is not None:
        return list(elders_by_id_number(actor=actor, id_number=sought.id_number, on=on))
    return list(elders_by_code(actor=actor, code=sought.code or "", on=on))


@router.get("/elders/{elder_id}", response=RecordShown, summary="An elder's record")
def get_elder(request: HttpRequest, elder_id: UUID) -> ElderRecord:
    """Answer with the name in full and all facts, to clerks and auditors."""
    return elder_record(actor=acting(request), elder_id=elder_id, on=service_day(now()))


@router.get("/elders/{elder_id}/credentials", response=list[CredentialShown], summary="An elder's credentials")
def get_credentials(request: HttpRequest, elder_id: UUID) -> list[CredentialSeen]:
    """Answer with all there ever were, the newest first, without what they say."""
    return list(credentials_of(actor=acting(request), elder_id=elder_id, on=service_day(now())))


@router.post("/elders/{elder_id}/credentials", response={201: IssuedShown}, summary="Issue a card or a printed code")
def post_credential(request: HttpRequest, elder_id: UUID, sent: CredentialSent) -> Status[Issued]:
    """It works at once."""
    actor, at = acting(request), now()
    if sent.number is not None:
        made = credentials.issue_card(actor=actor, elder_id=elder_id, number=sent.number, now=at, reason=sent.reason)
    elif sent.expires_on is not None:
        made = credentials.issue_qr(
            actor=actor, elder_id=elder_id, expires_on=sent.expires_on, now=at, reason=sent.reason
        )
    else:
        raise credentials.BadCardNumber([("number", "a card needs a number, a printed code needs expires_on")])
    return Status(201, made)


@router.post("/credentials/{credential_id}/block", response={204: None}, summary="Block a credential")
def post_block(request: HttpRequest, credential_id: UUID, sent: Reason) -> Status[None]:
    """It is dead at once."""
    credentials.block_credential(actor=acting(request), credential_id=credential_id, reason=sent.reason, now=now())
    return Status(204, None)


@router.post("/credentials/{credential_id}/replace", response={201: IssuedShown}, summary="Replace a credential")
def post_replace(request: HttpRequest, credential_id: UUID, sent: CredentialSent) -> Status[Issued]:
    """The old one dies and the new one works in the same moment."""
    made = credentials.replace_credential(actor=acting(request), credential_id=credential_id, now=now(), **dict(sent))
    return Status(201, made)
