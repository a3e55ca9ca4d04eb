"""Questions about books and their answers, as a thread (D15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from canteen.core.scope import Actor
from canteen.queries.names import staff_names
from settlement.models import Question, QuestionedMeal
from settlement.queries.months import books_seen


@dataclass(frozen=True, slots=True)
class MealAsked:
    """A meal that a question names; taken back or not by now."""

    entry_id: UUID
    order_id: UUID | None
    service_on: date | None
    taken_back: bool


@dataclass(frozen=True, slots=True)
class QuestionSeen:
    """A question about books and, once there is one, its answer."""

    id: UUID
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    text: str
    meals: tuple[MealAsked, ...]
    answered_by: str
    answered_at: datetime | None
    answer: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.answered_at is None


def questions_of(*, actor: Actor, books_id: UUID) -> tuple[QuestionSeen, ...]:
    """Return what was asked about books in the actor's sight, in the order it was asked. NoSuchBooks."""
    books_seen(actor=actor, books_id=books_id)
    found = list(Question.objects.filter(books_id=books_id).order_by("asked_at", "id"))
    people = {staff for row in found for staff in (row.asked_by_id, row.answered_by_id) if staff}
    names = staff_names(staff_ids=people)
    meals = _meals(row.id for row in found)
    return tuple(
        QuestionSeen(
            id=row.id,
            asked_by_id=row.asked_by_id,
            asked_by=names.get(row.asked_by_id, ""),
            asked_at=row.asked_at,
            text=row.text,
            meals=tuple(meals.get(row.id, ())),
            answered_by=names.get(row.answered_by_id, "") if row.answered_by_id else "",
            answered_at=row.answered_at,
            answer=row.answer,
        )
        for row in found
    )


def _meals(question_ids: Iterable[UUID]) -> dict[UUID, list[MealAsked]]:
    named = QuestionedMeal.objects.filter(question__in=list(question_ids)).order_by("entry__service_on", "entry_id")
    columns = ("question_id", "entry_id", "entry__order_id", "entry__service_on", "entry__reversed_by")
    found: dict[UUID, list[MealAsked]] = {}
    for question_id, entry_id, order_id, service_on, reversed_by in named.values_list(*columns):
        meal = MealAsked(entry_id, order_id, service_on, reversed_by is not None)
        found.setdefault(question_id, []).append(meal)
    return found
