"""Acts about books on pages: approved, taken back, questioned, answered; the month then says what became of it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from canteen.auth import acting
from canteen.core.errors import NotFound, Problem
from canteen.gateways.clock import now
from canteen.gateways.pages import problem_words
from settlement.operations.months import withdraw_books
from settlement.operations.questions import BadQuestion, answer_books, question_books
from settlement.operations.seal import approve_books
from settlement.queries.months import books_seen
from settlement.views.statement import Typed, statement_page


@require_POST
def approve(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Seal the books that were shown; the form carries their digest and the mark of their thread (S4)."""
    digest, mark = (request.POST.get(name, "") for name in ("digest", "mark"))
    actor, at = acting(request), now()
    return _done(
        request,
        books_id,
        lambda: approve_books(actor=actor, books_id=books_id, seen_digest=digest, seen_mark=mark, now=at),
        _("已批准并封账。"),
    )


@require_POST
def withdraw(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Take a submission back."""
    actor, at = acting(request), now()
    return _done(request, books_id, lambda: withdraw_books(actor=actor, books_id=books_id, now=at), _("已撤回提交。"))


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Ask about submitted books, and about single meals of them where the form names some."""
    actor, at, text = acting(request), now(), request.POST.get("text", "")
    entries = request.POST.getlist("entry")
    return _written(
        request,
        books_id,
        None,
        lambda: question_books(actor=actor, books_id=books_id, text=text, entry_ids=_ids(entries), now=at),
        _("已提问，食堂答复以前不能封账。"),
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, books_id: UUID, question_id: UUID) -> HttpResponse:
    """Answer a question; meals that are ticked are taken back with it."""
    actor, at, text = acting(request), now(), request.POST.get("text", "")
    entries = request.POST.getlist("entry")
    return _written(
        request,
        books_id,
        question_id,
        lambda: answer_books(
            actor=actor,
            books_id=books_id,
            question_id=question_id,
            text=text,
            reversed_entry_ids=_ids(entries),
            now=at,
        ),
        _("已答复。"),
    )


def _written(
    request: HttpRequest, books_id: UUID, question_id: UUID | None, act: Callable[[], object], said: str
) -> HttpResponse:
    """Write down what was typed, or show the month with it; who comes here without a form is shown the month."""
    if request.method != "POST":
        return redirect("months:statement", books_id=books_seen(actor=acting(request), books_id=books_id).id)
    try:
        act()
    except NotFound:
        raise
    except Problem as problem:
        text, entries = request.POST.get("text", ""), request.POST.getlist("entry")
        typed = Typed(question_id, text, entries, problem_words(problem=problem))
        return statement_page(request, books_id, typed)
    messages.success(request, said)
    return redirect("months:statement", books_id=books_id)


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise BadQuestion([("entry", "must be the id of a meal's entry")]) from None


def _done(request: HttpRequest, books_id: UUID, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and show the month again, with what was done or why it was not; what is not there stays not there."""
    try:
        act()
    except NotFound:
        raise
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, said)
    return redirect("months:statement", books_id=books_id)
