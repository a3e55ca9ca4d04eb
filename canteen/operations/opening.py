"""Opens what is sealed or worth stealing, as a deed: an ID number, the code of a printed card, a list as a file."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict, Invalid
from canteen.core.identity import holds_persons_number
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.models import Credential, Elder
from canteen.operations.credentials import ISSUERS
from canteen.operations.deeds import do
from canteen.queries.credentials import NoSuchCredential, credential_holder
from canteen.queries.elder_page import elder_named
from canteen.queries.elders import RECORD_READERS, id_number_of, require_elder
from canteen.queries.imports import import_seen

SHORTEST_REASON: Final = 2
LONGEST_REASON: Final = 200


class NoReason(Invalid):
    """Say why, in words that hold no ID number."""

    code = "no-reason"
    zh = "请写明原因，其中不要写身份证号"


class NothingToPrint(Conflict):
    """Only a printed code that still works can be printed."""

    code = "nothing-to-print"
    zh = "只有仍然有效的二维码才能打印"


@dataclass(frozen=True, slots=True)
class Printable:
    """What goes on a printed card, the name as who prints it may see it: good from `issued_on`, before `expires_on`."""

    elder_id: UUID
    name: str
    code: str
    issued_on: date
    expires_on: date


def hand_out_list(*, actor: Actor, verb: str, searched: bool, now: datetime) -> None:
    """Note that somebody takes a list of people home as a file: `verb` is `export elders`, `… cards` or `… staff`.

    What was searched for is not written down, for people search by names; only whether the list was narrowed.
    """
    with transaction.atomic():
        do(
            staff_id=actor.staff_id,
            verb=verb,
            subject_kind="staff",
            subject_id=actor.staff_id,
            detail={"narrowed": searched},
            now=now,
        )


def hand_out_differences(*, actor: Actor, import_id: UUID, outcome: str, now: datetime) -> None:
    """Note that somebody takes what a list from outside comes to home as a file, names in full; "" for all outcomes.

    The digest says which content it was: it is what a second person signs (S4). NoSuchImport.
    """
    seen = import_seen(actor=actor, import_id=import_id)
    with transaction.atomic():
        do(
            staff_id=actor.staff_id,
            verb="export differences",
            subject_kind="import",
            subject_id=seen.id,
            detail={"outcome": outcome or "all", "digest": seen.shown_digest},
            now=now,
        )


def hand_out_touched(*, actor: Actor, import_id: UUID, searched: bool, now: datetime) -> None:
    """Note that somebody takes home as a file whose meals a list of deaths or moves touches. NoSuchImport."""
    seen = import_seen(actor=actor, import_id=import_id)
    with transaction.atomic():
        do(
            staff_id=actor.staff_id,
            verb="export touched",
            subject_kind="import",
            subject_id=seen.id,
            detail={"narrowed": searched, "digest": seen.shown_digest},
            now=now,
        )


def open_id_number(*, actor: Actor, elder_id: UUID, reason: str, now: datetime) -> str:
    """Return an elder's ID number in full, and write down who asked and why (S1).

    OutOfScope, NoSuchElder; NoReason for an empty one, and for one that itself holds an ID number.
    """
    require_elder(actor=actor, roles=RECORD_READERS, elder_id=elder_id, on=service_day(now))
    why = reason.strip()
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise NoReason([("reason", "must say why")])
    if holds_persons_number(why):
        raise NoReason([("reason", "must hold no ID number")])
    with transaction.atomic():
        number = id_number_of(Elder.objects.get(id=elder_id))
        do(
            staff_id=actor.staff_id,
            verb="open id number",
            subject_kind="elder",
            subject_id=elder_id,
            reason=why,
            now=now,
        )
    return number


def print_credential(*, actor: Actor, credential_id: UUID, now: datetime, reason: str = "") -> Printable:
    """Return what a printed code says, to be signed and drawn, and write down who printed it (K7).

    The name is masked on it as everywhere for who reads no records: a manager issues cards, and sees no full name (S3).

    OutOfScope, NoSuchCredential, NoSuchElder, NothingToPrint.
    """
    elder_id = credential_holder(credential_id=credential_id)
    who = elder_named(actor=actor, elder_id=elder_id, roles=ISSUERS, on=service_day(now))
    with transaction.atomic():
        row = Credential.objects.select_related("elder").filter(id=credential_id).first()
        if row is None:
            raise NoSuchCredential()
        works = row.blocked_at is None and row.expires_on is not None and row.expires_on > service_day(now)
        if row.kind != Credential.Kind.QR or not works or row.expires_on is None:
            raise NothingToPrint()
        do(
            staff_id=actor.staff_id,
            verb="print",
            subject_kind="credential",
            subject_id=credential_id,
            reason=reason,
            detail={"elder": str(elder_id)},
            now=now,
        )
    return Printable(elder_id, who.name, row.code, service_day(row.issued_at), row.expires_on)
