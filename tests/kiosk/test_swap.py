"""Of two meals eaten apart a person lets the other one count: one act, one deed, and she pays no more (K3, D8, D14)."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from canteen.core.month import Month
from canteen.core.scope import Role
from canteen.models import Deed
from canteen.models.sql import send
from kiosk.models import CheckIn
from kiosk.operations.void import undo_meal
from settlement.core import chart
from settlement.models import Allotment, Claim, Entry, Hold
from settlement.operations.holds import AllotmentTooSmall, ShownOtherwise, clear_hold, hold_share
from settlement.operations.swap import BadSwap, swap_meals
from settlement.queries.balances import balance_of
from settlement.queries.discrepancies import discrepancies
from settlement.queries.eaten_twice import MealUndecided, NothingToSwap, meal_beside
from settlement.queries.holds import HoldCleared, NoSuchHold
from tests.kiosk.attempts import second, take
from tests.kiosk.twice import (
    FIRST_COUNTS,
    NOW,
    SECOND_COUNTS,
    TYPED,
    borne,
    eaten_twice,
    meals,
    page,
    pressed,
    seen_on,
    swap_page,
)
from tests.settlement.acting import actor, books_of, maker
from tests.settlement.advancing import visitors
from tests.settlement.test_pages import entered, text
from tests.town import Town, at

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)
FEWER_THAN = 12


@pytest.fixture
def town(settings: Settings) -> Town:
    return eaten_twice(settings)


def test_the_page_shows_both_meals_and_what_a_swap_would_write(town: Town) -> None:
    client, path = entered("clerk"), swap_page(town, 1, Hold.objects.get())
    both = [client.get(page(town, place)).content.decode().count(f'href="{path}"') for place in (0, 1)]
    assert both == [0, 1]
    said = text(client, path)
    first, second = (place.name for place in town.canteens)
    for words in (
        f"{second} 挂起 → 计入 供餐 套餐 打卡 2026-11-20 11:05:00 门1 收到记录 2026-11-20 14:00:00 告知价 4.00",
        "支付方 现在 对换后 暂挂 10.00 – 老人自付 – 4.00 所选的一方 – 6.00 餐费 10.00 10.00 记入2026年11月的月账。",
        f"{first} 计入 → 挂起 供餐 套餐 打卡 2026-11-20 11:05:00 门0 收到记录 2026-11-20 14:00:00 告知价 4.00",
        "老人自付 4.00 – charity 1.00 – joint 5.00 – 暂挂 – 10.00 餐费 10.00 10.00 记入2026年11月的月账。",
        f"{second}的这一餐由老人承担 4.00，其余 6.00 由所选的一方承担，记入2026年11月的月账。",
        f"{first}的另一餐全部挂起，共 10.00，记入2026年11月的月账。",
    ):
        assert words in said, (words, said)
    assert [client.get(path).content.decode().count(f'href="{page(town, place)}"') for place in (0, 1)] == [1, 3]


def test_the_page_swaps_both_meals_in_one_act_and_back(town: Town) -> None:
    client, hold = entered("clerk"), Hold.objects.get()
    assert borne(town) == FIRST_COUNTS
    done = pressed(client, swap_page(town, 1, hold), payer="fund:joint")
    assert (done.status_code, done["Location"]) == (302, page(town, 1))
    assert borne(town) == SECOND_COUNTS
    hold.refresh_from_db()
    waits = Hold.objects.get(cleared_by=None)
    assert (hold.cleared_by is not None, waits.fen, waits.reason, waits.canteen) == (
        True,
        1000,
        "eaten-twice",
        town.canteens[0],
    )
    [deed] = Deed.objects.filter(verb="swap")
    one, other = meals(town)
    assert (deed.subject_id, deed.staff_id, deed.reason) == (hold.id, town.clerk.id, "她在这里吃的 / 卡借给了别人")
    assert deed.detail == {
        "counts": str(other.order_id),
        "waits": str(one.order_id),
        "hold": str(waits.id),
        "payer": "fund:joint",
        "fen": 1000,
        "hers_fen": 400,
        "held_fen": 1000,
    }
    assert ["对换同一餐次的两餐" in text(client, page(town, place)) for place in (0, 1)] == [True, True]
    # Her uses of limits go with the meal that counts, and back (D8).
    assert claimed() == [other.id]
    assert [list(discrepancies(books=books_of(town, canteen=place))) for place in (0, 1)] == [[], []]
    assert pressed(client, swap_page(town, 0, waits), payer="fund:joint").status_code == 302
    assert borne(town) == FIRST_COUNTS
    assert claimed() == [one.id]
    assert [list(discrepancies(books=books_of(town, canteen=place))) for place in (0, 1)] == [[], []]


@pytest.mark.parametrize(
    ("payer", "back", "owed_after", "owed_in_the_end"),
    [
        # Of the second meal nobody had decided, so nobody had advanced anything: who bears it bears it for itself.
        # Swapped back, the charity has advanced again what it had, where it bears it, and nothing where others do.
        ("fund:charity", "fund:charity", 0, 100),
        ("fund:joint", "fund:charity", 0, 100),
        ("canteen", "fund:joint", 0, 0),
        ("fund:charity", "canteen", 0, 0),
    ],
)
def test_what_a_fund_advanced_for_a_visitor_is_owed_as_long_as_her_meal_counts(
    settings: Settings, payer: str, back: str, owed_after: int, owed_in_the_end: int
) -> None:
    with visitors():  # the charity pays 1.00 of the first, which the fund of the town owes it
        town = eaten_twice(settings)
    client, path = entered("clerk"), swap_page(town, 1, Hold.objects.get())
    assert owed(town) == [100, 0]
    assert pressed(client, path, payer=payer).status_code == 302
    assert owed(town) == [owed_after, 0]
    waits = Hold.objects.get(cleared_by=None)
    assert (waits.fen, borne(town)[2]) == (1000, {"hers": 400})
    assert pressed(client, swap_page(town, 0, waits), payer=back).status_code == 302
    assert owed(town) == [owed_in_the_end, 0]
    assert [list(discrepancies(books=books_of(town, canteen=place))) for place in (0, 1)] == [[], []]
    for place in (0, 1):
        undo_one(town, place)
    assert owed(town) == [0, 0]
    assert [list(discrepancies(books=books_of(town, canteen=place))) for place in (0, 1)] == [[], []]


def owed(town: Town) -> list[int]:
    """What the fund of the town owes the charity for each canteen, in fen; both sides say the same."""
    found = []
    for place in town.canteens:
        made = balance_of(address=chart.advanced("charity", "town", place.id, NOVEMBER))
        assert balance_of(address=chart.owed("town", "charity", place.id, NOVEMBER)) == -made
        found.append(made)
    return found


def claimed() -> list[UUID]:
    """The entries that live claims belong to."""
    return list(Claim.objects.filter(released_by=None).values_list("entry_id", flat=True).distinct())


def test_she_pays_no_more_than_she_was_told_there(town: Town) -> None:
    second = meals(town)[1]
    other = meal_beside(order_id=order_of(second), canteen_ids=[place.id for place in town.canteens])
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
        answer = pressed(client, swap_page(town, 1, hold), **typed)
        came_back, sent = answer.content.decode(), {**TYPED, **typed}
        assert (answer.status_code, words in came_back) == (422, True), typed
        assert [f">{sent[name]}</textarea>" in came_back for name in ("counts", "waits")] == [True, True], typed
    for faulty in ({"payer": "elder"}, {"counts": ""}, {"waits": "长" * 99}):
        with pytest.raises(BadSwap):
            swap(town, faulty)
    assert (borne(town), Entry.objects.count(), Deed.objects.count()) == before


def test_a_refused_swap_asks_no_more_than_a_page_may(town: Town) -> None:
    """What the page has just read is not read again to say no."""
    client, path = entered("clerk"), swap_page(town, 1, Hold.objects.get())
    Allotment.objects.filter(canteen=town.canteens[1], fund__key="joint").update(fen=599)
    for refused in ({"counts": ""}, {"seen": "x"}, {"payer": "fund:joint"}):
        form = {**TYPED, "seen": seen_on(client, path), **refused}
        with CaptureQueriesContext(connection) as asked:
            assert client.post(path, form).status_code == 422
        assert len(asked) < FEWER_THAN, (refused, len(asked))


def test_who_cannot_bear_the_rest_is_not_offered_and_refused(town: Town) -> None:
    client, hold = entered("clerk"), Hold.objects.get()
    path = swap_page(town, 1, hold)
    Allotment.objects.filter(canteen=town.canteens[1], fund__key="joint").update(fen=599)
    shown = client.get(path).content.decode()
    assert [f'<option value="fund:{key}"' in shown for key in ("charity", "joint")] == [True, False]
    assert "入账月份额度不足的资金不能选。" in shown
    answer = pressed(client, path, payer="fund:joint")
    assert (answer.status_code, str(AllotmentTooSmall.zh) in answer.content.decode()) == (422, True)
    assert Hold.objects.get().cleared_by is None


def test_only_a_meal_that_counts_is_swapped(town: Town) -> None:
    client, hold = entered("clerk"), Hold.objects.get()
    by_hand = hold_share(actor=maker(town), entry_id=meals(town)[0].id, payer="elder", reason="x", now=NOW)
    with pytest.raises(MealUndecided):
        swap(town)
    assert "另一餐还有份额等待裁定，请先裁定" in said_instead(client, swap_page(town, 1, hold))
    with pytest.raises(NothingToSwap):
        swap_meals(actor=maker(town), hold_id=by_hand, promised_fen=0, seen="", now=NOW, **TYPED)
    assert "没有可以对换的另一餐" in said_instead(client, swap_page(town, 0, Hold.objects.get(id=by_hand)))
    assert f"/holds/{by_hand}/swap" not in client.get(page(town, 0)).content.decode()
    assert client.get(swap_page(town, 0, hold)).status_code == 404  # of another meal
    alone = actor(town.clerk, Role.FINANCE, canteens=town.canteens[1:])
    with pytest.raises(NothingToSwap):  # who decides about one of both canteens swaps nothing
        swap_meals(actor=alone, hold_id=hold.id, promised_fen=0, seen="", now=NOW, **TYPED)
    alone = actor(town.clerk, Role.FINANCE, canteens=town.canteens[:1])
    with pytest.raises(NoSuchHold):
        swap_meals(actor=alone, hold_id=hold.id, promised_fen=0, seen="", now=NOW, **TYPED)


def said_instead(client: Client, path: str) -> str:
    """What a page says on which nothing can be swapped: no form, and what is sent all the same is refused."""
    shown = text(client, path)
    assert "确认对换" not in shown
    answer = client.post(path, {**TYPED, "seen": "x"})
    assert (answer.status_code, "确认对换" in answer.content.decode()) == (422, False)
    return shown


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
    assert pressed(client, swap_page(town, 1, hold)).status_code == 302
    for place in (0, 1):
        undo_one(town, place)
    assert borne(town) == [{"suspense": 0, "canteen": 0, "drawn": 0}] * 2 + [{"hers": 0}]
    assert not Hold.objects.filter(cleared_by=None).exists()
    assert not Claim.objects.filter(released_by=None).exists()


def test_what_is_held_since_a_swap_is_undone_and_frees_no_second_subsidy(town: Town) -> None:
    """The other meal still counts: what she eats there later in that sitting is hers to pay in full (R8)."""
    assert pressed(entered("clerk"), swap_page(town, 1, Hold.objects.get()), payer="fund:joint").status_code == 302
    counting = meals(town)[1]
    undo_one(town, 0)
    assert claimed() == [counting.id]
    stands = [{"suspense": 0, "canteen": 0, "drawn": 0}, SECOND_COUNTS[1], {"hers": 400}]
    assert borne(town) == stands
    for place in (0, 1):
        shown = at(11, 40 + place)
        portion = second(town.elders[0].id, shown, town.token(town.kiosks[place], shown))
        taken = take(town.kiosks[place], portion, at(16, place), sent_at=at(16, place))
        assert (taken.decision, taken.elder_fen) == ("served", 1000)
    assert borne(town) == [*stands[:2], {"hers": 2400}]
    undo_one(town, 1, entry=counting)
    assert claimed() == []


def undo_one(town: Town, place: int, **which: Entry) -> None:
    """A meal is undone by the second person, long afterwards."""
    row = CheckIn.objects.get(canteen=town.canteens[place], decision="served", **which)
    done = undo_meal(target=row, now=NOW)
    assert done is not None
    send(done[1])
