"""Pages of one act: what it does, a form, one button; a mistake comes back as it was typed, success leads on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from canteen.core.errors import Problem
from canteen.gateways.forms import Form


@dataclass(frozen=True, slots=True)
class Act:
    """What the page of an act says, and where it leads."""

    title: str
    button: str
    back: str  # the address one came from, and goes to when nothing is done
    back_words: str
    lead: str = ""  # what will happen, in one or two sentences
    grave: bool = False  # whether it takes something away: said in colour and in words
    about: str = ""  # whom or what it concerns
    at: Mapping[str, str] = field(default_factory=dict)  # which field a problem's code belongs to


def act_page(
    request: HttpRequest,
    *,
    act: Act,
    form: Form,
    do: Callable[[dict[str, Any]], HttpResponse | None],
    said: str = "",
    context: Mapping[str, object] | None = None,
    template: str = "canteen/act.html",
) -> HttpResponse:
    """Answer with the page, or do the act and go on: to where `do` leads, else back, with `said` on top."""
    if request.method == "POST":
        values = form.read(request.POST)
        if form.is_sound:
            try:
                answer = do(values)
            except Problem as no:
                form.refuse(no, act.at)
            else:
                if said:
                    messages.success(request, said)
                answer = answer if answer is not None else redirect(act.back)
                if answer.has_header("Location"):  # a page that is drawn already could not show it
                    say_masked(request, form)
                return answer
    shown = {"act": act, "form": form, **(context or {})}
    return render(request, template, shown, status=200 if form.is_sound else 422)


def say_masked(request: HttpRequest, form: Form) -> None:
    """Say on the next page that something of what was typed is not kept, where that is so."""
    if form.masks:
        messages.warning(request, _("身份证号已隐去，不会保存。"))
