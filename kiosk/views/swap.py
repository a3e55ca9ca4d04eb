"""The page on which the other of two meals of a sitting is let count: both, before and after, and the form (K3)."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.errors import Conflict, NotFound, Problem
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.forms import Form
from canteen.gateways.pages import day_words, month_words, problem_words
from canteen.gateways.registry_words import sittings
from kiosk.queries.swaps import Swap, swap_of
from kiosk.views.meal_acts import AT, SEEN
from kiosk.views.swap_forms import sides_of, swap_form, swap_words
from settlement.operations.holds import ShownOtherwise
from settlement.operations.swap import swap_meals
from settlement.queries.hold_choices import hold_of, meal_to_decide
from settlement.queries.meal_story import HoldOfMeal, MealStory

Held = tuple[MealStory, HoldOfMeal]


@require_http_methods(["GET", "POST"])
def swap(request: HttpRequest, books_id: UUID, entry_id: UUID, hold_id: UUID) -> HttpResponse:
    """Show both meals of a sitting and what swapping them would write; or let the held one count and hold the other."""
    at, tried = now(), None
    if request.method == "POST":
        tried = _tried(request, _held(request, books_id, entry_id, hold_id), at)
        if tried.is_sound:
            messages.success(request, _("已对换：这一餐计入，另一餐已挂起。"))
            return redirect("months:meal", books_id=books_id, entry_id=entry_id)
    # Read anew where it was refused: somebody else may have been quicker.
    return _page(request, _held(request, books_id, entry_id, hold_id), at, tried)


def _held(request: HttpRequest, books_id: UUID, entry_id: UUID, hold_id: UUID) -> Held:
    story = meal_to_decide(actor=acting(request), books_id=books_id, entry_id=entry_id)
    return story, hold_of(story=story, hold_id=hold_id)


def _offered(request: HttpRequest, held: Held, at: datetime) -> Swap:
    story, hold = held
    return swap_of(actor=acting(request), story=story, hold=hold, on=service_day(at))


def _tried(request: HttpRequest, held: Held, at: datetime) -> Form:
    """Do what was sent, and return the form; it is sound where that was done. NoSuchHold."""
    form = Form(())
    try:
        offered = _offered(request, held, at)
        form = swap_form(swap=offered, able=False)
        values = form.read(request.POST)
        if form.is_sound:
            if request.POST.get(SEEN, "") != offered.seen:  # the operation asks again, under its locks
                raise ShownOtherwise()
            swap_meals(
                actor=acting(request),
                hold_id=offered.hold.id,
                promised_fen=offered.promised_fen,
                seen=offered.seen,
                now=at,
                **values,
            )
    except NotFound:
        raise
    except Problem as no:
        form.refuse(no, AT)
    return form


def _page(request: HttpRequest, held: Held, at: datetime, tried: Form | None) -> HttpResponse:
    story, _hold = held
    context: dict[str, object] = {
        "story": story,
        "month": month_words(month=story.month),
        "day": day_words(day=story.service_on),
        "sitting": sittings()[story.sitting],
    }
    try:
        offered = _offered(request, held, at)
    except Conflict as no:
        context["refused"] = problem_words(problem=no)
    else:
        form = swap_form(swap=offered, able=True)
        if tried is not None:
            form.typed, form.wrong, form.problem = tried.typed, tried.wrong, tried.problem
        context |= {
            "sides": sides_of(swap=offered),
            "words": swap_words(swap=offered),
            "form": form,
            "seen": offered.seen,
        }
    return render(request, "kiosk/swap.html", context, status=200 if tried is None else 422)
