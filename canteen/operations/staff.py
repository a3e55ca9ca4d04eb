"""Registers staff and grants duties; the first of all founds the installation (S3, S4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from canteen.core.errors import Conflict, Invalid, NotFound, Refused
from canteen.core.region import Level
from canteen.core.scope import CANTEEN_ROLES, Actor, Role
from canteen.models import Duty, ResetCode, Staff
from canteen.operations.deeds import do
from canteen.operations.known_passwords import end_known_password
from canteen.operations.places import new_region
from canteen.operations.proposals import require_two_hands
from canteen.queries.pins import pin_digest
from canteen.queries.places import in_force
from canteen.queries.staff import NoSuchStaff, lock_alone

REGISTRARS: Final = (Role.CLERK, Role.SUPPORT)
FOUNDING_ROLES: Final = (Role.CLERK, Role.SUPPORT)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_PIN = re.compile(r"[0-9]{4,6}")


class BadStaff(Invalid):
    """A login name, a name, a password or a PIN is not valid."""

    code = "bad-staff"
    zh = "登录名、姓名、密码或口令不符合要求"


class LoginTaken(Conflict):
    """This login name is taken."""

    code = "login-taken"
    zh = "登录名已被使用"


class AlreadyFounded(Refused):
    """This installation has staff already; new ones are registered by them."""

    code = "already-founded"
    zh = "系统已有工作人员，请由他们登记"


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


@dataclass(frozen=True, slots=True)
class Founded:
    """The first member of staff and the region everything else will lie in."""

    staff_id: UUID
    region_id: UUID


def register_staff(
    *,
    actor: Actor,
    login: str,
    name: str,
    password: str,
    now: datetime,
    pin: str = "",
    reason: str = "",
    is_password_given: bool = True,
) -> UUID:
    """Register somebody who works, without any duty yet, and return the id.

    `login` is 2 to 40 small letters, digits, dots and hyphens; `pin`, for a counter strip, 4 to 6 digits or none.
    A password that is given by whoever registers is good for setting another one, and for nothing else (S5).
    OutOfScope, BadStaff, LoginTaken.
    """
    actor.require_held(*REGISTRARS)
    with transaction.atomic():
        row = _write_staff(login=login, name=name, password=password, pin=pin, is_password_given=is_password_given)
        if is_password_given:
            row.password_set_by_id, row.password_set_at = actor.staff_id, now
            row.save(update_fields=["password_set_by", "password_set_at"])
        do(staff_id=actor.staff_id, verb="register", subject_kind="staff", subject_id=row.id, reason=reason, now=now)
    return row.id


def found_staff(
    *,
    login: str,
    name: str,
    password: str,
    region_name: str,
    region_level: Level,
    from_on: date,
    now: datetime,
    national_code: str = "",
) -> Founded:
    """Register the first member of staff, the widest region, and a clerk's and a support's duty on it.

    Needs no actor and works only while there are no staff: AlreadyFounded, BadStaff, BadPlace.
    """
    try:
        with transaction.atomic():
            if Staff.objects.exists():
                raise AlreadyFounded()
            row = _write_staff(login=login, name=name, password=password, pin="")
            region = new_region(name=region_name, level=region_level, national_code=national_code, from_on=from_on)
            if region.number != 1:
                raise AlreadyFounded()  # two founded at once: regions are numbered one by one
            for role in FOUNDING_ROLES:
                Duty(staff=row, role=role.value, region=region, from_on=from_on).save(force_insert=True)
            do(staff_id=row.id, verb="found", subject_kind="region", subject_id=region.id, now=now)
    except LoginTaken:
        raise AlreadyFounded() from None
    return Founded(row.id, region.id)


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
    if staff_id == actor.staff_id:
        raise NotForOneself()
    require_granter(actor=actor, role=role, region_id=region_id, canteen_id=canteen_id)
    if until_on is not None and until_on <= from_on:
        raise BadDuty([("until_on", "must be after from_on")])
    alone = proposed_by in (None, actor.staff_id, staff_id)
    row = Duty(staff_id=staff_id, role=role.value, region_id=region_id, canteen_id=canteen_id)
    row.from_on, row.until_on = from_on, until_on
    with transaction.atomic():
        if region_id is not None and alone and not lock_alone(staff_id=actor.staff_id):
            raise DutyNeedsSecond()
        if region_id is not None and proposed_by and not alone:
            require_two_hands(first=proposed_by, second=actor.staff_id, at=now)
        return write_duty(row, actor=actor, reason=reason, now=now, proposed_by=proposed_by)


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


def _write_staff(*, login: str, name: str, password: str, pin: str, is_password_given: bool = False) -> Staff:
    row = Staff(login=login, name=name.strip(), is_password_given=is_password_given)
    mistakes = [("password", message) for message in _weaknesses(password, row)]
    if not _LOGIN.fullmatch(login):
        mistakes.append(("login", "must be 2 to 40 small letters, digits, dots, hyphens"))
    if not 0 < len(row.name) <= 60:
        mistakes.append(("name", "must be 1 to 60 characters"))
    if pin and not _PIN.fullmatch(pin):
        mistakes.append(("pin", "must be 4 to 6 digits"))
    if mistakes:
        raise BadStaff(mistakes)
    row.set_password(password)
    if pin:
        row.pin_digest = pin_digest(staff_id=row.id, pin=pin)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise LoginTaken() from None
    return row


def _weaknesses(password: str, row: Staff) -> Sequence[str]:
    try:
        validate_password(password, row)
    except ValidationError as weak:
        return list(weak.messages)
    return ()


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
