"""What the desk's buttons do: take a scan, serve, serve a guest or staff, undo alone or as the second person."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from canteen.auth import acting
from canteen.core.errors import Invalid, Problem
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.pages import problem_words
from canteen.queries.counter_search import COUNTERS, elders_sought
from canteen.queries.credentials import is_issued
from kiosk.core.attempt import MOST_EXTRAS
from kiosk.core.desk_entry import in_address, plain_entry, plain_text, press_of, scanned, tells_person
from kiosk.core.receipt import Receipt
from kiosk.operations.counter import serve_code, serve_elder, serve_guest, undo
from kiosk.operations.dismissal import dismiss_attempt
from kiosk.operations.review import void_late
from kiosk.queries.attempts import served_just_now
from kiosk.views.counter_panel import uuid_of

_EXTRA = "extra-"
LONGEST_COUNT = 4  # digits


class BadPress(Invalid):
    """This form was not filled in by the desk's own page."""

    code = "bad-press"
    zh = "页面内容不完整，请刷新后再试"


@require_POST
def entry(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Take what was typed or scanned: a card goes straight through, one hit opens, several are shown."""
    actor, at = here(request, canteen_id), now()
    text = plain_entry(request.POST.get("find", ""))
    if not _goes_through(text):
        hits = elders_sought(actor=actor, typed=text, on=service_day(at))
        if len(hits) == 1:
            return to_desk(canteen_id, elder=hits[0].id)
        kept = in_address(text)
        if tells_person(text):
            messages.error(
                request,
                _("没有找到这个号码。它像身份证号，没有留下记录：请按姓名、拼音首字母或手机后四位查找。"),
            )
        elif text and not kept:
            messages.error(request, _("没有找到这个号码，请再看一遍；也可能不在您负责的区划。"))
        return to_desk(canteen_id, find=kept)
    attempt_id = press_of(needed(request.POST, "press"), text)

    def take() -> Receipt:
        return serve_code(actor=actor, canteen_id=canteen_id, attempt_id=attempt_id, presented=text, now=at)

    return _shown(request, canteen_id, attempt_id, at, take)


@require_POST
def serve(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Serve the elder at hand, or serve her once more."""
    actor, at, form = here(request, canteen_id), now(), request.POST
    attempt_id, elder_id = needed(form, "press"), needed(form, "elder")

    def take() -> Receipt:
        return serve_elder(
            actor=actor,
            canteen_id=canteen_id,
            attempt_id=attempt_id,
            elder_id=elder_id,
            meal_id=uuid_of(form.get("meal", "")),
            extras=_extras(form),
            second=bool(form.get("second")),
            now=at,
        )

    return _shown(request, canteen_id, attempt_id, at, take)


@require_POST
def guest(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Serve who is no elder."""
    actor, at, form = here(request, canteen_id), now(), request.POST
    attempt_id = needed(form, "press")

    def take() -> Receipt:
        return serve_guest(
            actor=actor,
            canteen_id=canteen_id,
            attempt_id=attempt_id,
            meal_id=uuid_of(form.get("meal", "")),
            extras=_extras(form),
            staff=form.get("eater") == "staff",
            now=at,
        )

    return _shown(request, canteen_id, attempt_id, at, take)


@require_POST
def take_back(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Undo a meal; past ten minutes this asks another person to confirm (U10)."""
    actor, form = here(request, canteen_id), request.POST
    attempt_id, of = needed(form, "press"), needed(form, "of")
    try:
        receipt = undo(actor=actor, canteen_id=canteen_id, attempt_id=attempt_id, of=of, now=now())
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
        return to_desk(canteen_id, row=of)
    if receipt.decision == "voided":
        messages.success(request, _("已撤销，各方的份额都已退回。"))
    elif receipt.reason == "void-too-late":
        messages.warning(request, _("已超过十分钟：撤销申请已记下，请另一位负责人在这里确认。"))
    else:
        messages.error(request, _("没有撤销：这一餐已经撤销过，或没有可撤销的用餐。"))
    return to_desk(canteen_id, row=of)


@require_POST
def dismiss(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Say of an attempt that it needs nothing any more."""
    actor, of = here(request, canteen_id), needed(request.POST, "of")
    dismiss_attempt(actor=actor, canteen_id=canteen_id, check_in_id=of, now=now())
    return to_desk(canteen_id, row=of)


@require_POST
def confirm(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Undo as the second person, who did not ask for it, with a reason."""
    actor = here(request, canteen_id, Role.MANAGER)
    of = needed(request.POST, "of")
    try:
        reason = plain_text(request.POST.get("reason", ""))
        void_late(actor=actor, check_in_id=of, reason=reason, now=now())
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, _("已撤销，各方的份额都已退回。"))
    return to_desk(canteen_id, row=of)


def _goes_through(text: str) -> bool:
    """Whether a text is taken as a card or code at once; one that may be an ID number only where such a card exists."""
    return scanned(text) and (not tells_person(text) or is_issued(code=text.upper()))


def here(request: HttpRequest, canteen_id: UUID, *roles: Role) -> Actor:
    """Who acts at this canteen's desk, asked before anything of the form is read. OutOfScope."""
    actor = acting(request)
    actor.require(*(roles or COUNTERS), canteen_id=canteen_id)
    return actor


def needed(form: QueryDict, name: str) -> UUID:
    """An id that the page puts into its form; BadPress."""
    found = uuid_of(form.get(name, ""))
    if found is None:
        raise BadPress([(name, "must be an id")])
    return found


def to_desk(canteen_id: UUID, **shown: object) -> HttpResponse:
    """Go back to the desk, with what it shows."""
    query = urlencode({name: str(value) for name, value in shown.items()})
    return redirect(f"{reverse('counter:desk', args=[canteen_id])}?{query}")


def _extras(form: QueryDict) -> list[UUID]:
    """Extras as often as they were counted, at most twenty altogether."""
    found: list[UUID] = []
    for name, text in form.items():
        extra_id = uuid_of(name.removeprefix(_EXTRA)) if name.startswith(_EXTRA) else None
        count = str(text).strip()
        if extra_id is not None and count.isascii() and count.isdigit() and len(count) <= LONGEST_COUNT:
            found += [extra_id] * min(int(count), MOST_EXTRAS)
    return sorted(found, key=str)[:MOST_EXTRAS]


def _shown(
    request: HttpRequest, canteen_id: UUID, attempt_id: UUID, at: datetime, take: Callable[[], Receipt]
) -> HttpResponse:
    """Do it and show what became of it; a card held twice in one breath shows the meal, not that it was held twice."""
    try:
        receipt = take()
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
        return to_desk(canteen_id)
    row_id = attempt_id
    if receipt.decision == "repeat":
        row_id = served_just_now(canteen_id=canteen_id, repeat_id=attempt_id, now=at) or attempt_id
    return to_desk(canteen_id, row=row_id, fresh=1)
