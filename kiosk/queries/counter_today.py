"""Today at one canteen as its counter works on it: every attempt, newest first, and what each of them needs (D12)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from django.db.models import BooleanField, Case, CharField, Count, ExpressionWrapper, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from canteen.core.errors import NotFound
from canteen.core.identity import mask_name
from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor
from canteen.core.sought import names_nobody
from canteen.queries.counter_search import COUNTERS
from canteen.queries.paging import Key, by_instant, every, page_of
from kiosk.core.undo import one_person_may
from kiosk.models import CheckIn, Kiosk
from kiosk.queries.waiting import CAME_TO_NOTHING, WAITS
from settlement.queries.beside import cash_moves, guest_due, hers, holds_open, last_held, last_redecided, share_waits

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
LISTING: Final = Listing(sorts=("time", "name", "state"), filters=("state",), down=True, size=30, allows=names_nobody)
# By initials: where one stands in a list is told by its address, and a name that is masked on the page is not.
KEYS: Final = {"time": by_instant("presented_at"), "name": Key("begins"), "state": Key("said")}
# What can be asked for, as conditions on attempts; holds are looked up by order.
STATES: Final[Mapping[str, Q]] = {
    "served": Q(decision="served", order__state="served"),
    "repeat": Q(decision="repeat"),
    "quarantined": WAITS,
    "dealt": CAME_TO_NOTHING & ~WAITS,
    "voided": Q(decision="served", order__state="voided"),
}
HELD: Final = "held"


class NoSuchAttempt(NotFound):
    """This attempt was not made here."""

    code = "no-such-attempt"
    zh = "本食堂没有这条记录"


@dataclass(frozen=True, slots=True)
class AttemptShown:
    """One attempt; the name is masked, `fen` is what the eater bears as it stands, `due_fen` what a guest owes."""

    id: UUID
    at: datetime
    service_on: date
    sitting: str
    kind: str
    decision: str
    reason: str
    elder_id: UUID | None
    name: str
    device: str
    at_desk: bool
    staff: str
    order_id: UUID | None
    entry_id: UUID | None
    order_state: str
    fen: int | None
    due_fen: int
    held: bool
    voidable: bool  # by one person, now
    void_of: UUID | None
    waits: bool  # for somebody at the counter

    @property
    def stands(self) -> bool:
        """Whether it is a meal that was served and not undone."""
        return self.decision == "served" and self.order_state == "served"

    @property
    def state(self) -> str:
        """What the counter calls it: served, voided, repeat, quarantined, parked, or one of these two dealt with."""
        if self.decision in ("quarantined", "parked") and not self.waits:
            return "dealt"
        return "voided" if self.decision == "served" and self.order_state == "voided" else self.decision


@dataclass(frozen=True, slots=True)
class DayCounted:
    """How many portions of a day stand: elders', guests', staff's; what waits; and a mark of the list as it is now."""

    elders: int
    guests: int
    staff: int
    waiting: int  # attempts that no meal came of yet, and that nobody has seen to
    held: int  # shares of any day that finance has still to decide
    mark: str


def attempts_today(
    *, actor: Actor, canteen_id: UUID, service_on: date, asked: Asked, now: datetime
) -> Page[AttemptShown]:
    """Return a page of a day's attempts; one statement. An undo that was carried out shows on what it undid.

    A search is a name as it begins, or its initials. OutOfScope.
    """
    actor.require(*COUNTERS, canteen_id=canteen_id)
    page = page_of(found=_narrowed(_day(canteen_id, service_on), asked), asked=asked, keys=KEYS)
    return page.of(lambda row: _one(row, now))


def every_attempt_today(
    *, actor: Actor, canteen_id: UUID, service_on: date, asked: Asked, now: datetime
) -> Iterator[AttemptShown]:
    """Yield all of a day's attempts that were asked for, in their order; one statement. OutOfScope."""
    actor.require(*COUNTERS, canteen_id=canteen_id)
    found = _narrowed(_day(canteen_id, service_on), asked)
    return (_one(row, now) for row in every(found=found, asked=asked, keys=KEYS))


def attempt_here(*, actor: Actor, canteen_id: UUID, check_in_id: UUID, now: datetime) -> AttemptShown:
    """Return one attempt made at this canteen, on whatever day; one statement. OutOfScope, NoSuchAttempt."""
    actor.require(*COUNTERS, canteen_id=canteen_id)
    row = _joined(CheckIn.objects.filter(id=check_in_id, canteen_id=canteen_id)).first()
    if row is None:
        raise NoSuchAttempt()
    return _one(row, now)


def day_counted(*, actor: Actor, canteen_id: UUID, service_on: date) -> DayCounted:
    """Count a day at one canteen; one statement, whatever its length. OutOfScope.

    The mark changes whenever the list does: nothing about an attempt ever changes but by another attempt, by a hold, by
    who sees to it, by a decision made anew, or by a guest's cash. Movements are counted, not summed: one guest may pay
    what another gets back.
    """
    actor.require(*COUNTERS, canteen_id=canteen_id)
    own = Q(kind__in=[CheckIn.Kind.GUEST, CheckIn.Kind.STAFF])
    sums = _day(canteen_id, service_on).aggregate(
        elders=Count("id", filter=STATES["served"] & ~own),
        guests=Count("id", filter=STATES["served"] & Q(kind=CheckIn.Kind.GUEST)),
        staff=Count("id", filter=STATES["served"] & Q(kind=CheckIn.Kind.STAFF)),
        waiting=Count("id", filter=STATES["quarantined"]),
        attempts=Count("id"),
        last=Max("received_at"),
        cash=Sum(Case(When(kind=CheckIn.Kind.GUEST, then=cash_moves(order="order")), default=Value(0))),
        held=holds_open(canteen_id=canteen_id),
        last_held=last_held(canteen_id=canteen_id),
        anew=last_redecided(canteen_id=canteen_id, service_on=service_on),
    )
    held, cash = sums["held"] or 0, sums["cash"] or 0
    last = max(instant.timestamp() for instant in (sums["last"], sums["last_held"], sums["anew"], _EPOCH) if instant)
    return DayCounted(
        sums["elders"],
        sums["guests"],
        sums["staff"],
        sums["waiting"],
        held,
        f"{sums['attempts']}-{sums['waiting']}-{sums['elders']}-{sums['guests']}-{sums['staff']}-{held}-{cash}-{last:.6f}",
    )


def _day(canteen_id: UUID, service_on: date) -> QuerySet[CheckIn]:
    done = Q(kind=CheckIn.Kind.VOID, decision=CheckIn.Decision.VOIDED)
    return CheckIn.objects.filter(canteen_id=canteen_id, service_on=service_on).exclude(done)


def _narrowed(found: QuerySet[CheckIn], asked: Asked) -> QuerySet[CheckIn]:
    state = asked.filters.get("state", "")
    if state == HELD:
        found = found.filter(share_waits(order="order"))
    found = found.filter(STATES.get(state, Q()))
    if asked.search:
        beginning = Q(elder__name__startswith=asked.search)
        found = found.filter(beginning | Q(elder__initials__startswith=asked.search.lower()))
    voided = When(STATES["voided"], then=Value("voided"))
    begins = Coalesce("elder__initials", Value(""))
    return _joined(found).annotate(begins=begins, said=Case(voided, default="decision", output_field=CharField()))


def _joined(found: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    named = found.select_related("elder", "kiosk", "staff", "order").defer("evidence")
    due = Case(When(kind=CheckIn.Kind.GUEST, then=guest_due(order="order")), default=Value(0))
    waits = ExpressionWrapper(WAITS, output_field=BooleanField())
    bears = {"held": share_waits(order="order"), "hers_fen": hers(order="order"), "due_fen": due}
    return named.annotate(**bears, waits=waits).only(
        *("id", "presented_at", "received_at", "service_on", "sitting", "kind", "decision", "reason", "decided_fen"),
        *("elder__name", "kiosk__name", "kiosk__kind", "staff__name", "order__state", "entry_id", "void_of"),
    )


def _one(row: CheckIn, now: datetime) -> AttemptShown:
    state = row.order.state if row.order else ""
    stands = row.decision == CheckIn.Decision.SERVED and state == "served"
    return AttemptShown(
        id=row.id,
        at=row.presented_at,
        service_on=row.service_on,
        sitting=row.sitting,
        kind=row.kind,
        decision=row.decision,
        reason=row.reason,
        elder_id=row.elder_id,
        name=mask_name(row.elder.name) if row.elder else "",
        device=row.kiosk.name,
        at_desk=row.kiosk.kind == Kiosk.Kind.DESK,
        staff=row.staff.name if row.staff else "",
        order_id=row.order_id,
        entry_id=row.entry_id,
        order_state=state,
        # Nobody decides anew what a guest pays; of what was undone the list tells what was decided.
        fen=row.hers_fen if stands and row.elder else row.decided_fen,  # type: ignore[attr-defined]  # by _joined
        due_fen=row.due_fen,  # type: ignore[attr-defined]  # annotated by _joined
        held=row.held,  # type: ignore[attr-defined]  # annotated by _joined
        voidable=stands and one_person_may(row.presented_at, now),
        void_of=row.void_of,
        waits=row.waits,  # type: ignore[attr-defined]  # annotated by _joined
    )
