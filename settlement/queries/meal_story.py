"""One meal from its split to its last reversal: shares with their reasons, entries, postings, holds, policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from canteen.core.month import Month
from canteen.core.scope import Actor
from ordering.queries.portions import eater_name
from settlement.core.explain import Language, explain
from settlement.core.payers import payer_of
from settlement.core.policy import Policy, parse
from settlement.core.policy.values import FUND
from settlement.core.shares import HoldCode, reason_of
from settlement.models import Entry
from settlement.queries.funds import fund_names
from settlement.queries.holds import NoSuchMealEntry
from settlement.queries.included import included
from settlement.queries.months import BOOKS_READERS
from settlement.queries.paying import PAYING


@dataclass(frozen=True, slots=True)
class LineSeen:
    """One priced item of the portion."""

    kind: str
    name: str
    fen: int


@dataclass(frozen=True, slots=True)
class ShareSeen:
    """One payer's part, why it is that, and of which line."""

    payer: str
    fund_name: str
    line: int
    fen: int
    why: str


@dataclass(frozen=True, slots=True)
class PostingSeen:
    """A transfer; `debit` and `credit` are addresses."""

    debit: str
    credit: str
    fen: int


@dataclass(frozen=True, slots=True)
class HoldOfMeal:
    """A share of the meal in suspense; cleared by an entry or still open."""

    id: UUID
    fen: int
    reason: str
    cleared_by_id: UUID | None

    @property
    def is_twice(self) -> bool:
        """Whether she ate at another canteen in the same sitting too (K3)."""
        return self.reason == HoldCode.EATEN_TWICE.value


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """One decision about the meal as it was posted."""

    id: UUID
    kind: str
    revision: int  # of a meal: how often it had been decided anew by then
    recorded_at: datetime
    books_id: UUID | None
    month: Month | None
    for_month: Month | None
    reverses_id: UUID | None
    explanation: Mapping[str, Any]
    postings: dict[int, PostingSeen] = field(default_factory=dict)
    holds: dict[UUID, HoldOfMeal] = field(default_factory=dict)
    question_ids: set[UUID] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class MealStory:
    """Everything the ledger knows about one meal; names are masked, and no ID number is among it (S3)."""

    entry_id: UUID
    order_id: UUID
    books_id: UUID
    canteen_id: UUID
    canteen: str
    organisation: str
    organisation_id: UUID
    month: Month
    books_state: str
    service_on: date
    sitting: str
    title: str
    name: str
    state: str  # of the order
    origin: str
    policy_id: UUID | None
    policy_version: int | None
    policy_title: Mapping[str, str]
    may_raise_elder: bool  # whether a later decision may raise her share (D14)
    lines: tuple[LineSeen, ...]
    shares: tuple[ShareSeen, ...]
    passed_over: tuple[str, ...]  # layers that paid nothing, and why
    entries: tuple[EntrySeen, ...]
    payers: Mapping[str, int]  # as it stands after all entries
    fund_names: Mapping[str, str]

    @property
    def price_fen(self) -> int:
        """What the lines cost."""
        return sum(line.fen for line in self.lines)

    @property
    def standing(self) -> EntrySeen | None:
        """The meal's entry that nothing has reversed; None once the meal is undone."""
        undone = {entry.reverses_id for entry in self.entries}
        return next((one for one in self.entries if one.kind == Entry.Kind.MEAL and one.id not in undone), None)

    @property
    def redecided_at(self) -> datetime | None:
        """When it was decided anew last, because something else was told of who ate it; None where it never was."""
        anew = [one.recorded_at for one in self.entries if one.kind == Entry.Kind.MEAL and one.revision]
        return max(anew, default=None)

    @property
    def open_holds(self) -> tuple[HoldOfMeal, ...]:
        """What of it waits for a person, in the order it was held."""
        return tuple(hold for entry in self.entries for hold in entry.holds.values() if hold.cleared_by_id is None)


def meal_story(*, actor: Actor, books_id: UUID, entry_id: UUID, language: Language = "zh") -> MealStory:
    """Return the story of the meal that an entry of these books is about; three statements.

    NoSuchMealEntry, also for one of another town.
    """
    head = _head(actor, books_id, entry_id)
    entries = _entries(head["order_id"])
    explanation = _decided_last(entries)
    document = head["policy__document"]
    policy = parse(document, included(document=document)) if document else None
    payers = _standing(entries)
    names = fund_names(keys=_fund_keys(entries))
    return MealStory(
        entry_id=entry_id,
        order_id=head["order_id"],
        books_id=books_id,
        canteen_id=head["books__canteen_id"],
        canteen=head["books__canteen__name"],
        organisation=head["books__organisation__name"],
        organisation_id=head["books__organisation_id"],
        month=Month.of(head["books__month"]),
        books_state=head["books__state"],
        service_on=head["service_on"],
        sitting=head["order__sitting"],
        title=head["order__meal__title"],
        name=eater_name(eater=head["order__eater"], name=head["order__elder__name"]),
        state=head["order__state"],
        origin=head["order__origin"],
        policy_id=head["policy_id"],
        policy_version=head["policy__version"],
        policy_title=(document or {}).get("title", {}),
        may_raise_elder=policy is not None and policy.may_raise_elder,
        lines=head["lines"],
        shares=tuple(_share(share, names, policy, language) for share in explanation.get("shares", ())),
        passed_over=tuple(
            explain(reason_of(each["reason"]), policy, language) for each in explanation.get("skipped", ())
        ),
        entries=entries,
        payers=payers,
        fund_names=names,
    )


_HEAD = (
    *("order_id", "service_on", "policy_id", "policy__version", "policy__document"),
    *("books__month", "books__state", "books__canteen_id", "books__canteen__name"),
    *("books__organisation_id", "books__organisation__name"),
    *("order__sitting", "order__state", "order__origin", "order__meal__title", "order__eater"),
    "order__elder__name",
)


def _head(actor: Actor, books_id: UUID, entry_id: UUID) -> dict[str, Any]:
    """Whose meal it is, with its lines; one row a line."""
    found = Entry.objects.filter(id=entry_id, books_id=books_id, order__isnull=False)
    lines = ("order__lines__kind", "order__lines__name", "order__lines__fen")
    rows = list(found.order_by("order__lines__position").values(*_HEAD, *lines))
    if not rows or rows[0]["books__canteen_id"] not in actor.canteens(*BOOKS_READERS):
        raise NoSuchMealEntry()
    seen = tuple(LineSeen(*(row[name] for name in lines)) for row in rows if row["order__lines__fen"] is not None)
    return {**rows[0], "lines": seen}


_ENTRY = (
    "id",
    "kind",
    "revision",
    "recorded_at",
    "books_id",
    "books__month",
    "for_month",
    "reverses_id",
    "explanation",
)
_POSTING = ("postings__position", "postings__debit__address", "postings__credit__address", "postings__fen")
_HOLD = ("holds__id", "holds__fen", "holds__reason", "holds__cleared_by_id")


def _entries(order_id: UUID) -> tuple[EntrySeen, ...]:
    """All entries about one order, in the order they were posted; what hangs on them comes with them."""
    found = Entry.objects.filter(order_id=order_id).order_by("recorded_at", "id", "postings__position")
    seen: dict[UUID, EntrySeen] = {}
    for row in found.values_list(*_ENTRY, *_POSTING, *_HOLD, "questioned__question_id"):
        entry_id, kind, revision, recorded_at, books_id, month, for_month, reverses_id, explanation, *rest = row
        entry = seen.setdefault(
            entry_id,
            EntrySeen(
                id=entry_id,
                kind=kind,
                revision=revision,
                recorded_at=recorded_at,
                books_id=books_id,
                month=Month.of(month) if month else None,
                for_month=Month.of(for_month) if for_month else None,
                reverses_id=reverses_id,
                explanation=explanation,
            ),
        )
        position, debit, credit, fen, hold_id, held_fen, reason, cleared_by_id, question_id = rest
        if position is not None:
            entry.postings[position] = PostingSeen(debit, credit, fen)
        if hold_id is not None:
            entry.holds[hold_id] = HoldOfMeal(hold_id, held_fen, reason, cleared_by_id)
        if question_id is not None:
            entry.question_ids.add(question_id)
    return tuple(seen.values())


def _decided_last(entries: tuple[EntrySeen, ...]) -> Mapping[str, Any]:
    """The explanation of the last decision about the meal."""
    meals = [entry for entry in entries if entry.kind == Entry.Kind.MEAL]
    return max(meals, key=lambda entry: entry.revision).explanation if meals else {}


def _standing(entries: tuple[EntrySeen, ...]) -> dict[str, int]:
    payers: dict[str, int] = {}
    for entry in entries:
        # What a guest gave for it is no share: cash settles what he bears, and he still bears it.
        for posting in entry.postings.values() if entry.kind in PAYING else ():
            for payer, signed in ((payer_of(posting.debit), posting.fen), (payer_of(posting.credit), -posting.fen)):
                if payer is not None:
                    payers[payer] = payers.get(payer, 0) + signed
    return payers


def _fund_keys(entries: tuple[EntrySeen, ...]) -> set[str]:
    """Every fund that an entry names, purses and returns too."""
    addresses = (side for entry in entries for one in entry.postings.values() for side in (one.debit, one.credit))
    keys = {address.split("/")[1] for address in addresses if address.startswith("fund/")}
    shares = (share for entry in entries for share in entry.explanation.get("shares", ()))
    return keys | {share["payer"].removeprefix(FUND) for share in shares if share["payer"].startswith(FUND)}


def _share(stored: Mapping[str, Any], names: Mapping[str, str], policy: Policy | None, language: Language) -> ShareSeen:
    payer = str(stored["payer"])
    return ShareSeen(
        payer=payer,
        fund_name=names.get(payer.removeprefix(FUND), "") if payer.startswith(FUND) else "",
        line=int(stored["line"]),
        fen=int(stored["fen"]),
        why=explain(reason_of(stored["reason"]), policy, language),
    )
