"""What a page answers when an operation or the server says no: the sign-in form, or the words and the request's id."""

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from canteen.auth import NotFromHere, NotSignedIn, PasswordGiven, actor_of_request
from canteen.config.api import STATUS, Broken, Unreadable, answer
from canteen.core.errors import Invalid, NotFound, Problem, Refused
from canteen.core.identity import holds_persons_number
from canteen.core.listing import SEARCH, NumberInAddress
from canteen.core.scope import OutOfScope
from canteen.core.sought import plain_words
from canteen.gateways.clock import now
from canteen.gateways.onward import led_on
from canteen.gateways.pages import problem_words

API = "/api/v1/"
# Said where not even a page can be drawn; in both languages, for nobody knows the reader's.
PLAIN = "<!doctype html><meta charset=utf-8><title>500</title><p>{words}<p>{code}"


class NoSuchPage(NotFound):
    """There is no such page."""

    code = "no-such-page"
    zh = "没有这个页面"


class NotOpenedThisWay(Refused):
    """This page cannot be opened like this; go back and press the button there."""

    code = "not-opened-this-way"
    zh = "此页面不能这样打开，请返回上一页，用页面上的按钮"


class TooLarge(Invalid):
    """This is more than can be sent at once."""

    code = "too-large"
    zh = "一次发送的内容太大"


class ProblemPagesMiddleware:
    """Turns a Problem that a view lets pass into a page; addresses of the API answer for themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not request.path.startswith(API):
            told = problem_page(request, NotOpenedThisWay(), status=405)
            told["Allow"] = response["Allow"]
            return told
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a Problem; anything else is a fault, and Django's to log."""
        if isinstance(exception, NumberInAddress):
            return _without_number(request, exception)
        return problem_page(request, exception) if isinstance(exception, Problem) else None


def problem_page(request: HttpRequest, problem: Problem, *, status: int = 0) -> HttpResponse:
    """Return the page for a no; who is not signed in is sent to sign in, and on to where they were going."""
    if isinstance(problem, NotSignedIn):
        return _sign_in_first(request)
    if isinstance(problem, PasswordGiven):
        return led_on(request=request, address=reverse("password"))
    status = status or next(code for kind, code in STATUS.items() if isinstance(problem, kind))
    context = {
        "words": problem_words(problem=problem),
        "code": problem.code,
        "request_id": request.META.get("NUANCAN_REQUEST_ID", ""),
    }
    return render(request, "canteen/problem.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer where no route leads; with the reader's own doors, if somebody is signed in."""
    return _told(request, NoSuchPage(), 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what Django itself refuses."""
    return _told(request, OutOfScope(), 403)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for a request that makes no sense, or is too large."""
    if isinstance(exception, RequestDataTooBig):
        return _told(request, TooLarge(), 413)
    return _told(request, Unreadable(), 400)


@requires_csrf_token
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer for a form that lacks the token of our own pages: one that stood open too long, or somebody else's."""
    return _told(request, NotFromHere(), 403)


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """Answer for a fault of ours, without its trace (S11); plainly when not even the page can be drawn."""
    try:
        return _told(request, Broken(), 500)
    except Exception:  # noqa: BLE001 — whatever broke may have broken the page as well
        words = f"{Broken.zh}。{Broken().message}"
        return HttpResponse(PLAIN.format(words=words, code=request.META.get("NUANCAN_REQUEST_ID", "")), status=500)


def _without_number(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Lead back to the list itself, which says why: what was typed or put into its address goes no further (S11)."""
    messages.error(request, problem_words(problem=problem))
    return led_on(request=request, address=request.path)


def _told(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    if request.path.startswith(API):
        return answer(request, problem, status=status)
    with suppress(Exception):  # who reads this is of no weight beside what is said
        actor_of_request(request=request, now=now())
    return problem_page(request, problem, status=status)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """A part of a page that asks after the session ended is no place for the form: the whole page goes there."""
    known = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}  # a browser drops the first with the session
    if request.method == "POST" and not known.isdisjoint(request.COOKIES):
        messages.error(request, _("登录已过期，刚才的操作没有完成，请登录后重做。"))
    htmx = getattr(request, "htmx", None)
    asked = request.get_full_path() if request.method == "GET" else "/"
    onward = _plain_address((htmx.current_url_abs_path or "/") if htmx else asked)
    return led_on(request=request, address=f"/login?{urlencode({'next': onward})}")


def _plain_address(address: str) -> str:
    """An address of our own that can be returned to: without its query where that holds the number of a person."""
    path, _mark, query = address.partition("?")
    said = parse_qsl(query)
    holds_one = any(holds_persons_number(text) or (name == SEARCH and not plain_words(text)) for name, text in said)
    return path if holds_one else address
