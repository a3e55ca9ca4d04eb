"""What the rows of a list come to: as its page shows them, and taken home with each difference by its column."""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.identity import mask_id_number, without_persons_numbers
from canteen.core.intake.known import NEW
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.intake_mistakes import mistake_words
from canteen.gateways.intake_words import change_words, listed, outcome_words, wrong_column
from canteen.gateways.spreadsheet import Column, Value
from canteen.operations.opening import hand_out_differences
from canteen.queries.imports import RowSeen, import_seen, rows_of
from canteen.queries.region_names import Regions, regions_on


@require_GET
def differences(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Answer with what the rows come to, to be kept by who signs: the name of the file holds the digest of the page."""
    actor, at, outcome = acting(request), now(), request.GET.get("outcome", "")
    seen, outcome = import_seen(actor=actor, import_id=import_id), outcome if outcome in outcome_words() else ""
    hand_out_differences(actor=actor, import_id=import_id, outcome=outcome, now=at)
    regions, found = (
        regions_on(on=service_day(at)),
        rows_of(import_id=import_id, outcomes=(outcome,) if outcome else ()),
    )
    lines = chain.from_iterable(_lines(row_shown(seen.kind, row, regions)) for row in found)
    heads = [(_("行"), 8), (_("姓名或名称"), 16), (_("身份证号"), 22), (_("结果"), 10), (_("列"), 16)]
    heads += [(_("原来"), 30), (_("改为"), 40), (_("错误"), 50)]
    columns = [Column(words, width) for words, width in heads]
    name = f"{_('名单差异')}-{seen.shown_digest[:8]}"
    return list_download(name=name, columns=columns, rows=lines, made_at=at, whole=True)


def _lines(row: dict[str, Any]) -> Iterator[list[Value]]:
    """A line for each difference and each mistake of a row, one for a row that has none.

    What is new differs from nothing: it stands in one line, or a first roster would not fit into a sheet.
    """
    told = [(column, "", "", words) for column, words in row["wrongs"]]
    if row["outcome"] == NEW:
        told.append(("", "", listed((f"{field}: {after}" for field, _none, after in row["changes"]), deeply=True), ""))
    else:
        told += [(field, before, after, "") for field, before, after in row["changes"]]
    for each in told or [("", "", "", "")]:
        yield [row["number"], row["who"], row["id_number"], row["outcome_words"], *each]


def row_shown(kind: str, row: RowSeen, regions: Regions) -> dict[str, Any]:
    """Return a row of a list in words, numbers of people masked, as page and file show it."""
    values, plan = row.staged.values, row.staged.plan
    who = values.get("name") or values.get("canteen") or values.get("login") or ""
    number, moved_on = values.get("id_number", ""), values.get("moved_on", "")
    changes = [change_words(kind=kind, change=each, named=regions.full_name) for each in plan.changes]
    if moved_on:  # a move holds from its day, which no column of a difference says
        changes = [
            (field, before, _("%(words)s，自 %(first)s") % {"words": after, "first": moved_on})
            for field, before, after in changes
        ]
    return {
        "number": row.number,
        "who": without_persons_numbers(who),
        "id_number": mask_id_number(number) if number else "",
        "outcome": plan.outcome,
        "outcome_words": outcome_words()[plan.outcome],
        "changes": changes,
        "wrongs": [(wrong_column(kind=kind, wrong=each), mistake_words(wrong=each)) for each in plan.wrongs],
    }
