"""Questions about books and their answers, as a thread (D15)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from canteen.core.scope import Actor
from ordering.queries.portions import eater_name
from settlement.models import Question
from settlement.queries.months import books_seen


@dataclass(frozen=True, slots=True)
class MealAsked:
    """A meal that a question names, as whoever answers knows it; taken back or not by now."""

    entry_id: UUID
    order_id: UUID | None
    service_on: date | None
    sitting: str
    name: str  # masked; of a guest and of staff, what they are
    fen: int  # its price
    taken_back: bool


@dataclass(frozen=True, slots=True)
class QuestionSeen:
    """A question about books and, once there is one, its answer."""

    id: UUID
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    text: str
    answered_by_id: UUID | None
    answered_by: str
    answered_at: datetime | None
    answer: str
    meals: list[MealAsked] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.answered_at is None


def answered_since(*, questions: Sequence[QuestionSeen], staff_id: UUID, since: datetime | None) -> bool:
    """Say whether a person answered any of these questions since an instant: who did, approves nothing (S4)."""
    return any(
        one.answered_by_id == staff_id and one.answered_at is not None and (since is None or one.answered_at >= since)
        for one in questions
    )


def questions_of(*, actor: Actor, books_id: UUID) -> tuple[QuestionSeen, ...]:
    """Return what was asked about books in the actor's sight, in the order it was asked. NoSuchBooks."""
    books_seen(actor=actor, books_id=books_id)
    return thread(books_id=books_id)


def thread(*, books_id: UUID) -> tuple[QuestionSeen, ...]:
    """Return what was asked about books; one statement. The caller has asked whether they are in sight."""
    asked = ("id", "asked_by_id", "asked_by__name", "asked_at", "text")
    answered = ("answered_by_id", "answered_by__name", "answered_at", "answer")
    of = "meals__entry__order__"
    meals = ("meals__entry_id", "meals__entry__order_id", "meals__entry__service_on", "meals__entry__reversed_by")
    eaters = (f"{of}sitting", f"{of}eater", f"{of}elder__name")
    rows = Question.objects.filter(books_id=books_id).order_by("asked_at", "id", "meals__entry_id")
    priced = rows.values_list(*asked, *answered, *meals, *eaters).annotate(price_fen=Sum(f"{of}lines__fen"))
    found: dict[UUID, QuestionSeen] = {}
    for row in priced:
        question_id, asked_by_id, asked_by, asked_at, text, by_id, by, answered_at, answer, *meal = row
        seen = QuestionSeen(question_id, asked_by_id, asked_by, asked_at, text, by_id, by or "", answered_at, answer)
        seen = found.setdefault(question_id, seen)
        entry_id, order_id, service_on, reversed_by, sitting, eater, name, fen = meal
        if entry_id is not None:
            named = eater_name(eater=eater, name=name)
            seen.meals.append(MealAsked(entry_id, order_id, service_on, sitting, named, fen, reversed_by is not None))
    return tuple(found.values())
