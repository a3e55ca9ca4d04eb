"""What of a month needs its devices: the page on which it is handed in or signed, submission, the workbook."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canteen.auth import acting
from canteen.core.errors import NotFound, Problem
from canteen.core.money import format_page
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.exports import download
from canteen.gateways.pages import day_words, in_chinese, month_words, problem_words
from canteen.gateways.registry_words import sittings
from kiosk.operations.months import submit_month
from kiosk.queries.month_sheet import month_sheet
from kiosk.queries.signing import signing_of
from settlement.gateways.figures import figures_shown, owed_shown
from settlement.gateways.words import Part
from settlement.operations.months import SUBMITTERS, BooksChanged
from settlement.queries.holds import reason_words
from settlement.queries.month_totals import HeldShare
from settlement.queries.questions import MealAsked, QuestionSeen, answered_since
from settlement.queries.statement import StatementSeen

MOST_ROWS = 60  # of holds; the workbook has them all


@require_GET
def signing(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Answer with exactly what is handed in, or signed: figures, holds, silent devices, questions, the digest (S4)."""
    actor, on = acting(request), service_day(now())
    shown = signing_of(actor=actor, books_id=books_id, on=on)
    seen, questions = shown.statement, shown.questions
    books = seen.books
    context = {
        "seen": seen,
        "books": books,
        "month": month_words(month=books.month),
        "state": books.state,
        **figures_shown(parts=_parts(seen), own=seen.own, late=seen.adjusted),
        "claimed": format_page(seen.claimed_fen),
        "held_sum": format_page(seen.held_fen + seen.carried_fen),
        **owed_shown(payables=seen.payables, borne_for=seen.borne_for, parts=_parts(seen)),
        "silent": shown.silent_kiosks,
        "held": [_held(row) for row in seen.held[:MOST_ROWS]],
        "held_more": max(len(seen.held) - MOST_ROWS, 0),
        "carried": format_page(seen.carried_fen) if seen.carried_fen else "",
        "questions": [_asked(each) for each in questions],
        "open_questions": sum(each.is_open for each in questions),
        "first": day_words(day=books.next_first),
        "digest": _grouped(seen.digest),
        "mark": shown.mark,
        **_may(actor, seen, questions, on),
    }
    return render(request, "kiosk/month_signing.html", context)


@require_POST
def submit(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Hand the month in, and show it again."""
    digest, mark = (request.POST.get(name, "") for name in ("digest", "mark"))
    try:
        submit_month(actor=acting(request), books_id=books_id, seen_digest=digest, seen_mark=mark, now=now())
    except NotFound:
        raise
    except BooksChanged as changed:
        messages.error(request, problem_words(problem=changed))
        return redirect("months:signing", books_id=books_id)
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, _("已提交。请另一位有财务职责的人批准。"))
    return redirect("months:statement", books_id=books_id)


@require_GET
def workbook(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Answer with the month as a file; one that is not sealed says on every sheet that it is a draft."""
    sheet = month_sheet(actor=acting(request), books_id=books_id, drafted_at=now())
    return download(name=sheet.name, body=sheet.body)


def _may(actor: Actor, seen: StatementSeen, questions: Sequence[QuestionSeen], on: date) -> dict[str, bool]:
    """What this person may do with the books now; the operations ask again."""
    books = seen.books
    submits = books.canteen_id in actor.canteens(*SUBMITTERS)
    approves = books.canteen_id in actor.canteens(Role.FINANCE)
    waits = books.state in ("submitted", "answered")
    made = books.submitted_by_id == actor.staff_id
    answered = answered_since(questions=questions, staff_id=actor.staff_id, since=books.submitted_at)
    return {
        "may_submit": submits and books.state == "open" and on >= books.next_first,
        "month_runs": books.state == "open" and on < books.next_first,
        "may_approve": approves and waits and not made and not answered,
        "made_by_me": approves and waits and made,
        "answered_by_me": approves and waits and answered and not made,
    }


def _parts(seen: StatementSeen) -> list[Part]:
    return [Part(each.payer, each.fund_name, each.whole_fen, each.adjusted_fen) for each in seen.payers]


def _asked(question: QuestionSeen) -> tuple[QuestionSeen, list[tuple[MealAsked, str, str]]]:
    """A question with the meals it names, as the thread names them."""
    words = sittings()
    return question, [(meal, words.get(meal.sitting, ""), format_page(meal.fen)) for meal in question.meals]


def _held(row: HeldShare) -> tuple[HeldShare, str, str]:
    return row, reason_words(reason=row.reason, chinese=in_chinese()), format_page(row.fen)


def _grouped(digest: str) -> list[str]:
    """A digest in groups of eight, as it is read out on the telephone."""
    return [digest[at : at + 8] for at in range(0, len(digest), 8)]
