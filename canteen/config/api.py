"""The HTTP API under /api/v1: mounts the rooms' routers, and the one table from a kind of no to a status."""

import logging
from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import get_token
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema, get_schema

from canteen.api import router as canteen_router
from canteen.auth import NotSignedIn
from canteen.core.errors import Conflict, Invalid, NotFound, Problem, Refused, Unavailable
from kiosk.api import desk_router, device_router
from kiosk.auth import DeviceUnknown
from ordering.api import router as ordering_router
from settlement.api import router as settlement_router

log = logging.getLogger("nuancan.api")

# The first that fits, from the narrow to the wide.
STATUS: dict[type[Problem], int] = {
    NotSignedIn: 401,
    DeviceUnknown: 401,
    NotFound: 404,
    Conflict: 409,
    Refused: 403,
    Unavailable: 503,
    Invalid: 422,
}


@cache
def _schema(path_prefix: str) -> OpenAPISchema:
    """The document takes 0.2 s to be made, and never changes while the server runs."""
    return get_schema(api=api, path_prefix=path_prefix)


class _Api(NinjaAPI):
    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return _schema(self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)


api = _Api(
    title="Nuancan 暖餐",
    version="1",
    docs_url=None,  # ninja's own page loads scripts from elsewhere; ours is canteen/config/docs.py
    openapi_url="/openapi.json",
    urls_namespace="api",
    auth=canteen_router.auth,  # a session: what an address demands that says nothing, default deny (S3)
)
api.add_router("", canteen_router)
api.add_router("", ordering_router)
api.add_router("", settlement_router)
api.add_router("", desk_router)
api.add_router("/kiosk", device_router)  # devices speak for themselves: DeviceKey, not a session


class Unreadable(Invalid):
    """What was sent is not of the form this address takes."""

    code = "unreadable"
    zh = "发送的内容格式不正确"


class NoSuchAddress(NotFound):
    """There is no such address, or not for this method."""

    code = "no-such-address"
    zh = "没有这个地址"


class Broken(Unavailable):
    """Something broke on our side; nothing was done."""

    code = "broken"
    zh = "系统出现问题，操作没有执行，请稍后再试"


def answer(
    request: HttpRequest, problem: Problem, *, status: int, fields: Iterable[tuple[str, str]] = ()
) -> HttpResponse:
    """Return the one shape of an error: kind, code, words for people, and the id under which the log knows it."""
    body: dict[str, object] = {
        "type": problem.kind,
        "code": problem.code,
        "message": problem.message,
        "words": problem.zh,
        "request_id": request.META.get("NUANCAN_REQUEST_ID", ""),
    }
    named = [{"path": path, "message": message} for path, message in fields]
    return api.create_response(request, body | ({"fields": named} if named else {}), status=status)


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Expected noes: the status follows from the kind."""
    status = next(code for kind, code in STATUS.items() if isinstance(problem, kind))
    if status == 401:
        get_token(request)  # whoever has to sign in needs the token for it, and gets its cookie here
    return answer(request, problem, status=status, fields=getattr(problem, "fields", ()))


@api.exception_handler(ValidationError)
def on_unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body or a parameter of the wrong form: each mistake with its path."""
    fields = [(".".join(str(step) for step in each["loc"][1:]), str(each["msg"])) for each in error.errors]
    return answer(request, Unreadable(), status=422, fields=fields)


@api.exception_handler(HttpError)
def on_unreadable_body(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses: a body that is no JSON at all, a missing session."""
    if isinstance(error, AuthenticationError):
        return answer(request, NotSignedIn(), status=401)
    return answer(request, Unreadable(), status=error.status_code)


@api.exception_handler(Exception)
def on_broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: logged with its trace, told without it (S11)."""
    log.error("broken request %s", request.META.get("NUANCAN_REQUEST_ID", ""), exc_info=error)
    return answer(request, Broken(), status=500)


def in_shape(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the view of an address; what it says to a method it does not have becomes the one shape (405)."""

    @wraps(view)
    def shaped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return answer(request, NoSuchAddress(), status=404)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        told = answer(request, NoSuchAddress(), status=405)
        told["Allow"] = response["Allow"]
        return told

    return shaped


@csrf_exempt
def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever lies under /api/v1/ and is no address of it: the one shape as well."""
    return answer(request, NoSuchAddress(), status=404)


# Exempt from Django's own check, whose no is a page: `StaffSession` asks for the token, in the one shape.
api_urls = api.urls
for _address in api_urls[0]:
    if isinstance(_address, URLPattern):
        _address.callback = csrf_exempt(in_shape(_address.callback))
