"""One month on a page: figures, who pays, silent devices, holds; and what is signed when it is submitted or sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canteen.auth import actor_of_request
from canteen.core.errors import Problem
from canteen.core.money import format_page
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.pages import day_words, in_chinese, month_words, problem_words
from kiosk.operations.months import submit_month
from kiosk.queries.month_sheet import XLSX, month_sheet
from kiosk.queries.silent import silent_kiosks
from settlement.operations.months import SUBMITTERS
from settlement.queries.holds import reason_words
from settlement.queries.month_days import DayFigures, month_days
from settlement.queries.statement import HeldRow, PayerFigure, StatementSeen, statement_of

MOST_ROWS = 60  # of adjustments and of holds; the workbook has them all
WHOLE = 1000  # a bar is drawn in thousandths


@dataclass(frozen=True, slots=True)
class Bar:
    """One payer's part of a bar, in thousandths of its length."""

    kind: str
    words: str
    yuan: str
    begins: int
    length: int
    adjusted: str


@require_GET
def statement(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Answer with one canteen's month."""
    actor, at = actor_of_request(request=request, now=now()), now()
    seen = statement_of(actor=actor, books_id=books_id)
    books = seen.books
    state = books.state
    context = {
        "seen": seen,
        "books": books,
        "month": month_words(month=books.month),
        "state": state,
        "price": format_page(seen.price_fen),
        "claimed": format_page(seen.claimed_fen),
        "held_sum": format_page(sum(row.fen for row in seen.held)),
        "bars": _bars(seen.payers),
        "payables": [(name, format_page(fen)) for _key, name, fen in seen.payables],
        "silent": _silent(seen, service_day(at)),
        "first": day_words(day=books.next_first),
        "held": [_held(row) for row in seen.held[:MOST_ROWS]],
        "adjustments": [(row, format_page(row.price_fen)) for row in seen.adjustments[:MOST_ROWS]],
        "days": _days(month_days(statement=seen)),
        "digest": _grouped(seen.digest),
        **_may(actor, seen, service_day(at)),
    }
    return render(request, "kiosk/month.html", context)


@require_POST
def submit(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Hand the month in, and show it again."""
    actor = actor_of_request(request=request, now=now())
    try:
        submit_month(actor=actor, books_id=books_id, now=now())
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, _("已提交。请另一位有财务职责的人批准。"))
    return redirect("months:statement", books_id=books_id)


@require_GET
def workbook(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Answer with the sealed month as a file."""
    sheet = month_sheet(actor=actor_of_request(request=request, now=now()), books_id=books_id)
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(sheet.name)}"}
    return HttpResponse(sheet.body, content_type=XLSX, headers=named)


def _may(actor: Actor, seen: StatementSeen, on: date) -> dict[str, bool]:
    """What this person may do with the books now; the operations ask again."""
    books = seen.books
    submits = books.canteen_id in actor.canteens(*SUBMITTERS)
    approves = books.canteen_id in actor.canteens(Role.FINANCE)
    waits = books.state in ("submitted", "answered")
    return {
        "may_submit": submits and books.state == "open" and on >= books.next_first,
        "month_runs": books.state == "open" and on < books.next_first,
        "may_withdraw": submits and books.state == "submitted",
        "may_approve": approves and waits and books.submitted_by_id != actor.staff_id,
        "waits_for_other": approves and waits and books.submitted_by_id == actor.staff_id,
    }


def _silent(seen: StatementSeen, on: date) -> list[dict[str, Any]]:
    """The devices to ask about: as they are now, once the month is over; or as they were named at submission."""
    books = seen.books
    if books.state != "open":
        return books.silent_kiosks
    if on < books.next_first:
        return []
    return [kiosk.to_json() for kiosk in silent_kiosks(canteen_id=books.canteen_id, month=books.month)]


def _held(row: HeldRow) -> tuple[HeldRow, str, str]:
    return row, reason_words(reason=row.reason, chinese=in_chinese()), format_page(row.fen)


def _payer_name(figure: PayerFigure) -> str:
    """What a payer is called on pages."""
    words = {
        "elder": _("老人自付"),
        "canteen": _("食堂承担"),
        "suspense": _("暂挂"),
        "guest": _("来客自付"),
        "staff": _("员工餐（食堂承担）"),
    }
    return words.get(figure.payer) or figure.fund_name


def _bars(figures: Sequence[PayerFigure]) -> list[Bar]:
    whole = sum(max(figure.whole_fen, 0) for figure in figures) or 1
    bars, begins, funds = [], 0, 0
    for figure in figures:
        length = max(figure.whole_fen, 0) * WHOLE // whole
        kind = figure.payer
        if kind.startswith("fund:"):
            kind, funds = f"fund-{funds % 4}", funds + 1
        adjusted = format_page(figure.adjusted_fen) if figure.adjusted_fen else ""
        bars.append(Bar(kind, _payer_name(figure), format_page(figure.whole_fen), begins, length, adjusted))
        begins += length
    return bars


def _days(days: Sequence[DayFigures]) -> list[dict[str, object]]:
    most = max((day.meals for day in days), default=1) or 1
    return [
        {
            "on": day.service_on,
            "meals": day.meals,
            "price": format_page(day.price_fen),
            "elder": format_page(day.elder_fen),
            "funds": format_page(day.funds_fen),
            "other": format_page(day.price_fen - day.elder_fen - day.funds_fen),
            "length": day.meals * WHOLE // most,
        }
        for day in days
    ]


def _grouped(digest: str) -> list[str]:
    """A digest in groups of eight, as it is read out on the telephone."""
    return [digest[at : at + 8] for at in range(0, len(digest), 8)]
