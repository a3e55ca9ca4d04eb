"""What rests in suspense at a month's end against what every month moved there, wherever either is told (D5)."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from uuid import UUID

import openpyxl
from django.test import Client

from canteen.core.scope import Actor
from settlement.models import Books
from settlement.queries.month_summary import month_summary
from settlement.queries.statement import statement_of
from tests.settlement.reading import fact


def resting_of(every: Iterable[Books], cells: dict[UUID, Any]) -> dict[UUID, int]:
    """What rests in suspense at each month's end: all that the grid's cells moved there, month after month.

    Only where the months before are sealed: what is held in books that may still change is not carried on yet.
    """
    found: dict[UUID, int] = {}
    chains: dict[tuple[UUID, UUID], list[Books]] = {}
    for books in sorted(every, key=lambda each: each.month):
        chains.setdefault((books.canteen_id, books.organisation_id), []).append(books)
    for chain in chains.values():
        sum_fen = 0
        for books in chain:
            sum_fen += cells[books.id].suspense_fen
            found[books.id] = sum_fen
            if books.state != "sealed":
                break
    return found


def resting_agrees(actor: Actor, books: Books, fen: int, pages: Client | None) -> None:
    """Statement, its page, the page of signing, the workbook and the interface say what rests, beside what moved."""
    for seen in (statement_of(actor=actor, books_id=books.id), month_summary(actor=actor, books_id=books.id)):
        assert seen.held_fen + seen.carried_fen == fen
    if pages is None:
        return
    said = pages.get(f"/api/v1/months/{books.id}").json()
    assert said["held_fen"] + said["carried_fen"] == sum(each["fen"] for each in said["held"]) == fen
    assert fact(pages.get(f"/months/{books.id}").content.decode(), "未清挂起（元）") == fen
    assert fact(pages.get(f"/months/{books.id}/signing").content.decode(), "未清挂起，不计入应拨（元）") == fen
    body = pages.get(f"/months/{books.id}/workbook").content
    rows = list(openpyxl.load_workbook(BytesIO(body), data_only=True)["挂起与调整"].iter_rows(values_only=True))
    below = rows[next(at for at, row in enumerate(rows) if str(row[0]).startswith("挂起（")) :]
    [total] = [row for row in below if row[0] == "合计"]
    assert round(float(str(total[6])) * 100) == fen
    assert {row[0] for row in below[2:] if row[0]} <= {"合计", "本月挂起", "以前月份挂起"}
