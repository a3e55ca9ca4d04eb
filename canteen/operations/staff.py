"""Registers staff; the first of all founds the installation (S3, S4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from canteen.core.errors import Conflict, Invalid, Refused
from canteen.core.region import Level
from canteen.core.scope import Actor, Role
from canteen.gateways.pinyin import order_of
from canteen.models import Duty, Staff
from canteen.operations.deeds import do
from canteen.operations.places import new_region
from canteen.queries.pins import pin_digest

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


def _write_staff(*, login: str, name: str, password: str, pin: str, is_password_given: bool = False) -> Staff:
    row = Staff(login=login, name=name.strip(), is_password_given=is_password_given)
    row.sorts_as = order_of(name=row.name, is_person=True)
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
