"""Drafts policy versions and approves them by a second person; an approved one only ends (R11, S4)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from canteen.core.errors import Conflict, Invalid, Refused, Unavailable
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.operations.deeds import do
from canteen.operations.proposals import require_two_hands
from canteen.queries.names import region_number
from settlement.core.policy import parse
from settlement.models import Policy
from settlement.queries.policies import digest_of_policy, lock_policy

MAKERS = (Role.CLERK, Role.FINANCE)
MOST_TRIES = 5


class BadPolicyDays(Invalid):
    """A policy ends after it begins, and an approved one after today."""

    code = "bad-policy-days"
    zh = "政策的结束日期应晚于开始日期；已批准的政策，结束日期还应晚于今天"


class PolicyApproved(Conflict):
    """This version is approved already."""

    code = "policy-approved"
    zh = "该版本已经批准"


class PolicyNotApproved(Conflict):
    """Only an approved version ends; a draft is drafted anew."""

    code = "policy-not-approved"
    zh = "该版本尚未批准，请重新起草"


class PolicyChanged(Conflict):
    """This version is not the one that was shown."""

    code = "policy-changed"
    zh = "政策内容与您看到的不一致，请重新查看"


class PolicyOverlaps(Conflict):
    """Another version is approved for some of these days."""

    code = "policy-overlaps"
    zh = "这些日期已有批准的政策版本"


class PolicyNeedsSecondPerson(Refused):
    """Who drafted a policy does not approve it."""

    code = "policy-needs-second-person"
    zh = "起草人不能批准自己的政策，请由另一人批准"


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
    parse(document)
    if until_on is not None and until_on <= from_on:
        raise BadPolicyDays([("until_on", "must be after from_on")])
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
                _written(actor, "draft", row, reason, now)
        except IntegrityError:
            continue
        return row.id
    raise VersionTaken()


def approve_policy(*, actor: Actor, policy_id: UUID, seen_digest: str, now: datetime, reason: str = "") -> None:
    """Put a version into force; a second person does it, for exactly the text, region and days that were shown (S4).

    A version before it that has no end ends on the day this one begins. Overlap with any other is refused by the
    database itself (D22). OutOfScope, NoSuchPolicy, PolicyApproved, PolicyChanged, PolicyNeedsSecondPerson,
    OneHand, PolicyOverlaps.
    """
    try:
        with transaction.atomic():
            row = lock_policy(policy_id=policy_id)
            actor.require_region(*MAKERS, region_id=row.region_id)
            if row.state == Policy.State.APPROVED:
                raise PolicyApproved()
            if row.digest != seen_digest or _digest(row) != seen_digest:
                raise PolicyChanged()
            if row.made_by_id == actor.staff_id:
                raise PolicyNeedsSecondPerson()
            require_two_hands(first=row.made_by_id, second=actor.staff_id, at=row.made_at)
            ended = _end_version_before(row)
            row.state = Policy.State.APPROVED
            row.approved_by_id, row.approved_at = actor.staff_id, now
            row.save(update_fields=["state", "approved_by", "approved_at"])
            _written(actor, "approve", row, reason, now, ended)
    except IntegrityError:
        raise PolicyOverlaps() from None


def end_policy(*, actor: Actor, policy_id: UUID, until_on: date, now: datetime, reason: str = "") -> None:
    """End an approved version on a day, that day excluded; an end that is set can only come earlier.

    Today and the days before keep their policy: a meal of those days that reaches the server late is split by it.
    A draft keeps the days that its second person was shown. OutOfScope, NoSuchPolicy, PolicyNotApproved, BadPolicyDays.
    """
    with transaction.atomic():
        row = lock_policy(policy_id=policy_id)
        actor.require_region(*MAKERS, region_id=row.region_id)
        if row.state != Policy.State.APPROVED:
            raise PolicyNotApproved()
        if until_on <= row.from_on or (row.until_on is not None and until_on > row.until_on):
            raise BadPolicyDays([("until_on", "must be after it begins and not after its present end")])
        if until_on <= service_day(now):
            raise BadPolicyDays([("until_on", "must be after today")])
        row.until_on = until_on
        row.save(update_fields=["until_on"])
        _written(actor, "end", row, reason, now)


def _digest(row: Policy) -> str:
    return digest_of_policy(document=row.document, region_id=row.region_id, from_on=row.from_on, until_on=row.until_on)


def _end_version_before(row: Policy) -> Policy | None:
    """End the open-ended version that was in force on the day the new one begins."""
    before = Policy.objects.filter(
        Q(until_on__isnull=True), region_id=row.region_id, state=Policy.State.APPROVED, from_on__lt=row.from_on
    ).first()
    if before is not None:
        before.until_on = row.from_on
        before.save(update_fields=["until_on"])
    return before


def _written(actor: Actor, verb: str, row: Policy, reason: str, now: datetime, ended: Policy | None = None) -> None:
    detail: dict[str, object] = {
        "region": str(row.region_id),
        "version": row.version,
        "digest": row.digest,
        "from_on": row.from_on.isoformat(),
        "until_on": row.until_on.isoformat() if row.until_on else None,
    }
    if ended is not None:
        detail["ended"] = str(ended.id)
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="policy",
        subject_id=row.id,
        reason=reason,
        detail=detail,
        now=now,
    )
