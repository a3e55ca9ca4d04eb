"""Sealed books never change: late facts go on in later months, and every fund ends up with its own (D10, D16, R12)."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from canteen.models import Deed, Organisation, Tenure
from settlement.core import chart
from settlement.models import Allotment, Books, Entry, Payable, Seal
from settlement.operations.funds import allot
from settlement.operations.holds import hold_share
from settlement.queries.balances import balance_of, balances_of
from settlement.queries.discrepancies import discrepancies
from settlement.queries.sealing import sealing
from settlement.queries.statement import statement_of
from tests.kiosk.attempts import card, take
from tests.settlement.acting import (
    CLOSING,
    DECEMBER,
    NOVEMBER,
    approve,
    books_of,
    close,
    eat,
    fund_month,
    hand_in,
    maker,
    undo,
    whole,
)
from tests.town import DAY, add_elder, at, small_town

pytestmark = pytest.mark.django_db

ADVENT = date(2026, 12, 1)
NEW_YEAR = at(9, on=date(2027, 1, 1))


def free(*keys: str) -> dict[str, int]:
    """What each fund may still allot: free money stands on the credit side."""
    return {key: -balance_of(address=chart.free(key)) for key in keys}


def owed(books: Books) -> dict[str, int]:
    """What every fund owes on these books."""
    return dict(Payable.objects.filter(books=books).values_list("fund__key", "fen"))


def test_a_sealed_month_is_apportioned_released_and_owed_to_the_fen() -> None:
    town = small_town(allotted_fen={})
    fund_month(town, allotted_fen={"joint": 1501, "charity": 1000}, appropriated_fen=2000)
    add_elder(town, 3, birth_on=date(1960, 5, 1))
    for number in range(4):
        eat(town, number, at(11, number))
    # three draw 500 each, the fourth wants 400 and finds 1: charity stands in for 399
    assert discrepancies(books=books_of(town)) == ()
    books = close(town)
    assert owed(books) == {"charity": 799, "district": 751, "town": 750}
    assert whole(books)
    place = town.canteens[0].id
    gone = [chart.allotted(key, place, NOVEMBER) for key in ("joint", "charity")]
    gone += [chart.reserved(key, place, NOVEMBER) for key in ("district", "town")]
    gone += [chart.source("joint"), chart.returned("joint")]
    assert set(balances_of(addresses=gone).values()) == {0}
    assert free("district", "town", "charity") == {
        "district": 2000 - 751,
        "town": 2000 - 750,
        "charity": 2000 - 799,
    }
    assert set(Allotment.objects.values_list("fund__key", "fen", "drawn_fen")) == {
        ("joint", 1501, 1501),
        ("charity", 799, 799),
    }
    assert discrepancies(books=books) == ()
    assert list(Deed.objects.filter(subject_kind="books").order_by("id").values_list("verb", flat=True)) == [
        "submit",
        "seal",
    ]


def test_a_late_meal_lands_in_the_next_open_books_and_the_sealed_bytes_stay() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = close(town)
    before = Seal.objects.get(books=books)
    allot(actor=maker(town), fund_key="charity", canteen_id=books.canteen_id, month=DECEMBER, fen=50, now=CLOSING)
    late = take(town.kiosks[0], card(town.cards[1], at(11, 30)), CLOSING, CLOSING)
    assert (late.decision, late.elder_fen) == ("served", 400)
    entry = Entry.objects.get(kind="meal", for_month__isnull=False)
    december = books_of(town, DECEMBER)
    assert (entry.books_id, entry.for_month, entry.service_on) == (december.id, NOVEMBER.first, DAY)
    assert whole(books)
    assert Seal.objects.get(books=books).body == before.body
    assert sealing(books=books).body == before.body.encode()
    closed = close(town, DECEMBER, NEW_YEAR)
    # December's charity had 50 and the joint fund nothing: the canteen bears the rest of November's late meal
    assert owed(closed) == {"charity": 50}
    assert statement_of(actor=maker(town), books_id=closed.id).adjusted_meals == 1
    seal = Seal.objects.get(books=closed)
    assert seal.previous_id == before.id
    assert seal.digest == hashlib.sha256(before.digest.encode() + b"\n" + seal.body.encode()).hexdigest()
    assert whole(books)
    assert whole(closed)


def test_a_void_after_the_seal_credits_the_funds_and_the_next_claim_is_less() -> None:
    town = small_town(allotted_fen={}, days=(DAY, ADVENT))
    fund_month(town)
    receipt = eat(town, 0, at(11))
    eat(town, 1, at(11, 1))
    books = close(town)
    assert owed(books) == {"charity": 200, "district": 500, "town": 500}
    fund_month(town, month=DECEMBER, allotted_fen={"joint": 10_000, "charity": 1_000}, now=CLOSING)
    eat(town, 2, at(11, 2, on=ADVENT))
    assert undo(town, receipt, at(11, 5), at(12, on=ADVENT)).decision == "voided"
    place = town.canteens[0].id
    returned = balances_of(addresses=[chart.returned(key) for key in ("charity", "joint")])
    assert returned == {chart.returned("charity"): -100, chart.returned("joint"): -500}
    assert balances_of(addresses=[chart.allotted("joint", place, NOVEMBER)]) == {
        chart.allotted("joint", place, NOVEMBER): 0
    }
    seen = statement_of(actor=maker(town), books_id=books_of(town, DECEMBER).id)
    assert (seen.meals_count, seen.adjusted_meals, seen.claimed_fen) == (1, -1, 0)
    before = free("district", "town")
    closed = close(town, DECEMBER, NEW_YEAR)
    assert owed(closed) == {}
    # the joint fund ends the month with nothing; what its contributors had reserved is free again, untouched
    assert balances_of(addresses=[chart.returned("joint"), chart.source("joint")]) == {
        chart.returned("joint"): 0,
        chart.source("joint"): 0,
    }
    assert free(*before) == {key: fen + 5000 for key, fen in before.items()}
    for each in (books, closed):
        assert whole(each)
        assert discrepancies(books=each) == ()


def test_more_voids_than_meals_make_the_organisation_give_back() -> None:
    town = small_town(allotted_fen={})
    fund_month(town, allotted_fen={"joint": 501, "charity": 100})
    receipt = eat(town, 0, at(11))
    books = close(town)
    assert owed(books) == {"charity": 100, "district": 250, "town": 250}
    undo(town, receipt, at(11, 5), CLOSING)
    closed = close(town, DECEMBER, NEW_YEAR)
    assert owed(closed) == {"charity": -100, "district": -250, "town": -250}
    assert balances_of(addresses=[chart.source("joint")]) == {chart.source("joint"): 0}
    assert free("district", "town") == {"district": 10_000_000, "town": 10_000_000}
    assert discrepancies(books=closed) == ()
    assert whole(closed)


def test_holds_are_listed_left_out_of_the_claim_and_carried_on_until_cleared() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    meal = Entry.objects.get(kind="meal")
    hold_share(actor=maker(town), entry_id=meal.id, payer="fund:joint", reason="待核实", now=at(15))
    books = close(town)
    assert owed(books) == {"charity": 100}
    body = json.loads(Seal.objects.get().body.split("\n")[1])
    assert [(hold["fen"], hold["reason"]) for hold in body["holds"]] == [(500, "by-hand")]
    assert "待核实" not in json.dumps(body, ensure_ascii=False)
    seen = statement_of(actor=maker(town), books_id=books.id)
    assert [(row.fen, row.carried) for row in seen.held] == [(500, False)]
    allot(actor=maker(town), fund_key="charity", canteen_id=books.canteen_id, month=DECEMBER, fen=50, now=CLOSING)
    closed = close(town, DECEMBER, NEW_YEAR)
    carried = json.loads(Seal.objects.get(books=closed).body.split("\n")[1])["carried"]
    assert [hold["fen"] for hold in carried] == [500]
    assert whole(books)
    assert whole(closed)


def test_two_organisations_share_a_month_and_the_joint_fund_is_apportioned_as_one() -> None:
    later = date(2026, 11, 25)
    town = small_town(allotted_fen={}, days=(DAY, later))
    fund_month(town, allotted_fen={"joint": 1})
    heir = Organisation.objects.create(name="接手中心", credit_code="91330503MA2B000018")
    Tenure.objects.filter(canteen=town.canteens[0]).update(until_on=later)
    Tenure.objects.create(canteen=town.canteens[0], organisation=heir, from_on=later)
    eat(town, 0, at(11))
    allot(
        actor=maker(town),
        fund_key="joint",
        canteen_id=town.canteens[0].id,
        month=NOVEMBER,
        fen=1,
        now=at(7, on=later),
    )
    eat(town, 0, at(11, on=later))
    first, second = Books.objects.order_by("opened_at")
    assert (first.organisation_id, second.organisation_id) == (town.organisation.id, heir.id)
    for books in (first, second):
        hand_in(maker(town), books)
        books.refresh_from_db()
    approve(town, first)
    # one fen each: the first goes to who is stated first, the second to the other
    assert owed(first) == {"district": 1}
    approve(town, second)
    assert owed(second) == {"town": 1}
    place = town.canteens[0].id
    reserves = [chart.reserved(key, place, NOVEMBER) for key in ("district", "town")]
    assert set(balances_of(addresses=[*reserves, chart.source("joint")]).values()) == {0}
    for books in (first, second):
        assert whole(books)
        assert discrepancies(books=books) == ()
        assert Seal.objects.get(books=books).previous_id is None


def test_a_seal_is_written_once_and_a_slip_into_sealed_books_is_noticed() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = close(town)
    with pytest.raises(DatabaseError), transaction.atomic():
        Seal.objects.update(digest="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        Seal.objects.all().delete()
    Books.objects.filter(id=books.id).update(submitted_at=CLOSING + timedelta(seconds=1))
    assert not whole(books)
    assert [each.code for each in discrepancies(books=Books.objects.get(id=books.id))] == ["seal"]
