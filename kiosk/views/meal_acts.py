"""What finance decides on the page of one meal: a share is held, a hold is cleared; mistakes come back as typed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.errors import Conflict, NotFound, Problem
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.forms import Form
from kiosk.views.meal import meal_page
from kiosk.views.meal_forms import HOLD, PAYER, Tried, clear_form, hold_form
from settlement.operations.holds import AllotmentTooSmall, ElderNotRaised, NothingToHold
from settlement.operations.holds import clear_hold as clear_held
from settlement.operations.holds import hold_share as hold_posted
from settlement.queries.hold_choices import HoldChoices, hold_choices
from settlement.queries.holds import NoSuchHold, NoSuchMealEntry
from settlement.queries.meal_story import MealStory, meal_story


class MealUndone(Conflict):
    """This meal was undone, and with it all that was held of it."""

    code = "meal-undone"
    zh = "这一餐已经撤销，挂起的份额也一起退回了"


AT = {each.code: PAYER for each in (AllotmentTooSmall, ElderNotRaised, NothingToHold)}


@require_http_methods(["GET", "POST"])
def hold_share(request: HttpRequest, books_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take what one payer bears into suspense; who comes to this address without a form is shown the meal."""
    at = now()
    story, choices = _seen(request, books_id, entry_id, at)
    form = hold_form(choices, story) if choices else Form(())

    def do(values: dict[str, Any]) -> None:
        if choices is None:
            raise MealUndone()
        hold_posted(actor=acting(request), entry_id=choices.entry_id, now=at, **values)

    return _done(request, (books_id, entry_id), Tried(HOLD, form), do, _("已暂挂，等财务裁定。"))


@require_http_methods(["GET", "POST"])
def clear_hold(request: HttpRequest, books_id: UUID, entry_id: UUID, hold_id: UUID) -> HttpResponse:
    """Decide who bears a held share of this meal; who comes to this address without a form is shown the meal."""
    at = now()
    story, choices = _seen(request, books_id, entry_id, at)
    if hold_id not in {each for entry in story.entries for each in entry.holds}:
        raise NoSuchHold()
    form = clear_form(choices) if choices else Form(())

    def do(values: dict[str, Any]) -> None:
        if choices is None:
            raise MealUndone()
        clear_held(actor=acting(request), hold_id=hold_id, now=at, **values)

    return _done(request, (books_id, entry_id), Tried(str(hold_id), form), do, _("已裁定。"))


def _seen(request: HttpRequest, books_id: UUID, entry_id: UUID, at: datetime) -> tuple[MealStory, HoldChoices | None]:
    """The meal, and what can be decided about it; none once it is undone. NoSuchMealEntry for who decides nothing."""
    actor = acting(request)
    story = meal_story(actor=actor, books_id=books_id, entry_id=entry_id)
    if story.canteen_id not in actor.canteens(Role.FINANCE):
        raise NoSuchMealEntry()
    return story, hold_choices(actor=actor, story=story, on=service_day(at))


def _done(
    request: HttpRequest, meal: tuple[UUID, UUID], tried: Tried, do: Callable[[dict[str, Any]], None], said: str
) -> HttpResponse:
    """Do it and show the meal again, read anew where it was refused: somebody else may have been quicker."""
    books_id, entry_id = meal
    if request.method == "POST":
        values = tried.form.read(request.POST)
        try:
            if tried.form.is_sound:
                do(values)
        except NotFound:
            raise
        except Problem as no:
            tried.form.refuse(no, AT)
        if not tried.form.is_sound:
            return meal_page(request, books_id, entry_id, tried)
        messages.success(request, said)
    return redirect("months:meal", books_id=books_id, entry_id=entry_id)
