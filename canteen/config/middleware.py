"""What every answer carries: a request id, and headers that keep a browser from doing more than the page needs."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from canteen.models.ids import new_id

Handler = Callable[[HttpRequest], HttpResponse]

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# No inline script or style anywhere (S7); pages talk to their own server only.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class RequestIdMiddleware:
    """Gives each request an id that the answer, the log and an error name alike."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else str(new_id())
        request.META["NUANCAN_REQUEST_ID"] = request_id
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class HeadersMiddleware:
    """Sets the security headers of S7 on every answer, static files included."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.secure = settings.MODE == "production"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "auth") and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"  # of whoever is signed in, nothing stays behind on a shared tablet
        response["Content-Security-Policy"] = POLICY
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "same-origin"
        response["X-Frame-Options"] = "DENY"
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        if self.secure:
            response["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response
