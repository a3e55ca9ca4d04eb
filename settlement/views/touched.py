"""What a list of deaths or moves touches, shown before anybody confirms it: people, their meals, whose money (R14)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import Cursor, Listing, asked, cut
from canteen.core.money import format_page
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.intake_words import kind_words
from canteen.gateways.listing import list_shown
from canteen.queries.names import canteen_names
from canteen.queries.touching import PersonNamed, PersonTouched, list_touching, people_named, people_touched
from settlement.queries.touched import MealTouched, meals_touched

# Sums are of the whole list, which is read anew for them; names and ID numbers are opened for those shown.
LISTING = Listing(sorts=("row",), size=100)


@require_GET
def touched(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Answer with the people of a list, their meals from its days on, and the button that confirms."""
    actor, wanted = acting(request), asked(request.GET, LISTING)
    seen = list_touching(actor=actor, import_id=import_id, now=now())
    people = people_touched(import_id=import_id, kind=seen.kind, on=service_day(now()))
    first_days = {person.elder_id: person.first_on for person in people if person.first_on is not None}
    meals = meals_touched(first_days=first_days)
    page = cut(people, wanted, _place)
    context = {
        "seen": seen,
        "kind": kind_words(kind=seen.kind),
        "list": list_shown(path=request.path, asked=wanted, page=page, headings=(), exports=False),
        "people": _people(page.rows, meals),
        "meals": len(meals),
        "yuan": format_page(sum(meal.fund_fen for meal in meals)),
        "closed": sum(not meal.is_open for meal in meals),
        "may_decide": seen.state == "checked" and seen.may_decide,
    }
    return render(request, "settlement/touched.html", context)


def _place(person: PersonTouched) -> Cursor:
    return Cursor("", str(person.elder_id))


def _people(shown: Sequence[PersonTouched], meals: Iterable[MealTouched]) -> list[dict[str, Any]]:
    """Those of a page with their own meals, by day."""
    own: dict[UUID, list[MealTouched]] = {person.elder_id: [] for person in shown}
    for meal in meals:
        if meal.elder_id in own:
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
