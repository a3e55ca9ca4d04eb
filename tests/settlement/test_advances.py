"""What a fund pays for another one's people is owed to it as long as it bears it, and not a moment longer (D9, R3)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F

from canteen.models import Fact, Region, RegionParent
from settlement.core import chart
from settlement.core.shares import HoldCode
from settlement.models import Account, Entry, Fund, Hold, Posting, Receivable
from settlement.operations.funds import allot
from settlement.operations.holds import clear_hold, hold_share
from settlement.operations.touch import hold_meals_from
from settlement.queries.balances import balances_of
from settlement.queries.discrepancies import discrepancies
from tests.flush import guards_lifted
from tests.settlement.acting import CLOSING, DECEMBER, NOVEMBER, books_of, close, eat, fund_month, maker, undo, whole
from tests.settlement.advancing import visitors
from tests.town import DAY, SINCE, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db


def lunch() -> Town:
    """One visitor has eaten: the charity of this town paid 1 yuan of it, which the fund "town" owes."""
    town = small_town(allotted_fen={})
    fund_month(town)
    with visitors():
        eat(town, 0, at(11))
    return town


def owed(town: Town, month: object = NOVEMBER, by: str = "town") -> int:
    """What the fund `by` owes the charity for a month of the canteen, in fen; both sides say the same."""
    place = town.canteens[0].id
    made = chart.advanced("charity", by, place, month)  # type: ignore[arg-type]  # a month
    other = chart.owed(by, "charity", place, month)  # type: ignore[arg-type]  # a month
    found = balances_of(addresses=[made, other])
    assert found[made] == -found[other]
    return found[made]


def hold(town: Town, payer: str = "fund:charity") -> Hold:
    """Finance holds what one payer bears of the meal."""
    meal = Entry.objects.get(kind="meal", reversed_by=None)
    return Hold.objects.get(
        id=hold_share(actor=maker(town), entry_id=meal.id, payer=payer, reason="待核实", now=at(15))
    )


def clear(town: Town, held: Hold, payer: str) -> None:
    clear_hold(actor=maker(town), hold_id=held.id, payer=payer, reason="已核实", now=at(16))


def test_the_canteen_is_paid_by_the_host_and_home_owes_it() -> None:
    town = lunch()
    meal = Entry.objects.get(kind="meal")
    place = town.canteens[0].id
    moved = meal.postings.order_by("position").values_list("debit__address", "credit__address", "fen")
    assert moved.last() == (
        f"fund/charity/advanced/town/{place}/2026-11",
        f"fund/town/owed/charity/{place}/2026-11",
        100,
    )
    assert meal.explanation["advances"] == [{"by": "charity", "owed_by": "town", "fen": 100}]
    assert owed(town) == 100
    assert balances_of(addresses=[chart.earned(place)]) == {chart.earned(place): -1000}
    assert discrepancies(books=books_of(town)) == ()


def test_an_undone_meal_leaves_nothing_owed() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    with visitors():
        undo(town, eat(town, 0, at(11)), at(11, 5))
    assert owed(town) == 0
    assert discrepancies(books=books_of(town)) == ()


@pytest.mark.parametrize(("payer", "after_fen"), [("fund:charity", 100), ("fund:joint", 0), ("canteen", 0)])
def test_a_held_share_is_owed_again_where_its_own_fund_bears_it(payer: str, after_fen: int) -> None:
    town = lunch()
    held = hold(town)
    assert (owed(town), held.fen) == (0, 100)
    clear(town, held, payer)
    assert owed(town) == after_fen
    assert discrepancies(books=books_of(town)) == ()


# Whoever is registered in another town: that town's fund bears three yuan, which the charity here advances.
FOLLOWING: dict[str, Any] = {
    "format": "nuancan-policy/1",
    "title": {"zh": "来客随户籍", "en": "Visitors by their registration"},
    "promise_gap": {"payer": "canteen"},
    "layers": [
        {
            "id": "home",
            "title": {"zh": "户籍地补贴", "en": "The home's part"},
            "lines": ["set"],
            "payer": {"fund_of": "registration", "level": "town", "role": "meals", "advanced_by": "charity"},
            "empty": {"then": "hold", "part": True},
            "formula": {"fixed": "3.00"},
        }
    ],
}


def from_away(charity_fen: int) -> Town:
    """A visitor eats here while the charity's allotment holds so much; then it is filled."""
    town = small_town(allotted_fen={}, elders=0, document=FOLLOWING)
    away = Region.objects.create(number=9, key="away", name="外镇", level="town")
    RegionParent.objects.create(region=away, parent=town.district, from_on=SINCE)
    Fund.objects.create(key="away", name="外镇资金", source="budget", region=away, role="meals")
    fund_month(town, allotted_fen={"charity": charity_fen, "joint": 10_000})
    elder = add_elder(town, 0)
    add_fact(elder, "registration", str(away.id))
    Fact.objects.filter(elder=elder, kind="registration").update(region=away)
    eat(town, 0, at(11))
    allot(actor=maker(town), fund_key="charity", canteen_id=town.canteens[0].id, month=NOVEMBER, fen=10_000, now=at(14))
    return town


@pytest.mark.parametrize("had_fen", [100, 1])
@pytest.mark.parametrize(("payer", "owes_it"), [("fund:charity", True), ("fund:joint", False), ("canteen", False)])
def test_what_the_host_could_not_advance_is_owed_once_it_bears_it(had_fen: int, payer: str, owes_it: bool) -> None:
    """The split held what the allotment did not hold; the home fund owes whatever of it the host comes to bear."""
    town = from_away(had_fen)
    held = Hold.objects.get()
    assert (owed(town, by="away"), held.fen) == (had_fen, 300 - had_fen)
    clear(town, held, payer)
    assert owed(town, by="away") == (300 if owes_it else had_fen)
    # Taken off the host by hand, all of it is owed no more, and it is once the host bears it again.
    if owes_it:
        again = hold(town)
        assert (owed(town, by="away"), again.fen) == (0, 300)
        clear(town, again, payer)
        assert owed(town, by="away") == 300
    assert discrepancies(books=books_of(town)) == ()
    close(town)
    owing = Receivable.objects.values_list("by__key", "owed_by__key", "fen")
    assert list(owing) == [("charity", "away", 300 if owes_it else had_fen)]


def test_a_share_of_another_payer_leaves_the_advance_alone() -> None:
    town = lunch()
    clear(town, hold(town, "fund:joint"), "fund:charity")
    assert owed(town) == 100
    assert discrepancies(books=books_of(town)) == ()


def test_what_is_held_after_a_death_takes_the_advance_along() -> None:
    town = lunch()
    held = hold_meals_from(first_days={town.elders[0].id: DAY}, code=HoldCode.AFTER_DEATH, now=at(15))
    assert (held.meals, held.fen, owed(town)) == (1, 600, 0)
    assert discrepancies(books=books_of(town)) == ()


def test_a_sealed_month_keeps_what_it_said_and_the_next_has_so_much_less() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    with visitors():
        first = eat(town, 0, at(11))
        eat(town, 1, at(11, 1))
    books = close(town)
    undo(town, first, at(11, 5), CLOSING)
    assert (owed(town), owed(town, DECEMBER)) == (200, -100)
    assert whole(books)
    assert [discrepancies(books=each) for each in (books, books_of(town, DECEMBER))] == [(), ()]


def _advance() -> Posting:
    return Posting.objects.get(debit__address__contains="/advanced/")


WRONGS: dict[str, tuple[Callable[[], object], list[str]]] = {
    "another sum": (lambda: Posting.objects.filter(id=_advance().id).update(fen=F("fen") - 1), ["advance"]),
    "more than the fund bears": (
        lambda: Posting.objects.filter(id=_advance().id).update(fen=F("fen") + 1),
        ["advance", "advance-borne"],
    ),
    "none at all": (lambda: Posting.objects.filter(id=_advance().id).delete(), ["advance"]),
    "owed by another": (
        lambda: Posting.objects.filter(id=_advance().id).update(
            credit=Account.objects.filter(address__contains="earned")[0]
        ),
        ["advance-sides", "meal-price"],
    ),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_one_wrong_advance_is_named(wrong: str) -> None:
    town = lunch()
    change, codes = WRONGS[wrong]
    with guards_lifted():
        change()
    found = discrepancies(books=books_of(town))
    assert sorted(each.code for each in found) == codes
    assert all(each.stored != each.counted and each.words for each in found)
