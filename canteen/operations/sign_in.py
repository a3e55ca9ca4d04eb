"""Counts sign-ins that fail, and locks a login name that is being guessed at (S5, S9)."""

from datetime import datetime, timedelta
from typing import Final

from canteen.core.errors import Refused
from canteen.gateways import vault
from canteen.models import SignInAttempt
from canteen.queries.staff import sign_in_attempts

MOST_FAILURES: Final = 5
WITHIN: Final = timedelta(minutes=15)
# What is being guessed at; each is counted by itself, so that who forgot a password is not kept from setting a new one.
SIGN_IN: Final = "staff login"
RESET: Final = "reset code"
CHANGE: Final = "password change"


class LockedOut(Refused):
    """Too many failed sign-ins; try again in a quarter of an hour."""

    code = "locked-out"
    zh = "登录失败次数过多，请十五分钟后再试"


def begin_sign_in(*, login: str, now: datetime, purpose: str = SIGN_IN) -> None:
    """Count an attempt before its password is looked at; LockedOut once five have failed in 15 minutes.

    The row is written first and counted then, so that a hundred attempts at once get five guesses and no more. It must
    be committed when this returns: call it outside any transaction. A locked name is not locked longer by trying on.
    """
    lookup = _lookup(login, purpose)
    if sign_in_attempts(lookup=lookup, since=now - WITHIN) >= MOST_FAILURES:
        raise LockedOut()
    SignInAttempt(login_lookup=lookup, at=now).save(force_insert=True)
    if sign_in_attempts(lookup=lookup, since=now - WITHIN) > MOST_FAILURES:
        raise LockedOut()


def login_typed(text: str) -> str:
    """Return a login name as it is kept, whatever was typed: without letters that no database takes."""
    return "".join(letter for letter in text if letter.isprintable()).strip().lower()


def end_sign_in(*, login: str, purpose: str = SIGN_IN) -> None:
    """Forget the attempts of a name whose owner has come in."""
    SignInAttempt.objects.filter(login_lookup=_lookup(login, purpose)).delete()


def forget_sign_ins(*, now: datetime) -> int:
    """Remove attempts that no longer count, and return how many: names that do not exist are tried too."""
    removed, _ = SignInAttempt.objects.filter(at__lte=now - WITHIN).delete()
    return removed


def _lookup(login: str, purpose: str) -> str:
    return vault.lookup(login.strip().lower(), purpose=purpose)
