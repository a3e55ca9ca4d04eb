"""Pages of the months: the grid of all canteens in sight, approval and withdrawal."""

from collections.abc import Callable
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canteen.auth import actor_of_request
from canteen.core.errors import Problem
from canteen.core.money import format_page
from canteen.gateways.clock import now
from canteen.gateways.pages import month_words, problem_words
from settlement.operations.months import withdraw_books
from settlement.operations.seal import approve_books
from settlement.queries.months import BooksListed, books_list


@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """Answer with every month of every canteen in sight, the latest first."""
    listed = books_list(actor=actor_of_request(request=request, now=now()))
    groups = [
        {"month": month_words(month=month), "rows": [_row(each) for each in rows]}
        for month, rows in groupby(listed, key=lambda each: each.books.month)
    ]
    waiting = sum(each.books.state in ("submitted", "answered") for each in listed)
    return render(request, "settlement/months.html", {"groups": groups, "waiting": waiting})


@require_POST
def approve(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Seal the books that were shown; the form carries their digest (S4)."""
    digest = request.POST.get("digest", "")
    actor, at = actor_of_request(request=request, now=now()), now()
    return _done(
        request,
        books_id,
        lambda: approve_books(actor=actor, books_id=books_id, seen_digest=digest, now=at),
        _("已批准并封账。"),
    )


@require_POST
def withdraw(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Take a submission back."""
    actor, at = actor_of_request(request=request, now=now()), now()
    return _done(request, books_id, lambda: withdraw_books(actor=actor, books_id=books_id, now=at), _("已撤回提交。"))


def _done(request: HttpRequest, books_id: UUID, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and show the month again, with what was done or why it was not."""
    try:
        act()
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, said)
    return redirect("months:statement", books_id=books_id)


def _row(each: BooksListed) -> dict[str, object]:
    other_fen = each.price_fen - each.elder_fen - each.funds_fen - each.suspense_fen
    return {
        "books": each.books,
        "meals": each.meals,
        "price": format_page(each.price_fen),
        "elder": format_page(each.elder_fen),
        "funds": format_page(each.funds_fen),
        "other": format_page(other_fen),
        "suspense": format_page(each.suspense_fen) if each.suspense_fen else "",
    }
