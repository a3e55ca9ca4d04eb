"""One lunch from the card to the seal: every row and every fen on the way, over HTTP, on both engines."""

from io import BytesIO
from typing import Any

import openpyxl
from django.db import connection

from canteen.core.scope import Role
from kiosk.models import CheckIn
from ordering.models import Line, Order
from settlement.models import Allotment, Books, Claim, Entry, Payable, Posting, Seal
from tests.county import at
from tests.journeys.hall import DAY, Hall
from tests.web import BASE, signed

_BALANCES = """
    SELECT address, SUM(fen) FROM (
        SELECT account.address, posting.fen FROM settlement_posting posting
        JOIN settlement_account account ON account.id = posting.debit_id
        UNION ALL
        SELECT account.address, -posting.fen FROM settlement_posting posting
        JOIN settlement_account account ON account.id = posting.credit_id) AS moved
    GROUP BY address HAVING SUM(fen) <> 0"""


def balances(hall: Hall, only: str = "") -> dict[str, int]:
    """Σ debit − Σ credit in fen by address, straight from the rows; the canteen is called C, the elder E."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES)
        found = {
            address.replace(hall.canteen_id, "C").replace(hall.elders[0], "E"): int(fen)
            for address, fen in cursor.fetchall()
        }
    return {address: fen for address, fen in found.items() if address.startswith(only)}


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in (CheckIn, Order, Line, Claim)} | {
        "meal entries": Entry.objects.filter(kind="meal").count()
    }


def drawn() -> dict[str, int]:
    return dict(Allotment.objects.values_list("fund__key", "drawn_fen"))


def test_one_lunch(hall: Hall) -> None:
    meal_id = hall.offer()
    hall.set_clock(at(11, 5))
    first = _she_presents_her_card(hall, meal_id)
    _she_presents_it_again(hall)
    _the_counter_undoes_it(hall, first)
    _she_eats_after_all_and_takes_a_second_portion(hall)
    _she_pays_in_cash(hall)
    digest = _the_month_is_closed_by_two_people(hall)
    _finance_opens_the_workbook(hall, digest)


def _she_presents_her_card(hall: Hall, meal_id: str) -> str:
    """She was promised 4 yuan of 10; district and town pay 5 together, charity 1."""
    before = balances(hall)
    promised = hall.listed(hall.cards[0])
    assert promised["meal"] == meal_id
    assert promised["promise"]["fen"] == 400
    receipt = hall.present(hall.cards[0], **promised)
    assert receipt == {
        "id": receipt["id"],
        "decision": "served",
        "screen": "done",
        "reason": None,
        "name": "张*兰",
        "elder_fen": 400,
        "counter": "已用餐",
    }
    _its_order_and_claim(hall, meal_id)
    _its_entry(hall, before)
    _its_check_in(hall, str(receipt["id"]))
    return str(receipt["id"])


def _its_order_and_claim(hall: Hall, meal_id: str) -> None:
    order, line, claim = Order.objects.get(), Line.objects.get(), Claim.objects.get()
    assert (str(order.meal_id), str(order.canteen_id), str(order.elder_id)) == (
        meal_id,
        hall.canteen_id,
        hall.elders[0],
    )
    assert (order.person_id, order.origin, order.state) == (order.elder_id, "walk-in", "served")
    assert (order.service_on, order.sitting, order.served_at) == (DAY, "lunch", at(11, 5))
    assert (line.order_id, line.position, line.kind, line.name, line.fen) == (order.id, 0, "set", "套餐", 1000)
    assert (claim.limit_key, claim.period, claim.ordinal) == ("sitting", "2026-11-20/lunch", 1)
    assert (claim.person_id, claim.entry, claim.released_by) == (
        order.elder_id,
        Entry.objects.get(kind="meal"),
        None,
    )


def _its_entry(hall: Hall, before: dict[str, int]) -> None:
    entry, books = Entry.objects.get(kind="meal"), Books.objects.get()
    assert (books.month.isoformat(), books.state, str(books.canteen_id)) == ("2026-11-01", "open", hall.canteen_id)
    assert (entry.books, entry.for_month, entry.service_on, entry.order) == (books, None, DAY, Order.objects.get())
    assert (entry.revision, str(entry.policy_id), entry.recorded_at) == (0, hall.policy_id, at(11, 5))
    assert [(share["payer"], share["fen"], share["reason"]["layer"]) for share in entry.explanation["shares"]] == [
        ("fund:joint", 500, "town"),
        ("fund:charity", 100, "charity"),
        ("elder", 400, "elder"),
    ]
    assert list(
        Posting.objects.filter(entry=entry).order_by("position").values_list("position", "fen", "month", "canteen")
    ) == [(number, fen, books.month, books.canteen_id) for number, fen in enumerate((500, 100, 400))]
    assert balances(hall) == before | {
        "fund/joint/allotted/C/2026-11": -19_500,
        "fund/charity/allotted/C/2026-11": -4_900,
        "elder/E/due": 400,
        "canteen/C/earned": -1000,
    }
    assert drawn() == {"joint": 500, "charity": 100}


def _its_check_in(hall: Hall, check_in_id: str) -> None:
    row, order = CheckIn.objects.get(), Order.objects.get()
    assert (str(row.id), str(row.kiosk_id), row.kind, row.decision, row.reason) == (
        check_in_id,
        hall.kiosk,
        "present",
        "served",
        "",
    )
    assert (row.order, row.entry, str(row.policy_id)) == (order, Entry.objects.get(kind="meal"), hall.policy_id)
    assert row.credential is not None
    assert (row.credential.code, row.elder_id, row.promised_fen, row.decided_fen) == (
        hall.cards[0],
        order.elder_id,
        400,
        400,
    )
    assert (row.presented_at, row.received_at, row.service_on, row.sitting) == (at(11, 5), at(11, 5), DAY, "lunch")
    assert (str(row.price_list_id), row.promised_fen) == (row.evidence["promise"]["list"], 400)


def _she_presents_it_again(hall: Hall) -> None:
    before = balances(hall)
    hall.set_clock(at(11, 6))
    receipt = hall.present(hall.cards[0])
    assert (receipt["decision"], receipt["screen"], receipt["elder_fen"]) == ("repeat", "done", None)
    assert balances(hall) == before
    assert counts() == {"CheckIn": 2, "Order": 1, "Line": 1, "Claim": 1, "meal entries": 1}


def _the_counter_undoes_it(hall: Hall, first: str) -> None:
    hall.set_clock(at(11, 7))
    receipt = hall.send(hall.item("void", of=first, staff=hall.unlock()))[0]
    assert (receipt["decision"], receipt["reason"], receipt["counter"]) == ("voided", None, "已撤销")
    reversal = Entry.objects.get(kind="reversal")
    assert (reversal.reverses, reversal.order_id) == (Entry.objects.get(kind="meal"), Order.objects.get().id)
    assert Order.objects.get().state == "voided"
    assert Claim.objects.get().released_by == reversal
    assert drawn() == {"joint": 0, "charity": 0}
    assert balances(hall, "elder") | balances(hall, "canteen") == {}
    row = CheckIn.objects.get(kind="void")
    assert (str(row.void_of), row.entry_id, str(row.staff_id)) == (first, reversal.id, hall.counter_id)


def _she_eats_after_all_and_takes_a_second_portion(hall: Hall) -> None:
    hall.set_clock(at(11, 8))
    assert hall.present(hall.cards[0])["elder_fen"] == 400
    hall.set_clock(at(11, 9))
    portion = hall.send(hall.item("second", elder=hall.elders[0], staff=hall.unlock()))[0]
    assert (portion["decision"], portion["elder_fen"]) == ("served", 1000)
    assert balances(hall, "elder") | balances(hall, "canteen") == {"elder/E/due": 1400, "canteen/C/earned": -2000}
    assert drawn() == {"joint": 500, "charity": 100}
    assert counts() == {"CheckIn": 5, "Order": 3, "Line": 3, "Claim": 2, "meal entries": 3}
    assert Claim.objects.filter(released_by=None).count() == 1


def _she_pays_in_cash(hall: Hall) -> None:
    """14 yuan are due; she gives 20."""
    hall.set_clock(at(11, 20))
    window = hall.staff("window")
    shift_id = hall.made_by("window", "/shifts", {"canteen_id": hall.canteen_id, "float_fen": 5000})
    status, paid = window.post(f"/shifts/{shift_id}/cash", {"elder_id": hall.elders[0], "given_fen": 2000})
    assert (status, paid["taken_fen"], paid["change_fen"], paid["due_fen"]) == (201, 1400, 600, 0)
    assert balances(hall, "elder") == {}
    assert balances(hall, "shift") == {f"shift/{shift_id}/cash": 1400}
    assert str(Entry.objects.get(kind="tender").shift_id) == shift_id
    _, closed = window.post(f"/shifts/{shift_id}/count", {"counted_fen": 6390, "reason": "找错了钱"})
    assert (closed["expected_fen"], closed["difference_fen"]) == (6400, -10)


def _the_month_is_closed_by_two_people(hall: Hall) -> str:
    hall.set_clock(at(9, on=DAY.replace(month=12, day=1)))
    books_id = str(Books.objects.get().id)
    manager, finance = hall.staff("here-manager"), hall.staff("here-finance")
    seen = signed(manager.get(f"/months/{books_id}/signing")[1])
    status, submitted = manager.post(f"/months/{books_id}/submission", seen)
    assert status == 200
    assert [kiosk["name"] for kiosk in submitted["silent_kiosks"]] == ["门口"]  # nobody heard of it since the 20th
    _, shown = finance.get(f"/months/{books_id}")
    assert (shown["meals_count"], shown["price_fen"], shown["claimed_fen"], shown["held_fen"]) == (2, 2000, 600, 0)
    assert manager.post(f"/months/{books_id}/approval", {"digest": shown["digest"]})[0] in (403, 404)
    status, sealed = finance.post(f"/months/{books_id}/approval", {"digest": shown["digest"]})
    assert (status, sealed["digest"]) == (200, shown["digest"])
    books = Books.objects.get()
    assert books.state == "sealed"
    assert (books.submitted_by_id, books.approved_by_id) == (
        hall.made.here.staff[Role.MANAGER],
        hall.made.here.staff[Role.FINANCE],
    )
    assert (Seal.objects.get().digest, Seal.objects.get().previous) == (shown["digest"], None)
    assert dict(Payable.objects.values_list("fund__key", "fen")) == {"district": 250, "town": 250, "charity": 100}
    assert balances(hall, "fund") == {
        "fund/district/source": 100_000,
        "fund/district/free": -99_750,
        "fund/town/source": 100_000,
        "fund/town/free": -99_750,
        "fund/charity/source": 100_000,
        "fund/charity/free": -99_900,
    }
    assert sum(balances(hall).values()) == 0
    return str(shown["digest"])


def _finance_opens_the_workbook(hall: Hall, digest: str) -> None:
    address = f"{BASE}/months/{Books.objects.get().id}/workbook"
    client = hall.staff("here-finance").client
    response = client.get(address)
    assert response.status_code == 200
    assert client.get(address).content == response.content
    book = openpyxl.load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["汇总", "用餐明细", "挂起与调整"]
    summary = {row[0]: row[1:4] for row in book["汇总"].iter_rows(values_only=True) if row[0]}
    assert summary["统一社会信用代码"][0] == "91330503MA2B00005L"
    assert summary["封账摘要（SHA-256）"][0] == digest
    assert summary["用餐人次"][0] == 2
    assert summary["老人自付"] == (14, 0, 14)
    assert summary["区镇联合资金"] == (5, 0, 5)
    head, *meals, sums = [row for row in book["用餐明细"].iter_rows(values_only=True) if any(row)]
    assert [_cell(head, row, "姓名", "价格", "老人自付", "慈善总会", "区镇联合资金") for row in (*meals, sums)] == [
        ["张*兰", 10, 4, 1, 5],
        ["张*兰", 10, 10, 0, 0],
        [2, 20, 14, 1, 5],
    ]
    assert {_cell(head, row, "订单号")[0] for row in meals} == {
        str(order_id) for order_id in Order.objects.filter(state="served").values_list("id", flat=True)
    }


def _cell(head: tuple[Any, ...], row: tuple[Any, ...], *names: str) -> list[Any]:
    """The cells of a row under these headings, an empty sum as nothing."""
    return [row[head.index(name)] or 0 for name in names]
