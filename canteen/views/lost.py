"""A lost password, without e-mail: what to do about it, and the form that takes the code somebody made (S5)."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from canteen.core.errors import Problem
from canteen.gateways.clock import now
from canteen.operations.passwords import reset_password
from canteen.views.account import not_the_same, password_mistakes


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_lost(request: HttpRequest) -> HttpResponse:
    """Answer with the form, or set a new password by a code and go on to sign in with it."""
    if request.method == "GET":
        return render(request, "canteen/lost.html")
    mistakes = not_the_same(request.POST.get("new", ""), request.POST.get("again", ""))
    if not mistakes:
        mistakes = _reset(request)
    if mistakes:
        typed = {"login": request.POST.get("login", "")[:40], "code": request.POST.get("code", "")[:20]}
        return render(request, "canteen/lost.html", {"mistakes": mistakes, **typed}, status=422)
    messages.success(request, _("新密码已生效，请用它登录。"))
    return redirect("login")


def _reset(request: HttpRequest) -> dict[str, Sequence[str]]:
    sent = {name: request.POST.get(name, "") for name in ("login", "code", "new")}
    try:
        reset_password(login=sent["login"], code=sent["code"], password=sent["new"], now=now())
    except Problem as problem:
        return password_mistakes(problem)
    return {}
