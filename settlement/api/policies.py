"""Policy versions: drafted and checked by one, approved by another who saw what changes (S4, R11)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from canteen.auth import StaffSession, acting
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.wire import Day, Made, Sent, Text
from settlement.core.policy.schema import policy_schema
from settlement.core.policy.vocabulary import Language, Names
from settlement.core.policy_difference import Kind
from settlement.core.policy_difference_words import sentence
from settlement.core.policy_names import names_in
from settlement.core.standing import Standing
from settlement.operations.policies import (
    check_policy,
    draft_policy,
    edit_policy,
    send_policy_back,
    withdraw_policy,
)
from settlement.operations.policy_approval import approve_policy, end_policy
from settlement.queries.policies import PolicySeen, policies, policy_document
from settlement.queries.policy_before import Compared, policy_compared
from settlement.queries.policy_doubts import mark_of_doubts, policy_doubts
from settlement.queries.policy_start import first_start_of

router = Router(auth=StaffSession(now), tags=["policies"])


class PolicyShown(Schema):
    """One version; `digest` is what an approval is bound to. `state` is draft, checked, approved or withdrawn.

    `standing` says of an approved one how it stands today. `sent_back` is why it was last sent back to who drafts it.
    """

    id: UUID
    region_id: UUID
    version: int
    title: str
    digest: str
    from_on: date
    until_on: date | None
    state: str
    standing: Standing
    made_by_id: UUID
    made_at: datetime
    checked_by_id: UUID | None
    checked_at: datetime | None
    sent_back: str
    approved_by_id: UUID | None
    approved_at: datetime | None


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


class DraftSent(Sent):
    """What becomes of a draft; what is left out stays. `digest` is that of the draft as it was read."""

    digest: Text
    document: dict[str, Any] | None = None
    from_on: Day | None = None
    until_on: Day | None = None
    reason: Text = ""


class DraftKept(Schema):
    """The digest of a draft as it stands now."""

    digest: str


class CheckSent(Sent):
    """`digest` is that of the draft that was shown, `doubts` the mark of the doubts that were seen, empty for none."""

    digest: Text
    doubts: Text = ""
    reason: Text = ""


class ReturnSent(Sent):
    """`answer` says why."""

    answer: Text


class WithdrawalSent(Sent):
    reason: Text = ""


class DoubtShown(Schema):
    """Where in a document something is probably not what was meant, and somebody in whom it shows."""

    path: str
    code: str
    zh: str
    en: str
    example: str
    example_en: str


class DoubtsShown(Schema):
    """What of a version is doubtful; `mark` goes back with the check, and is empty where nothing is."""

    mark: str
    doubts: list[DoubtShown]


class DifferenceShown(Schema):
    """One difference, by its path and in words; of what was moved, `before` and `after` are places in its list."""

    kind: Kind
    path: str
    before: Any
    after: Any
    zh: str
    en: str


class ComparedShown(Schema):
    """What a version says otherwise than what applied before it; `mark` goes back with an approval.

    `after` applies once the version has ended; it is null where nothing does, or where it has no end. `first_on` is
    the first day on which it may begin, because meals are decided already on its own or after it; else null.
    """

    against: PolicyShown | None
    after: PolicyShown | None
    first_on: date | None
    mark: str
    differences: list[DifferenceShown]


class ApprovalSent(Sent):
    """`digest` is that of the version that was shown, `mark` that of the difference: what applies before and after."""

    digest: Text
    mark: Text = ""
    reason: Text = ""


class EndSent(Sent):
    until_on: Day
    reason: Text = ""


@router.get("/policies", response=list[PolicyShown], summary="The policy versions of my regions")
def get_policies(request: HttpRequest) -> list[dict[str, object]]:
    """Answer with all versions, drafts too, the newest first."""
    today = service_day(now())
    return [_shown(each, today) for each in policies(actor=acting(request))]


@router.get("/policies/schema", response=dict[str, Any], summary="The policy language as JSON Schema")
def get_policy_schema(request: HttpRequest) -> dict[str, object]:
    """Answer with the schema of documents, draft 2020-12: whatever can be drafted is valid by it."""
    return policy_schema()


@router.get("/policies/{policy_id}", response=PolicyText, summary="One version with its document")
def get_policy(request: HttpRequest, policy_id: UUID) -> dict[str, object]:
    """Answer with the text as it was drafted."""
    seen, document = policy_document(actor=acting(request), policy_id=policy_id)
    return {"policy": _shown(seen, service_day(now())), "document": document}


@router.get("/policies/{policy_id}/difference", response=ComparedShown, summary="What a version changes")
def get_difference(request: HttpRequest, policy_id: UUID) -> dict[str, object]:
    """Answer with its differences from what applies there on the day before it begins; nothing where nothing does."""
    on = service_day(now())
    compared = policy_compared(actor=acting(request), policy_id=policy_id)
    return {
        "against": _shown(compared.before.seen, on) if compared.before else None,
        "after": _shown(compared.after, on) if compared.after else None,
        "first_on": first_start_of(seen=compared.seen, on=on),
        "mark": compared.mark,
        "differences": _differences(compared),
    }


@router.get("/policies/{policy_id}/doubts", response=DoubtsShown, summary="What of a version is doubtful")
def get_doubts(request: HttpRequest, policy_id: UUID) -> dict[str, object]:
    """Answer with what is probably not meant; whoever checks it sends the mark back."""
    found = policy_doubts(actor=acting(request), policy_id=policy_id)
    return {"mark": mark_of_doubts(found), "doubts": found}


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


@router.patch("/policies/{policy_id}", response=DraftKept, summary="Edit a draft")
def patch_policy(request: HttpRequest, policy_id: UUID, sent: DraftSent) -> DraftKept:
    """Who drafted it puts in another document or other days; until_on: null takes the end away."""
    actor, at = acting(request), now()
    seen, document = policy_document(actor=actor, policy_id=policy_id)
    digest = edit_policy(
        actor=actor,
        policy_id=policy_id,
        seen_digest=sent.digest,
        document=sent.document if sent.document is not None else document,
        from_on=sent.from_on or seen.from_on,
        until_on=sent.until_on if "until_on" in sent.model_fields_set else seen.until_on,
        reason=sent.reason,
        now=at,
    )
    return DraftKept(digest=digest)


@router.post("/policies/{policy_id}/check", response={204: None}, summary="Say that a draft is ready")
def post_check(request: HttpRequest, policy_id: UUID, sent: CheckSent) -> Status[None]:
    """From now on it waits as it stands for another person."""
    actor, at = acting(request), now()
    signed = {"seen_digest": sent.digest, "seen_doubts": sent.doubts}
    check_policy(actor=actor, policy_id=policy_id, **signed, reason=sent.reason, now=at)
    return Status(204, None)


@router.post("/policies/{policy_id}/return", response={204: None}, summary="Send a checked version back")
def post_return(request: HttpRequest, policy_id: UUID, sent: ReturnSent) -> Status[None]:
    """It is a draft again, and says why."""
    actor, at = acting(request), now()
    send_policy_back(actor=actor, policy_id=policy_id, answer=sent.answer, now=at)
    return Status(204, None)


@router.post("/policies/{policy_id}/withdrawal", response={204: None}, summary="Give a version up")
def post_withdrawal(request: HttpRequest, policy_id: UUID, sent: WithdrawalSent) -> Status[None]:
    """One that was never approved; it keeps its number."""
    actor, at = acting(request), now()
    withdraw_policy(actor=actor, policy_id=policy_id, reason=sent.reason, now=at)
    return Status(204, None)


@router.post("/policies/{policy_id}/approval", response={204: None}, summary="Put a version into force")
def post_approval(request: HttpRequest, policy_id: UUID, sent: ApprovalSent) -> Status[None]:
    """A second person approves exactly what was shown."""
    actor, at = acting(request), now()
    signed = {"seen_digest": sent.digest, "seen_mark": sent.mark}
    approve_policy(actor=actor, policy_id=policy_id, **signed, reason=sent.reason, now=at)
    return Status(204, None)


@router.post("/policies/{policy_id}/end", response={204: None}, summary="End a version on a day")
def post_end(request: HttpRequest, policy_id: UUID, sent: EndSent) -> Status[None]:
    """From that day on it decides nothing more."""
    actor, at = acting(request), now()
    end_policy(actor=actor, policy_id=policy_id, until_on=sent.until_on, reason=sent.reason, now=at)
    return Status(204, None)


def _differences(compared: Compared) -> list[dict[str, object]]:
    if compared.before is None:
        return []
    documents = compared.before.document, compared.document
    names: dict[Language, Names] = {
        "zh": names_in(*documents, language="zh"),
        "en": names_in(*documents, language="en"),
    }
    return [
        {
            **{name: getattr(each, name) for name in ("kind", "path", "before", "after")},
            **{language: sentence(each, language, called) for language, called in names.items()},
        }
        for each in compared.differences
    ]


def _shown(seen: PolicySeen, on: date) -> dict[str, object]:
    return {name: getattr(seen, name) for name in PolicySeen.__dataclass_fields__} | {"standing": seen.standing(on)}
