"""What a list of deaths or moves touches, shown before anybody confirms it: people, their meals, whose money (R14)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.errors import Problem
from canteen.core.listing import Listing, asked
from canteen.core.money import format_page
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.doorbell import ring
from canteen.gateways.intake_words import kind_words, notice_words
from canteen.gateways.listing import list_shown
from canteen.gateways.pages import problem_words
from canteen.queries.names import canteen_names
from canteen.queries.touching import PersonNamed, PersonTouched, list_touching, people_named, people_page
from settlement.operations.touching import decide_touching
from settlement.queries.touched import MealTouched, days_of, meals_touched, touched_counted

# Only those of a page are read; what the whole list comes to was counted when it was checked.
LISTING = Listing(sorts=("row",), size=100)
WRITING: Final = "settlement.tasks.apply_touching"  # which counts too
UNREAD: Final = frozenset({"sent", "reading"})  # there is nothing to be shown yet


@require_http_methods(["GET", "POST"])
def touched(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Answer with the people of a list, their meals from its days on, and the button that confirms; or confirm."""
    if request.method == "POST":
        return _decided(request, import_id)
    actor, wanted, at = acting(request), asked(request.GET, LISTING), now()
    seen = list_touching(actor=actor, import_id=import_id, now=at)
    if seen.state in UNREAD:
        return redirect("imports:import", import_id)
    counted = touched_counted(import_id=import_id, digest=seen.digest)
    is_counting = counted is None and seen.state == "checked"
    if is_counting and not request.headers.get("HX-Request"):  # the page rings once, not each time it asks again
        ring(task=WRITING)
    page = people_page(seen=seen, asked=wanted, on=service_day(at))
    context = {
        "seen": seen,
        "kind": kind_words(kind=seen.kind),
        "list": list_shown(path=request.path, asked=wanted, page=page, headings=(), exports=False),
        "people": _people(page.rows),
        "counted": counted,
        "is_counting": is_counting,
        "yuan": format_page(counted.fen) if counted else "",
        "notice": notice_words(code=seen.notice),
        "may_decide": seen.state == "checked" and seen.may_decide,
    }
    return render(request, "settlement/touched.html", context)


def _decided(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Decide about what was shown; where it is something else by now, the page is shown again."""
    digest, mark = (request.POST.get(name, "") for name in ("digest", "touched"))
    try:
        decide_touching(actor=acting(request), import_id=import_id, digest=digest, mark=mark, now=now())
    except Problem as no:
        messages.error(request, problem_words(problem=no))
        return redirect("imports:touched", import_id)
    ring(task=WRITING)
    return redirect("imports:import", import_id)


def _people(shown: Sequence[PersonTouched]) -> list[dict[str, Any]]:
    """Those of a page with their own meals, by day."""
    own: dict[UUID, list[MealTouched]] = {person.elder_id: [] for person in shown}
    for meal in meals_touched(first_days=days_of(shown)):
        own[meal.elder_id].append(meal)
    named = people_named(elder_ids=own)
    places = canteen_names(canteen_ids={meal.canteen_id for eaten in own.values() for meal in eaten})
    return [_person(person, named[person.elder_id], own[person.elder_id], places) for person in shown]


def _person(
    person: PersonTouched, named: PersonNamed, own: Sequence[MealTouched], places: Mapping[UUID, str]
) -> dict[str, Any]:
    return {
        "person": person,
        "named": named,
        "meals": len(own),
        "yuan": format_page(sum(meal.fund_fen for meal in own)),
        "closed": sum(not meal.is_open for meal in own),
        "places": sorted({places.get(meal.canteen_id, "") for meal in own}),
        "days": [meal.service_on for meal in own],
    }
