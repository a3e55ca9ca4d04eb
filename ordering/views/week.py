"""The page of a week's meals: what is offered, forms that register, copy and publish, and the menu on paper."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canteen.auth import acting
from canteen.core.entry import plain_text
from canteen.core.errors import Problem
from canteen.core.money import NotMoney, format_page
from canteen.core.scope import Actor, Role
from canteen.core.sitting import Sitting, service_day
from canteen.gateways.clock import now
from canteen.gateways.pages import problem_words
from canteen.gateways.registry_words import sittings
from canteen.queries.places import CanteenSeen, canteens_of
from ordering.core.menu_text import Mistyped, typed_dishes, typed_extras, typed_yuan
from ordering.operations.meals import PricedExtra, odd_package, publish_meal, register_meal, withdraw_meal
from ordering.operations.weeks import copy_week, publish_week
from ordering.queries.meals import MealSeen, NoSuchMeal, cooking_in_week, meals_of_week

DAYS = 7
FIELDS = ("service_on", "sitting", "title", "price", "portions", "dishes", "extras", "package")


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
    actor, at = acting(request), now()
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
    actor, at = acting(request), now()

    def act() -> str:
        publish_meal(actor=actor, meal_id=meal_id, now=at)
        return _("已发布。")

    return _done(request, act)


@require_POST
def withdraw(request: HttpRequest, meal_id: UUID) -> HttpResponse:
    """Take a meal back that nobody has eaten."""
    actor, at = acting(request), now()

    def act() -> str:
        cancelled = withdraw_meal(actor=actor, meal_id=meal_id, now=at)
        return _("已撤下，%(count)d 份订餐随之取消。") % {"count": cancelled} if cancelled else _("已撤下。")

    return _done(request, act)


@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """Bring last week's meals into this one, as drafts."""
    actor, at = acting(request), now()
    canteen_id, from_on = _week_of(request, at)

    def act() -> str:
        count = copy_week(actor=actor, canteen_id=canteen_id, to_on=from_on, now=at)
        return _("已复制 %(count)d 份供餐为草稿。") % {"count": count} if count else _("上周没有可以复制的供餐。")

    return _done(request, act)


@require_POST
def publish_all(request: HttpRequest) -> HttpResponse:
    """Offer all drafts of the week."""
    actor, at = acting(request), now()
    canteen_id, from_on = _week_of(request, at)

    def act() -> str:
        count = publish_week(actor=actor, canteen_id=canteen_id, from_on=from_on, now=at)
        return _("已发布 %(count)d 份供餐。") % {"count": count} if count else _("没有可以发布的草稿。")

    return _done(request, act)


@require_GET
def menu(request: HttpRequest) -> HttpResponse:
    """Answer with the published meals of a week, to be printed and hung up."""
    context = _week(request, request.GET.get("canteen", ""), request.GET.get("from", ""))
    offers = any(row["meal"].state == "published" for each in context["days"] for row in each["rows"])
    return render(request, "ordering/menu.html", {**context, "offers": offers})


def _week_of(request: HttpRequest, at: datetime) -> tuple[UUID, date]:
    try:
        canteen_id = UUID(request.POST.get("canteen", ""))
    except ValueError:
        raise NoSuchMeal() from None
    return canteen_id, _monday(request.POST.get("from", ""), service_day(at))


def _register(actor: Actor, typed: dict[str, str]) -> UUID:
    try:
        for text in typed.values():
            plain_text(text.replace("\r", "").replace("\n", "").replace("\t", ""))
    except ValueError:
        raise Unfit(_("有的内容太长，或含有看不见的字符，请重新填写。")) from None
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
        package=_package(typed["package"]),
        now=now(),
    )


def _package(text: str) -> str:
    package = text.strip()
    if odd_package(package=package):
        raise Unfit(_("套餐类别以小写字母开头，只用小写字母、数字和单个连字符，例如 therapeutic；普通套餐留空。"))
    return package


def _done(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        said = act()
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, said)
    query = f"canteen={request.POST.get('canteen', '')}&from={request.POST.get('from', '')}"
    return redirect(f"{reverse('meals:meals')}?{query}")


def _page(request: HttpRequest, canteen: str, from_text: str, typed: dict[str, str], status: int = 200) -> HttpResponse:
    context = _week(request, canteen, from_text)
    day = request.GET.get("day", "") or context["today"].isoformat()
    context["typed"] = {"service_on": day, "sitting": "lunch", "publish": "on", **typed}
    return render(request, "ordering/meals.html", context, status=status)


def _week(request: HttpRequest, canteen: str, from_text: str) -> dict[str, Any]:
    """What both pages of a week show."""
    actor, today = acting(request), service_day(now())
    places = canteens_of(actor=actor, on=today)
    from_on = _monday(from_text, today)
    place = next((each for each in places if str(each.id) == canteen), None) or _first(places, from_on)
    found = meals_of_week(actor=actor, canteen_id=place.id, from_on=from_on) if place else ()
    open_drafts = [meal for meal in found if meal.state == "draft" and meal.service_on >= today]
    return {
        "places": places,
        "place": place,
        "from_on": from_on,
        "last_on": from_on + timedelta(days=DAYS - 1),
        "before": from_on - timedelta(days=DAYS),
        "after": from_on + timedelta(days=DAYS),
        "today": today,
        "days": [_day(from_on + timedelta(days=number), found) for number in range(DAYS)],
        "drafts": len(open_drafts),
        "may_register": place is not None and place.id in actor.canteens(Role.MANAGER),
        "may_copy": from_on + timedelta(days=DAYS - 1) >= today,
        "sittings": list(sittings().items()),
    }


def _first(places: Sequence[CanteenSeen], from_on: date) -> CanteenSeen | None:
    """The first canteen that cooks in this week: a district's list begins with meal points that only hand out."""
    if len(places) < 2:
        return places[0] if places else None
    cooking = cooking_in_week(canteen_ids=[each.id for each in places], from_on=from_on)
    return next((each for each in places if each.id in cooking), places[0])


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
    rows = [
        {"meal": meal, "sitting": sittings()[meal.sitting], "price": format_page(meal.price_fen)}
        for meal in found
        if meal.service_on == day
    ]
    return {"day": day, "rows": rows}
