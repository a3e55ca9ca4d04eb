"""People decide about a checked list: have it written, sign it as a second person, or cancel it (S4)."""

from datetime import datetime
from uuid import UUID

from django.db import OperationalError, transaction

from canteen.core.errors import Conflict, Refused, Unavailable
from canteen.core.scope import Actor
from canteen.gateways.writing_notes import forget_notes, is_beside, stopping
from canteen.models import Import
from canteen.operations.deeds import do
from canteen.operations.imports.receive import ImportMovedOn
from canteen.operations.proposals import require_two_hands
from canteen.queries.imports import import_seen, lock_import, lock_waiting, may_decide, needs_signature, to_write

ENDED = (Import.State.APPLIED, Import.State.CANCELLED, Import.State.FAILED)


class ImportHasMistakes(Conflict):
    """Rows of this list have mistakes: mend them and send it again, for all of it takes effect or none."""

    code = "import-has-mistakes"
    zh = "名单中还有错误的行，请改正后重新上传；名单只能整份生效"


class NothingToApply(Conflict):
    """This list says nothing that is not in the register already."""

    code = "nothing-to-apply"
    zh = "这份名单与现有登记一致，没有需要写入的内容"


class SecondPersonNeeded(Refused):
    """This list takes effect when a second person signs it, who neither sent it in nor named its columns."""

    code = "second-person-needed"
    zh = "这份名单须由上传和对应列以外的另一人签字后生效"


class NotWhatWasShown(Conflict):
    """The list was read anew since this page was shown; look at it again before you decide."""

    code = "not-what-was-shown"
    zh = "页面显示之后名单已重新核对，请重新查看后再决定"


class ImportBeingWritten(Unavailable):
    """This list is being written and did not give way in time; look at it again in a moment."""

    code = "import-being-written"
    zh = "名单正在写入，一时停不下来，还没有取消；请过一会儿再看"


def decide_import(*, actor: Actor, import_id: UUID, digest: str, now: datetime) -> None:
    """Have a checked list written: by whoever may for a small one, by a second person's signature for a large one.

    `digest` is that of the page the person saw. NoSuchImport, ImportMovedOn, ImportHasMistakes, NothingToApply,
    NotWhatWasShown, SecondPersonNeeded, OneHand.
    """
    seen = import_seen(actor=actor, import_id=import_id)
    with transaction.atomic():
        row = lock_waiting(seen=seen)
        if row.state != Import.State.CHECKED:
            raise ImportMovedOn()
        if row.rows_wrong:
            raise ImportHasMistakes()
        if not to_write(seen=row):
            raise NothingToApply()
        if digest != row.shown_digest:
            raise NotWhatWasShown()
        signs = needs_signature(seen=row, now=now)
        if not may_decide(seen=row, staff_id=actor.staff_id, signs=signs):
            raise SecondPersonNeeded()
        if signs:
            for first in {row.made_by_id, row.laid_out_by_id or row.made_by_id}:
                require_two_hands(first=first, second=actor.staff_id, at=row.made_at)
        row.decided_by_id = actor.staff_id
        if signs:
            row.signed_by_id, row.signed_at = actor.staff_id, now
        row.state, row.notice, row.rows_written = Import.State.APPLYING.value, "", 0
        row.claim_id = row.claimed_until = None
        row.save()
        _written(actor, "sign" if signs else "confirm", row, now)


def cancel_import(*, actor: Actor, import_id: UUID, now: datetime) -> None:
    """Stop a list wherever it stands before it has taken effect; what is being written is taken back.

    NoSuchImport, ImportMovedOn; ImportBeingWritten where SQLite's one writer does not give way in time.
    """
    import_seen(actor=actor, import_id=import_id)
    try:
        with stopping(import_id=import_id, now=now), transaction.atomic():
            _cancel(actor, import_id, now)
    except OperationalError:
        if is_beside():
            raise ImportBeingWritten() from None
        raise
    forget_notes(import_id=import_id)


def _cancel(actor: Actor, import_id: UUID, now: datetime) -> None:
    row = lock_import(import_id=import_id)
    if row.state in ENDED:
        raise ImportMovedOn()
    row.state, row.ended_at = Import.State.CANCELLED.value, now
    row.claim_id = row.claimed_until = None
    row.save()
    _written(actor, "cancel", row, now)


def _written(actor: Actor, verb: str, row: Import, now: datetime) -> None:
    detail = {"kind": row.kind, "digest": row.shown_digest, "new": row.rows_new, "changed": row.rows_changed}
    do(staff_id=actor.staff_id, verb=verb, subject_kind="import", subject_id=row.id, detail=detail, now=now)


def hand_out_mistakes(*, actor: Actor, import_id: UUID, now: datetime) -> None:
    """Note that somebody takes rows with mistakes home as a file: they hold names and telephones. NoSuchImport."""
    seen = import_seen(actor=actor, import_id=import_id)
    with transaction.atomic():
        do(
            staff_id=actor.staff_id,
            verb="export mistakes",
            subject_kind="import",
            subject_id=seen.id,
            detail={"rows": seen.rows_wrong},
            now=now,
        )
