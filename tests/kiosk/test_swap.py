"""Of two meals eaten apart a person lets the other one count: one act, one deed, and she pays no more (K3, D8, D14)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.core.month import Month
from canteen.core.scope import Role
from canteen.models import Deed, Duty
from canteen.models.sql import send
from kiosk.models import CheckIn
from kiosk.operations.void import undo_meal
from settlement.core import chart
from settlement.models import Allotment, Claim, Entry, Hold
from settlement.operations.holds import HoldCleared, ShownOtherwise, clear_hold, hold_share
from settlement.operations.swap import BadSwap, MealUndecided, NothingToSwap, swap_meals
from settlement.queries.balances import balance_of
from settlement.queries.discrepancies import discrepancies
from settlement.queries.eaten_twice import meal_beside
from settlement.queries.holds import NoSuchHold
from tests.kiosk.test_apart import served
from tests.settlement.acting import actor, books_of, fund_month, maker
from tests.settlement.test_pages import entered, text
from tests.town import SINCE, Town, at, small_town, stand

pytestmark = pytest.mark.django_db
NOW, NOVEMBER = at(16), Month(2026, 11)
TYPED = {"payer": "canteen", "counts": "她在这里吃的", "waits": "卡借给了别人"}


@pytest.fixture
def town(settings: Settings) -> Town:
    """She ate at the first canteen for 4.00 and was served at the second too, whose kiosk came on line later."""
    made = small_town(canteens=2, elders=1, allotted_fen={})
    fund_month(made, now=at(7))
    Duty.objects.create(staff=made.clerk, role="finance", region=made.region, from_on=SINCE)
    served(made, 0)
    served(made, 1)
    stand(settings, NOW)
    return made


def meals(town: Town) -> list[Entry]:
    """Both meals, by canteen."""
    return [Entry.objects.get(books=books_of(town, canteen=place), kind="meal") for place in (0, 1)]


def borne(town: Town) -> list[dict[str, int]]:
    """What rests in suspense and what the canteen bears, in both; what she owes; what the first drew."""
    both = [
        {
            "suspense": balance_of(address=chart.suspense(place.id)),
            "canteen": balance_of(address=chart.borne(place.id)),
            "drawn": sum(Allotment.objects.filter(canteen=place).values_list("drawn_fen", flat=True)),
        }
        for place in town.canteens
    ]
    return [*both, {"hers": balance_of(address=chart.due(town.elders[0].id))}]


def page(town: Town, place: int) -> str:
    entry = meals(town)[place]
    return f"/months/{entry.books_id}/meals/{entry.id}"


def pressed(client: Client, path: str, hold: Hold, **typed: str) -> Any:
    """Fill in the form as the page shows it."""
    form = (
        client.get(path).content.decode().partition(f'action="{path}/holds/{hold.id}/swap"')[2].partition("</form>")[0]
    )
    seen = form.partition('name="seen" value="')[2].split('"')[0]
    return client.post(f"{path}/holds/{hold.id}/swap", {**TYPED, "seen": seen, **typed})


def test_the_page_swaps_both_meals_in_one_act_and_back(town: Town) -> None:
    client, hold = entered("clerk"), Hold.objects.get()
    assert borne(town) == [
        {"suspense": 0, "canteen": 0, "drawn": 600},
        {"suspense": 1000, "canteen": 0, "drawn": 0},
        {"hers": 400},
    ]
    said = text(client, page(town, 1))
    assert f"另一餐在{town.canteens[0].name}，现在由这些方承担：老人自付 4.00 · charity 1.00 · joint 5.00。" in said
    assert "这一餐由老人承担 4.00，其余 6.00 由所选的一方承担，记入2026年11月的月账。" in said
    assert "对换两餐" not in text(client, page(town, 0))
    both = [client.get(page(town, 1), headers={"accept-language": each}).content.decode() for each in ("zh", "en")]
    assert [each.count(f'href="{page(town, 0)}"') for each in both] == [1, 1]
    done = pressed(client, page(town, 1), hold, payer="fund:joint")
    assert (done.status_code, done["Location"]) == (302, page(town, 1))
    assert borne(town) == [
        {"suspense": 1000, "canteen": 0, "drawn": 0},
        {"suspense": 0, "canteen": 0, "drawn": 600},
        {"hers": 400},
    ]
    hold.refresh_from_db()
    waits = Hold.objects.get(cleared_by=None)
    assert (hold.cleared_by is not None, waits.fen, waits.reason, waits.canteen) == (
        True,
        1000,
        "eaten-twice",
        town.canteens[0],
    )
    [deed] = Deed.objects.filter(verb="swap")
    first, second = meals(town)
    assert (deed.subject_id, deed.staff_id, deed.reason) == (hold.id, town.clerk.id, "她在这里吃的 / 卡借给了别人")
    assert deed.detail == {
        "counts": str(second.order_id),
        "waits": str(first.order_id),
        "hold": str(waits.id),
        "payer": "fund:joint",
        "fen": 1000,
        "hers_fen": 400,
        "held_fen": 1000,
    }
    assert ["对换同一餐次的两餐" in text(client, page(town, place)) for place in (0, 1)] == [True, True]
    # Her use of the limit stays with the meal that took it, for as long as that one stands (D8).
    assert list(Claim.objects.filter(released_by=None).values_list("entry_id", flat=True).distinct()) == [first.id]
    assert pressed(client, page(town, 0), waits, payer="fund:joint").status_code == 302
    assert borne(town) == [
        {"suspense": 0, "canteen": 0, "drawn": 600},
        {"suspense": 1000, "canteen": 0, "drawn": 0},
        {"hers": 400},
    ]
    assert [list(discrepancies(books=books_of(town, canteen=place))) for place in (0, 1)] == [[], []]


def test_she_pays_no_more_than_she_was_told_there(town: Town) -> None:
    second = meals(town)[1]
    other = meal_beside(order_id=order_of(second), canteen_ids=[place.id for place in town.canteens])
    assert other is not None
    seen = other.mark(month=NOVEMBER, other_month=NOVEMBER, hers_fen=150)
    swap(town, promised_fen=150, seen=seen)
    assert borne(town)[1:] == [{"suspense": 0, "canteen": 850, "drawn": 0}, {"hers": 150}]


def order_of(entry: Entry) -> UUID:
    assert entry.order_id is not None
    return entry.order_id


def swap(town: Town, typed: Mapping[str, str] = {}, *, promised_fen: int = 400, seen: str = "") -> UUID:
    """Swap as the operation is called."""
    hold_id = Hold.objects.order_by("id")[0].id
    said = {**TYPED, **typed}
    return swap_meals(actor=maker(town), hold_id=hold_id, promised_fen=promised_fen, seen=seen, now=NOW, **said)


def test_what_was_not_shown_is_not_written(town: Town) -> None:
    client, hold = entered("clerk"), Hold.objects.get()
    before = (borne(town), Entry.objects.count(), Deed.objects.count())
    with pytest.raises(ShownOtherwise):
        swap(town, seen="something else")
    for typed, words in (
        ({"seen": ""}, str(ShownOtherwise.zh)),
        ({"counts": " "}, "请填写。"),
        ({"waits": "长" * 99}, "最多 98 个字"),
        ({"payer": "elder"}, "请从列出的选项里选。"),
    ):
        answer = pressed(client, page(town, 1), hold, **typed)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), typed
    for faulty in ({"payer": "elder"}, {"counts": ""}, {"waits": "长" * 99}):
        with pytest.raises(BadSwap):
            swap(town, faulty)
    assert (borne(town), Entry.objects.count(), Deed.objects.count()) == before


def test_only_a_meal_that_counts_is_swapped(town: Town) -> None:
    client, hold = entered("clerk"), Hold.objects.get()
    by_hand = hold_share(actor=maker(town), entry_id=meals(town)[0].id, payer="elder", reason="x", now=NOW)
    with pytest.raises(MealUndecided):
        swap(town)
    assert "对换两餐" not in text(client, page(town, 1))
    with pytest.raises(NothingToSwap):
        swap_meals(actor=maker(town), hold_id=by_hand, promised_fen=0, seen="", now=NOW, **TYPED)
    alone = actor(town.clerk, Role.FINANCE, canteens=town.canteens[1:])
    with pytest.raises(NothingToSwap):  # who decides about one of both canteens swaps nothing
        swap_meals(actor=alone, hold_id=hold.id, promised_fen=0, seen="", now=NOW, **TYPED)
    alone = actor(town.clerk, Role.FINANCE, canteens=town.canteens[:1])
    with pytest.raises(NoSuchHold):
        swap_meals(actor=alone, hold_id=hold.id, promised_fen=0, seen="", now=NOW, **TYPED)


def test_what_was_undone_is_swapped_no_more(town: Town) -> None:
    """The first was undone: nothing counts. The hold was cleared by somebody else: it is decided."""
    hold = Hold.objects.get()
    undo_one(town, 0)
    with pytest.raises(NothingToSwap):
        swap(town)
    clear_hold(actor=maker(town), hold_id=hold.id, payer="canteen", reason="x", now=NOW)
    with pytest.raises(HoldCleared):
        swap(town)


def test_both_can_be_undone_after_a_swap(town: Town) -> None:
    client, hold = entered("clerk"), Hold.objects.get()
    assert pressed(client, page(town, 1), hold).status_code == 302
    for place in (0, 1):
        undo_one(town, place)
    assert borne(town) == [{"suspense": 0, "canteen": 0, "drawn": 0}] * 2 + [{"hers": 0}]
    assert not Hold.objects.filter(cleared_by=None).exists()
    assert not Claim.objects.filter(released_by=None).exists()


def undo_one(town: Town, place: int) -> None:
    """A meal is undone by the second person, long afterwards."""
    row = CheckIn.objects.get(canteen=town.canteens[place], decision="served")
    done = undo_meal(target=row, now=NOW)
    assert done is not None
    send(done[1])
