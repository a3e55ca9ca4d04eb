"""Passwords that are lost or changed: by a code that somebody else makes, or by the old one; sessions end (S5, S9)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from canteen.core.errors import Invalid, Refused
from canteen.core.scope import Actor, OutOfScope, Role
from canteen.core.sitting import service_day
from canteen.gateways import vault
from canteen.gateways.codes import new_code, typed_code
from canteen.models import Duty, ResetCode, Staff
from canteen.operations.deeds import do
from canteen.operations.duties import NotForOneself, require_granter
from canteen.operations.sign_in import CHANGE, RESET, begin_sign_in, end_sign_in, login_typed
from canteen.operations.staff import REGISTRARS
from canteen.queries.newcomers import has_registered
from canteen.queries.staff import NoSuchStaff
from canteen.queries.widest import is_widest

CODE_DIGITS: Final = 10  # five guesses in a quarter of an hour, two quarters long
CODE_LIVES: Final = timedelta(minutes=30)
_NOBODY: Final = UUID(int=0)


class WrongCode(Refused):
    """The login name or the code is wrong, or the code has been used or has expired."""

    code = "wrong-code"
    zh = "登录名或重置码不正确，或者重置码已用过、已过期"


class OldPasswordWrong(Refused):
    """This is not your present password."""

    code = "old-password-wrong"
    zh = "当前密码不正确"


class WeakPassword(Invalid):
    """This password is too easily guessed."""

    code = "weak-password"
    zh = "新密码太容易被猜到"


class PasswordNotOwn(Invalid):
    """Whoever registered you knows this password; choose one of your own."""

    code = "password-not-own"
    zh = "登记的人知道这个密码，请换一个自己的"


def open_password_reset(*, actor: Actor, staff_id: UUID, now: datetime, reason: str = "") -> str:
    """Return a code of ten digits with which this person sets a new password once, within half an hour.

    For whoever may grant each of the duties the person holds today or later, and never for oneself; of somebody without
    any, for who registered them and for support of the widest region. Codes made before end. Of the code a keyed digest
    is kept. NotForOneself, NoSuchStaff, OutOfScope.
    """
    if staff_id == actor.staff_id:
        raise NotForOneself()
    actor.require_held(*REGISTRARS)
    code = new_code(digits=CODE_DIGITS)
    with transaction.atomic():
        if not Staff.objects.select_for_update(no_key=True).filter(id=staff_id, is_active=True).exists():
            raise NoSuchStaff()
        alive = Q(until_on__isnull=True) | Q(until_on__gt=service_day(now))
        duties = Duty.objects.filter(alive, staff_id=staff_id)
        for duty in duties:
            require_granter(actor=actor, role=Role(duty.role), region_id=duty.region_id, canteen_id=duty.canteen_id)
        if not duties and not _keeps(actor, staff_id):
            raise OutOfScope()
        _end_codes(staff_id, now)
        ResetCode(
            staff_id=staff_id,
            code_digest=_digest(staff_id, code),
            made_by_id=actor.staff_id,
            made_at=now,
            expires_at=now + CODE_LIVES,
        ).save(force_insert=True)
        _written(actor.staff_id, "open-reset", staff_id, now, reason)
    return code


def reset_password(*, login: str, code: str, password: str, now: datetime) -> UUID:
    """Set a new password by a code and return whose; all sessions of the person end, and a lock of the name with them.

    Says the same of an unknown name, a wrong, a used and an expired code. Counts each try before it looks, and so must
    be called outside any transaction. WeakPassword (before anything is counted), LockedOut, WrongCode.
    """
    require_strong(password=password)
    name = login_typed(login)
    begin_sign_in(login=name, now=now, purpose=RESET)
    row = Staff.objects.filter(login=name, is_active=True).first()
    digest = _digest(row.id if row else _NOBODY, typed_code(text=code))
    with transaction.atomic():
        live = ResetCode.objects.filter(code_digest=digest, used_at__isnull=True, expires_at__gt=now)
        # The update itself decides who of two comes first.
        if row is None or live.update(used_at=now) != 1:
            raise WrongCode()
        row.password_set_by_id, row.password_set_at = ResetCode.objects.get(code_digest=digest).made_by_id, now
        _set(row, password)
        _end_codes(row.id, now)
        _written(row.id, "reset-password", row.id, now)
    end_sign_in(login=name, purpose=RESET)
    end_sign_in(login=name)
    return row.id


def change_password(*, actor: Actor, old: str, new: str, now: datetime) -> None:
    """Set one's own new password by the old one; all sessions end, the caller's is to be renewed at the edge.

    The old one may be given as the new one: then nothing changes but that all sessions end; not where somebody else
    made it. Call it outside any transaction: wrong guesses are counted and lock. WeakPassword, LockedOut,
    OldPasswordWrong, PasswordNotOwn.
    """
    require_strong(password=new)
    row = Staff.objects.get(id=actor.staff_id)
    begin_sign_in(login=row.login, now=now, purpose=CHANGE)
    if not row.check_password(old):
        raise OldPasswordWrong()
    if row.is_password_given and old == new:
        raise PasswordNotOwn()
    with transaction.atomic():
        # Looked at under the lock: a grant that ended the password meanwhile is not undone by who knew it.
        held = Staff.objects.select_for_update(no_key=True).get(id=row.id)
        if held.password != row.password:
            raise OldPasswordWrong()
        _set(held, new)
        _written(row.id, "change-password" if old != new else "end-sessions", row.id, now)
    end_sign_in(login=row.login, purpose=CHANGE)


def require_strong(*, password: str) -> None:
    """Pass a password that is not guessed easily; WeakPassword with every reason, in the reader's language."""
    try:
        validate_password(password)
    except ValidationError as weak:
        raise WeakPassword([("password", message) for message in weak.messages]) from None


def forget_codes(*, now: datetime) -> int:
    """Remove codes that no longer work, and return how many."""
    removed, _ = ResetCode.objects.filter(expires_at__lte=now).delete()
    return removed


def _set(row: Staff, password: str) -> None:
    """Every session holds a digest of the stored password, which has a new salt each time: all of them end.

    Who set the one before by a code stays noted: whoever knew that one could make this change as well.
    """
    row.set_password(password)
    row.is_password_given = False
    row.save(update_fields=["password", "is_password_given", "password_set_by", "password_set_at"])


def _keeps(actor: Actor, staff_id: UUID) -> bool:
    """Whether somebody without a duty is the actor's to help: of all clerks there are, anyone else is a stranger."""
    return has_registered(actor=actor, staff_id=staff_id) or is_widest(region_ids=actor.regions(Role.SUPPORT))


def _end_codes(staff_id: UUID, now: datetime) -> None:
    ResetCode.objects.filter(staff_id=staff_id, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)


def _digest(staff_id: UUID, code: str) -> str:
    return vault.lookup(f"{staff_id.hex}:{code}", purpose="reset code")


def _written(staff_id: UUID, verb: str, subject_id: UUID, now: datetime, reason: str = "") -> None:
    do(staff_id=staff_id, verb=verb, subject_kind="staff", subject_id=subject_id, reason=reason, now=now)
