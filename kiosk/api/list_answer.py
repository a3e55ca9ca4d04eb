"""A price list on the wire: compressed where the device reads that, and 304 where it has the list already.

A list of six thousand elders is a megabyte that every kiosk asks for every forty seconds. It is written out, not
validated entry by entry: the server made it a moment ago.
"""

import gzip
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from kiosk.operations.price_list import KioskList

NOW: Final = "Nuancan-Now"  # a 304 has no body to say the time in
LEVEL: Final = 4  # pseudonyms and proofs do not compress; the rest does at any level
WORTH_IT: Final = 1400  # bytes: what fits into one packet is sent as it is


def list_answer(
    request: HttpRequest, made: KioskList, write: Callable[[], dict[str, Any]], now: datetime
) -> HttpResponse:
    """Return the answer to a kiosk that asks for its list; `write` is called only where the device lacks it."""
    tag = f'W/"{made.digest}"'
    answer = _unchanged(request, tag) or _whole(request, write(), tag)
    answer[NOW] = now.isoformat()
    patch_vary_headers(answer, ("Accept-Encoding", "Authorization"))
    return answer


def _unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    found: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if not isinstance(found, HttpResponse):
        return None
    found["ETag"] = tag
    return found


def _whole(request: HttpRequest, told: dict[str, Any], tag: str) -> HttpResponse:
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    body = text.encode()
    packed = len(body) > WORTH_IT and "gzip" in request.headers.get("Accept-Encoding", "")
    if packed:
        body = gzip.compress(body, LEVEL, mtime=0)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    if packed:
        answer["Content-Encoding"] = "gzip"
    return answer
