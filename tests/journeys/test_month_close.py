"""A month is closed by two people and never changes; what comes late is the next month's, naming it (D15, D16)."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection

from kiosk.models import CheckIn
from ordering.models import Line
from settlement.models import Books
from tests.county import at
from tests.journeys.hall import Hall
from tests.web import BASE, Web, signed

_PAYERS = """
    SELECT account.address, SUM(CASE WHEN account.id = posting.debit_id THEN posting.fen ELSE -posting.fen END)
    FROM settlement_posting posting
    JOIN settlement_entry entry ON entry.id = posting.entry_id
    JOIN settlement_account account ON account.id IN (posting.debit_id, posting.credit_id)
    WHERE entry.books_id = %s AND entry.kind IN ('meal', 'reversal', 'hold', 'clearing')
    GROUP BY account.address"""


@dataclass(frozen=True)
class Share:
    """What one lunch costs whom, in fen, worked out by hand: 3 yuan are always hers, then district and town take up to
    5, then charity up to 1; the rest is hers again."""

    price_fen: int

    @property
    def joint_fen(self) -> int:
        return min(500, self.price_fen - 300)

    @property
    def charity_fen(self) -> int:
        return min(100, self.price_fen - 300 - self.joint_fen)

    @property
    def elder_fen(self) -> int:
        return self.price_fen - self.joint_fen - self.charity_fen


def posted(books: Books) -> dict[str, int]:
    """Fen by payer in these books, by raw SQL over postings."""
    with connection.cursor() as cursor:
        cursor.execute(_PAYERS, [books.id.hex if connection.vendor == "sqlite" else books.id])
        rows = cursor.fetchall()
    found: dict[str, int] = {}
    for address, fen in rows:
        owner, key, kind = address.split("/")[:3]
        name = key if owner == "fund" else kind
        found[name] = found.get(name, 0) + int(fen)
    return {name: fen for name, fen in found.items() if fen}


def eaten(until: Any) -> list[Share]:
    """Meals that stood at an instant, from check-ins and lines alone."""
    rows = CheckIn.objects.filter(received_at__lte=until)
    undone = set(rows.filter(decision="voided").values_list("order_id", flat=True))
    standing = rows.filter(decision="served").exclude(order_id__in=undone)
    shares = [Share(sum(row.order.lines.values_list("fen", flat=True))) for row in standing if row.order]
    assert [share.elder_fen for share in shares] == list(standing.values_list("decided_fen", flat=True))
    return shares


@pytest.fixture
def november(hall: Hall) -> Hall:
    """Six lunches: one voided at once, one of 3.51 yuan, a share held; one more waits in a device's queue."""
    for day, price_fen in ((18, 1000), (19, 351), (20, 1000), (30, 1000)):
        hall.set_clock(at(8, on=date(2026, 11, day)))
        hall.offer(on=date(2026, 11, day), price_fen=price_fen)
    receipts = []
    for day, number in ((18, 0), (18, 1), (19, 0), (20, 0), (20, 1)):
        hall.set_clock(at(11, 5, on=date(2026, 11, day)))
        receipts.append(hall.present(hall.cards[number]))
    assert {one["decision"] for one in receipts} == {"served"}
    hall.send(hall.item("void", of=receipts[-1]["id"], staff=hall.unlock()))
    held = CheckIn.objects.order_by("id")[0]
    hall.made_by("here-clerk", "/holds", {"entry_id": str(held.entry_id), "payer": "fund:charity", "reason": "核对"})
    return hall


def test_a_month_is_closed_and_never_changes(november: Hall) -> None:
    hall, books = november, Books.objects.get()
    hall.set_clock(at(9, on=date(2026, 12, 1)))
    submitted_at = hall.clock.instant
    hall.allot("joint", 10_000, "2026-12")
    hall.allot("charity", 1000, "2026-12")
    seen = signed(hall.staff("here-manager").get(f"/months/{books.id}/signing")[1])
    assert hall.staff("here-manager").post(f"/months/{books.id}/submission", seen)[0] == 200
    digest = _late_facts_come(hall, books)
    sealed = hall.staff("here-finance").post(f"/months/{books.id}/approval", {"digest": digest})
    assert sealed == (200, {"digest": digest})
    first = _workbook(hall.staff("here-finance"), books)
    _figures_agree(first, books, eaten(submitted_at))
    _more_late_facts_change_nothing(hall, books, digest, first)
    _december_takes_them(hall, books)


def _late_facts_come(hall: Hall, books: Books) -> str:
    """A queue of the 30th arrives, and a second person undoes a meal of the 18th: both are December's."""
    _, before = hall.staff("here-finance").get(f"/months/{books.id}")
    hall.set_clock(at(9, 30, on=date(2026, 12, 1)))
    late = hall.present(hall.cards[1], made_at=at(11, 5, on=date(2026, 11, 30)))
    assert (late["decision"], late["elder_fen"]) == ("served", 400)
    mistaken = CheckIn.objects.filter(service_on=date(2026, 11, 18)).order_by("id")[1]
    asked = hall.send(hall.item("void", of=str(mistaken.id), staff=hall.unlock()))
    assert [(one["decision"], one["reason"]) for one in asked] == [("quarantined", "void-too-late")]
    hall.made_by("here-manager", f"/check-ins/{mistaken.id}/void", {"reason": "误刷"})
    _, after = hall.staff("here-finance").get(f"/months/{books.id}")
    assert after == before
    return str(after["digest"])


def _figures_agree(workbook: bytes, books: Books, meals: list[Share]) -> None:
    """The sheet, the postings and the check-ins tell the same three stories."""
    assert len(meals) == 4
    sums = {
        "earned": -sum(meal.price_fen for meal in meals),
        "due": sum(meal.elder_fen for meal in meals),
        "joint": sum(meal.joint_fen for meal in meals),
        "charity": sum(meal.charity_fen for meal in meals) - 100,
        "suspense": 100,
    }
    assert posted(books) == sums
    book = openpyxl.load_workbook(BytesIO(workbook))
    summary = {row[0]: row[1] for row in book["汇总"].iter_rows(values_only=True) if row[0]}
    words = {"老人自付": "due", "区镇联合资金": "joint", "暂挂": "suspense"}
    assert {word: _fen(summary[word]) for word in words} == {word: sums[name] for word, name in words.items()}
    # 15.51 of the joint fund, one to one: the odd fen is the first contributor's.
    owed = [(row[1], _fen(row[2])) for row in book["汇总"].iter_rows(values_only=True) if row[1] in _FUNDS]
    assert owed == [("charity", 200), ("district", 776), ("town", 775)]
    head, *rows = [row for row in book["用餐明细"].iter_rows(values_only=True) if any(row)]
    shown = [(_fen(row[head.index("价格")]), _fen(row[head.index("老人自付")])) for row in rows]
    assert sorted(shown[:-1]) == sorted((meal.price_fen, meal.elder_fen) for meal in meals)
    assert shown[-1] == (-sums["earned"], sums["due"])
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith("3305")  # nobody's ID number


def _more_late_facts_change_nothing(hall: Hall, books: Books, digest: str, first: bytes) -> None:
    """After the seal the hold is cleared: December's again, and November is the same bytes."""
    hall.set_clock(at(10, on=date(2026, 12, 2)))
    _, [hold] = hall.staff("here-finance").get("/holds")
    assert hold["fen"] == 100
    hall.made_by("here-finance", f"/holds/{hold['id']}/clearing", {"payer": "canteen", "reason": "食堂承担"})
    assert hall.staff("here-finance").get(f"/months/{books.id}")[1]["digest"] == digest
    assert _workbook(hall.staff("here-finance"), books) == first


def _december_takes_them(hall: Hall, november: Books) -> None:
    """One more meal, one less, 1 yuan moved to the canteen: adjustments of November, in December's books."""
    december = Books.objects.exclude(id=november.id).get()
    assert posted(december) == {"borne": 100, "suspense": -100}
    _, shown = hall.staff("here-finance").get(f"/months/{december.id}")
    assert (shown["meals_count"], shown["adjusted_meals"]) == (0, 0)
    assert {(one["meals"], one["for_month"], one["price_fen"]) for one in shown["adjustments"]} == {
        (0, "2026-11", 0),
        (-1, "2026-11", -1000),
        (1, "2026-11", 1000),
    }
    hall.set_clock(at(9, on=date(2027, 1, 1)))
    seen = signed(hall.staff("here-manager").get(f"/months/{december.id}/signing")[1])
    assert hall.staff("here-manager").post(f"/months/{december.id}/submission", seen)[0] == 200
    digest = hall.staff("here-finance").get(f"/months/{december.id}")[1]["digest"]
    status, _ = hall.staff("here-finance").post(f"/months/{december.id}/approval", {"digest": digest})
    assert status == 200
    # Over both months: what canteens earned is what was eaten, whichever books it came to stand in.
    stands = sum(Line.objects.filter(order__state="served").values_list("fen", flat=True))
    assert stands == 3351
    assert posted(november)["earned"] + posted(december).get("earned", 0) == -stands


_FUNDS = ("district", "town", "charity", "joint")


def _workbook(web: Web, books: Books) -> bytes:
    response = web.client.get(f"{BASE}/months/{books.id}/workbook")
    assert response.status_code == 200
    return bytes(response.content)


def _fen(yuan: Any) -> int:
    return round(float(yuan) * 100)
