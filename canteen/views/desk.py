"""Pages everybody who works here starts from: signing in, signing out, the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canteen.auth import NotSignedIn, acting, actor_of_request, sign_in, sign_out
from canteen.core.errors import Problem
from canteen.core.sitting import service_day
from canteen.gateways.back import forget_lists
from canteen.gateways.clock import now
from canteen.gateways.pages import problem_words
from canteen.views.account import duties_shown
from canteen.views.proposals import waiting


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
            return forget_lists(request=request, answer=redirect(onward))
    elif _signed_in(request):
        return redirect(onward)
    return render(request, "canteen/login.html", context, status=403 if "problem" in context else 200)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    sign_out(request=request)
    return forget_lists(request=request, answer=redirect("login"))


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Answer with the reader's duties, what waits for a second person, and the doors the duties open."""
    actor, on = acting(request), service_day(now())
    duties = duties_shown(actor=actor, on=on)
    context = {"duties": [duty for duty in duties if duty.began], "waiting": waiting(actor=actor, on=on)}
    return render(request, "canteen/desk.html", context)


def _signed_in(request: HttpRequest) -> bool:
    try:
        actor_of_request(request=request, now=now())
    except NotSignedIn:
        return False
    return True
