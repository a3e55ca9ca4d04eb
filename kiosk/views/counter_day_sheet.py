"""Today's list of the counter as a table to keep: every attempt that was asked for, names masked as on the page."""

from collections.abc import Iterable, Iterator

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from canteen.core.listing import Asked
from canteen.gateways.exports import list_download
from canteen.gateways.pages import moment_words
from canteen.gateways.spreadsheet import Column, Fen, Value
from kiosk.queries.counter_today import AttemptShown, every_attempt_today
from kiosk.views import counter_words as words
from kiosk.views.counter_page import Desk, state_of


def day_sheet(desk: Desk, wanted: Asked) -> HttpResponseBase:
    """Answer with a day's attempts; one statement. OutOfScope."""
    rows = every_attempt_today(
        actor=desk.actor, canteen_id=desk.canteen_id, service_on=desk.seat.service_on, asked=wanted, now=desk.at
    )
    heads = [(_("时间"), 18), (_("姓名"), 10), (_("方式"), 12), (_("结果"), 12), (_("原因"), 30)]
    heads += [(_("终端"), 14), (_("工作人员"), 12), (_("元"), 10), (_("未付"), 10)]
    columns = [Column(head, width) for head, width in heads]
    return list_download(name=_("今天的记录"), columns=columns, rows=_cells(rows), made_at=desk.at)


def _cells(rows: Iterable[AttemptShown]) -> Iterator[list[Value]]:
    for row in rows:
        head: list[Value] = [moment_words(instant=row.at), words.who(row), str(words.KINDS[row.kind])]
        said = [str(words.STATES[state_of(row)]), words.reason_words(row), row.device, row.staff]
        fen = Fen(row.fen) if row.stands and row.fen is not None else None
        yield [*head, *said, fen, Fen(row.due_fen) if row.due_fen > 0 else None]
