"""What finance decides on the page of one meal: a share is held, a hold cleared, as shown."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.errors import Conflict, NotFound, Problem
from canteen.core.sitting import service_day
from canteen.gateways.acts import say_masked
from canteen.gateways.clock import now
from canteen.gateways.forms import Form
from kiosk.views.meal import meal_page
from kiosk.views.meal_forms import HOLD, PAYER, Tried, clear_form, hold_form, seen_of_clearing, seen_of_hold
from settlement.operations.holds import AllotmentTooSmall, ElderNotRaised, NothingToHold, Shown, ShownOtherwise
from settlement.operations.holds import clear_hold as clear_held
from settlement.operations.holds import hold_share as hold_posted
from settlement.queries.hold_choices import HoldChoices, hold_choices, hold_of, meal_to_decide
from settlement.queries.meal_story import MealStory


class MealUndone(Conflict):
    """This meal was undone, and with it all that was held of it."""

    code = "meal-undone"
    zh = "这一餐已经撤销，挂起的份额也一起退回了"


AT: Final = {each.code: PAYER for each in (AllotmentTooSmall, ElderNotRaised, NothingToHold)}
SEEN: Final = "seen"


@require_http_methods(["GET", "POST"])
def hold_share(request: HttpRequest, books_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take what one payer bears into suspense; who comes to this address without a form is shown the meal."""
    at = now()
    story, choices = _read(request, books_id, entry_id, at)
    form = hold_form(choices, story) if choices else Form(())

    def do(values: dict[str, Any]) -> None:
        if choices is None:
            raise MealUndone()
        if not choices.shares[values[PAYER]]:
            raise NothingToHold()
        _require_seen(request, seen_of_hold(choices))
        shown = Shown(choices.month, choices.shares[values[PAYER]])
        hold_posted(actor=acting(request), entry_id=choices.entry_id, now=at, shown=shown, **values)

    return _done(request, (books_id, entry_id), Tried(HOLD, form), do, _("已暂挂，等财务裁定。"))


@require_http_methods(["GET", "POST"])
def clear_hold(request: HttpRequest, books_id: UUID, entry_id: UUID, hold_id: UUID) -> HttpResponse:
    """Decide who bears a held share of this meal; who comes to this address without a form is shown the meal."""
    at = now()
    story, choices = _read(request, books_id, entry_id, at)
    hold = hold_of(story=story, hold_id=hold_id)
    form = clear_form(choices) if choices else Form(())

    def do(values: dict[str, Any]) -> None:
        if choices is None:
            raise MealUndone()
        _require_seen(request, seen_of_clearing(choices, hold))
        shown = Shown(choices.month, hold.fen)
        clear_held(actor=acting(request), hold_id=hold_id, now=at, shown=shown, **values)

    return _done(request, (books_id, entry_id), Tried(str(hold_id), form), do, _("已裁定。"))


def _read(request: HttpRequest, books_id: UUID, entry_id: UUID, at: datetime) -> tuple[MealStory, HoldChoices | None]:
    """The meal, and what can be decided about it; none once it is undone. NoSuchMealEntry for who decides nothing."""
    actor = acting(request)
    story = meal_to_decide(actor=actor, books_id=books_id, entry_id=entry_id)
    return story, hold_choices(actor=actor, story=story, on=service_day(at))


def _require_seen(request: HttpRequest, seen: str) -> None:
    """Pass when the page showed what would be written now; the operation asks again, under its lock. ShownOtherwise."""
    if request.POST.get(SEEN, "") != seen:
        raise ShownOtherwise()


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
        say_masked(request, tried.form)
    return redirect("months:meal", books_id=books_id, entry_id=entry_id)
