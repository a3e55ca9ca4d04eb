"""A move within the town with a past day: meals since are decided anew by her new place; who leaves is held (R14)."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.core.intake.kinds import Kind
from canteen.models import Deed, Fact, Import, SamePerson
from canteen.queries.retelling import facts_told, retold_batches
from settlement.models import Entry, Hold
from settlement.operations.holds import hold_share
from settlement.operations.part import move_foreseen, record_move
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.redecided_sums import Redecided
from settlement.tasks import apply_touching
from tests.settlement.acting import close, eat, maker, whole
from tests.settlement.lists_of_deaths import DAYS, LATER, clerk, confirmed, counted, sent, stand_in_the_evening
from tests.settlement.test_redecisions import IN_OCTOBER, NEXT, OCTOBER, live, town_of_one, whole_books
from tests.settlement.villages import (
    EAST_FEN,
    WEST_FEN,
    days_of,
    document_of_villages,
    region_called,
    shares_of,
    town_of_villages,
    village,
)
from tests.town import DAY, SINCE, Town, at, stand

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "出生日期", "迁移日期", "迁移类别", "迁往")


@pytest.fixture(autouse=True)
def _in_the_evening(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    stand_in_the_evening(monkeypatch)
    stand(settings, LATER)


@pytest.fixture
def town() -> Town:
    return town_of_villages()


def _client(town: Town) -> Client:
    client = Client()
    client.force_login(town.clerk)
    return client


def _moves(town: Town, *rows: tuple[int, date, str, str]) -> Import:
    told = [(town.elders[number].name, "1950.5.1", *rest) for number, *rest in rows]
    return sent(town, Kind.MOVES, [HEAD, *told])


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def _holds() -> Sequence[tuple[date | None, str, int]]:
    holds = Hold.objects.order_by("entry__service_on", "fen")
    return list(holds.values_list("entry__service_on", "reason", "fen"))


def test_on_her_page_it_is_shown_confirmed_as_shown_and_decided_anew(town: Town) -> None:
    client, elder = _client(town), town.elders[0]
    address = f"/elders/{elder.id}/move"
    where = str(region_called("东村").id)
    east = {"kind": "registration", "region": where, "from_on": str(DAYS[2]), "evidence": "户口簿"}
    page = client.post(address, east).content.decode()
    assert ("2 餐要重新核算" in page, "老人共少承担 3.00 元" in page) == (True, True)
    assert Fact.objects.filter(elder=elder, kind="registration").count() == 1
    eat(town, 0, at(16, 30, on=DAYS[-1]))
    before = Entry.objects.count()
    again = client.post(address, east | {"seen": _seen(page)}).content.decode()
    assert ("3 餐要重新核算" in again, Entry.objects.count()) == (True, before)
    assert Fact.objects.filter(elder=elder, kind="registration").count() == 1
    done = client.post(address, east | {"seen": _seen(again)}, follow=True)
    assert "已登记。 3 餐已重新核算。" in done.content.decode()
    anew = (DAYS[3], 1, EAST_FEN)
    assert shares_of(elder) == [*((day, 0, WEST_FEN) for day in DAYS[:2]), (DAYS[2], 1, EAST_FEN), anew, anew]
    assert (Hold.objects.count(), Deed.objects.get(verb="redecide").reason) == (0, "户口簿")
    whole_books()
    # Told to a day without meals, it is done at once.
    later = {"kind": "residence", "region": where, "from_on": "2026-12-01", "evidence": ""}
    assert client.post(address, later)["Location"] == "/elders"
    assert Deed.objects.filter(verb="redecide").count() == 1


def test_of_a_sealed_month_the_difference_is_an_adjustment() -> None:
    """Its seal stands; what it comes to is written in the earliest open books (D16)."""
    town = town_of_one(document_of_villages())
    east = village(town, 12, "east", "东村")
    sealed = close(town, OCTOBER, now=at(9))
    moved: dict[str, Any] = {"kind": "registration", "region_id": east.id, "moved_on": date(2026, 10, 1), "now": LATER}
    moved |= {"actor": clerk(town), "elder_id": town.elders[0].id}
    seen = move_foreseen(**moved)
    assert isinstance(seen, Redecided)
    assert (seen.meals, seen.adjusted, seen.credit_fen, Entry.objects.filter(revision=1).count()) == (3, 1, 450, 0)
    with pytest.raises(TouchedOtherwise):
        record_move(**moved, shown="0")
    assert Entry.objects.filter(revision=1).count() == 0
    assert record_move(**moved, shown=seen.mark) == seen
    assert live() == [(day, 1, "2026-11", EAST_FEN) for day in (IN_OCTOBER, DAY, NEXT)]
    assert whole(sealed)
    whole_books()


def test_a_list_shows_who_moves_within_the_town_beside_who_leaves_it(town: Town) -> None:
    """One moves to the other village; of one who leaves, what funds paid is held as before, and nothing else."""
    client = _client(town)
    within = counted(client, _moves(town, (0, DAYS[1], "户籍", "东村")))
    assert ("3 餐要重新核算" in within, "日期之后还有" in within) == (True, False)
    seen = _moves(town, (0, DAYS[1], "户籍", "东村"), (1, DAYS[2], "户籍", "外地"))
    page = counted(client, seen)
    assert ("3 餐要重新核算" in page, "老人共少承担 4.50 元" in page) == (True, True)
    assert "日期之后还有 2 餐，其中资金承担 10.00 元" in page
    confirmed(client, seen, page)
    assert apply_touching() == 1
    assert Import.objects.get(id=seen.id).state == "applied"
    assert shares_of(town.elders[0]) == [(DAYS[0], 0, WEST_FEN), *((day, 1, EAST_FEN) for day in DAYS[1:])]
    assert shares_of(town.elders[1]) == [(day, 0, WEST_FEN) for day in DAYS]
    assert _holds() == [(day, "after-move", fen) for day in DAYS[2:] for fen in (100, 400)]
    deed = Deed.objects.get(verb="redecide")
    assert (deed.subject_id, deed.detail["meals"], deed.detail["credit_fen"]) == (seen.id, 3, 450)
    page = client.get(f"/imports/{seen.id}/meals").content.decode()
    assert ("3 餐要重新核算" in page, "写入时挂起了 2 餐的资金部分" in page) == (True, True)
    whole_books()


def test_of_who_moves_within_the_town_and_then_leaves_it_each_day_has_its_own_rule() -> None:
    """She lives in the eastern village from the second day and is gone from the third: these meals wait as they are."""
    town = town_of_villages(key="resident")
    client = _client(town)
    seen = _moves(town, (0, DAYS[1], "居住", "东村"), (0, DAYS[2], "户籍", "外地"))
    page = counted(client, seen)
    assert ("1 餐要重新核算" in page, "日期之后还有 2 餐，其中资金承担 10.00 元" in page) == (True, True)
    confirmed(client, seen, page)
    apply_touching()
    assert Import.objects.get().state == "applied"
    west = [(day, 0, WEST_FEN) for day in DAYS]
    assert shares_of(town.elders[0]) == [west[0], (DAYS[1], 1, EAST_FEN), *west[2:]]
    assert _holds() == [(day, "after-move", fen) for day in DAYS[2:] for fen in (100, 400)]
    whole_books()


@pytest.mark.parametrize("number", [0, 1])
def test_nothing_is_written_when_either_half_is_no_longer_what_was_shown(town: Town, number: int) -> None:
    """A share of who moves, or of who leaves, was decided otherwise since: the list comes back to be looked at."""
    client = _client(town)
    seen = _moves(town, (0, DAYS[1], "户籍", "东村"), (1, DAYS[2], "户籍", "外地"))
    page = counted(client, seen)
    meal = Entry.objects.filter(kind="meal", order__elder=town.elders[number], service_on=DAYS[2]).get()
    hold_share(actor=maker(town), entry_id=meal.id, payer="fund:joint", reason="复核", now=LATER)
    before = Entry.objects.count()
    confirmed(client, seen, page)
    apply_touching()
    assert (Import.objects.get().state, Import.objects.get().notice) == ("checked", "touched-otherwise")
    assert (Entry.objects.count(), Fact.objects.filter(kind="registration").count()) == (before, 2)
    assert confirmed(client, seen, page)["Location"] == f"/imports/{seen.id}/meals"  # the old page does no more
    confirmed(client, seen, client.get(f"/imports/{seen.id}/meals").content.decode())
    apply_touching()
    assert Import.objects.get().state == "applied"
    assert Entry.objects.filter(revision=1).count() == 3 - (number == 0)
    whole_books()


@pytest.mark.parametrize("at_once", [1, 200])
def test_a_meal_by_the_card_of_one_record_and_the_person_of_another_is_decided_by_both(
    town: Town, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Of two records of one person the one moves within the town, the other leaves it: what is held is not decided."""
    monkeypatch.setattr("canteen.queries.retelling.PEOPLE_AT_ONCE", at_once)
    monkeypatch.setattr("canteen.queries.touching.PEOPLE_AT_ONCE", at_once)
    card_of, person = sorted(town.elders, key=lambda elder: elder.id)
    SamePerson.objects.create(elder=card_of, person=person, from_on=SINCE)
    mine = town.elders.index(card_of)
    eat(town, mine, at(16, 30, on=DAYS[-1]))
    client = _client(town)
    seen = _moves(town, (mine, DAYS[1], "户籍", "外地"), (1 - mine, DAYS[0], "户籍", "东村"))
    page = counted(client, seen)
    assert ("4 餐要重新核算" in page, "日期之后还有 4 餐" in page) == (True, True)
    confirmed(client, seen, page)
    apply_touching()
    assert Import.objects.get().state == "applied"
    assert Entry.objects.filter(revision=1).count() == 4
    whole_books()


def test_who_is_back_is_decided_anew_but_for_what_waits(town: Town) -> None:
    """What was held when she went stays with finance; the facts that decide are those that the list then writes."""
    client, elder = _client(town), town.elders[0]
    gone = _moves(town, (0, DAYS[2], "户籍", "外地"))
    confirmed(client, gone, counted(client, gone))
    apply_touching()
    held = _holds()
    back = _moves(town, (0, DAYS[3], "户籍", "东村"), (0, DAYS[3], "居住", "西村"))
    (batch,) = retold_batches(import_id=back.id, kind=back.kind, on=DAYS[-1])
    page = counted(client, back)
    assert ("没有涉及" in page, "另有 1 餐的份额正在挂起" in page) == (False, True)
    confirmed(client, back, page)
    apply_touching()
    assert (Import.objects.get(id=back.id).state, _holds(), len(held)) == ("applied", held, 4)
    assert days_of(batch[elder.id].after) == days_of(facts_told(elder_ids=[elder.id])[elder.id])
    whole_books()
