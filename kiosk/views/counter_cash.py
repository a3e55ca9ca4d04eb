"""The drawer at the desk: cash with change, money back, opening and closing a shift by counting (D6, D13)."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canteen.auth import acting
from canteen.core.errors import Invalid, Problem
from canteen.core.money import NotMoney, format_page, format_yuan
from canteen.gateways.clock import now
from canteen.gateways.pages import problem_words
from kiosk.core.desk_entry import plain_text
from kiosk.views.counter_acts import here, needed, to_desk
from kiosk.views.counter_page import Desk, desk_at, head_context
from kiosk.views.counter_panel import uuid_of
from ordering.core.menu_text import typed_yuan
from settlement.operations.guest_tender import hand_back_guest, take_guest_cash
from settlement.operations.shifts import BadCash, close_shift, open_shift
from settlement.operations.tender import hand_back, take_cash
from settlement.queries.shifts import NoSuchShift, ShiftSums, shift_sums

# Notes and coins a drawer is counted by, in fen.
NOTES_FEN: Final = (10000, 5000, 2000, 1000, 500, 100, 50, 10)
MOST_PIECES: Final = 9999
_NO_SUM: Final = re.compile(r"0\d")


class CountsDiffer(Invalid):
    """The pieces come to another sum than the one that was typed."""

    code = "counts-differ"
    zh = "按面额清点的合计与填写的总额不一样，请核对；也可以只填一处"


@require_POST
def cash(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Take what lies on the table for what is due, and show the change."""
    actor, form = here(request, canteen_id), request.POST

    def take(shift_id: UUID, tender_id: UUID) -> object:
        given_fen, elder_id = _given(form), uuid_of(form.get("elder", ""))
        if elder_id is None:
            order_id = needed(form, "order")
            return take_guest_cash(
                actor=actor, shift_id=shift_id, order_id=order_id, given_fen=given_fen, tender_id=tender_id, now=now()
            )
        return take_cash(
            actor=actor,
            shift_id=shift_id,
            elder_id=elder_id,
            order_id=uuid_of(form.get("order", "")),
            given_fen=given_fen,
            fen=_whole(form.get("fen", "")),
            tender_id=tender_id,
            now=now(),
        )

    return _moved(request, canteen_id, take)


@require_POST
def back(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Hand back what somebody gave for a meal that was undone."""
    actor, form = here(request, canteen_id), request.POST

    def give(shift_id: UUID, tender_id: UUID) -> object:
        moved: dict[str, Any] = {"actor": actor, "shift_id": shift_id, "tender_id": tender_id, "now": now()}
        elder_id = uuid_of(form.get("elder", ""))
        if elder_id is None:
            return hand_back_guest(**moved, order_id=needed(form, "order"))
        return hand_back(**moved, elder_id=elder_id, order_id=uuid_of(form.get("order", "")))

    return _moved(request, canteen_id, give)


@require_GET
def shift(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Answer with the reader's own shift, or with the one just closed."""
    desk = desk_at(actor=acting(request), canteen_id=canteen_id, at=now())
    closed_id = uuid_of(request.GET.get("closed", ""))
    closed = shift_sums(actor=desk.actor, shift_id=closed_id) if closed_id else None
    return _shift_page(request, desk, closed=closed)


@require_POST
def begin(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Open a shift with what is in the drawer."""
    actor, typed = here(request, canteen_id), request.POST.get("float", "")
    try:
        open_shift(actor=actor, canteen_id=canteen_id, float_fen=typed_yuan(typed or "0"), now=now())
    except Problem as no:
        return _shift_page(
            request,
            desk_at(actor=actor, canteen_id=canteen_id, at=now()),
            mistake=problem_words(problem=no),
            typed=request.POST,
        )
    messages.success(request, _("已开班。"))
    return to_desk(canteen_id)


@require_POST
def end(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Close the shift with what was counted, by notes and coins or in one sum."""
    actor, form = here(request, canteen_id), request.POST
    shift_id = needed(form, "shift")
    try:
        reason = plain_text(form.get("reason", ""))
        sums = close_shift(
            actor=actor,
            shift_id=shift_id,
            counted_fen=_counted(form),
            expected_fen=_whole(form.get("expected_fen", "")),
            reason=reason,
            now=now(),
        )
    except Problem as no:
        return _shift_page(
            request,
            desk_at(actor=actor, canteen_id=canteen_id, at=now()),
            mistake=problem_words(problem=no),
            typed=form,
        )
    messages.success(request, _("已结班。"))
    address = redirect("counter:shift", canteen_id=canteen_id)
    address["Location"] += f"?closed={sums.id}"
    return address


def _moved(request: HttpRequest, canteen_id: UUID, move: Callable[[UUID, UUID], object]) -> HttpResponse:
    """Move cash in the reader's own open shift, once for each page, and show the attempt again."""
    desk = desk_at(actor=here(request, canteen_id), canteen_id=canteen_id, at=now())
    row, tender_id = needed(request.POST, "row"), needed(request.POST, "tender")
    shift_id = uuid_of(request.POST.get("shift", "")) or (desk.shift.id if desk.shift else None)
    try:
        if shift_id is None:
            raise NoSuchShift()
        move(shift_id, tender_id)
    except Problem as no:
        messages.error(request, problem_words(problem=no))
        return to_desk(canteen_id, row=row)
    return to_desk(canteen_id, row=row, paid=tender_id)


def _given(form: QueryDict) -> int:
    """What lies on the table, in fen: what was typed, or else a button's sum. NotMoney.

    No sum begins with a nought before another digit; the number of a card may.
    """
    typed, pressed = form.get("typed", "").strip(), _whole(form.get("given", ""))
    if not typed and pressed is not None:
        return pressed
    if _NO_SUM.match(unicodedata.normalize("NFKC", typed)):
        raise NotMoney()
    return typed_yuan(typed)


def _counted(form: QueryDict) -> int:
    """What was counted, in fen: by pieces, in one sum, or in both where they agree. NotMoney, BadCash, CountsDiffer."""
    pieces = {fen: form.get(f"pieces-{fen}", "").strip() for fen in NOTES_FEN}
    typed = form.get("counted", "").strip()
    if not any(pieces.values()):
        return typed_yuan(typed)
    counts = {fen: _whole(unicodedata.normalize("NFKC", text) or "0") for fen, text in pieces.items()}
    if any(count is None or count > MOST_PIECES for count in counts.values()):
        raise BadCash([("pieces", f"must be 0 to {MOST_PIECES}")])
    counted_fen = sum(fen * (count or 0) for fen, count in counts.items())
    if typed and typed_yuan(typed) != counted_fen:
        raise CountsDiffer()
    return counted_fen


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _shift_page(
    request: HttpRequest,
    desk: Desk,
    *,
    closed: ShiftSums | None = None,
    mistake: str = "",
    typed: QueryDict | None = None,
) -> HttpResponse:
    form = typed or QueryDict()
    context = {
        **head_context(desk),
        "sums": _sums(desk.shift) if desk.shift else None,
        "closed": _sums(closed) if closed else None,
        "mistake": mistake,
        "typed": {name: form.get(name, "") for name in ("float", "counted", "reason")},
        "pieces": [
            {"fen": fen, "yuan": format_yuan(fen).removesuffix(".00"), "typed": form.get(f"pieces-{fen}", "")}
            for fen in NOTES_FEN
        ],
    }
    return render(request, "kiosk/counter_desk/shift.html", context, status=422 if mistake else 200)


def _sums(shift: ShiftSums) -> dict[str, object]:
    difference_fen = shift.difference_fen
    return {
        "shift": shift,
        "float": format_page(shift.float_fen),
        "taken": format_page(shift.taken_fen),
        "back": format_page(shift.handed_back_fen),
        "expected": format_page(shift.expected_fen),
        "counted": "" if shift.counted_fen is None else format_page(shift.counted_fen),
        "missing": format_page(-difference_fen) if difference_fen is not None and difference_fen < 0 else "",
        "over": format_page(difference_fen) if difference_fen is not None and difference_fen > 0 else "",
    }
