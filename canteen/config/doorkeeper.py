"""Stands at every route: without a row in the table of access nobody enters, and without the role neither (S3)."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from canteen.auth import NotSignedIn, actor_of_request, require_own_page, require_own_password
from canteen.config.access import ADDRESSES, PAGES, Access, Scope, page_access
from canteen.config.api import NoSuchAddress, answer, on_problem
from canteen.config.problem_pages import problem_page
from canteen.core.errors import Problem
from canteen.core.scope import OutOfScope
from canteen.gateways.clock import now

API = "api/v1/"
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What is open to whoever has yet to set a password of their own.
BEFORE_OWN_PASSWORD = frozenset({"password", "logout", "language", f"{API}session"})
UNGUARDED = frozenset({"no-such-address"})  # answers no to everybody


class DoorkeeperMiddleware:
    """Asks the table before a view runs; who is signed in is kept as `request.auth` for the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer with a no, or let the view run."""
        match = request.resolver_match
        if match is None or match.url_name in UNGUARDED:
            return None
        is_api = match.route.startswith(API) and match.view_name not in PAGES
        try:
            if is_api:
                return self._at_address(request, match)
            _admit(request, page_access(match.view_name), is_api=False, name=match.view_name)
        except Problem as problem:
            return on_problem(request, problem) if is_api else problem_page(request, problem)
        return None

    def _at_address(self, request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
        rows = address_rows(match.route)
        if rows and request.method not in rows:
            told = answer(request, NoSuchAddress(), status=405)
            told["Allow"] = ", ".join(sorted(rows))
            return told
        _admit(request, rows.get(request.method or ""), is_api=True, name=match.route)
        return None


@cache
def address_rows(route: str) -> Mapping[str, Access]:
    """Return the rows of one address of the API, by method; looked up once for each route."""
    path = _PARAMETER.sub(r"{\1}", route.removeprefix(API.rstrip("/")))
    keys = [(key.split(" ", 1), access) for key, access in ADDRESSES.items()]
    return MappingProxyType({method: access for (method, each), access in keys if each == path})


def _admit(request: HttpRequest, access: Access | None, *, is_api: bool, name: str) -> None:
    if access is None:
        raise NoSuchAddress()
    if access.scope in (Scope.ANYONE, Scope.DEVICE):
        return
    if is_api and "Authorization" in request.headers:
        return  # a device, which the API turns away in words of its own (K10)
    try:
        actor = actor_of_request(request=request, now=now())
    except NotSignedIn:
        if is_api:
            return  # the API says so, and brings the token to sign in with
        raise
    if is_api:
        require_own_page(request=request)  # before the roles are looked at: who forges a request learns nothing (S7)
    if name not in BEFORE_OWN_PASSWORD:
        require_own_password(request=request)
    if not access.lets(actor):
        raise OutOfScope()
