"""The page on which the other of two meals of a sitting is let count: both, before and after, and the form (K3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.errors import Conflict, NotFound, Problem
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.gateways.acts import say_masked
from canteen.gateways.clock import now
from canteen.gateways.forms import Form
from canteen.gateways.pages import day_words, month_words, problem_words
from canteen.gateways.registry_words import sittings
from kiosk.queries.swaps import Swap, swap_of
from kiosk.views.meal_acts import AT, SEEN
from kiosk.views.swap_forms import PAYER, sides_of, swap_form, swap_words
from settlement.operations.holds import AllotmentTooSmall, ShownOtherwise
from settlement.operations.swap import swap_meals
from settlement.queries.hold_choices import hold_of, meal_to_decide
from settlement.queries.meal_story import MealStory


@dataclass(frozen=True, slots=True)
class Found:
    """A held meal, and what swapping it would write; or why it cannot be swapped."""

    story: MealStory
    offered: Swap | None
    refused: str


@require_http_methods(["GET", "POST"])
def swap(request: HttpRequest, books_id: UUID, entry_id: UUID, hold_id: UUID) -> HttpResponse:
    """Show both meals of a sitting and what swapping them would write; or let the held one count and hold the other."""
    at, actor, of = now(), acting(request), (books_id, entry_id, hold_id)
    found, tried = _found(actor, *of, at), None
    if request.method == "POST":
        tried, values = _read(request.POST, found)
        if tried.is_sound and found.offered is not None:
            if _is_done(actor, found.offered, values, at, tried):
                messages.success(request, _("已对换：这一餐计入，另一餐已挂起。"))
                say_masked(request, tried)
                return redirect("months:meal", books_id=books_id, entry_id=entry_id)
            # Only the operation, under its locks, saw what is wrong: somebody was quicker, so the page is read anew.
            found = _found(actor, *of, at)
    return _page(request, found, tried)


def _found(actor: Actor, books_id: UUID, entry_id: UUID, hold_id: UUID, at: datetime) -> Found:
    """Read both meals; at most seven statements. NoSuchMealEntry, NoSuchHold."""
    story = meal_to_decide(actor=actor, books_id=books_id, entry_id=entry_id)
    hold = hold_of(story=story, hold_id=hold_id)
    try:
        return Found(story, swap_of(actor=actor, story=story, hold=hold, on=service_day(at)), "")
    except Conflict as no:
        return Found(story, None, problem_words(problem=no))


def _read(sent: Mapping[str, str], found: Found) -> tuple[Form, dict[str, Any]]:
    """Return the form as it was sent, and its values; what the page just read already answers is refused here."""
    offered = found.offered
    if offered is None:
        return Form((), problem=found.refused), {}
    form = swap_form(swap=offered, able=False)
    values = form.read(sent)
    if form.is_sound and sent.get(SEEN, "") != offered.seen:
        form.refuse(ShownOtherwise(), AT)
    elif form.is_sound and not _bears(offered, values[PAYER]):
        form.refuse(AllotmentTooSmall(), AT)
    return form, values


def _bears(offered: Swap, payer: str) -> bool:
    return any(each.payer == payer and each.bears(offered.rest_fen) for each in offered.bearers)


def _is_done(actor: Actor, offered: Swap, values: dict[str, Any], at: datetime, form: Form) -> bool:
    """Swap both meals, and say whether it was done; what the operation says no to is noted in the form. NoSuchHold."""
    try:
        swap_meals(
            actor=actor,
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
    return form.is_sound


def _page(request: HttpRequest, found: Found, tried: Form | None) -> HttpResponse:
    story, offered = found.story, found.offered
    context: dict[str, object] = {
        "story": story,
        "month": month_words(month=story.month),
        "day": day_words(day=story.service_on),
        "sitting": sittings()[story.sitting],
        "refused": found.refused,
    }
    if offered is not None:
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
