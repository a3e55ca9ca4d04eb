"""What a list of deaths or moves touches, shown before anybody confirms it: people, their meals, whose money (R14)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.money import format_page
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.intake_words import kind_words
from canteen.queries.names import canteen_names
from canteen.queries.touching import PersonTouched, list_touching, people_touched
from settlement.queries.touched import MealTouched, meals_touched


@require_GET
def touched(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Answer with the people of a list, their meals from its days on, and the button that confirms."""
    actor = acting(request)
    seen = list_touching(actor=actor, import_id=import_id)
    people = people_touched(import_id=import_id, on=service_day(now()))
    first_days = {person.elder_id: person.first_on for person in people if person.first_on is not None}
    meals = meals_touched(first_days=first_days)
    names = canteen_names(canteen_ids={meal.canteen_id for meal in meals})
    context = {
        "seen": seen,
        "kind": kind_words(kind=seen.kind),
        "people": [_person(person, meals, names) for person in people],
        "meals": len(meals),
        "yuan": format_page(sum(meal.fund_fen for meal in meals)),
        "closed": sum(not meal.is_open for meal in meals),
        "may_decide": seen.state == "checked" and seen.may_decide,
    }
    return render(request, "settlement/touched.html", context)


def _person(person: PersonTouched, meals: Sequence[MealTouched], names: Mapping[UUID, str]) -> dict[str, Any]:
    own = [meal for meal in meals if meal.elder_id == person.elder_id]
    places = sorted({names.get(meal.canteen_id, "") for meal in own})
    return {
        "person": person,
        "meals": len(own),
        "yuan": format_page(sum(meal.fund_fen for meal in own)),
        "closed": sum(not meal.is_open for meal in own),
        "places": places,
        "days": [meal.service_on for meal in own],
    }
