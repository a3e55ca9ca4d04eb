"""The list of cash shifts, one of them, and closing a drawer that somebody left open (D13)."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canteen.auth import acting
from canteen.core.errors import Problem
from canteen.core.listing import asked
from canteen.core.money import format_page
from canteen.core.scope import Actor, Role
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pages import moment_words, problem_words
from canteen.gateways.spreadsheet import Column, Fen, Value
from ordering.core.menu_text import typed_yuan
from settlement.operations.shifts import DrawerMoved, close_shift
from settlement.queries.shifts_listed import (
    SHIFTS,
    ShiftListed,
    drawer_canteens,
    every_shift,
    shift_listed,
    shifts_listed,
)


@seekable(SHIFTS)
@require_GET
def shifts(request: HttpRequest) -> HttpResponseBase:
    """Answer with the shifts of the reader's canteens, or with all of them as a table."""
    wanted, canteens = asked(request.GET, SHIFTS), drawer_canteens(actor=acting(request))
    if wanted.export:
        rows = _sheet(every_shift(canteens=canteens, asked=wanted))
        return list_download(name=_("班次"), columns=_columns(), rows=rows, made_at=now())
    states = [("open", _("未结班")), ("closed", _("已结班")), ("missing", _("少了钱")), ("over", _("多了钱"))]
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=shifts_listed(canteens=canteens, asked=wanted).of(_row),
        headings=[
            Heading(_("开班时间"), "opened"),
            Heading(_("结班时间")),
            Heading(_("谁的钱箱")),
            Heading(_("备用金"), numeric=True),
            Heading(_("钱箱应有"), numeric=True),
            Heading(_("清点"), numeric=True),
            Heading(_("差额"), "difference", numeric=True),
            Heading(_("说明")),
        ],
        filters=[
            Filter("canteen", _("食堂"), [(str(row_id), name) for row_id, name in canteens.items()]),
            Filter("state", _("状态"), states),
        ],
        searchable=_("谁的钱箱：姓名"),
    )
    return render(request, "settlement/shifts.html", {"list": shown})


@require_GET
def shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Answer with one shift; who may close it finds the form there."""
    return _page(request, acting(request), shift_id)


@require_POST
def close(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Close a drawer as it was shown, with what was counted in it, and why by somebody else than who opened it."""
    actor, form = acting(request), request.POST
    shift_listed(actor=actor, shift_id=shift_id)
    try:
        counted_fen = typed_yuan(form.get("counted", ""))
        close_shift(
            actor=actor,
            shift_id=shift_id,
            counted_fen=counted_fen,
            expected_fen=_shown(form.get("expected_fen", "")),
            reason=form.get("reason", ""),
            now=now(),
        )
    except Problem as no:
        return _page(request, actor, shift_id, no)
    messages.success(request, _("已结班。"))
    return redirect("shifts:shift", shift_id=shift_id)


def _shown(sent: str) -> int:
    """The sum that the form was shown with, in fen; below zero, which is in no drawer, where none was sent."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= 9 else -1


def _page(request: HttpRequest, actor: Actor, shift_id: UUID, mistake: Problem | None = None) -> HttpResponse:
    found = shift_listed(actor=actor, shift_id=shift_id)
    context = {
        "row": _row(found),
        "may_close": found.closed_at is None and found.canteen_id in actor.canteens(Role.MANAGER),
        "is_own": found.staff_id == actor.staff_id,
        "mistake": problem_words(problem=mistake) if mistake else "",
        "moved": isinstance(mistake, DrawerMoved),
        "typed": {name: request.POST.get(name, "") for name in ("counted", "reason")},
    }
    return render(request, "settlement/shift.html", context, status=422 if mistake else 200)


def _row(shift: ShiftListed) -> dict[str, object]:
    difference_fen = shift.difference_fen
    return {
        "shift": shift,
        "float": format_page(shift.float_fen),
        "expected": format_page(shift.expected_fen),
        "counted": "" if shift.counted_fen is None else format_page(shift.counted_fen),
        "difference": "" if difference_fen is None else format_page(difference_fen),
        "differs": bool(difference_fen),
    }


def _columns() -> list[Column]:
    heads = [(_("食堂"), 20), (_("谁的钱箱"), 12), (_("开班时间"), 18), (_("结班时间"), 18), (_("结班人"), 12)]
    heads += [(_("备用金"), 10), (_("钱箱应有"), 10), (_("清点"), 10), (_("差额"), 10), (_("说明"), 40)]
    return [Column(words, width) for words, width in heads]


def _sheet(rows: Iterable[ShiftListed]) -> Iterator[list[Value]]:
    for each in rows:
        closed = moment_words(instant=each.closed_at) if each.closed_at else None
        counted = None if each.counted_fen is None else Fen(each.counted_fen)
        difference = None if each.difference_fen is None else Fen(each.difference_fen)
        head: list[Value] = [each.canteen, each.staff, moment_words(instant=each.opened_at), closed, each.closed_by]
        yield [*head, Fen(each.float_fen), Fen(each.expected_fen), counted, difference, each.reason]
