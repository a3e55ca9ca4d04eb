"""Credentials of an elder, and the lock that one of them is changed under."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from canteen.core.errors import NotFound
from canteen.core.scope import Actor
from canteen.models import Credential
from canteen.queries.elders import SEERS, require_elder


class NoSuchCredential(NotFound):
    """This credential was never issued."""

    code = "no-such-credential"
    zh = "没有这个凭证"


@dataclass(frozen=True, slots=True)
class CredentialSeen:
    """A card or printed code, without what it says: only its last four characters, to tell two apart.

    `state` is live, expired, blocked or replaced on the day it was asked for.
    """

    id: UUID
    kind: str
    ending: str
    issued_at: datetime
    expires_on: date | None
    blocked_at: datetime | None
    blocked_reason: str
    replaced_by_id: UUID | None
    state: str


def credentials_of(*, actor: Actor, elder_id: UUID, on: date) -> tuple[CredentialSeen, ...]:
    """Return all credentials an elder ever had, the newest first. OutOfScope, NoSuchElder."""
    require_elder(actor=actor, roles=SEERS, elder_id=elder_id, on=on)
    found = Credential.objects.filter(elder_id=elder_id).order_by("-issued_at", "-id")
    return tuple(credential_seen(row, on=on) for row in found)


def credential_seen(row: Credential, *, on: date) -> CredentialSeen:
    """Return what is shown of a credential on a day."""
    return CredentialSeen(
        id=row.id,
        kind=row.kind,
        ending=row.code[-4:],
        issued_at=row.issued_at,
        expires_on=row.expires_on,
        blocked_at=row.blocked_at,
        blocked_reason=row.blocked_reason,
        replaced_by_id=row.replaced_by_id,
        state=credential_state(row, on=on),
    )


def credential_state(row: Credential, *, on: date) -> str:
    """Return whether a credential works on a day, and why not: live, expired, blocked, replaced."""
    if row.replaced_by_id is not None:
        return "replaced"
    if row.blocked_at is not None:
        return "blocked"
    return "expired" if row.expires_on is not None and row.expires_on <= on else "live"


def is_issued(*, code: str) -> bool:
    """Return whether a card or printed code was ever issued with this number, whatever became of it."""
    return Credential.objects.filter(code=code).exists()


def credential_holder(*, credential_id: UUID) -> UUID:
    """Return the elder a credential was issued to; NoSuchCredential."""
    elder_id = Credential.objects.filter(id=credential_id).values_list("elder_id", flat=True).first()
    if elder_id is None:
        raise NoSuchCredential()
    return elder_id


def lock_credential(*, credential_id: UUID) -> Credential:
    """Lock a credential and return it as it is now; it never changes hands, so its elder need not be locked."""
    return Credential.objects.select_for_update(no_key=True).get(id=credential_id)
