"""Drafts policy versions, edits, checks, sends back and withdraws them; a checked one waits for another person (S4)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from canteen.core.errors import Conflict, Invalid, Problem, Refused, Unavailable
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.operations.deeds import do
from canteen.operations.proposals import refusal
from canteen.queries.names import region_number
from canteen.queries.region_names import regions_on
from settlement.core.policy import parse, refs_of
from settlement.models import Policy
from settlement.queries.included import included
from settlement.queries.policies import digest_of_policy, lock_policy
from settlement.queries.policy_doubts import doubts_in, mark_of_doubts
from settlement.queries.policy_start import require_start

MAKERS = (Role.CLERK, Role.FINANCE)
MOST_TRIES = 5


class BadPolicyDays(Invalid):
    """A policy ends after it begins, and an approved one after today."""

    code = "bad-policy-days"
    zh = "政策的结束日期应晚于开始日期；已批准的政策，结束日期还应晚于今天"


class PolicyApproved(Conflict):
    """This version is approved already; it only ends."""

    code = "policy-approved"
    zh = "该版本已经批准，只能终止"


class PolicyNotDraft(Conflict):
    """This version is no draft any more; one that is checked is sent back first."""

    code = "policy-not-draft"
    zh = "该版本已不是草稿；已检查的，先退回起草再改"


class PolicyNotChecked(Conflict):
    """This version is not checked; whoever drafted it checks it first."""

    code = "policy-not-checked"
    zh = "该版本还没有检查，请先检查"


class PolicyWithdrawn(Conflict):
    """This version is withdrawn; draft a new one."""

    code = "policy-withdrawn"
    zh = "该版本已撤销，请另行起草"


class PolicyChanged(Conflict):
    """This version is not the one that was shown."""

    code = "policy-changed"
    zh = "政策内容与您看到的不一致，请重新查看"


class DoubtsUnseen(Conflict):
    """There are doubts about this version that you have not seen; look at them first."""

    code = "doubts-unseen"
    zh = "这一版还有没看过的提醒，请先看过再检查"


class NotDrafter(Refused):
    """A draft is edited by who made it; draft a version of your own."""

    code = "not-drafter"
    zh = "草稿由起草人修改，请以它为底本另行起草"


class VersionTaken(Unavailable):
    """Several versions are being drafted at once; try again."""

    code = "version-taken"
    zh = "有人正在同时起草，请再试一次"


def draft_policy(
    *,
    actor: Actor,
    region_id: UUID,
    document: Any,
    from_on: date,
    now: datetime,
    until_on: date | None = None,
    reason: str = "",
) -> UUID:
    """Keep a valid document as the region's next version, and return its id; it decides nothing until approved.

    OutOfScope, BadPolicyDays, VersionTaken; PolicyInvalid names every mistake by its path.
    """
    actor.require_region(*MAKERS, region_id=region_id)
    _require_sound(document, region_id, from_on, until_on)
    number = region_number(region_id=region_id)
    for _ in range(MOST_TRIES):
        highest: int = Policy.objects.filter(region_id=region_id).aggregate(highest=Max("version"))["highest"] or 0
        row = Policy(
            region_id=region_id,
            scope=number,
            version=highest + 1,
            document=document,
            digest=digest_of_policy(document=document, region_id=region_id, from_on=from_on, until_on=until_on),
            from_on=from_on,
            until_on=until_on,
            made_by_id=actor.staff_id,
            made_at=now,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                write_down(row, actor=actor, verb="draft", reason=reason, now=now)
        except IntegrityError:
            continue
        return row.id
    raise VersionTaken()


def edit_policy(
    *,
    actor: Actor,
    policy_id: UUID,
    seen_digest: str,
    document: Any,
    from_on: date,
    now: datetime,
    until_on: date | None = None,
    reason: str = "",
) -> str:
    """Put another text or other days into a draft, and return its new digest; `seen_digest` is of what was edited.

    Only who made it edits it, so that whoever approves it has written none of it. OutOfScope, NoSuchPolicy,
    PolicyNotDraft, PolicyApproved, PolicyWithdrawn, NotDrafter, PolicyChanged, BadPolicyDays, PolicyInvalid.
    """
    with transaction.atomic():
        row = _draft(actor, policy_id, seen_digest)
        if refused := not_editable(actor=actor, made_by_id=row.made_by_id, state=row.state):
            raise refused
        _require_sound(document, row.region_id, from_on, until_on)
        row.document, row.from_on, row.until_on = document, from_on, until_on
        row.digest = digest_of_row(row)
        if row.digest != seen_digest:
            row.save(update_fields=["document", "from_on", "until_on", "digest"])
            write_down(row, actor=actor, verb="edit", reason=reason, now=now)
    return row.digest


def not_editable(*, actor: Actor, made_by_id: UUID, state: str) -> Problem | None:
    """Return why the actor does not edit a version: PolicyApproved, PolicyWithdrawn, PolicyNotDraft, NotDrafter."""
    if state == Policy.State.APPROVED:
        return PolicyApproved()
    if state == Policy.State.WITHDRAWN:
        return PolicyWithdrawn()
    if state != Policy.State.DRAFT:
        return PolicyNotDraft()
    return NotDrafter() if made_by_id != actor.staff_id else None


def check_policy(
    *, actor: Actor, policy_id: UUID, seen_digest: str, seen_doubts: str = "", now: datetime, reason: str = ""
) -> None:
    """Say that a draft is ready: it has no mistakes, and from now on it waits, as it stands, for another person.

    `seen_doubts` is the mark of the doubts about it that were seen, empty for none. One that begins over decided meals
    never comes to be approved, and is refused here already. OutOfScope, NoSuchPolicy, PolicyNotDraft, PolicyApproved,
    PolicyWithdrawn, PolicyChanged, PolicyInvalid, PolicyBeginsTooEarly, DoubtsUnseen.
    """
    with transaction.atomic():
        row = _draft(actor, policy_id, seen_digest)
        require_start(region_id=row.region_id, from_on=row.from_on, on=service_day(now))
        found = doubts_in(document=row.document, region_id=row.region_id, from_on=row.from_on, until_on=row.until_on)
        if mark_of_doubts(found) != seen_doubts:
            raise DoubtsUnseen()
        row.state, row.sent_back = Policy.State.CHECKED, ""
        row.checked_by_id, row.checked_at = actor.staff_id, now
        row.save(update_fields=["state", "sent_back", "checked_by", "checked_at"])
        write_down(row, actor=actor, verb="check", reason=reason, now=now, doubts=len(found), seen=seen_doubts)


def send_policy_back(*, actor: Actor, policy_id: UUID, answer: str, now: datetime) -> None:
    """Make a checked version a draft again, and say why. OutOfScope, NoSuchPolicy, PolicyNotChecked, PolicyApproved,
    PolicyWithdrawn, NoAnswer.
    """
    with transaction.atomic():
        row = held_policy(actor=actor, policy_id=policy_id)
        if row.state == Policy.State.DRAFT:
            raise PolicyNotChecked()
        row.state, row.sent_back = Policy.State.DRAFT, refusal(answer)
        row.checked_by_id, row.checked_at = None, None
        row.save(update_fields=["state", "sent_back", "checked_by", "checked_at"])
        write_down(row, actor=actor, verb="send-back", reason=row.sent_back, now=now)


def withdraw_policy(*, actor: Actor, policy_id: UUID, now: datetime, reason: str = "") -> None:
    """Give a version up that was never approved; it keeps its number. OutOfScope, NoSuchPolicy, PolicyApproved,
    PolicyWithdrawn.
    """
    with transaction.atomic():
        row = held_policy(actor=actor, policy_id=policy_id)
        row.state = Policy.State.WITHDRAWN
        row.checked_by_id, row.checked_at = None, None
        row.save(update_fields=["state", "checked_by", "checked_at"])
        write_down(row, actor=actor, verb="withdraw", reason=reason, now=now)


def held_policy(*, actor: Actor, policy_id: UUID) -> Policy:
    """Lock a version that waits to be law. OutOfScope, NoSuchPolicy, PolicyApproved, PolicyWithdrawn."""
    row = lock_policy(policy_id=policy_id)
    actor.require_region(*MAKERS, region_id=row.region_id)
    if row.state == Policy.State.APPROVED:
        raise PolicyApproved()
    if row.state == Policy.State.WITHDRAWN:
        raise PolicyWithdrawn()
    return row


def require_shown(row: Policy, *, seen_digest: str) -> None:
    """Pass where the row is what was shown, and its digest is of what it says. PolicyChanged."""
    if row.digest != seen_digest or digest_of_row(row) != seen_digest:
        raise PolicyChanged()


def digest_of_row(row: Policy) -> str:
    """Return the digest of what a row says."""
    return digest_of_policy(document=row.document, region_id=row.region_id, from_on=row.from_on, until_on=row.until_on)


def write_down(row: Policy, *, actor: Actor, verb: str, reason: str, now: datetime, **more: object) -> None:
    """Leave the deed of an act on a version: what it was, for where and when."""
    detail: dict[str, object] = {
        "region": str(row.region_id),
        "version": row.version,
        "digest": row.digest,
        "from_on": row.from_on.isoformat(),
        "until_on": row.until_on.isoformat() if row.until_on else None,
    }
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="policy",
        subject_id=row.id,
        reason=reason,
        detail=detail | more,
        now=now,
    )


def _draft(actor: Actor, policy_id: UUID, seen_digest: str) -> Policy:
    row = held_policy(actor=actor, policy_id=policy_id)
    if row.state != Policy.State.DRAFT:
        raise PolicyNotDraft()
    require_shown(row, seen_digest=seen_digest)
    return row


def _require_sound(document: Any, region_id: UUID, from_on: date, until_on: date | None) -> None:
    wider = regions_on(on=from_on).tree.path(region_id)[1:] if refs_of(document) else ()
    parse(document, included(document=document, of=wider))
    if until_on is not None and until_on <= from_on:
        raise BadPolicyDays([("until_on", "must be after from_on")])
