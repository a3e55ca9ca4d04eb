"""The page of a week's meals: what is offered, and the form that registers and publishes one."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canteen.auth import actor_of_request
from canteen.core.errors import Problem
from canteen.core.money import NotMoney, format_page
from canteen.core.scope import Actor, Role
from canteen.core.sitting import Sitting, service_day
from canteen.gateways.clock import now
from canteen.gateways.pages import problem_words
from canteen.queries.places import canteens_of
from ordering.core.menu_text import Mistyped, typed_dishes, typed_extras, typed_yuan
from ordering.operations.meals import PricedExtra, publish_meal, register_meal, withdraw_meal
from ordering.queries.meals import MealSeen, meals_of_week

DAYS = 7
FIELDS = ("service_on", "sitting", "title", "price", "portions", "dishes", "extras")


class Unfit(Exception):
    """A form that cannot be read, in words for who filled it in."""


@require_GET
def meals(request: HttpRequest) -> HttpResponse:
    """Answer with a week of one canteen, the present one unless the address says otherwise."""
    return _page(request, request.GET.get("canteen", ""), request.GET.get("from", ""), {})


@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register a meal and, if ticked, publish it; a form with a mistake comes back as it was typed."""
    typed = {name: request.POST.get(name, "") for name in (*FIELDS, "publish", "canteen", "from")}
    actor, at = actor_of_request(request=request, now=now()), now()
    try:
        meal_id = _register(actor, typed)
        if typed["publish"]:
            publish_meal(actor=actor, meal_id=meal_id, now=at)
    except (Problem, Unfit) as no:
        said = problem_words(problem=no) if isinstance(no, Problem) else str(no)
        messages.error(request, said)
        return _page(request, typed["canteen"], typed["from"], typed, status=422)
    messages.success(request, _("已登记并发布。") if typed["publish"] else _("已登记，尚未发布。"))
    return redirect(f"{reverse('meals:meals')}?canteen={typed['canteen']}&from={typed['from']}")


@require_POST
def publish(request: HttpRequest, meal_id: UUID) -> HttpResponse:
    """Offer a meal."""
    actor, at = actor_of_request(request=request, now=now()), now()
    return _done(request, lambda: publish_meal(actor=actor, meal_id=meal_id, now=at), _("已发布。"))


@require_POST
def withdraw(request: HttpRequest, meal_id: UUID) -> HttpResponse:
    """Take a meal back that nobody has eaten."""
    actor, at = actor_of_request(request=request, now=now()), now()
    return _done(request, lambda: withdraw_meal(actor=actor, meal_id=meal_id, now=at), _("已撤下。"))


def _register(actor: Actor, typed: dict[str, str]) -> UUID:
    try:
        service_on, canteen_id = date.fromisoformat(typed["service_on"]), UUID(typed["canteen"])
        sitting, portions = Sitting(typed["sitting"]), int(typed["portions"])
    except ValueError:
        raise Unfit(_("请填写日期、餐次和份数。")) from None
    try:
        price_fen = typed_yuan(typed["price"])
    except NotMoney:
        raise Unfit(_("价格请写成元，例如 12 或 12.50。")) from None
    extras = typed_extras(typed["extras"])
    if isinstance(extras, Mistyped):
        where = {"line": extras.line, "text": extras.text}
        raise Unfit(_("加菜第 %(line)d 行“%(text)s”请写成“名称 价格”，例如“卤蛋 2”。") % where)
    return register_meal(
        actor=actor,
        canteen_id=canteen_id,
        service_on=service_on,
        sitting=sitting,
        title=typed["title"],
        price_fen=price_fen,
        portions=portions,
        dishes=typed_dishes(typed["dishes"]),
        extras=[PricedExtra(extra.name, extra.price_fen) for extra in extras],
        now=now(),
    )


def _done(request: HttpRequest, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, said)
    query = f"canteen={request.POST.get('canteen', '')}&from={request.POST.get('from', '')}"
    return redirect(f"{reverse('meals:meals')}?{query}")


def _page(request: HttpRequest, canteen: str, from_text: str, typed: dict[str, str], status: int = 200) -> HttpResponse:
    actor, today = actor_of_request(request=request, now=now()), service_day(now())
    places = canteens_of(actor=actor, on=today)
    place = next((each for each in places if str(each.id) == canteen), places[0] if places else None)
    from_on = _monday(from_text, today)
    found = meals_of_week(actor=actor, canteen_id=place.id, from_on=from_on) if place else ()
    context = {
        "places": places,
        "place": place,
        "from_on": from_on,
        "last_on": from_on + timedelta(days=DAYS - 1),
        "before": from_on - timedelta(days=DAYS),
        "after": from_on + timedelta(days=DAYS),
        "today": today,
        "days": [_day(from_on + timedelta(days=number), found) for number in range(DAYS)],
        "may_register": place is not None and place.id in actor.canteens(Role.MANAGER),
        "sittings": [(sitting.value, words) for sitting, words in _sitting_words().items()],
        "typed": {"service_on": today.isoformat(), "sitting": "lunch", "publish": "on", **typed},
    }
    return render(request, "ordering/meals.html", context, status=status)


def _monday(text: str, today: date) -> date:
    """The Monday of the week asked for; of the present one when the address makes no sense."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    if not 2000 <= day.year <= 2199:
        day = today
    return day - timedelta(days=day.weekday())


def _day(day: date, found: tuple[MealSeen, ...]) -> dict[str, object]:
    words = _sitting_words()
    rows = [
        {"meal": meal, "sitting": words[Sitting(meal.sitting)], "price": format_page(meal.price_fen)}
        for meal in found
        if meal.service_on == day
    ]
    return {"day": day, "rows": rows}


def _sitting_words() -> dict[Sitting, str]:
    return {Sitting.BREAKFAST: _("早餐"), Sitting.LUNCH: _("午餐"), Sitting.DINNER: _("晚餐")}
