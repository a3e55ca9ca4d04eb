"""What waits at the counter goes down: by a meal that was served after all, by an undo, by who has seen to it (D21)."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from canteen.core.scope import Role
from canteen.models import Credential, Deed
from canteen.models.ids import new_id
from kiosk.models import CheckIn
from kiosk.operations.review import void_late
from tests.kiosk.attempts import card, take
from tests.kiosk.desk import at_desk, desk_path, entered, neighbour, place, pressed, words
from tests.settlement.acting import eat
from tests.town import Town, at, small_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def waiting(client: Client, town: Town) -> tuple[int, int, int]:
    """How many wait as the page counts them; how many rows it lists as waiting, and as dealt with."""
    counted = re.search(r"待处理 (\d+)", re.sub(r"结果.*?已撤销", "", words(client.get(desk_path(town)))))
    rows = [
        client.get(desk_path(town, f"?state={state}")).content.decode().count('id="row-')
        for state in ("quarantined", "dealt")
    ]
    return int(counted[1]) if counted else 0, rows[0], rows[1]


def test_whoever_was_served_after_all_waits_no_more() -> None:
    town = small_town(elders=0)
    elder, client = neighbour(town, 0, "张桂英"), entered()
    Credential.objects.filter(elder=elder).update(blocked_at=at(9), blocked_reason="丢失")
    eat(town, 0, at(10, 40))
    assert waiting(client, town) == (1, 1, 0)
    pressed(client, town, "serving", press=new_id(), elder=elder.id)
    assert waiting(client, town) == (0, 0, 1)
    row = CheckIn.objects.get(decision="quarantined")
    shown = words(client.get(desk_path(town, f"?row={row.id}")))
    assert "已处理" in shown
    assert "请当面核对身份后" not in shown


def test_a_mistyped_card_is_dismissed_once_and_stays_in_the_list() -> None:
    town = small_town(elders=0)
    take(town.kiosks[0], card("999999999999", at(10, 43)), at(10, 43))
    row, client = CheckIn.objects.get(), entered()
    page = client.get(desk_path(town)).content.decode()
    link = re.search(r'hx-get="(/counter/[^"]+/today\?[^"]+)"', page)
    assert link is not None
    assert waiting(client, town) == (1, 1, 0)
    for _ in range(2):
        _, shown = pressed(client, town, "dismissal", of=row.id)
        assert "知道了" not in shown
    assert waiting(client, town) == (0, 0, 1)
    assert client.get(unescape(link[1])).status_code == 200  # the other tablet sees it go
    assert Deed.objects.filter(verb="dismiss", subject_id=row.id).count() == 1
    kept = CheckIn.objects.get()
    assert (kept.decision, kept.reason) == (row.decision, row.reason)


def test_an_attempt_elsewhere_is_dismissed_by_nobody_here() -> None:
    town = small_town(elders=0, canteens=2)
    take(town.kiosks[1], card("999999999999", at(10, 43)), at(10, 43))
    answer = entered().post(desk_path(town, "/dismissal"), {"of": CheckIn.objects.get().id})
    assert answer.status_code == 404
    assert Deed.objects.filter(verb="dismiss").count() == 0


def test_a_late_undo_waits_until_the_second_person_has_confirmed_it(clock: Callable[..., None]) -> None:
    town = small_town(elders=0)
    elder, client, press = neighbour(town, 0, "张桂英"), entered(), new_id()
    pressed(client, town, "serving", press=press, elder=elder.id)
    clock(11, 30)
    pressed(client, town, "undo", press=new_id(), of=press)
    assert waiting(client, town) == (1, 1, 0)
    manager = at_desk(town, role=Role.MANAGER, staff=town.second)
    void_late(actor=manager, check_in_id=press, reason="错登", now=at(11, 31))
    pressed(client, town, "undo", press=new_id(), of=press)  # there is nothing left to undo
    assert waiting(client, town) == (0, 0, 2)
    assert CheckIn.objects.filter(canteen_id=place(town), decision="quarantined").count() == 2
