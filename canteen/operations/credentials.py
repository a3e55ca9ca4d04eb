"""Issues, blocks and replaces cards and printed codes; the old one dies at once, the new one works at once (K8)."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.errors import Conflict, Invalid
from canteen.core.identity import holds_persons_number, without_persons_numbers
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.models import Credential
from canteen.operations.deeds import do
from canteen.queries.credentials import credential_holder, lock_credential
from canteen.queries.elders import require_elder

ISSUERS: Final = (Role.CLERK, Role.MANAGER)
BLOCKERS: Final = (Role.CLERK, Role.MANAGER, Role.COUNTER)  # a lost card is reported where she eats
CARD_ID_BYTES: Final = 16
REPLACED: Final = "replaced"
_CARD_NUMBER = re.compile(r"[0-9A-Z]{6,31}")  # 32 characters are the form of a printed code's id


class BadCardNumber(Invalid):
    """A card number is 6 to 31 digits and capital letters, and a code expires after it was issued."""

    code = "bad-card-number"
    zh = "卡号应为 6 至 31 位数字或大写字母，有效期应晚于今天"


class PersonsNumber(BadCardNumber):
    """A card number is kept in the open, and this may be an ID number, sound or mistyped (S1)."""

    code = "persons-number-as-card"
    zh = "这个号码像身份证号，不能作卡号：卡号会照原样保存。请核对卡面上的号码，或换一张卡"


class CodeTaken(Conflict):
    """A card with this number was issued before."""

    code = "code-taken"
    zh = "该卡号已经发放过"


class AlreadyBlocked(Conflict):
    """This credential is blocked already."""

    code = "already-blocked"
    zh = "该凭证已停用"


class AlreadyReplaced(Conflict):
    """This credential was replaced already."""

    code = "already-replaced"
    zh = "该凭证已补办过"


@dataclass(frozen=True, slots=True)
class Issued:
    """A credential just issued; of a printed code, `code` is the card id in hexadecimal that is signed and drawn."""

    id: UUID
    elder_id: UUID
    kind: str
    code: str
    issued_on: date
    expires_on: date | None


def issue_card(*, actor: Actor, elder_id: UUID, number: str, now: datetime, reason: str = "") -> Issued:
    """Give an elder the card with this number. OutOfScope, NoSuchElder, BadCardNumber, PersonsNumber, CodeTaken."""
    require_elder(actor=actor, roles=ISSUERS, elder_id=elder_id, on=service_day(now))
    with transaction.atomic():
        row = _issue(elder_id, Credential.Kind.CARD, normalise_card_number(number), None, now)
        _written(actor, "issue", row, reason, now)
    return _issued(row)


def issue_qr(*, actor: Actor, elder_id: UUID, expires_on: date, now: datetime, reason: str = "") -> Issued:
    """Give an elder a printed code with a random id, good until `expires_on`, that day excluded (K7).

    OutOfScope, NoSuchElder, BadCardNumber.
    """
    require_elder(actor=actor, roles=ISSUERS, elder_id=elder_id, on=service_day(now))
    with transaction.atomic():
        row = _issue(elder_id, Credential.Kind.QR, _random_code(), _ahead(expires_on, now), now)
        _written(actor, "issue", row, reason, now)
    return _issued(row)


def block_credential(*, actor: Actor, credential_id: UUID, reason: str, now: datetime) -> None:
    """Make a credential worthless from now on. OutOfScope, NoSuchCredential, NoSuchElder, AlreadyBlocked."""
    elder_id = credential_holder(credential_id=credential_id)
    require_elder(actor=actor, roles=BLOCKERS, elder_id=elder_id, on=service_day(now))
    with transaction.atomic():
        row = lock_credential(credential_id=credential_id)
        if row.blocked_at is not None:
            raise AlreadyBlocked()
        row.blocked_at, row.blocked_reason = now, without_persons_numbers(reason.strip())[:40]
        row.save(update_fields=["blocked_at", "blocked_reason"])
        _written(actor, "block", row, reason, now)


def replace_credential(
    *,
    actor: Actor,
    credential_id: UUID,
    now: datetime,
    number: str | None = None,
    expires_on: date | None = None,
    reason: str = "",
) -> Issued:
    """Issue a successor and kill the old one in the same moment: a card when a `number` is given, else a printed code.

    A blocked credential may still be replaced, once. Without `expires_on` a printed code takes the old one's.
    OutOfScope, NoSuchCredential, NoSuchElder, BadCardNumber, PersonsNumber, CodeTaken, AlreadyReplaced.
    """
    elder_id = credential_holder(credential_id=credential_id)
    require_elder(actor=actor, roles=ISSUERS, elder_id=elder_id, on=service_day(now))
    with transaction.atomic():
        old = lock_credential(credential_id=credential_id)
        if old.replaced_by_id is not None:
            raise AlreadyReplaced()
        if number is not None:
            row = _issue(elder_id, Credential.Kind.CARD, normalise_card_number(number), None, now)
        else:
            until = _ahead(expires_on or old.expires_on, now)
            row = _issue(elder_id, Credential.Kind.QR, _random_code(), until, now)
        old.replaced_by = row
        if old.blocked_at is None:
            old.blocked_at, old.blocked_reason = now, REPLACED
        old.save(update_fields=["replaced_by", "blocked_at", "blocked_reason"])
        _written(actor, "replace", old, reason, now)
    return _issued(row)


def normalise_card_number(number: str) -> str:
    """Return a card number as it is kept, as a reader or a hand in any width and grouping gives it.

    BadCardNumber, PersonsNumber.
    """
    plain = "".join(unicodedata.normalize("NFKC", number).split()).upper()
    if not _CARD_NUMBER.fullmatch(plain):
        raise BadCardNumber([("number", "must be 6 to 31 digits and capital letters")])
    if holds_persons_number(plain):
        raise PersonsNumber([("number", "must not be an ID number: a card number is kept in the open")])
    return plain


def _ahead(expires_on: date | None, now: datetime) -> date:
    if expires_on is None or expires_on <= service_day(now):
        raise BadCardNumber([("expires_on", "must lie ahead")])
    return expires_on


def _random_code() -> str:
    return secrets.token_hex(CARD_ID_BYTES)


def _issue(elder_id: UUID, kind: Credential.Kind, code: str, expires_on: date | None, now: datetime) -> Credential:
    row = Credential(elder_id=elder_id, kind=kind.value, code=code, issued_at=now, expires_on=expires_on)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise CodeTaken() from None
    return row


def _issued(row: Credential) -> Issued:
    return Issued(row.id, row.elder_id, row.kind, row.code, service_day(row.issued_at), row.expires_on)


def _written(actor: Actor, verb: str, row: Credential, reason: str, now: datetime) -> None:
    detail = {"elder": str(row.elder_id), "kind": row.kind}
    if row.replaced_by_id is not None:
        detail["by"] = str(row.replaced_by_id)
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="credential",
        subject_id=row.id,
        reason=reason,
        detail=detail,
        now=now,
    )
