"""Pages of lists from outside: all of them, one with its columns, its progress and what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.errors import Problem
from canteen.core.identity import mask_id_number, without_persons_numbers
from canteen.core.intake.cells import Cell
from canteen.core.intake.kinds import SHAPES, Kind
from canteen.core.listing import asked
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.intake_words import (
    column_words,
    columns_with_words,
    kind_words,
    listed,
    notice_words,
    outcome_words,
    state_words,
)
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pages import moment_words, problem_words
from canteen.gateways.spreadsheet import Column, Value
from canteen.models import Import
from canteen.queries.import_list import LISTING, every_import, import_page
from canteen.queries.import_rows import ALL, ROWS, row_page
from canteen.queries.imports import (
    SIGN_ABOVE,
    Proposal,
    import_seen,
    layout_of,
    may_decide,
    needs_signature,
    proposal_of,
    rows_written,
    same_before,
    to_write,
)
from canteen.queries.intake import IMPORTERS
from canteen.queries.region_names import regions_on
from canteen.queries.retelling import reaches_back
from canteen.views.import_differences import row_shown

SAMPLES: Final = 3
COLUMN: Final = "column-"  # a field of the form of columns, before a column's position
_LOOKS: Final = {
    "sent": "open", "reading": "submitted", "checked": "submitted", "applying": "submitted",
    "applied": "sealed", "cancelled": "open", "failed": "questioned",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """A column of the file on the mapping page: its heading, what stands in it, what it is taken for."""

    at: int
    letter: str
    heading: str
    samples: tuple[str, ...]
    chosen: str


@seekable(LISTING)
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Answer with the lists that were sent in, or with all of them as a table."""
    actor, wanted = acting(request), asked(request.GET, LISTING)
    if wanted.export:
        cells = map(_list_cells, every_import(actor=actor, asked=wanted))
        return list_download(name=_("名单导入"), columns=_columns_of_list(), rows=cells, made_at=now())
    page = import_page(actor=actor, asked=wanted)
    kinds = [(kind.value, kind_words(kind=kind.value)) for kind in Kind if actor.holds(*IMPORTERS[kind])]
    states = [(state, state_words(state=state)) for state in Import.State.values]
    headings = [_("名单"), _("来源"), _("区划"), _("上传"), _("新增、变更、有误"), _("状态")]
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=page.of(_shown),
        headings=list(map(Heading, headings, ("file", "", "", "made", "", "state"))),
        filters=[Filter("kind", _("名单"), kinds), Filter("state", _("状态"), states)],
        searchable=_("来源或文件名"),
    )
    return render(request, "canteen/imports/list.html", {"list": shown})


def _columns_of_list() -> list[Column]:
    heads = [(_("名单"), 14), (_("文件"), 30), (_("来源"), 20), (_("区划"), 14), (_("上传"), 18), (_("上传人"), 12)]
    counts = [*outcome_words().values(), _("状态")]
    return [*(Column(words, width) for words, width in heads), *(Column(words, 10) for words in counts)]


def _list_cells(seen: Import) -> list[Value]:
    head = [kind_words(kind=seen.kind), seen.file_name, seen.sender.name, seen.region.name]
    counts = [getattr(seen, f"rows_{key}") for key in outcome_words()]
    made = [moment_words(instant=seen.made_at), seen.made_by.name]
    return [*head, *made, *counts, state_words(state=seen.state)]


@seekable(ROWS)
@require_GET
def one(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Answer with one list as it stands: columns to be confirmed, progress, or what it comes to."""
    actor = acting(request)
    seen = import_seen(actor=actor, import_id=import_id)
    read = layout_of(seen=seen)
    context = {**_shown(seen), "actor": actor, **(_sheets(read.sheet_name, read.unread) if read else {})}
    if seen.state == Import.State.SENT or (seen.state == Import.State.CHECKED and "columns" in request.GET):
        return _columns_page(request, seen, context)
    if seen.state in (Import.State.READING, Import.State.APPLYING):
        return render(request, "canteen/imports/progress.html", context)
    return render(request, "canteen/imports/result.html", context | _result(request, actor, seen))


@require_GET
def progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Answer with the bar alone, or tell the page to open anew when the list has moved on."""
    seen = import_seen(actor=acting(request), import_id=import_id)
    if seen.state not in (Import.State.READING, Import.State.APPLYING):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "canteen/imports/bar.html", _shown(seen))


def _shown(seen: Import) -> dict[str, Any]:
    is_writing = seen.state == Import.State.APPLYING
    done, expected = (
        (rows_written(seen=seen), to_write(seen=seen)) if is_writing else (seen.rows_read, seen.rows_expected)
    )
    return {
        "seen": seen,
        "kind": kind_words(kind=seen.kind),
        "state": state_words(state=seen.state),
        "look": _LOOKS[seen.state],
        "notice": notice_words(code=seen.notice),
        "done": done,
        "expected": expected,
        "percent": min(99, 100 * done // expected) if expected else 0,
        "ended": seen.state in (Import.State.APPLIED, Import.State.CANCELLED, Import.State.FAILED),
    }


def _sheets(name: str, unread: Sequence[str]) -> dict[str, Any]:
    """Which sheet is read and which are not: a workbook with a sheet for each village is as many lists."""
    return {
        "sheet_read": without_persons_numbers(name),
        "unread": listed(map(without_persons_numbers, unread)),
        "unread_count": len(unread),
    }


def _columns_page(request: HttpRequest, seen: Import, context: dict[str, Any]) -> HttpResponse:
    try:
        found = proposal_of(
            seen=seen,
            sheet=_number(request.GET.get("sheet")),
            header_row=_number(request.GET.get("header")),
            header_height=2 if request.GET.get("height") == "2" else 1,
        )
    except Problem as problem:
        return render(request, "canteen/imports/columns.html", context | {"problem": problem_words(problem=problem)})
    shape = SHAPES[Kind(seen.kind)]
    mapping = _chosen(request) or found.mapping
    choices = [(each.key, column_words(kind=seen.kind, key=each.key)) for each in shape.columns]
    missing = shape.missing(frozenset(mapping.values()))
    more = {
        "sheets": list(enumerate(found.sheets)),
        "sheet": found.sheet,
        **_sheets(found.sheets[found.sheet].name, found.unread),
        "header_row": found.head[found.header.first][0] if found.header else 1,
        "height": found.header.height if found.header else 1,
        "head_numbers": [number for number, _cells in found.head],
        "columns": _columns(found, mapping),
        "choices": choices,
        "missing": listed((" / ".join(_way(seen.kind, way) for way in group) for group in missing), deeply=True),
        "is_remembered": found.is_remembered,
        "year": _number(request.GET.get("year")) or service_day(now()).year,
    }
    return render(request, "canteen/imports/columns.html", context | more)


def _way(kind: str, keys: tuple[str, ...]) -> str:
    return " + ".join(column_words(kind=kind, key=key) for key in keys)


def _chosen(request: HttpRequest) -> dict[int, str]:
    """What somebody had chosen for the columns before it was refused, as its address says again."""
    found = ((_number(name.removeprefix(COLUMN)), key) for name, key in request.GET.items() if name.startswith(COLUMN))
    return {at: str(key) for at, key in found if at is not None}


def _columns(found: Proposal, mapping: Mapping[int, str]) -> list[ColumnShown]:
    if found.header is None:
        return []
    below = [cells for _number, cells in found.head[found.header.first + found.header.height :]][:SAMPLES]
    return [
        ColumnShown(
            at=at,
            letter=_letter(at),
            heading=without_persons_numbers(heading),
            samples=tuple(_sample(cells, at) for cells in below),
            chosen=mapping.get(at, ""),
        )
        for at, heading in enumerate(found.header.headings)
    ]


def _sample(cells: tuple[Cell, ...], at: int) -> str:
    """What stands in a cell, long numbers masked: enough to see what the column holds."""
    text = without_persons_numbers(cells[at].text.strip())[:30] if at < len(cells) else ""
    digits = sum(character.isdigit() for character in text)
    return mask_id_number(text) if digits >= 11 else text


def _letter(at: int) -> str:
    return chr(65 + at) if at < 26 else _letter(at // 26 - 1) + chr(65 + at % 26)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else None


def _result(request: HttpRequest, actor: Actor, seen: Import) -> dict[str, Any]:
    regions = regions_on(on=service_day(now()))
    words = outcome_words()
    outcome = request.GET.get("outcome", "wrong" if seen.rows_wrong else "")
    if outcome not in words:
        outcome = ""
    wanted = asked({**request.GET.dict(), "outcome": outcome or ALL}, ROWS)
    page = row_page(import_id=seen.id, asked=wanted).of(lambda row: row_shown(seen.kind, row, regions))
    headings = [Heading(_("行"), "row"), *map(Heading, (_("姓名或名称"), _("结果"), _("差异或错误")))]
    counts = {key: getattr(seen, f"rows_{key}") for key in words}
    earlier = same_before(actor=actor, seen=seen)
    signs = needs_signature(seen=seen, now=now())
    return {
        "outcome": outcome,
        "tabs": [("", _("全部"), sum(counts.values())), *[(key, words[key], counts[key]) for key in words]],
        "list": list_shown(
            path=request.path,
            asked=wanted,
            page=page,
            headings=headings,
            filters=[Filter("column", _("差异或错误在"), columns_with_words(kind=seen.kind))],
            searchable=_("行号"),
            exports=False,
            kept=["outcome"],
        ),
        "writes": to_write(seen=seen),
        "sign_above": SIGN_ABOVE,
        "needs_signature": signs,
        "may_decide": may_decide(seen=seen, staff_id=actor.staff_id, signs=signs),
        "earlier": earlier,
        "is_touching": reaches_back(import_id=seen.id, kind=seen.kind),
    }
