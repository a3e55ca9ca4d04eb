"""Policy versions: drafted by one, approved by another (S4, R11)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from canteen.auth import StaffSession, acting
from canteen.gateways.clock import now
from canteen.gateways.wire import Day, Made, Sent, Text
from settlement.operations.policies import approve_policy, draft_policy, end_policy
from settlement.queries.policies import PolicySeen, policies, policy_document

router = Router(auth=StaffSession(now), tags=["policies"])


class PolicyShown(Schema):
    """One version; `digest` is what an approval is bound to."""

    id: UUID
    region_id: UUID
    version: int
    title: str
    digest: str
    from_on: date
    until_on: date | None
    state: str
    made_by_id: UUID
    approved_by_id: UUID | None


class PolicyText(Schema):
    """One version with its document."""

    policy: PolicyShown
    document: dict[str, Any]


class PolicySent(Sent):
    region_id: UUID
    document: dict[str, Any]
    from_on: Day
    until_on: Day | None = None
    reason: Text = ""


class ApprovalSent(Sent):
    """`digest` is that of the version that was shown: its document, its region and its days."""

    digest: Text
    reason: Text = ""


class EndSent(Sent):
    until_on: Day
    reason: Text = ""


@router.get("/policies", response=list[PolicyShown], summary="The policy versions of my regions")
def get_policies(request: HttpRequest) -> list[PolicySeen]:
    """Answer with all versions, drafts too, the newest first."""
    return list(policies(actor=acting(request)))


@router.get("/policies/{policy_id}", response=PolicyText, summary="One version with its document")
def get_policy(request: HttpRequest, policy_id: UUID) -> dict[str, object]:
    """Answer with the text as it was drafted."""
    seen, document = policy_document(actor=acting(request), policy_id=policy_id)
    return {"policy": seen, "document": document}


@router.post("/policies", response={201: Made}, summary="Draft a version")
def post_policy(request: HttpRequest, sent: PolicySent) -> Status[Made]:
    """Keep a valid document; an invalid one is answered with every mistake by its path."""
    policy_id = draft_policy(
        actor=acting(request),
        region_id=sent.region_id,
        document=sent.document,
        from_on=sent.from_on,
        until_on=sent.until_on,
        reason=sent.reason,
        now=now(),
    )
    return Status(201, Made(id=policy_id))


@router.post("/policies/{policy_id}/approval", response={204: None}, summary="Put a version into force")
def post_approval(request: HttpRequest, policy_id: UUID, sent: ApprovalSent) -> Status[None]:
    """A second person approves exactly what was shown."""
    actor, at = acting(request), now()
    approve_policy(actor=actor, policy_id=policy_id, seen_digest=sent.digest, reason=sent.reason, now=at)
    return Status(204, None)


@router.post("/policies/{policy_id}/end", response={204: None}, summary="End a version on a day")
def post_end(request: HttpRequest, policy_id: UUID, sent: EndSent) -> Status[None]:
    """From that day on it decides nothing more."""
    actor, at = acting(request), now()
    end_policy(actor=actor, policy_id=policy_id, until_on=sent.until_on, reason=sent.reason, now=at)
    return Status(204, None)
