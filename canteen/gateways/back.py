"""The way back to a list as it was left: what was searched and filtered stays in a cookie, until somebody signs out."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from canteen.core.listing import EXPORT

LONGEST: Final = 1_000
OURS: Final = "_list"  # how the names of these cookies end
_BETWEEN: Final = ":"  # stands between what a list is of and its query, in neither of which it occurs as itself


def keep_list(*, request: HttpRequest, answer: HttpResponse, name: str, of: UUID | None = None) -> HttpResponse:
    """Remember how a list stands, for pages below its address: they link back to it with `request.COOKIES`.

    It holds nothing but the list's own query, which its page reads as it reads any other address. `name` ends in
    `_list`. Where there are many lists of a kind, `of` says which one it was: `list_left` gives it back for that one
    alone. Its path is the whole site's, or the page that signs somebody out would never see it.
    """
    params = request.GET.copy()
    params.pop(EXPORT, None)
    query = params.urlencode()[:LONGEST]
    kept = f"{of}{_BETWEEN}{query}" if of else query
    if query and kept != request.COOKIES.get(name):
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_cookie(name, kept, secure=secure, httponly=True, samesite="Lax")
    elif not query and name in request.COOKIES:
        answer.delete_cookie(name)
    return answer


def list_left(*, request: HttpRequest, name: str, of: UUID) -> str:
    """Return the query with which this one of many lists was left; empty if another was left last, or it had none."""
    whose, _, query = request.COOKIES.get(name, "").partition(_BETWEEN)
    return query if whose == str(of) else ""


def forget_lists(*, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Forget how lists were left: whoever comes next is nobody's heir."""
    for name in request.COOKIES:
        if name.endswith(OURS):
            answer.delete_cookie(name)
    return answer
