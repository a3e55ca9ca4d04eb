"""Acts on lists from outside: sending one in, confirming its columns, deciding, cancelling, taking mistakes home."""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canteen.auth import acting
from canteen.core.errors import Problem
from canteen.core.identity import without_fourteen_digits
from canteen.core.intake.kinds import REACHING, SHAPES, Kind
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.doorbell import ring
from canteen.gateways.exports import list_download
from canteen.gateways.intake_mistakes import mistake_words
from canteen.gateways.intake_words import column_words, kind_words, listed, wrong_column
from canteen.gateways.pages import problem_words
from canteen.gateways.spreadsheet import Column, Value
from canteen.gateways.tables.limits import StrayQuote, UnfitTable
from canteen.operations.imports.decide import cancel_import, decide_import, hand_out_mistakes
from canteen.operations.imports.receive import BadImport, confirm_layout, receive_import
from canteen.queries.import_list import sender_names
from canteen.queries.imports import RowSeen, import_seen, layout_of, rows_of
from canteen.queries.intake import IMPORTERS
from canteen.queries.region_names import regions_on
from canteen.views.imports import COLUMN

READING: Final = "canteen.tasks.read_imports"
WRITING: Final = "canteen.tasks.apply_imports"
WRITING_TOUCHING: Final = "settlement.tasks.apply_touching"
COLUMN_KEYS: Final = frozenset(column.key for shape in SHAPES.values() for column in shape.columns)


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Answer with the form, or receive a file and go on to its columns."""
    actor = acting(request)
    mistakes: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            import_id = _received(request, actor)
        except Problem as problem:
            mistakes = _unsent(problem)
        else:
            return redirect("imports:import", import_id)
    kinds = [kind for kind in Kind if actor.holds(*IMPORTERS[kind])]
    regions = actor.regions(*{role for kind in kinds for role in IMPORTERS[kind]})
    context = {
        "kinds": [(kind.value, kind_words(kind=kind.value), _asked(kind)) for kind in kinds],
        "regions": regions_on(on=service_day(now())).choices(regions),
        "senders": sender_names(actor=actor),
        "mistakes": mistakes,
        "typed": request.POST,
    }
    return render(request, "canteen/imports/send.html", context, status=422 if mistakes else 200)


def _unsent(problem: Problem) -> dict[str, list[str]]:
    """Why a file was not received, in words by field; under "form" what stands in none."""
    if isinstance(problem, StrayQuote):
        words = _("第 %(line)s 行的英文引号不成对，后面的行会被并进一格；请改正引号，或另存为 .xlsx")
        return {"file": [words % {"line": problem.line}]}
    if isinstance(problem, UnfitTable):
        return {"file": [problem_words(problem=problem)]}
    asked = {
        "kind": _("请选择是什么名单"),
        "region": _("请选择名单所属区划"),
        "sender": _("请写明是谁送来的，不超过 80 个字，不要写号码"),
        "file": _("请选择要上传的表格文件"),
    }
    fields = problem.fields if isinstance(problem, BadImport) else ()
    return {field: [asked[field]] for field, _message in fields} or {"form": [problem_words(problem=problem)]}


def _received(request: HttpRequest, actor: Actor) -> UUID:
    """Keep what was sent. The noes of receiving; BadImport for a form that is not filled in."""
    sent, posted = request.FILES.get("file"), request.POST
    kind, region_id = _kind(posted.get("kind", "")), _id(posted.get("region", ""))
    found = {"kind": kind, "region": region_id, "sender": posted.get("sender", "").strip(), "file": sent}
    missing = [(field, "choose one") for field, said in found.items() if not said]
    if missing or kind is None or region_id is None or not isinstance(sent, UploadedFile):
        raise BadImport(missing or [("file", "choose one")])
    return receive_import(
        actor=actor,
        kind=kind,
        region_id=region_id,
        sender=request.POST.get("sender", ""),
        file_name=sent.name or "",
        content=sent.read(),
        now=now(),
    )


def _kind(text: str) -> Kind | None:
    return Kind(text) if text in set(Kind) else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _asked(kind: Kind) -> str:
    """What columns a kind of list needs, in words."""
    groups = [
        " / ".join(" + ".join(column_words(kind=kind.value, key=key) for key in way) for way in group)
        for group in SHAPES[kind].needed
    ]
    return listed(groups, deeply=True)


@require_POST
def layout(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Confirm what the columns mean, and have the list read."""
    posted = request.POST
    numbers = [posted.get(name, "") for name in ("sheet", "header", "height", "year")]
    if not all(map(_is_number, numbers)):
        raise BadImport([("header", "must be a number")])
    sheet, header, height, year = map(int, numbers)
    mapping = {
        int(name.removeprefix(COLUMN)): str(key)
        for name, key in posted.items()
        if name.startswith(COLUMN) and _is_number(name.removeprefix(COLUMN)) and key
    }
    try:
        confirm_layout(
            actor=acting(request),
            import_id=import_id,
            sheet=sheet,
            header_row=header,
            header_height=2 if height == 2 else 1,
            mapping=mapping,
            year=year,
            now=now(),
        )
    except BadImport as no:
        messages.error(request, _mistaken(no, import_seen(actor=acting(request), import_id=import_id).kind))
        chosen = {f"{COLUMN}{at}": key for at, key in mapping.items() if key in COLUMN_KEYS}
        asked = {"columns": 1, "sheet": sheet, "header": header, "height": height, "year": year, **chosen}
        return redirect(f"/imports/{import_id}?{urlencode(asked)}")
    ring(task=READING)
    return redirect("imports:import", import_id)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8


def _mistaken(no: BadImport, kind: str) -> str:
    missing, twice = (
        listed(column_words(kind=kind, key=key) for path, key in no.fields if path == told)
        for told in ("missing", "twice")
    )
    found = [
        *([_("还缺少这些列：%(columns)s") % {"columns": missing}] if missing else []),
        *([_("同一项内容只能对应一列，现在有几列都选了：%(columns)s") % {"columns": twice}] if twice else []),
    ]
    return listed(found, deeply=True) or _("表头的位置或年份不对，请重新选择。")


@require_POST
def decide(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Have a checked list written, or sign it as the second person."""
    actor = acting(request)
    try:
        decide_import(actor=actor, import_id=import_id, digest=request.POST.get("digest", ""), now=now())
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        kind = Kind(import_seen(actor=actor, import_id=import_id).kind)
        ring(task=WRITING_TOUCHING if kind in REACHING else WRITING)
    return redirect("imports:import", import_id)


@require_POST
def cancel(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Cancel a list that has not taken effect."""
    try:
        cancel_import(actor=acting(request), import_id=import_id, now=now())
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, _("名单已取消，登记没有变动。"))
    return redirect("imports:import", import_id)


@require_GET
def mistakes(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Answer with the rows that have mistakes as they were sent, and beside each what is wrong with it (S8).

    Numbers of people are masked, wrong ones too: a list is mended in the original, where the row says which it is.
    """
    actor, at = acting(request), now()
    seen = import_seen(actor=actor, import_id=import_id)
    read = layout_of(seen=seen)
    headings = read.headings if read else ()
    hand_out_mistakes(actor=actor, import_id=import_id, now=at)
    columns = [Column(without_fourteen_digits(heading).rpartition("/")[2] or "-", 16) for heading in headings]
    rows = _mistaken_rows(seen.kind, rows_of(import_id=import_id, outcomes=("wrong",)), len(headings))
    heads = [Column(_("行号"), 8), *columns, Column(_("错误说明"), 60)]
    return list_download(name=_("名单错误"), columns=heads, rows=rows, made_at=at, whole=True)


def _mistaken_rows(kind: str, found: Iterator[RowSeen], width: int) -> Iterator[Sequence[Value]]:
    for row in found:
        cells = [*map(without_fourteen_digits, row.staged.cells), *[""] * width][:width]
        wrongs = (
            f"{wrong_column(kind=kind, wrong=each)}: {mistake_words(wrong=each)}" for each in row.staged.plan.wrongs
        )
        yield [row.number, *cells, listed(wrongs, deeply=True)]
