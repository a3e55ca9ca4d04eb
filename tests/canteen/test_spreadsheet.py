"""The workbook is read back: every figure against raw SQL over postings and against a count from the check-ins (S8)."""

import io
import tempfile
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from openpyxl import Workbook, load_workbook

from canteen.gateways.exports import list_download
from canteen.gateways.spreadsheet import Column, Fen, Sheet, Table, disarmed, workbook
from canteen.models import Elder, Organisation
from canteen.models.sql import is_postgres
from kiosk.queries.month_sheet import MonthSheet, month_sheet
from settlement.models import Books, Entry
from settlement.operations.holds import hold_share
from settlement.operations.months import withdraw_books
from settlement.queries.sheets import BooksNotSealed
from tests.kiosk.attempts import card, second, take
from tests.settlement.acting import CLOSING, DECEMBER, NOVEMBER, close, eat, fund_month, maker, submit, undo
from tests.settlement.independent import tally
from tests.town import DAY, Town, add_elder, at, small_town

pytestmark = pytest.mark.django_db

DAYS = (date(2026, 11, 3), DAY, date(2026, 11, 28))
ALLOTTED = {"joint": 9_001, "charity": 3_000}
WORDS = {"elder": "老人自付", "canteen": "食堂承担", "suspense": "暂挂"}


def busy_month() -> Town:
    """Elders of every kind, voids, second portions, pots that run dry."""
    town = small_town(allotted_fen={}, days=DAYS, elders=5, kiosks=2)
    add_elder(town, 5, birth_on=date(1960, 5, 1))
    add_elder(town, 6, birth_on=date(1960, 5, 1), categories=("dibao",))
    add_elder(town, 7, birth_on=date(1990, 5, 1))
    fund_month(town, allotted_fen=ALLOTTED)
    for day in DAYS:
        for number in range(8):
            receipt = eat(town, number, at(11, number, on=day), kiosk=number % 2)
            if number == 2:
                assert undo(town, receipt, at(11, number, 30, on=day)).decision == "voided"
        moment = at(12, on=day)
        take(town.kiosks[0], second(town.elders[1].id, moment, town.token(town.kiosks[0], moment)), moment)
        for number in (4, 5):
            eat(town, number, at(16, number, on=day))
    return town


def sheet_of(town: Town, books: Books) -> MonthSheet:
    """The workbook as finance downloads it."""
    return month_sheet(actor=maker(town), books_id=books.id)


def opened(sheet: MonthSheet) -> Workbook:
    """Read it back."""
    return load_workbook(io.BytesIO(sheet.body))


def by_sql(books: Books) -> Counter[str]:
    """Fen per payer by raw SQL over the postings of the books; the text of addresses is all it knows."""
    sql = """
        SELECT address, SUM(fen) FROM (
            SELECT debit.address AS address, posting.fen AS fen FROM settlement_posting posting
            JOIN settlement_account debit ON debit.id = posting.debit_id
            JOIN settlement_entry entry ON entry.id = posting.entry_id
            WHERE entry.books_id = %s AND entry.kind IN ('meal', 'reversal', 'hold', 'clearing')
            UNION ALL
            SELECT credit.address, -posting.fen FROM settlement_posting posting
            JOIN settlement_account credit ON credit.id = posting.credit_id
            JOIN settlement_entry entry ON entry.id = posting.entry_id
            WHERE entry.books_id = %s AND entry.kind IN ('meal', 'reversal', 'hold', 'clearing')) moved
        GROUP BY address"""
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        books_id = books.id if is_postgres() else books.id.hex
        cursor.execute(sql, (books_id, books_id))
        for address, fen in cursor.fetchall():
            parts = address.split("/")
            if parts[-1] == "earned":
                found["price"] -= int(fen)
            elif parts[0] == "elder":
                found["elder"] += int(fen)
            elif parts[0] == "fund":
                found[parts[1]] += int(fen)
            else:
                found["canteen" if parts[-1] == "borne" else "suspense"] += int(fen)
    return found


def fen(value: Any) -> int:
    """A cell of money in fen, exactly."""
    whole = Decimal(str(value)) * 100
    assert whole == int(whole)
    return int(whole)


def summary(book: Workbook) -> dict[str, tuple[int, int, int]]:
    """Payer → own, adjusted, whole, in fen; and the sum."""
    rows = list(book["汇总"].iter_rows(values_only=True))
    start = next(at for at, row in enumerate(rows) if row[0] == "支付方") + 1
    found = {}
    for row in rows[start:]:
        if row[0] is None:
            break
        found[str(row[0])] = (fen(row[1]), fen(row[2]), fen(row[3]))
    return found


def test_every_figure_is_that_of_the_postings_and_of_a_count_from_the_check_ins() -> None:
    town = busy_month()
    books = close(town)
    book = opened(sheet_of(town, books))
    counted = tally(books.canteen_id, NOVEMBER.first, ALLOTTED)
    sums = by_sql(books)
    assert sums.pop("price") == sum(sums.values()) == sum(counted.payers.values())
    payers = {payer: sum_ for payer, sum_ in counted.payers.items() if sum_}
    assert {payer: sum_ for payer, sum_ in sums.items() if sum_} == payers
    assert len(payers) == 4
    figures = summary(book)
    assert figures.pop("合计") == (sum(payers.values()), 0, sum(payers.values()))
    assert figures == {WORDS.get(payer, payer): (sum_, 0, sum_) for payer, sum_ in payers.items()}
    rows = list(book["用餐明细"].iter_rows(values_only=True))
    head = [str(word) for word in rows[0]]
    meals, last = rows[1:-1], rows[-1]
    assert len(meals) == counted.meals == len(counted.by_order)
    for row in meals:
        cells = dict(zip(head, row, strict=True))
        share = counted.by_order[str(cells["订单号"])]
        read = {payer: fen(cells[WORDS.get(payer, payer)]) for payer in payers}
        assert {payer: sum_ for payer, sum_ in read.items() if sum_} == share
        assert fen(cells["价格"]) == sum(share.values()) == 1000
        assert UUID(str(cells["凭证号"])) in set(Entry.objects.values_list("id", flat=True))
        assert cells["终端"] in ("终端1", "终端2")
        assert cells["政策版本"] == "第1版"
    totals = dict(zip(head, last, strict=True))
    assert {payer: fen(totals[WORDS.get(payer, payer)]) for payer in payers} == payers


def test_the_payables_are_the_claims_with_the_joint_fund_shared_out() -> None:
    town = busy_month()
    books = close(town)
    payers = tally(books.canteen_id, NOVEMBER.first, ALLOTTED).payers
    rows = list(opened(sheet_of(town, books))["汇总"].iter_rows(values_only=True))
    start = next(at for at, row in enumerate(rows) if row[0] == "出资资金") + 1
    owed = {row[1]: fen(row[2]) for row in rows[start:-1]}
    assert payers["joint"] == 9_001
    assert owed == {"charity": payers["charity"], "district": 4_501, "town": 4_500}
    assert fen(rows[-1][2]) == payers["charity"] + payers["joint"]


def test_adjustments_and_holds_have_a_sheet_of_their_own() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    receipt = eat(town, 0, at(11))
    eat(town, 1, at(11, 5))
    held = Entry.objects.filter(kind="meal").order_by("-id")[0]
    hold_share(actor=maker(town), entry_id=held.id, payer="fund:charity", reason="=1+1", now=at(15))
    close(town)
    undo(town, receipt, at(11, 6), CLOSING)
    take(town.kiosks[0], card(town.cards[2], at(12)), CLOSING, CLOSING)
    books = close(town, DECEMBER, at(9, on=date(2027, 1, 1)))
    book = opened(sheet_of(town, books))
    rows = [[cell for cell in row if cell is not None] for row in book["挂起与调整"].iter_rows(values_only=True)]
    kinds = [row[0] for row in rows if row and row[0] in ("补记", "冲回", "改判", "以前月份挂起", "本月挂起")]
    assert kinds == ["冲回", "补记", "以前月份挂起"]
    carried = next(row for row in rows if row and row[0] == "以前月份挂起")
    assert (carried[1], carried[3], carried[4], carried[5]) == ("2026-11", "张*兰", 1, "人工挂起，待核实")
    sums = by_sql(books)
    assert sums.pop("price") == 0
    figures = summary(book)
    assert {payer: whole for payer, (_own, _adjusted, whole) in figures.items() if whole} == {
        WORDS.get(payer, payer): sum_ for payer, sum_ in sums.items() if sum_
    }
    assert figures["老人自付"] == (0, 0, 0)
    assert figures["食堂承担"] == (0, 600, 600)


def test_long_numbers_are_text_and_nothing_is_a_formula() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    Organisation.objects.update(name="=HYPERLINK(1)", credit_code="913305030000000012")
    Elder.objects.filter(id=town.elders[0].id).update(name="+张")
    eat(town, 0, at(11))
    books = close(town)
    book = opened(sheet_of(town, books))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    code = next(cell for cell in cells if cell.value == "913305030000000012")
    assert (code.data_type, code.number_format) == ("s", "@")
    assert any(cell.value == "'=HYPERLINK(1)" for cell in cells)
    assert any(cell.value == "'+*" for cell in cells)
    money = [cell for cell in cells if cell.number_format == "0.00"]
    assert {cell.data_type for cell in money} == {"n"}
    assert book["用餐明细"].freeze_panes == "A2"
    assert {page.page_setup.paperSize for page in book} == {9}


def test_names_are_masked_and_the_seals_digest_stands_on_the_summary() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = close(town)
    sheet = sheet_of(town, books)
    with zipfile.ZipFile(io.BytesIO(sheet.body)) as archive:
        plain = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "张*兰" in plain
    assert town.elders[0].name not in plain
    assert books.seal.digest in plain
    assert sheet.name == f"第1食堂-2026-11-{books.seal.digest[:8]}.xlsx"


def test_the_same_sealed_books_are_the_same_bytes_every_time() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = submit(town)
    with pytest.raises(BooksNotSealed):
        sheet_of(town, books)
    withdraw_books(actor=maker(town), books_id=books.id, now=CLOSING)
    books = close(town)
    first = sheet_of(town, books)
    take(town.kiosks[0], card(town.cards[1], at(12)), CLOSING, CLOSING)
    assert sheet_of(town, books).body == first.body


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_looks_like_a_formula_is_disarmed(text: str) -> None:
    assert disarmed(text) == f"'{text}"
    made = workbook(
        sheets=[Sheet("页", (Table((Column(text, 10),), [(text,)]),), facts=[("名", text)])],
        made_at=datetime(2026, 12, 1, tzinfo=UTC),
        title=text,
    )
    cells = [cell for row in load_workbook(io.BytesIO(made))["页"].iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(not str(cell.value).startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@pytest.mark.parametrize("sum_fen", [0, 1, -1, 5, 10, 99, 100, 12345, 999_999_999_999, -250])
def test_fen_become_yuan_without_losing_one(sum_fen: int) -> None:
    made = workbook(
        sheets=[Sheet("页", (Table((Column("元", 10),), [(Fen(sum_fen),)]),))],
        made_at=datetime(2026, 12, 1, tzinfo=UTC),
        title="页",
    )
    cell = load_workbook(io.BytesIO(made))["页"]["A2"]
    assert (fen(cell.value), cell.number_format) == (sum_fen, "0.00")


def test_characters_no_file_may_hold_are_left_out() -> None:
    assert disarmed("a\x00b\x1fc") == "abc"


def test_a_list_stands_on_paper_under_its_headings_as_wide_as_a_page() -> None:
    columns = [Column("日期", 12), Column("事由", 80), Column("餐费（元）", 10)]
    rows = [(date(2026, 11, 20), "=1+1", Fen(1250)), (date(2026, 11, 21), "", Fen(5))]
    answer = list_download(name="逐餐", columns=columns, rows=rows, made_at=CLOSING)
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["日期", "事由", "餐费（元）"],
        [datetime(2026, 11, 20), "'=1+1", 12.5],  # noqa: DTZ001  # a sheet knows no zones
        [datetime(2026, 11, 21), None, 0.05],  # noqa: DTZ001  # as above
    ]
    assert [cell.alignment.horizontal for cell in sheet[1]] == ["left", "left", "right"]
    setup = sheet.page_setup
    assert (sheet.print_title_rows, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (
        "$1:$1",
        "landscape",
        1,
        0,
    )


def test_a_list_without_rows_is_its_headings() -> None:
    answer = list_download(name="逐餐", columns=[Column("日期", 12)], rows=[], made_at=CLOSING)
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert ([[cell.value for cell in row] for row in sheet.iter_rows()], sheet.page_setup.orientation) == (
        [["日期"]],
        "portrait",
    )


def test_no_row_lies_in_a_plain_file_meanwhile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is no folder for them, whoever makes a temporary file fails (S1)."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError):
        Workbook().save(io.BytesIO())
    rows = ((f"王桂英{number}", number) for number in range(300))
    answer = list_download(name="老人", columns=[Column("姓名", 12), Column("序号", 8)], rows=rows, made_at=CLOSING)
    assert load_workbook(io.BytesIO(answer.content)).worksheets[0].max_row == 301
    made = workbook(sheets=[Sheet("页", (Table((Column("名", 10),), [("王桂英",)]),))], made_at=CLOSING, title="页")
    assert load_workbook(io.BytesIO(made))["页"]["A2"].value == "王桂英"
