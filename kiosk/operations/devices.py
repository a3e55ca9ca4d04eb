"""Enrols devices by one-time codes, revokes them, notes that they were heard of (K10)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from canteen.core.errors import NotFound, Refused
from canteen.core.scope import Actor, Role
from canteen.gateways import vault
from canteen.gateways.codes import new_code, typed_code
from canteen.operations.deeds import do
from kiosk.gateways.signatures import digest_of
from kiosk.models import Contact, EnrolCode, Kiosk

CODE_LIVES = timedelta(minutes=10)
# No guess is aimed at one code, so nothing can be counted but a whole installation's tries, and then a stranger shuts
# enrolment for all of it. The code is as long as guessing at full speed demands: 10,000 tries a second, many times
# what a server answers, are 6 million in ten minutes, of 10^12 codes: 6 in a million for a code, below 1 in 10^5.
CODE_DIGITS = 12
TRIES_A_SECOND = 10_000
# Noted at most this often: lunch need not write a row a scan for it.
HEARD_AGAIN_AFTER = timedelta(seconds=20)


class EnrolCodeUnknown(Refused):
    """This enrolment code is not known."""

    code = "enrol-code-unknown"
    zh = "登记码不正确"


class EnrolCodeUsed(Refused):
    """This enrolment code was used already."""

    code = "enrol-code-used"
    zh = "登记码已使用，请重新生成"


class EnrolCodeExpired(Refused):
    """This enrolment code is older than ten minutes."""

    code = "enrol-code-expired"
    zh = "登记码已过期，请重新生成"


class NoSuchKiosk(NotFound):
    """This device is not enrolled."""

    code = "no-such-kiosk"
    zh = "没有登记这台终端"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new device, and its secret, which is shown once and kept nowhere."""

    kiosk_id: UUID
    canteen_id: UUID
    name: str
    secret: str


def open_enrolment(*, actor: Actor, canteen_id: UUID, name: str, now: datetime) -> str:
    """Return a code of twelve digits that enrols one device at a canteen within ten minutes; OutOfScope.

    Of the code a keyed digest is kept.
    """
    actor.require(Role.MANAGER, Role.CLERK, canteen_id=canteen_id)
    code = new_code(digits=CODE_DIGITS)
    with transaction.atomic():
        # Old codes with the same digits would make the digest collide; they are dead and hold nothing.
        EnrolCode.objects.filter(code_digest=_digest(code)).delete()
        row = EnrolCode.objects.create(
            canteen_id=canteen_id,
            name=name,
            code_digest=_digest(code),
            made_by_id=actor.staff_id,
            made_at=now,
            expires_at=now + CODE_LIVES,
        )
        do(
            staff_id=actor.staff_id,
            verb="open-enrolment",
            subject_kind="canteen",
            subject_id=canteen_id,
            detail={"code": str(row.id)},
            now=now,
        )
    return code


def enrol(*, code: str, now: datetime) -> Enrolled:
    """Make a device of a code, however it was typed; EnrolCodeUnknown, EnrolCodeUsed, EnrolCodeExpired.

    Anybody may ask and nobody is ever locked out: a code's length alone keeps it from being guessed (S9).
    """
    with transaction.atomic():
        row = EnrolCode.objects.select_for_update().filter(code_digest=_digest(code)).first()
        if row is None:
            raise EnrolCodeUnknown()
        if row.used_at is not None:
            raise EnrolCodeUsed()
        if row.expires_at <= now:
            raise EnrolCodeExpired()
        row.used_at = now
        row.save(update_fields=["used_at"])
        secret = secrets.token_urlsafe(32)
        kiosk = Kiosk.objects.create(
            canteen_id=row.canteen_id, name=row.name, secret_digest=digest_of(secret), enrolled_at=now
        )
        Contact.objects.create(kiosk=kiosk, at=now)
    return Enrolled(kiosk.id, row.canteen_id, row.name, secret)


def revoke(*, actor: Actor, kiosk_id: UUID, reason: str, now: datetime) -> None:
    """Cut a device off at once; it may still hand in its queue, into quarantine (D21)."""
    with transaction.atomic():
        kiosk = Kiosk.objects.select_for_update().filter(id=kiosk_id).first()
        if kiosk is None or kiosk.canteen_id not in actor.canteens(Role.MANAGER, Role.CLERK):
            raise NoSuchKiosk()
        if kiosk.kind == Kiosk.Kind.DESK:
            raise NoSuchKiosk()  # staff's duties shut a desk, nothing else does
        if kiosk.revoked_at is None:
            kiosk.revoked_at = now
            kiosk.save(update_fields=["revoked_at"])
            do(
                staff_id=actor.staff_id,
                verb="revoke",
                subject_kind="kiosk",
                subject_id=kiosk_id,
                reason=reason,
                now=now,
            )


def heard_of(*, kiosk_id: UUID, before: datetime, now: datetime) -> None:
    """Note that a device spoke, unless that was noted just `before`."""
    if now - before > HEARD_AGAIN_AFTER:
        Contact.objects.filter(kiosk_id=kiosk_id, at__lt=now).update(at=now)


def _digest(code: str) -> str:
    """The keyed digest of a code: a plain one of digits is tried through in minutes by who reads the table."""
    return vault.lookup(typed_code(text=code), purpose="enrol code")
