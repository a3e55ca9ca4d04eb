"""Every report of every month against plain sums over the ledger, which know nothing of settlement's own arithmetic."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import openpyxl
from django.db import connection
from django.test import Client

from canteen.core.listing import asked
from canteen.core.month import Month
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.models import Staff
from settlement.models import Books, Payable, SealedSums
from settlement.queries.grid import grid
from settlement.queries.meals_listed import MEALS, every_meal
from settlement.queries.month_summary import month_summary
from settlement.queries.months import books_list
from settlement.queries.statement import statement_of
from settlement.queries.sums import Sums
from tests.settlement.reading import fact, fen_of, late_sum, rows_of
from tests.settlement.resting import resting_agrees, resting_of

# One row for each side of a posting, signed; what was paid for a meal later (tender) is none of the statement's.
_FEN = """
    SELECT entry.books_id, entry.for_month IS NOT NULL, account.address, SUM(side.fen)
    FROM (SELECT entry_id, debit_id AS account_id, fen FROM settlement_posting
          UNION ALL SELECT entry_id, credit_id, -fen FROM settlement_posting) side
    JOIN settlement_entry entry ON entry.id = side.entry_id
    JOIN settlement_account account ON account.id = side.account_id
    WHERE entry.kind IN ('meal', 'reversal', 'hold', 'clearing')
    GROUP BY 1, 2, 3"""
_MEALS = """
    SELECT entry.books_id, entry.for_month IS NOT NULL, portion.eater,
        SUM(CASE WHEN entry.kind = 'meal' THEN 1 WHEN undone.kind = 'meal' THEN -1 ELSE 0 END), COUNT(*)
    FROM settlement_entry entry JOIN ordering_order portion ON portion.id = entry.order_id
    LEFT JOIN settlement_entry undone ON undone.id = entry.reverses_id
    WHERE entry.kind IN ('meal', 'reversal', 'hold', 'clearing')
    GROUP BY 1, 2, 3"""
_KINDS = (
    (re.compile(r"elder/[^/]+/due"), "elder"),
    (re.compile(r"canteen/[^/]+/borne"), "canteen"),
    (re.compile(r"canteen/[^/]+/suspense"), "suspense"),
    (re.compile(r"canteen/[^/]+/guests"), "guest"),
    (re.compile(r"canteen/[^/]+/staff"), "staff"),
)
_ALLOTTED = re.compile(r"fund/([^/]+)/allotted/.+")
WORDS = {
    "elder": "老人自付",
    "canteen": "食堂承担",
    "suspense": "暂挂",
    "guest": "来客自付",
    "staff": "员工餐（食堂承担）",
}


@dataclass
class Plain:
    """One month's books added up by hand: fen by payer and portions by eater, own and late; entries about meals."""

    own: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    portions: Counter[tuple[str, bool]] = field(default_factory=Counter)
    entries: int = 0

    @property
    def whole(self) -> dict[str, int]:
        """By payer, own and late together, without those who bear nothing."""
        return {payer: fen for payer, fen in together(self.own, self.late).items() if fen}

    def funds(self) -> int:
        """What all funds bear."""
        return sum(fen for payer, fen in self.whole.items() if payer.startswith("fund:"))


def together(one: Counter[str], other: Counter[str]) -> Counter[str]:
    """Both, zero and below kept: Counter's own plus forgets them."""
    found = Counter(one)
    found.update(other)
    return found


def plain_months() -> dict[UUID, Plain]:
    """Add every month up."""
    found: dict[UUID, Plain] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FEN)
        for books_id, late, address, fen in cursor.fetchall():
            payer = _payer(address)
            if payer:
                plain = found.setdefault(_id(books_id), Plain())
                (plain.late if late else plain.own)[payer] += int(fen)
        cursor.execute(_MEALS)
        for books_id, late, eater, count, entries in cursor.fetchall():
            plain = found.setdefault(_id(books_id), Plain())
            plain.portions[(eater, bool(late))] += int(count)
            plain.entries += int(entries)
    return found


def months_add_up(actor: Actor, *, pages: Client | None = None) -> int:
    """Hold every report of every month in sight against plain sums; with a client also pages and files. How many."""
    plain = plain_months()
    listed = {line.books.id: line for line in books_list(actor=actor)}
    every = Books.objects.filter(canteen_id__in={line.books.canteen_id for line in listed.values()})
    cells = _cells(actor, every)
    resting = resting_of(every, cells)
    for books in every:
        told = plain.get(books.id, Plain())
        _statement_agrees(actor, books, told)
        names = _summary_agrees(actor, books, told)
        _list_agrees(books, told)
        _lines_agree(books, told, cells[books.id], listed[books.id])
        if books.id in resting:
            resting_agrees(actor, books, resting[books.id], pages)
        if pages is not None:
            _api_agrees(pages, books, told)
            _page_agrees(pages, books, told, names)
            _workbook_agrees(pages, books, told, names)
            _csv_agrees(pages, books, told)
    return len(every)


def client_of(login: str) -> Client:
    """Somebody signed in, reading Chinese."""
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(Staff.objects.get(login=login))
    return client


def _statement_agrees(actor: Actor, books: Books, told: Plain) -> None:
    seen = statement_of(actor=actor, books_id=books.id)
    payers = {each.payer: (each.own_fen, each.adjusted_fen, each.whole_fen) for each in seen.payers}
    assert {payer: of for payer, of in payers.items() if any(of)} == _thirds(told)
    assert (seen.meals_count, seen.guests_count, seen.staff_count) == _three(told, late=False)
    assert (seen.adjusted_meals, seen.adjusted_guests, seen.adjusted_staff) == _three(told, late=True)
    assert seen.price_fen == sum(told.whole.values())
    assert seen.claimed_fen == told.funds()
    assert seen.held_fen + seen.carried_fen == sum(each.fen for each in seen.held)
    for rows, late in ((seen.meals, False), (seen.adjustments, True)):
        fen = Counter[str]()
        for row in rows:
            fen.update(row.payers)
        assert _some(fen) == _some(told.late if late else told.own)
        assert sum(row.meals for row in rows) == sum(_three(told, late=late))


def _summary_agrees(actor: Actor, books: Books, told: Plain) -> dict[str, str]:
    """Also what each payer is called."""
    seen = month_summary(actor=actor, books_id=books.id)
    payers = {each.payer: (each.own_fen, each.adjusted_fen, each.whole_fen) for each in seen.payers}
    assert {payer: of for payer, of in payers.items() if any(of)} == _thirds(told)
    assert (seen.own.meals, seen.own.guests, seen.own.staff) == _three(told, late=False)
    late = Sums()
    for sums in seen.adjusted.values():
        late.add(sums)
    assert (late.meals, late.guests, late.staff) == _three(told, late=True)
    assert (seen.price_fen, seen.claimed_fen) == (sum(told.whole.values()), told.funds())
    assert sum(sums.price_fen for sums in seen.days.values()) == sum(told.own.values())
    return {each.payer: WORDS.get(each.payer) or each.fund_name for each in seen.payers}


def _list_agrees(books: Books, told: Plain) -> None:
    """The drill-down: a row for each entry, and the portions and fen of the rows are those of the month."""
    rows = list(every_meal(books_id=books.id, asked=asked({}, MEALS)))
    assert len(rows) == told.entries
    for late in (False, True):
        fen = Counter[str]()
        for row in rows:
            if (row.for_month is not None) is late:
                fen.update(row.payers)
        assert _some(fen) == _some(told.late if late else told.own)
        portions = [row for row in rows if (row.for_month is not None) is late]
        assert sum(row.portions for row in portions) == sum(_three(told, late=late))


def _lines_agree(books: Books, told: Plain, cell: Any, line: Any) -> None:
    whole = told.whole
    elders = _three(told, late=False)[0] + _three(told, late=True)[0]
    expected = (
        *(elders, sum(whole.values()), whole.get("elder", 0), whole.get("canteen", 0), told.funds()),
        *(whole.get("suspense", 0), whole.get("guest", 0) + whole.get("staff", 0)),
    )
    names = ("meals", "price_fen", "elder_fen", "canteen_fen", "funds_fen", "suspense_fen", "others_fen")
    assert tuple(getattr(cell, name) for name in names) == expected
    assert tuple(getattr(line, name) for name in names) == expected
    if books.state == "sealed":
        sealed = SealedSums.objects.get(books=books)
        assert tuple(getattr(sealed, name) for name in names if name != "price_fen") == (*expected[:1], *expected[2:])
        assert sum(Payable.objects.filter(books=books).values_list("fen", flat=True)) == told.funds()


def _cells(actor: Actor, every: Iterable[Books]) -> dict[UUID, Any]:
    last = Month.of(max(books.month for books in every))
    seen = grid(actor=actor, until=last, on=service_day(now()), width=24)
    return {cell.books_id: cell.sums for row in seen.rows for cell in row.cells if cell}


def _api_agrees(client: Client, books: Books, told: Plain) -> None:
    said = client.get(f"/api/v1/months/{books.id}").json()
    payers = {each["payer"]: (each["own_fen"], each["adjusted_fen"], each["whole_fen"]) for each in said["payers"]}
    assert {payer: of for payer, of in payers.items() if any(of)} == _thirds(told)
    assert (said["meals_count"], said["guests_count"], said["staff_count"]) == _three(told, late=False)
    assert (said["adjusted_meals"], said["adjusted_guests"], said["adjusted_staff"]) == _three(told, late=True)
    assert (said["price_fen"], said["claimed_fen"]) == (sum(told.whole.values()), told.funds())
    assert sum(row["meals"] for row in said["meals"]) == sum(_three(told, late=False))


def _page_agrees(client: Client, books: Books, told: Plain, names: dict[str, str]) -> None:
    """What a reader sees, parsed: the statement, and the page on which it is signed."""
    page = client.get(f"/months/{books.id}").content.decode()
    signing = client.get(f"/months/{books.id}/signing").content.decode()
    for text in (page, signing):
        assert fact(text, "用餐人次") == _three(told, late=False)[0]
        assert fact(text, "来客人次") == (_three(told, late=False)[1] or None)
        assert fact(text, "员工餐份数") == (_three(told, late=False)[2] or None)
        assert fact(text, "餐费（元）") == sum(told.whole.values())
        assert fact(text, "应拨（元）") == told.funds()
        rows = {cells[0]: cells[1:] for cells in rows_of(text, "who-pays")}
        shown = {names[payer]: of for payer, of in _thirds(told).items()}
        late = any(told.late.values())
        for words, (own, adjusted, whole) in shown.items():
            assert [fen_of(cell) for cell in rows[words]] == ([own, adjusted, whole] if late else [whole]), words
        assert fen_of(rows["合计"][-1]) == sum(told.whole.values())
        for name, of in zip(("人次", "来客", "员工"), _three(told, late=True), strict=True):
            assert late_sum(text, name) == of, name


def _workbook_agrees(client: Client, books: Books, told: Plain, names: dict[str, str]) -> None:
    path = f"/months/{books.id}/workbook"
    body = client.get(path).content
    if books.state == "sealed":  # a draft names the instant it was made
        assert client.get(path, headers={"Accept-Language": "en"}).content == body
    found = openpyxl.load_workbook(BytesIO(body), data_only=True)
    rows = [[cell for cell in row if cell is not None] for row in found["汇总"].iter_rows(values_only=True)]
    facts = {row[0]: row[1] for row in rows if len(row) == 2}
    own, late = ("用餐人次", "来客人次", "员工餐份数"), ("调整人次", "来客调整人次", "员工餐调整份数")
    assert tuple(facts.get(name, 0) for name in own) == _three(told, late=False)
    assert tuple(facts.get(name, 0) for name in late) == _three(told, late=True)
    sums = [row for row in rows if len(row) == 4 and row[0] != "支付方"]
    table = {row[0]: tuple(round(float(str(cell)) * 100) for cell in row[1:]) for row in sums}
    for payer, of in _thirds(told).items():
        assert table[names[payer]] == of
    assert table["合计"] == (sum(told.own.values()), sum(told.late.values()), sum(told.whole.values()))


def _csv_agrees(client: Client, books: Books, told: Plain) -> None:
    answer = client.get(f"/months/{books.id}/meals?export=csv")
    text = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert len(rows) == told.entries
    for late in (False, True):
        inside = [row for row in rows if bool(row["所属月份"]) is late]
        assert sum(int(row["份数"]) for row in inside) == sum(_three(told, late=late))
        assert sum(fen_of(row["餐费"]) for row in inside) == sum((told.late if late else told.own).values())


def _thirds(told: Plain) -> dict[str, tuple[int, int, int]]:
    payers = told.own.keys() | told.late.keys()
    found = {payer: (told.own[payer], told.late[payer], told.own[payer] + told.late[payer]) for payer in payers}
    return {payer: of for payer, of in found.items() if any(of)}


def _three(told: Plain, *, late: bool) -> tuple[int, int, int]:
    elders, guests, staff = (told.portions[(eater, late)] for eater in ("elder", "guest", "staff"))
    return elders, guests, staff


def _some(fen: Counter[str]) -> dict[str, int]:
    return {payer: sum_ for payer, sum_ in fen.items() if sum_}


def _payer(address: str) -> str | None:
    fund = _ALLOTTED.fullmatch(address)
    if fund:
        return f"fund:{fund[1]}"
    return next((payer for shape, payer in _KINDS if shape.fullmatch(address)), None)


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
