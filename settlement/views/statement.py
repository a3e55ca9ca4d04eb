"""The page of one month: who pays, what is owed, the days, holds, questions and answers; and one payer's days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import Cursor, Listing, asked, cut
from canteen.core.money import format_page
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.listing import list_shown
from canteen.gateways.pages import day_words, in_chinese, month_words
from canteen.gateways.registry_words import sittings
from settlement.gateways.figures import figures_shown, owed_shown
from settlement.gateways.words import Part, curve_of, payer_words
from settlement.operations.months import SUBMITTERS
from settlement.operations.questions import ANSWERERS, ASKABLE, ASKERS
from settlement.queries.borne import portions_borne
from settlement.queries.holds import reason_words
from settlement.queries.month_summary import MOST_HELD, MonthHead, MonthSummary, month_summary
from settlement.queries.month_totals import HeldShare
from settlement.queries.questions import QuestionSeen, thread
from settlement.queries.sums import Sums

HELD = Listing(sorts=("opened",), size=MOST_HELD)


@dataclass(frozen=True, slots=True)
class Typed:
    """A question or an answer that was refused, as it was typed, and why."""

    question_id: UUID | None  # what it answers; none where it asks
    text: str
    entries: Sequence[str]  # meals it names, or takes back
    said: str


@require_GET
def statement(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Answer with one canteen's month."""
    return statement_page(request, books_id)


def statement_page(request: HttpRequest, books_id: UUID, typed: Typed | None = None) -> HttpResponse:
    """Return the page of a month, with what was typed where a question or an answer of it was refused (422)."""
    actor, on = acting(request), service_day(now())
    seen = month_summary(actor=actor, books_id=books_id)
    head, questions = seen.head, thread(books_id=books_id)
    context = {
        **head_shown(head),
        **figures_shown(parts=_parts(seen), own=seen.own, late=seen.adjusted),
        "claimed": format_page(seen.claimed_fen),
        "held_sum": format_page(seen.held_fen + seen.carried_fen),
        "carried": format_page(seen.carried_fen) if seen.carried_fen else "",
        **owed_shown(payables=seen.payables, borne_for=seen.borne_for, parts=_parts(seen)),
        "curve": curve_of(days=_heights(seen), month=head.month, today=on),
        "halves": _halves([_day(day, sums) for day, sums in seen.days.items()]),
        **_holds(request, seen.held),
        "questions": [_question(actor, head, each, typed) for each in questions],
        "open_questions": sum(each.is_open for each in questions),
        "first": day_words(day=head.month.next_first),
        "digest": [head.digest[at : at + 8] for at in range(0, len(head.digest), 8)],
        "typed": typed,
        **_may(actor, head, on),
    }
    context["typed_nowhere"] = typed is not None and not _has_form(typed, context)
    return render(request, "settlement/statement.html", context, status=422 if typed else 200)


@require_GET
def payer(request: HttpRequest, books_id: UUID, payer: str) -> HttpResponse:
    """Answer with what one payer bears of a month, day by day."""
    seen = month_summary(actor=acting(request), books_id=books_id)
    found = next((each for each in seen.payers if each.payer == payer), None)
    if found is None:
        raise Http404
    heights = {on: (sums.payers.get(payer, 0), 0) for on, sums in seen.days.items()}
    borne = portions_borne(books_id=books_id, canteen_id=seen.head.canteen_id, month=seen.head.month, payer=payer)
    context = {
        **head_shown(seen.head),
        "payer": payer,
        "words": payer_words(payer=payer, fund_name=found.fund_name),
        "own": format_page(found.own_fen),
        "adjusted": format_page(found.adjusted_fen),
        "whole": format_page(found.whole_fen),
        "curve": curve_of(days=heights, month=seen.head.month, today=service_day(now())),
        "days": [
            {
                "on": on,
                "fen": format_page(sums.payers.get(payer, 0)),
                "portions": borne.get(on, 0),
            }
            for on, sums in seen.days.items()
            if sums.payers.get(payer) or on in borne
        ],
        "portions": sum(borne.values()),
        "adjustments": [
            (str(month), month_words(month=month), format_page(sums.payers[payer]))
            for month, sums in seen.adjusted.items()
            if sums.payers.get(payer)
        ],
    }
    return render(request, "settlement/payer.html", context)


def head_shown(head: MonthHead) -> dict[str, object]:
    """Return what every page within a month says at its head."""
    return {"books": head, "month": month_words(month=head.month), "state": head.state}


def _holds(request: HttpRequest, held: Sequence[HeldShare]) -> dict[str, object]:
    """A page of what is counted as held, carried shares too; those of these books alone are in the list of meals."""
    wanted = asked(request.GET, HELD)
    page = cut(list(enumerate(held)), wanted, lambda row: Cursor("", str(row[0])))
    shown = list_shown(path=request.path, asked=wanted, page=page, headings=(), exports=False)
    return {"held": [_held(row) for _, row in page.rows], "list": shown}


def _held(row: HeldShare) -> tuple[HeldShare, str, str]:
    return row, reason_words(reason=row.reason, chinese=in_chinese()), format_page(row.fen)


def _parts(seen: MonthSummary) -> Iterable[Part]:
    return (Part(each.payer, each.fund_name, each.whole_fen, each.adjusted_fen) for each in seen.payers)


def _heights(seen: MonthSummary) -> dict[date, tuple[int, int]]:
    return {on: (sums.price_fen, sums.funds_fen) for on, sums in seen.days.items()}


def _day(on: date, sums: Sums) -> dict[str, object]:
    others_fen = sums.price_fen - sums.elder_fen - sums.funds_fen
    return {
        "on": on,
        "meals": sums.meals,
        "outsiders": _outsiders(sums),
        "price": format_page(sums.price_fen),
        "elder": format_page(sums.elder_fen),
        "funds": format_page(sums.funds_fen),
        "other": format_page(others_fen),
    }


def _outsiders(sums: Sums) -> list[str]:
    """Who ate without being counted among the portions of elders: their money is in the price."""
    guests = ngettext("来客 %(number)s", "来客 %(number)s", sums.guests) % {"number": sums.guests}
    staff = ngettext("员工 %(number)s", "员工 %(number)s", sums.staff) % {"number": sums.staff}
    return [words for words, number in ((guests, sums.guests), (staff, sums.staff)) if number]


def _halves(days: list[dict[str, object]]) -> list[list[dict[str, object]]]:
    """The days in two tables, which stand side by side on paper."""
    middle = (len(days) + 1) // 2
    return [half for half in (days[:middle], days[middle:]) if half]


def _question(actor: Actor, head: MonthHead, asked: QuestionSeen, typed: Typed | None) -> dict[str, object]:
    answers, words = asked.is_open and head.canteen_id in actor.canteens(*ANSWERERS), sittings()
    ticked = typed.entries if typed and typed.question_id == asked.id else ()
    return {
        "asked": asked,
        "typed": typed.text if typed and typed.question_id == asked.id else "",
        "meals": [
            (meal, words.get(meal.sitting, ""), format_page(meal.fen), str(meal.entry_id) in ticked)
            for meal in asked.meals
        ],
        "may_answer": answers and asked.asked_by_id != actor.staff_id,
        "waits_for_other": answers and asked.asked_by_id == actor.staff_id,
    }


def _has_form(typed: Typed, context: Mapping[str, Any]) -> bool:
    """Whether the page still has the form that was refused: a question may have been answered meanwhile."""
    if typed.question_id is None:
        return bool(context["may_ask"])
    return any(each["may_answer"] and each["asked"].id == typed.question_id for each in context["questions"])


def _may(actor: Actor, head: MonthHead, on: date) -> dict[str, bool]:
    """What this person may do with the books now; the operations ask again."""
    submits = head.canteen_id in actor.canteens(*SUBMITTERS)
    finance = head.canteen_id in actor.canteens(*ASKERS)
    return {
        "may_submit": submits and head.state == "open" and on >= head.month.next_first,
        "month_runs": head.state == "open" and on < head.month.next_first,
        "may_approve": finance and head.state in ("submitted", "answered"),
        "may_withdraw": submits and head.state in ("submitted", "answered"),
        "may_ask": finance and head.state in ASKABLE,
    }
