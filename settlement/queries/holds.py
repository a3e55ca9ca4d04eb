"""Open holds: shares that rest in suspense and wait for a person (D5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from canteen.core.errors import Conflict, NotFound
from canteen.core.scope import Actor, Role
from settlement.core import chart
from settlement.core.shares import HoldCode
from settlement.models import Entry, Hold, Posting
from settlement.queries.paying import PAYING

HOLD_READERS = (Role.CLERK, Role.FINANCE, Role.AUDITOR, Role.MANAGER)
_WORDS: dict[str, tuple[str, str]] = {
    HoldCode.HELD: ("资金额度不足", "the fund's allotment was used up"),
    HoldCode.NO_POLICY: ("没有生效的补贴政策", "no policy was in force"),
    HoldCode.PROMISE: ("高于承诺价的差额", "the gap above the promised price"),
    HoldCode.BEYOND: ("超出老人最高支付额的部分", "above what the elder pays at most"),
    HoldCode.EATEN_TWICE: ("同一餐次在另一食堂也有用餐", "eaten at another canteen in the same sitting too"),
    HoldCode.LAPSED: ("引用的政策版本当日已失效", "the included version of a policy was not in force"),
    HoldCode.AFTER_DEATH: ("老人离世之后的供餐", "eaten after the elder had died"),
    HoldCode.AFTER_MOVE: ("老人迁走之后的供餐", "eaten after the elder had moved away"),
    HoldCode.BY_HAND: ("人工挂起，待核实", "held by a person to be looked into"),
}


class NoSuchHold(NotFound):
    """This hold does not exist, or lies outside what you may see."""

    code = "no-such-hold"
    zh = "没有这条挂起，或不在您的职责范围内"


class NoSuchMealEntry(NotFound):
    """No meal was posted under this id, or it lies outside what you may see."""

    code = "no-such-meal-entry"
    zh = "没有这笔供餐凭证，或不在您的职责范围内"


class HoldCleared(Conflict):
    """This hold was cleared already."""

    code = "hold-cleared"
    zh = "该挂起已经清理"


@dataclass(frozen=True, slots=True)
class HoldSeen:
    """An open hold: which meal, how many fen, why, since when."""

    id: UUID
    canteen_id: UUID
    entry_id: UUID
    order_id: UUID | None
    service_on: date | None
    fen: int
    reason: str
    opened_at: datetime

    @property
    def words(self) -> str:
        """Why, in Chinese."""
        return reason_words(reason=self.reason)


@dataclass(frozen=True, slots=True)
class MealPosted:
    """A meal's entry that stands, and what every account bears of the meal now, in fen (Σ debit − Σ credit)."""

    entry_id: UUID
    order_id: UUID
    canteen_id: UUID
    organisation_id: UUID
    service_on: date
    policy_id: UUID | None
    elder_fen: int
    borne: tuple[tuple[str, int], ...]


def open_holds(*, actor: Actor, canteen_ids: Iterable[UUID] | None = None) -> tuple[HoldSeen, ...]:
    """Return the open holds of the canteens in the actor's sight, or of some of them, the oldest first. OutOfScope."""
    actor.require_held(*HOLD_READERS)
    sight = actor.canteens(*HOLD_READERS)
    asked = sight if canteen_ids is None else sight & frozenset(canteen_ids)
    found = Hold.objects.filter(canteen_id__in=asked, cleared_by=None).select_related("entry").order_by("id")
    return tuple(_seen(row) for row in found)


def reason_words(*, reason: str, chinese: bool = True) -> str:
    """Return a hold's code in words; a code that nobody knows any more is shown as it is."""
    return _WORDS[reason][0 if chinese else 1] if reason in _WORDS else reason


def reason_choices(*, chinese: bool) -> list[tuple[str, str]]:
    """Return every code with its words, as a filter offers them."""
    return [(code.value, reason_words(reason=code, chinese=chinese)) for code in HoldCode]


def _seen(row: Hold) -> HoldSeen:
    return HoldSeen(
        id=row.id,
        canteen_id=row.canteen_id,
        entry_id=row.entry_id,
        order_id=row.entry.order_id,
        service_on=row.entry.service_on,
        fen=row.fen,
        reason=row.reason,
        opened_at=row.opened_at,
    )


def meal_posted(*, entry_id: UUID) -> MealPosted | None:
    """Return a meal's live entry with what every account bears of it after holds and clearings; the books are held."""
    row = (
        Entry.objects.filter(id=entry_id, kind=Entry.Kind.MEAL, reversed_by=None)
        .select_related("books")
        .defer("explanation")
        .first()
    )
    if row is None or row.order_id is None or row.books is None or row.service_on is None:
        return None
    borne: dict[str, int] = {}
    elder_fen = 0
    # Cash that was given for it settles what she bears, and takes none of it off her.
    moved = Posting.objects.filter(entry__order_id=row.order_id, entry__kind__in=PAYING).order_by(
        "entry_id", "position"
    )
    for of, debit, credit, fen in moved.values_list("entry_id", "debit__address", "credit__address", "fen"):
        borne[debit] = borne.get(debit, 0) + fen
        borne[credit] = borne.get(credit, 0) - fen
        if of == row.id and chart.kind_of(debit) is chart.Kind.DUE:
            elder_fen += fen
    return MealPosted(
        entry_id=row.id,
        order_id=row.order_id,
        canteen_id=row.books.canteen_id,
        organisation_id=row.books.organisation_id,
        service_on=row.service_on,
        policy_id=row.policy_id,
        elder_fen=elder_fen,
        borne=tuple(borne.items()),
    )
