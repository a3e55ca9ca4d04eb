"""Facts about elders over HTTP: what a past date has decided anew is asked for first, and confirmed by its mark."""

from datetime import date
from typing import Final, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from canteen.auth import StaffSession, acting
from canteen.core.errors import Conflict
from canteen.gateways.clock import now
from canteen.gateways.wire import Day, Sent, Text
from canteen.operations.elder_rows import NewFact
from settlement.operations.retell import end_foreseen, fact_foreseen, tell_end, tell_fact
from settlement.queries.redecided_sums import NOTHING, Redecided

router = Router(auth=StaffSession(now), tags=["elders"])

FactKind = Literal["registration", "residence", "permit", "institution", "category", "state", "diet"]
PARTINGS: Final[frozenset[FactKind]] = frozenset({"registration", "residence", "state"})


class PartingHasItsAct(Conflict):
    """A death or a move reaches back to meals, which are shown first: record it on the elder's page, or by a list."""

    code = "parting-has-its-act"
    zh = "去世和户籍、居住变更会涉及已经吃过的餐，请在老人页面用“登记去世”或“登记迁移”办理，或导入名单"


class FactSent(Sent):
    kind: FactKind
    value: Text
    from_on: Day
    until_on: Day | None = None
    level: Text = ""
    region_id: UUID | None = None
    evidence: Text = ""
    granted_by: Text = ""
    reason: Text = ""


class FactConfirmed(FactSent):
    """With the mark of what the preview said; without one it is recorded only where no past meal changes."""

    mark: Text = NOTHING


class Ended(Sent):
    """From this day on it no longer counts."""

    until_on: Day
    reason: Text = ""


class EndConfirmed(Ended):
    """With the mark of what the preview said; without one it ends only where no past meal changes."""

    mark: Text = NOTHING


class MonthShown(Schema):
    """One canteen's month, in fen by payer: what it is now and what it comes to, written in the books of a month.

    Where funds paid for the people of others, what is owed of that stands beside it by "who owes/who has paid".
    """

    canteen_id: UUID
    month: date
    written_in: date
    is_open: bool
    meals: int
    before: dict[str, int]
    after: dict[str, int]
    owed_before: dict[str, int] = {}
    owed_after: dict[str, int] = {}


class RedecidedShown(Schema):
    """Meals that are decided anew; `left` are held or were decided by a person, and stay as they are."""

    meals: int
    left: int
    credit_fen: int
    mark: str
    months: list[MonthShown]


class Recorded(Schema):
    """The fact, and what it has decided anew."""

    id: UUID
    redecided: RedecidedShown


@router.post("/elders/{elder_id}/facts/preview", response=RedecidedShown, summary="What recording a fact would change")
def post_preview(request: HttpRequest, elder_id: UUID, sent: FactSent) -> RedecidedShown:
    """Nothing is written; what it would refuse is refused here too."""
    return _shown(fact_foreseen(actor=acting(request), elder_id=elder_id, fact=_fact(sent), now=now()))


@router.post("/elders/{elder_id}/facts", response={201: Recorded}, summary="Record a fact")
def post_fact(request: HttpRequest, elder_id: UUID, sent: FactConfirmed) -> Status[Recorded]:
    """A category, a permit or a stay. Past meals of its days are decided anew, by the mark of the preview (409 else).

    A death or a move is refused here (R14).
    """
    fact_id, found = tell_fact(
        actor=acting(request), elder_id=elder_id, fact=_fact(sent), now=now(), shown=sent.mark, reason=sent.reason
    )
    return Status(201, Recorded(id=fact_id, redecided=_shown(found)))


@router.post("/facts/{fact_id}/end/preview", response=RedecidedShown, summary="What ending a fact would change")
def post_end_preview(request: HttpRequest, fact_id: UUID, sent: Ended) -> RedecidedShown:
    """Nothing is written; what it would refuse is refused here too."""
    return _shown(end_foreseen(actor=acting(request), fact_id=fact_id, until_on=sent.until_on, now=now()))


@router.post("/facts/{fact_id}/end", response=RedecidedShown, summary="End a fact")
def post_end_fact(request: HttpRequest, fact_id: UUID, sent: EndConfirmed) -> RedecidedShown:
    """Meals of earlier days keep what they were decided on; later ones are decided anew, by the mark of the preview."""
    _, found = tell_end(
        actor=acting(request), fact_id=fact_id, until_on=sent.until_on, now=now(), shown=sent.mark, reason=sent.reason
    )
    return _shown(found)


def _fact(sent: FactSent) -> NewFact:
    if sent.kind in PARTINGS:
        raise PartingHasItsAct()
    return NewFact(**sent.dict(exclude={"reason", "mark"}))


def _shown(found: Redecided) -> RedecidedShown:
    return RedecidedShown(
        meals=found.meals,
        left=found.left,
        credit_fen=found.credit_fen,
        mark=found.mark,
        months=[
            MonthShown(
                canteen_id=each.canteen_id,
                month=each.month.first,
                written_in=each.written_in.first,
                is_open=each.is_open,
                meals=each.meals,
                before=each.before,
                after=each.after,
                owed_before=each.owed_before,
                owed_after=each.owed_after,
            )
            for each in found.months
        ],
    )
