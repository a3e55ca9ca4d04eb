"""Duties: who may act in which role, in one canteen or one region, from a day on (S3, S4)."""

from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from canteen.core.errors import Conflict, Invalid, NotFound, Refused
from canteen.core.scope import CANTEEN_ROLES, Actor, Role
from canteen.models import Duty, ResetCode, Staff
from canteen.operations.deeds import do
from canteen.operations.known_passwords import end_known_password
from canteen.operations.proposals import require_two_hands
from canteen.operations.staff import REGISTRARS
from canteen.queries.places import in_force
from canteen.queries.staff import NoSuchStaff, lock_alone


class NotForOneself(Refused):
    """Nobody grants or ends a duty of one's own."""

    code = "not-for-oneself"
    zh = "不能给自己授予或终止职责"


class BadDuty(Invalid):
    """This role does not go with this place or these days."""

    code = "bad-duty"
    zh = "角色与所在单位或日期不相符"


class DutyHeld(Conflict):
    """This role is held in this place on some of these days already."""

    code = "duty-held"
    zh = "该时段内已有相同职责"


class NoSuchDuty(NotFound):
    """This duty was never granted, or has ended."""

    code = "no-such-duty"
    zh = "没有这项职责，或已经终止"


class DutyNeedsSecond(Refused):
    """A duty over a region is proposed by one person and granted by another."""

    code = "duty-needs-second"
    zh = "管区划的职责要由一个人提议、另一个人同意"


def grant_duty(
    *,
    actor: Actor,
    staff_id: UUID,
    role: Role,
    from_on: date,
    now: datetime,
    region_id: UUID | None = None,
    canteen_id: UUID | None = None,
    until_on: date | None = None,
    reason: str = "",
    proposed_by: UUID | None = None,
) -> UUID:
    """Let somebody act in a role, in one canteen (counter, manager) or one region (all others), from a day on.

    A clerk grants canteen roles in the own region, support grants any. Over a region two people grant: the actor what
    `proposed_by` proposed, unless the actor founded all and nobody else has ever held one (S4). Returns the duty's id.
    OutOfScope, NotForOneself, NoSuchStaff, BadDuty, DutyHeld, DutyNeedsSecond, OneHand.
    """
    row = Duty(staff_id=staff_id, role=role.value, region_id=region_id, canteen_id=canteen_id)
    row.from_on, row.until_on = from_on, until_on
    require_grantable(row, actor=actor)
    alone = proposed_by in (None, actor.staff_id, staff_id)
    with transaction.atomic():
        if region_id is not None and alone and not lock_alone(staff_id=actor.staff_id):
            raise DutyNeedsSecond()
        if region_id is not None and proposed_by and not alone:
            require_two_hands(first=proposed_by, second=actor.staff_id, at=now)
        return write_duty(row, actor=actor, reason=reason, now=now, proposed_by=proposed_by)


def require_grantable(row: Duty, *, actor: Actor) -> None:
    """Pass a duty that this person may grant or propose: not their own, in a place and of days that go with the role.

    NotForOneself, OutOfScope, BadDuty.
    """
    if row.staff_id == actor.staff_id:
        raise NotForOneself()
    require_granter(actor=actor, role=Role(row.role), region_id=row.region_id, canteen_id=row.canteen_id)
    if row.until_on is not None and row.until_on <= row.from_on:
        raise BadDuty([("until_on", "must be after from_on")])


def write_duty(row: Duty, *, actor: Actor, reason: str, now: datetime, proposed_by: UUID | None = None) -> UUID:
    """Write a duty that may be granted, and its deed. NoSuchStaff, DutyHeld.

    A reset code that lies about ends: who made it need not be somebody who may grant this. So does a password that
    such a person may know, and over a region each that was given: the next is set by a code of whoever may grant this.
    """
    with transaction.atomic():
        # The person's row is what two grants at once meet on; without the lock both would find nothing held.
        holder = Staff.objects.select_for_update(no_key=True).filter(id=row.staff_id, is_active=True).first()
        if holder is None:
            raise NoSuchStaff()
        require_free(row)
        row.save(force_insert=True)
        ResetCode.objects.filter(staff_id=row.staff_id, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
        end_known_password(holder=holder, duty=row, require_may=partial(_require_may, row), now=now)
        _written(actor, "grant", row, reason, now, proposed_by)
    return row.id


def require_free(row: Duty) -> None:
    """Pass where nobody holds this role in this place on these days; DutyHeld."""
    place = Q(canteen_id=row.canteen_id) if row.region_id is None else Q(region_id=row.region_id)
    same = Duty.objects.filter(place, staff_id=row.staff_id, role=row.role)
    overlapping = Q(until_on__isnull=True) | Q(until_on__gt=row.from_on)
    if row.until_on is not None:
        overlapping &= Q(from_on__lt=row.until_on)
    if same.filter(overlapping).exists():
        raise DutyHeld()


def end_duty(*, actor: Actor, duty_id: UUID, until_on: date, now: datetime, reason: str = "") -> None:
    """End a duty on a day, which no longer counts; what the person may do ends with it, signed in or not (S5).

    OutOfScope, NotForOneself, NoSuchDuty; BadDuty for a day not after the duty began.
    """
    row = Duty.objects.filter(in_force(until_on) | Q(from_on__gte=until_on), id=duty_id).first()
    if row is None:
        raise NoSuchDuty()
    if row.staff_id == actor.staff_id:
        raise NotForOneself()
    require_granter(actor=actor, role=Role(row.role), region_id=row.region_id, canteen_id=row.canteen_id)
    if until_on <= row.from_on:
        raise BadDuty([("until_on", "must be after the day the duty began")])
    with transaction.atomic():
        row.until_on = until_on
        row.save(update_fields=["until_on"])
        _written(actor, "end", row, reason, now)


def require_granter(*, actor: Actor, role: Role, region_id: UUID | None, canteen_id: UUID | None) -> None:
    """Pass whoever may grant and end this role in this place; OutOfScope, BadDuty for a role in the wrong place."""
    if role in CANTEEN_ROLES:
        if canteen_id is None or region_id is not None:
            raise BadDuty([("canteen_id", "this role is held in one canteen")])
        actor.require(*REGISTRARS, canteen_id=canteen_id)
        return
    if region_id is None or canteen_id is not None:
        raise BadDuty([("region_id", "this role is held in one region")])
    actor.require_region(Role.SUPPORT, region_id=region_id)


def _require_may(row: Duty, actor: Actor) -> None:
    require_granter(actor=actor, role=Role(row.role), region_id=row.region_id, canteen_id=row.canteen_id)


def _written(actor: Actor, verb: str, row: Duty, reason: str, now: datetime, proposed_by: UUID | None = None) -> None:
    place = {"region": str(row.region_id)} if row.region_id else {"canteen": str(row.canteen_id)}
    until = {"until_on": row.until_on.isoformat()} if row.until_on else {}
    since = {"from_on": row.from_on.isoformat()}
    first = {"proposed_by": str(proposed_by)} if proposed_by else {}
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="duty",
        subject_id=row.id,
        reason=reason,
        detail={"staff": str(row.staff_id), "role": row.role} | since | place | until | first,
        now=now,
    )
