"""Settles what two funds paid for each other's people in a month: one person proposes, another agrees (D9, S4)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict, Refused
from canteen.core.month import Month
from canteen.core.scope import Actor, OutOfScope, Role
from canteen.models.sql import send
from canteen.operations.deeds import do
from canteen.operations.proposals import require_two_hands
from settlement.core.journal import Contributor
from settlement.core.netting import settled
from settlement.models import Entry, Fund, Netting
from settlement.operations.funds import require_free
from settlement.operations.ledger import Circumstances, record
from settlement.queries.funds import lock_funds, parts_of
from settlement.queries.netting import OPEN, Between, between_funds, dues_of, dues_open, netting_seen


class AdvancesChanged(Conflict):
    """What stands between these funds is no longer what you were shown; look at it again."""

    code = "advances-changed"
    zh = "两项资金之间的垫付和您看到的不一样了，请重新查看"


class NettingDecided(Conflict):
    """This settlement has been agreed or taken back already."""

    code = "netting-decided"
    zh = "这笔垫付清算已经同意或撤回"


class NettingNeedsSecondPerson(Refused):
    """Who proposed a settlement does not agree to it."""

    code = "netting-needs-second-person"
    zh = "提出人不能同意自己提出的清算，请由欠款一方的另一位财务同意"


def propose_netting(*, actor: Actor, month: Month, seen_mark: str, now: datetime) -> UUID:
    """Propose to settle what two funds paid for each other in sealed books of a month, and return the settlement.

    Finance of either region does it; `seen_mark` is that of what was shown, and says which two (S4). What is sealed
    later for that month is settled by another one. OutOfScope, AdvancesChanged.
    """
    actor.require_held(Role.FINANCE)
    with transaction.atomic():
        seen = _shown(actor, month, seen_mark)
        _require_either(actor, seen.debtor.region_id, seen.creditor.region_id)
        lock_funds(keys=[seen.debtor.key, seen.creditor.key])
        shown = _shown(actor, month, seen_mark)  # read anew under the lock: nobody holds it twice
        row = Netting(
            month=month.first,
            debtor_id=shown.debtor.id,
            creditor_id=shown.creditor.id,
            fen=shown.fen,
            proposed_by_id=actor.staff_id,
            proposed_at=now,
        )
        row.save(force_insert=True)
        dues_open(month=month.first, one_id=shown.debtor.id, other_id=shown.creditor.id).update(netting=row)
        _written(actor, "propose netting", row, now, {"fen": row.fen, "month": str(month)})
    return row.id


def agree_netting(*, actor: Actor, netting_id: UUID, now: datetime) -> UUID:
    """Agree to a settlement as a second person, finance of the fund that pays, and return its entry.

    What stands as advanced between the two is closed, canteen by canteen, and the net goes from what is free of the one
    fund to what is free of the other; a joint fund's contributors pay and receive in its place. OutOfScope,
    NoSuchNetting, NettingDecided, NettingNeedsSecondPerson, OneHand, FundTooSmall.
    """
    row = netting_seen(actor=actor, netting_id=netting_id)
    actor.require_region(Role.FINANCE, region_id=row.debtor.region_id)
    with transaction.atomic():
        payers, receivers = _purses(row.debtor), _purses(row.creditor)
        lock_funds(keys=[row.debtor.key, row.creditor.key, *(one.fund_key for one in (*payers, *receivers))])
        row.refresh_from_db(fields=["agreed_by", "withdrawn_by"])
        _require_waiting(row)
        if row.proposed_by_id == actor.staff_id:
            raise NettingNeedsSecondPerson()
        require_two_hands(first=row.proposed_by_id, second=actor.staff_id, at=row.proposed_at)
        dues = dues_of(rows=row.receivables.order_by("books__canteen_id", "books_id", "by__key"))
        transfers = settled(dues, row.fen, payers, receivers)
        require_free(transfers=transfers)
        circumstances = Circumstances(explanation={"netting": str(row.id)})
        recorded = record(
            kind=Entry.Kind.NETTING, transfers=transfers, books=None, circumstances=circumstances, now=now
        )
        send(recorded.statements)
        row.agreed_by_id, row.agreed_at, row.entry_id = actor.staff_id, now, recorded.entry_id
        row.save(update_fields=["agreed_by", "agreed_at", "entry"])
        row.receivables.update(settled=True)
        _written(actor, "agree netting", row, now, {"entry": str(recorded.entry_id), "fen": row.fen})
    return recorded.entry_id


def withdraw_netting(*, actor: Actor, netting_id: UUID, now: datetime) -> None:
    """Take a settlement back that nobody has agreed to: who proposed it, or finance of either fund.

    OutOfScope, NoSuchNetting, NettingDecided.
    """
    actor.require_held(Role.FINANCE)
    row = netting_seen(actor=actor, netting_id=netting_id)
    _require_either(actor, row.debtor.region_id, row.creditor.region_id)
    with transaction.atomic():
        lock_funds(keys=[row.debtor.key, row.creditor.key])
        row.refresh_from_db(fields=["agreed_by", "withdrawn_by"])
        _require_waiting(row)
        row.receivables.update(netting=None)
        row.withdrawn_by_id = actor.staff_id
        row.save(update_fields=["withdrawn_by"])
        _written(actor, "withdraw netting", row, now, {"fen": row.fen})


def _shown(actor: Actor, month: Month, mark: str) -> Between:
    for one in between_funds(actor=actor, month=month):
        if one.state == OPEN and one.mark == mark:
            return one
    raise AdvancesChanged()


def _require_either(actor: Actor, *region_ids: UUID) -> None:
    if not actor.regions(Role.FINANCE).intersection(region_ids):
        raise OutOfScope()


def _require_waiting(row: Netting) -> None:
    if row.agreed_by_id is not None or row.withdrawn_by_id is not None:
        raise NettingDecided()


def _purses(fund: Fund) -> tuple[Contributor, ...]:
    """Whose money it is: the fund's own, or that of the contributors of a joint one."""
    return parts_of(fund_ids=[fund.id]).get(fund.id) or (Contributor(fund.key, 1),)


def _written(actor: Actor, verb: str, row: Netting, now: datetime, detail: dict[str, object]) -> None:
    funds = {"debtor": row.debtor.key, "creditor": row.creditor.key}
    do(staff_id=actor.staff_id, verb=verb, subject_kind="netting", subject_id=row.id, detail=detail | funds, now=now)
