"""What concerns whoever is signed in: who am I, how far do my duties reach, my password, my sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from canteen.auth import acting, renew_session
from canteen.core.errors import Problem
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.pages import problem_words
from canteen.gateways.registry_words import roles
from canteen.operations.passwords import OldPasswordWrong, PasswordNotOwn, WeakPassword, change_password
from canteen.queries.duties import own_duties, reach_of
from canteen.queries.staff import is_password_given, login_of

WHOLE = "whole"  # a mistake that belongs to no field


@dataclass(frozen=True, slots=True)
class DutyShown:
    """A duty in words: the role, the one place it is held in, and its days."""

    words: str
    places: str
    from_on: date
    until_on: date | None
    began: bool


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Answer with the reader's name, duties and reach."""
    actor = acting(request)
    context = {
        "login": login_of(staff_id=actor.staff_id),
        "duties": duties_shown(actor=actor, on=service_day(now())),
        "reach": reach_of(actor=actor) if actor.duties else None,
    }
    return render(request, "canteen/me.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Answer with the form for a new password, or set it; this session alone lives on."""
    context: dict[str, object] = {"is_given": is_password_given(staff_id=acting(request).staff_id)}
    if request.method == "GET":
        return render(request, "canteen/password.html", context)
    old, new = request.POST.get("old", ""), request.POST.get("new", "")
    mistakes = not_the_same(new, request.POST.get("again", ""))
    if not mistakes:
        mistakes = _changed(request, old, new)
    if mistakes:
        return render(request, "canteen/password.html", context | {"mistakes": mistakes}, status=422)
    messages.success(request, _("密码已更改，其他设备上的登录已全部退出。"))
    return redirect("me")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Answer with what it means to sign out everywhere, or do it; asks for the password, and keeps it."""
    if request.method == "GET":
        return render(request, "canteen/sessions.html")
    word = request.POST.get("old", "")
    mistakes = _changed(request, word, word)
    if mistakes:
        return render(request, "canteen/sessions.html", {"mistakes": mistakes}, status=422)
    messages.success(request, _("其他设备上的登录已全部退出。"))
    return redirect("me")


def not_the_same(new: str, again: str) -> dict[str, Sequence[str]]:
    """Return the mistake of who typed a new password in two ways."""
    return {} if new == again else {"again": [_("两次输入的新密码不一致。")]}


def password_mistakes(problem: Problem) -> dict[str, Sequence[str]]:
    """Return what is wrong with a new password, by the field it stands in."""
    if isinstance(problem, WeakPassword):
        return {"new": [words for _path, words in problem.fields]}
    field = {OldPasswordWrong: "old", PasswordNotOwn: "new"}.get(type(problem), WHOLE)
    return {field: [problem_words(problem=problem)]}


def duties_shown(*, actor: Actor, on: date) -> list[DutyShown]:
    """Return the duties of now and of later in words, each with the one place it is held in."""
    return [
        DutyShown(roles()[duty.role], duty.place, duty.from_on, duty.until_on, duty.began)
        for duty in own_duties(staff_id=actor.staff_id, on=on)
    ]


def _changed(request: HttpRequest, old: str, new: str) -> dict[str, Sequence[str]]:
    try:
        change_password(actor=acting(request), old=old, new=new, now=now())
    except Problem as problem:
        return password_mistakes(problem)
    renew_session(request=request)
    return {}
