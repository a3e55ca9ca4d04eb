"""Leads a browser on to another page, whether it asked for a page or, by script, for a part of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect


def led_on(*, request: HttpRequest, address: str) -> HttpResponse:
    """Answer with the way to an address of our own; a part of a page that asked is no place for another page."""
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", None) else redirect(address)
