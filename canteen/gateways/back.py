"""The way back to a list as it was left: what was searched and filtered stays in a cookie of the list's own address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from canteen.core.listing import EXPORT

LONGEST = 1_000


def keep_list(*, request: HttpRequest, answer: HttpResponse, name: str) -> HttpResponse:
    """Remember how a list stands, for pages below its address: they link back to it with `request.COOKIES`.

    It holds nothing but the list's own query, which its page reads as it reads any other address.
    """
    params = request.GET.copy()
    params.pop(EXPORT, None)
    query = params.urlencode()[:LONGEST]
    if query and query != request.COOKIES.get(name):
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_cookie(name, query, path=request.path, secure=secure, httponly=True, samesite="Lax")
    elif not query and name in request.COOKIES:
        answer.delete_cookie(name, path=request.path)
    return answer
