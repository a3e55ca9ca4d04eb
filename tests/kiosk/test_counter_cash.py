"""Cash on the desk's page: a meal is paid once, what was owed before is asked for apart (U9, D6, D13)."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from canteen.models.ids import new_id
from kiosk.models import CheckIn
from settlement.models import Entry, Shift
from settlement.queries.balances import due_of
from tests.kiosk.desk import desk_path, entered, neighbour, pressed, words
from tests.settlement.acting import eat
from tests.town import DAY, Town, at, small_town

YESTERDAY = DAY.replace(day=DAY.day - 1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class Panel:
    """One attempt as the desk shows it: its words, and the forms about cash as a browser would send them."""

    def __init__(self, client: Client, town: Town, row: UUID) -> None:
        self.client, self.town = client, town
        answer = client.get(desk_path(town, f"?row={row}"))
        self.html, self.words = answer.content.decode(), words(answer)

    def form(self, act: str, number: int = 0) -> dict[str, str]:
        """The hidden fields of a form that does this."""
        found = re.findall(rf'<form method="post" action="[^"]*/{act}".*?</form>', self.html, re.DOTALL)
        return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', found[number]))

    def press(self, act: str, number: int = 0, **more: Any) -> str:
        """The page after pressing it."""
        return pressed(self.client, self.town, act, **{**self.form(act, number), **more})[1]


def owing_for_yesterday(town: Town) -> UUID:
    """Who ate at noon yesterday, and pays nothing yet."""
    elder = neighbour(town, 0, "张桂英")
    assert eat(town, 0, at(11, on=YESTERDAY)).decision == "served"
    return elder.id


def test_a_meal_paid_is_said_to_be_paid_and_undone_goes_back_though_she_owes_for_others() -> None:
    town = small_town(elders=0, days=(YESTERDAY, DAY))
    elder_id, client, row = owing_for_yesterday(town), entered(), new_id()
    pressed(client, town, "shift/opening", float="200")
    pressed(client, town, "serving", press=row, elder=elder_id)
    panel = Panel(client, town, row)
    assert "收现金：本餐 4.00" in panel.words
    assert "收现金：全部应付 8.00" in panel.words
    assert "本餐已付" not in panel.words
    shown = panel.press("cash", given=500)
    assert "收 5.00，找零 1.00" in shown
    panel = Panel(client, town, row)
    assert "本餐已付" in panel.words
    assert "收现金：本餐" not in panel.words
    assert "收现金：全部应付 4.00" in panel.words
    assert 'data-key="F6"' not in panel.html  # the key of this meal takes nothing for others
    panel.press("undo")
    panel = Panel(client, town, row)
    assert "退还现金 4.00" in panel.words
    assert "本餐已付" not in panel.words
    assert 'data-key="F6"' not in panel.html
    assert "退还 4.00" in panel.press("back")
    assert due_of(elder_id=elder_id) == 400
    assert "退还现金" not in Panel(client, town, row).words
    assert list(Entry.objects.filter(kind="tender").values_list("order__state", flat=True)) == ["voided"] * 2


def test_a_page_that_is_left_open_takes_no_meal_twice() -> None:
    town = small_town(elders=0, days=(YESTERDAY, DAY))
    elder_id, client, row = owing_for_yesterday(town), entered(), new_id()
    pressed(client, town, "shift/opening", float="200")
    pressed(client, town, "serving", press=row, elder=elder_id)
    here, there = Panel(client, town, row), Panel(client, town, row)
    here.press("cash", given=400)
    assert "收款超过应付金额" in there.press("cash", given=400)
    assert (due_of(elder_id=elder_id), Entry.objects.filter(kind="tender").count()) == (400, 1)


def test_of_two_portions_only_the_unpaid_one_is_asked_for() -> None:
    town = small_town(elders=0)
    elder, client, first, second = neighbour(town, 0, "张桂英"), entered(), new_id(), new_id()
    pressed(client, town, "shift/opening", float="200")
    pressed(client, town, "serving", press=first, elder=elder.id)
    Panel(client, town, first).press("cash", given=400)
    pressed(client, town, "serving", press=second, elder=elder.id, second=1)
    dear = CheckIn.objects.get(id=second).decided_fen
    assert dear == 1000
    panel = Panel(client, town, first)
    assert "本餐已付" in panel.words
    assert "收现金：本餐" not in panel.words
    panel = Panel(client, town, second)
    assert "收现金：本餐 10.00" in panel.words
    assert "全部应付" not in panel.words
    panel.press("cash", given=1000)
    assert "本餐已付" in Panel(client, town, second).words
    assert Shift.objects.get().entries.count() == 2
    assert due_of(elder_id=elder.id) == 0


def test_a_guests_meal_paid_is_said_to_be_paid() -> None:
    town = small_town(elders=0)
    client, row = entered(), new_id()
    pressed(client, town, "shift/opening", float="200")
    pressed(client, town, "guest", press=row, eater="guest")
    assert "本餐已付" not in Panel(client, town, row).words
    Panel(client, town, row).press("cash", given=1000)
    assert "本餐已付" in Panel(client, town, row).words


def test_pieces_and_a_sum_that_differ_close_nothing_and_lose_nothing() -> None:
    town = small_town(elders=0)
    client = entered()
    pressed(client, town, "shift/opening", float="105")
    form = {"shift": str(Shift.objects.get().id), "pieces-10000": "1", "counted": "105", "reason": "硬币五元"}
    refused = client.post(desk_path(town, "/shift/count"), form)
    assert refused.status_code == 422
    assert "按面额清点的合计与填写的总额不一样" in words(refused)
    kept = refused.content.decode()
    for name, typed in (("pieces-10000", "1"), ("counted", "105"), ("reason", "硬币五元")):
        assert re.search(f'name="{name}"[^>]*value="{typed}"', kept)
    assert Shift.objects.get().closed_at is None
    assert client.post(desk_path(town, "/shift/count"), {**form, "pieces-500": "１"}).status_code == 302
    assert Shift.objects.get().counted_fen == 105_00
