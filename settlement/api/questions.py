"""Questions about books, and their answers (D15)."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from canteen.auth import StaffSession, acting
from canteen.gateways.clock import now
from canteen.gateways.wire import Made, Sent, Text
from settlement.operations.questions import answer_books, question_books
from settlement.queries.questions import QuestionSeen, questions_of

router = Router(auth=StaffSession(now), tags=["months"])


class MealAskedShown(Schema):
    """A meal that a question names."""

    entry_id: UUID
    order_id: UUID | None
    service_on: date | None
    taken_back: bool


class QuestionShown(Schema):
    """What was asked about books, and the answer; `answered_at` is empty while it is open."""

    id: UUID
    asked_by: str
    asked_at: datetime
    text: str
    meals: list[MealAskedShown]
    answered_by: str
    answered_at: datetime | None
    answer: str


class QuestionSent(Sent):
    """A question, and the entries of the meals it is about."""

    text: Text
    entry_ids: list[UUID] = []


class AnswerSent(Sent):
    """An answer; `reversed_entry_ids` are those of the meals it takes back."""

    text: Text
    reversed_entry_ids: list[UUID] = []


@router.get("/months/{books_id}/questions", response=list[QuestionShown], summary="What was asked about a month")
def get_questions(request: HttpRequest, books_id: UUID) -> list[QuestionSeen]:
    """Answer with the thread, the first question first."""
    return list(questions_of(actor=acting(request), books_id=books_id))


@router.post("/months/{books_id}/questions", response={201: Made}, summary="Ask about submitted books")
def post_question(request: HttpRequest, books_id: UUID, sent: QuestionSent) -> Status[Made]:
    """The books are not sealed before it is answered."""
    actor, at = acting(request), now()
    asked = question_books(actor=actor, books_id=books_id, text=sent.text, entry_ids=sent.entry_ids, now=at)
    return Status(201, Made(id=asked))


@router.post("/months/{books_id}/questions/{question_id}/answer", response={204: None}, summary="Answer a question")
def post_answer(request: HttpRequest, books_id: UUID, question_id: UUID, sent: AnswerSent) -> Status[None]:
    """Another person answers, once; meals are only ever taken back with it."""
    answer_books(
        actor=acting(request),
        books_id=books_id,
        question_id=question_id,
        text=sent.text,
        reversed_entry_ids=sent.reversed_entry_ids,
        now=now(),
    )
    return Status(204, None)
