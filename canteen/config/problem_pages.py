"""What a page answers when an operation says no: the sign-in form, or a page with the words and the request's id."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from canteen.auth import NotSignedIn
from canteen.config.api import STATUS
from canteen.core.errors import Problem
from canteen.gateways.pages import problem_words


class ProblemPagesMiddleware:
    """Turns a Problem that a view lets pass into a page; addresses of the API answer for themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a Problem; anything else is a fault, and Django's to log."""
        return problem_page(request, exception) if isinstance(exception, Problem) else None


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the page for a no; who is not signed in is sent to sign in, and on to where they were going."""
    if isinstance(problem, NotSignedIn):
        onward = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"/login?{urlencode({'next': onward})}")
    status = next(code for kind, code in STATUS.items() if isinstance(problem, kind))
    context = {"words": problem_words(problem=problem), "request_id": request.META.get("NUANCAN_REQUEST_ID", "")}
    return render(request, "canteen/problem.html", context, status=status)
