"""A whole list as CSV, for programs that want text; what a spreadsheet would run is disarmed (S8)."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from urllib.parse import quote

from django.http import StreamingHttpResponse

from canteen.core.money import format_yuan
from canteen.gateways.spreadsheet import Column, Fen, Value, disarmed

_MARK = "\ufeff"  # without it Excel takes Chinese for another encoding


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_download(
    *, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], made_at: datetime
) -> StreamingHttpResponse:
    """Answer with a list as UTF-8 with a mark, row by row; `name` is without its ending, the day is added to it."""
    written = _written([column.heading for column in columns], rows)
    answer = StreamingHttpResponse(written, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}-{made_at:%Y%m%d}.csv')}"
    return answer


def _written(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield _MARK + writer.writerow([disarmed(heading) for heading in headings])
    for row in rows:
        yield writer.writerow([_text(value) for value in row])


def _text(value: Value) -> str:
    if isinstance(value, Fen):
        return format_yuan(value.fen)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else disarmed(value or "")
