"""Pages everybody who works here starts from: signing in, signing out, the desk."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canteen.auth import NotSignedIn, actor_of_request, sign_in, sign_out
from canteen.core.errors import Problem
from canteen.core.scope import Actor, Role
from canteen.gateways.clock import now
from canteen.gateways.pages import problem_words
from canteen.queries.names import canteen_names

MONTH_ROLES = (Role.MANAGER, Role.FINANCE, Role.AUDITOR)
MEAL_ROLES = (Role.COUNTER, Role.MANAGER, Role.CLERK, Role.FINANCE, Role.AUDITOR)
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class DutyShown:
    """A duty in words: the role, and where."""

    words: str
    places: str


@never_cache
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Answer with the form, or begin a session and go on to where one was going."""
    onward = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = "/"
    context: dict[str, object] = {"next": onward, "login": request.POST.get("login", "")[:40]}
    if request.method == "POST":
        word = request.POST.get("password", "")
        try:
            sign_in(request=request, login_name=request.POST.get("login", ""), password=word, now=now())
        except Problem as problem:
            context["problem"] = problem_words(problem=problem)
        else:
            return redirect(onward)
    elif _signed_in(request):
        return redirect(onward)
    return render(request, "canteen/login.html", context, status=403 if "problem" in context else 200)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    sign_out(request=request)
    return redirect("login")


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Answer with what this person may do."""
    actor = actor_of_request(request=request, now=now())
    context = {
        "actor": actor,
        "duties": _duties(actor),
        "sees_meals": actor.holds(*MEAL_ROLES),
        "registers": actor.holds(Role.MANAGER),
        "sees_months": actor.holds(*MONTH_ROLES),
        "submits": actor.holds(Role.MANAGER, Role.FINANCE),
        "approves": actor.holds(Role.FINANCE),
        "serves": actor.holds(Role.COUNTER, Role.MANAGER),
    }
    return render(request, "canteen/desk.html", context)


def _signed_in(request: HttpRequest) -> bool:
    try:
        actor_of_request(request=request, now=now())
    except NotSignedIn:
        return False
    return True


def _duties(actor: Actor) -> list[DutyShown]:
    roles = {
        Role.COUNTER: _("窗口"),
        Role.MANAGER: _("食堂负责人"),
        Role.CLERK: _("民政经办"),
        Role.FINANCE: _("财务"),
        Role.AUDITOR: _("审计"),
        Role.SUPPORT: _("技术支持"),
    }
    names = canteen_names(canteen_ids={canteen for duty in actor.duties for canteen in duty.canteens})
    return [DutyShown(roles[duty.role], _places([names[each] for each in duty.canteens])) for duty in actor.duties]


def _places(names: list[str]) -> str:
    """The first few names, and how many there are when not all are shown."""
    shown = _("、").join(sorted(names)[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else _("%(shown)s等 %(count)d 处") % {"shown": shown, "count": len(names)}
