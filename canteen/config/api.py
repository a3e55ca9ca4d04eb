"""The HTTP API under /api/v1: mounts the rooms' routers, and the one table from a kind of no to a status."""

import logging
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from canteen.core.errors import Conflict, Invalid, NotFound, Problem, Refused, Unavailable
from kiosk.api import router as kiosk_router

log = logging.getLogger("nuancan.api")

STATUS: dict[type[Problem], int] = {NotFound: 404, Conflict: 409, Refused: 403, Unavailable: 503, Invalid: 422}

api = NinjaAPI(title="Nuancan 暖餐", version="1", docs_url=None, openapi_url="/openapi.json", urls_namespace="api")
api.add_router("/kiosk", kiosk_router)


class Unreadable(Invalid):
    """What was sent is not of the form this address takes."""

    code = "unreadable"
    zh = "发送的内容格式不正确"


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
    return answer(request, problem, status=status, fields=getattr(problem, "fields", ()))


@api.exception_handler(ValidationError)
def on_unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body or a parameter of the wrong form: each mistake with its path."""
    fields = [(".".join(str(step) for step in each["loc"][1:]), str(each["msg"])) for each in error.errors]
    return answer(request, Unreadable(), status=422, fields=fields)


@api.exception_handler(HttpError)
def on_unreadable_body(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON at all."""
    return answer(request, Unreadable(), status=error.status_code)


@api.exception_handler(Exception)
def on_broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: logged with its trace, told without it (S11)."""
    log.exception("broken request %s", request.META.get("NUANCAN_REQUEST_ID", ""), exc_info=error)
    return answer(request, Broken(), status=500)
