"""Puts checked policy versions into force by another person, who saw what they change, and ends them (R11, S4)."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from canteen.core.errors import Conflict, Refused
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.operations.proposals import require_two_hands
from settlement.core.policy import parse
from settlement.models import Policy
from settlement.operations.policies import (
    MAKERS,
    BadPolicyDays,
    PolicyNotChecked,
    held_policy,
    require_shown,
    write_down,
)
from settlement.queries.included import included
from settlement.queries.policies import lock_policy
from settlement.queries.policy_before import policy_mark
from settlement.queries.policy_start import lock_decided, require_start


class PolicyNotApproved(Conflict):
    """Only an approved version ends; a draft is edited or withdrawn."""

    code = "policy-not-approved"
    zh = "该版本尚未批准，可以修改或撤销"


class PolicyOverlaps(Conflict):
    """Another version is approved for some of these days."""

    code = "policy-overlaps"
    zh = "这些日期已有批准的政策版本"


class PolicyComparedOtherwise(Conflict):
    """Since you looked, what applies before or after this version has changed; look at the differences again."""

    code = "policy-compared-otherwise"
    zh = "您查看之后，这一版之前或之后适用的政策有了变化，请重新查看差别"


class PolicyNeedsSecondPerson(Refused):
    """Who drafted or checked a policy does not approve it."""

    code = "policy-needs-second-person"
    zh = "起草人和检查人不能批准，请由另一人批准"


def approve_policy(
    *, actor: Actor, policy_id: UUID, seen_digest: str, seen_mark: str, now: datetime, reason: str = ""
) -> None:
    """Put a checked version into force; another person does it, for exactly what was shown (S4).

    That is the text, region and days, by `seen_digest`, and the versions that apply before it and after its end, by
    `seen_mark`. A version before it that has no end ends on the day this one begins; no meal of that day or of a later
    one is decided yet. Overlap with any other is refused by the database itself (D22). OutOfScope, NoSuchPolicy,
    PolicyApproved, PolicyWithdrawn, PolicyNotChecked, PolicyChanged, PolicyNeedsSecondPerson, OneHand, PolicyInvalid,
    PolicyBeginsTooEarly, PolicyOverlaps, PolicyComparedOtherwise.
    """
    try:
        with transaction.atomic():
            row = held_policy(actor=actor, policy_id=policy_id)
            if row.state != Policy.State.CHECKED or row.checked_by_id is None or row.checked_at is None:
                raise PolicyNotChecked()
            require_shown(row, seen_digest=seen_digest)
            if actor.staff_id in (row.made_by_id, row.checked_by_id):
                raise PolicyNeedsSecondPerson()
            require_two_hands(first=row.made_by_id, second=actor.staff_id, at=row.made_at)
            require_two_hands(first=row.checked_by_id, second=actor.staff_id, at=row.checked_at)
            parse(row.document, included(document=row.document))  # it was checked by the language of its day
            _require_nothing_decided(row, now)
            ended = _end_version_before(row)
            row.state = Policy.State.APPROVED
            row.approved_by_id, row.approved_at = actor.staff_id, now
            row.save(update_fields=["state", "approved_by", "approved_at"])
            # Only now: whoever approved another version of these days meanwhile has been waited for.
            if seen_mark != policy_mark(region_id=row.region_id, from_on=row.from_on, until_on=row.until_on):
                raise PolicyComparedOtherwise()
            more = {"mark": seen_mark} | ({"ended": str(ended.id)} if ended else {})
            write_down(row, actor=actor, verb="approve", reason=reason, now=now, **more)
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
        write_down(row, actor=actor, verb="end", reason=reason, now=now)


def _require_nothing_decided(row: Policy, now: datetime) -> None:
    """Else one day would have meals by two rules, and nobody would have said so of those that were decided."""
    days = {"from_on": row.from_on, "on": service_day(now)}
    lock_decided(region_id=row.region_id, **days)
    require_start(region_id=row.region_id, **days)


def _end_version_before(row: Policy) -> Policy | None:
    """End the open-ended version that was in force on the day the new one begins."""
    before = Policy.objects.filter(
        Q(until_on__isnull=True), region_id=row.region_id, state=Policy.State.APPROVED, from_on__lt=row.from_on
    ).first()
    if before is not None:
        before.until_on = row.from_on
        before.save(update_fields=["until_on"])
    return before
