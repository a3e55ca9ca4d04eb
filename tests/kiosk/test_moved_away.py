"""Who has moved away eats on and pays her share; what funds would bear waits, whenever that came to be known."""

from datetime import date
from functools import partial

import pytest
from django.test import Client

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Actor, Role
from canteen.models import Fact
from canteen.queries.elders import require_elder
from canteen.queries.roster import forget_rosters
from kiosk.models import CheckIn
from kiosk.operations.price_list import list_for
from settlement.core import chart
from settlement.models import Allotment, Entry, Hold
from settlement.operations.holds import clear_hold
from settlement.operations.part import record_move
from settlement.queries.balances import balance_of
from settlement.queries.discrepancies import discrepancies
from settlement.tasks import apply_touching
from tests.kiosk.attempts import card, take
from tests.kiosk.test_statements import READ, statements, written
from tests.settlement.acting import books_of, checker, eat, undo
from tests.settlement.lists_of_deaths import DAYS, clerk, confirmed, counted, sent, town_of_eaters
from tests.town import HOURS, Town, at

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "出生日期", "迁移日期", "迁移类别", "迁往")
HERS = 400  # of 10 yuan, with the joint fund's 5, charity's 1


def take_effect(town: Town, patch: pytest.MonkeyPatch, where: str, moved_on: date, on: date) -> None:
    """A list of one move of the first elder, sent in and confirmed on the morning of a day."""
    for room in ("canteen", "settlement"):
        patch.setattr(f"{room}.tasks.now", lambda: at(9, on=on))
    listed = (HEAD, (town.elders[0].name, "1940.5.1", moved_on, "户籍", where))
    seen = sent(town, Kind.MOVES, listed, now=at(9, on=on))
    client = Client()
    client.force_login(town.clerk)
    confirmed(client, seen, counted(client, seen))
    assert apply_touching() == 1
    seen.refresh_from_db()
    assert (seen.state, seen.notice) == ("applied", "")


def held() -> list[tuple[date | None, int, str]]:
    found = Hold.objects.filter(cleared_by=None, entry__order__person__name="张一兰")
    return list(found.order_by("entry__service_on", "fen").values_list("entry__service_on", "fen", "reason"))


def drawn() -> int:
    return sum(Allotment.objects.values_list("drawn_fen", flat=True))


def registered(town: Town) -> list[tuple[date, date | None]]:
    found = Fact.objects.filter(elder=town.elders[0], kind="registration").order_by("from_on")
    return list(found.values_list("from_on", "until_on"))


def test_a_list_holds_what_is_eaten_after_it_and_told_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is told ahead; then she eats on, at the door and off line, and eats again when she is back."""
    town = town_of_eaters(days=2)
    before = drawn()
    take_effect(town, monkeypatch, "外地", DAYS[2], DAYS[1])
    assert (held(), drawn()) == ([], before)
    assert registered(town) == [(date(1940, 5, 1), DAYS[2])]
    dinner = take(town.kiosks[0], card(town.cards[0], at(17, on=DAYS[1])), at(8, on=DAYS[3]), at(8, on=DAYS[3]))
    assert (dinner.elder_fen, held(), drawn()) == (HERS, [], before + 600)

    at_the_door = eat(town, 0, at(11, on=DAYS[2]))
    off_line = take(town.kiosks[0], card(town.cards[0], at(17, on=DAYS[2])), at(9, on=DAYS[3]), at(9, on=DAYS[3]))
    assert [(one.decision, one.elder_fen, one.reason) for one in (at_the_door, off_line)] == [("served", HERS, "")] * 2
    assert held() == [(DAYS[2], 100, "after-move")] * 2 + [(DAYS[2], 500, "after-move")] * 2
    assert (drawn(), balance_of(address=chart.suspense(town.canteens[0].id))) == (before + 600, 1200)
    assert discrepancies(books=books_of(town)) == ()

    # It is decided like any other, and undone with its meal.
    eaten = CheckIn.objects.get(id=str(at_the_door.id))
    joint = Hold.objects.get(fen=500, entry__order=eaten.order)
    clear_hold(actor=checker(town), hold_id=joint.id, payer="fund:joint", reason="仍应补贴", now=at(12, on=DAYS[2]))
    undo(town, off_line, at(17, 5, on=DAYS[2]), at(10, on=DAYS[3]))
    assert (held(), drawn()) == ([(DAYS[2], 100, "after-move")], before + 1100)
    assert discrepancies(books=books_of(town)) == ()

    take_effect(town, monkeypatch, "测试镇", DAYS[3], DAYS[3])
    assert registered(town) == [(date(1940, 5, 1), DAYS[2]), (DAYS[3], None)]
    assert eat(town, 0, at(11, on=DAYS[3])).elder_fen == HERS
    assert (held(), drawn()) == ([(DAYS[2], 100, "after-move")], before + 1700)


def test_on_her_page_it_is_the_same_and_the_door_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_of_eaters(days=1)
    by: Actor = clerk(town)
    elder_id, move = town.elders[0].id, partial(record_move, actor=by, kind="registration")
    move(elder_id=elder_id, region_id=None, moved_on=DAYS[1], now=at(20))
    forget_rosters()
    listed = list_for(canteen_id=town.canteens[0].id, hours=HOURS, now=at(10, on=DAYS[1]))
    entries = [listed.entry(code) for code in town.cards]
    assert [entry and entry["fen"] for entry in entries] == [HERS, HERS]
    told = [eat(town, number, at(11, number, on=DAYS[1])) for number in range(2)]
    assert [(one.decision, one.reason, one.elder_fen) for one in told] == [("served", "", HERS)] * 2
    assert held() == [(DAYS[1], 100, "after-move"), (DAYS[1], 500, "after-move")]
    # Nobody but who looked after her sees her, and lets her back to where she was.
    require_elder(actor=by, roles=(Role.CLERK,), elder_id=elder_id, on=DAYS[1])
    move(elder_id=elder_id, region_id=town.region.id, moved_on=DAYS[2], now=at(20, on=DAYS[1]))
    assert registered(town) == [(date(1940, 5, 1), DAYS[1]), (DAYS[2], None)]
    assert Fact.objects.get(kind="state").until_on == DAYS[2]
    before = drawn()
    eat(town, 0, at(11, on=DAYS[2]))
    assert drawn() == before + 600


@pytest.mark.django_db(transaction=True)
def test_her_check_in_asks_no_more_than_any_other() -> None:
    town = town_of_eaters(days=1)
    record_move(
        actor=clerk(town),
        elder_id=town.elders[0].id,
        kind="registration",
        region_id=None,
        moved_on=DAYS[1],
        now=at(20),
    )
    eat(town, 0, at(11, on=DAYS[1]))
    gone = statements(lambda: eat(town, 0, at(17, on=DAYS[1])))
    here = statements(lambda: eat(town, 1, at(17, 1, on=DAYS[1])))
    # Written on SQLite: two entries, two postings and two holds more, and no draws.
    assert (len(gone), len(here)) == (READ + written(12), READ + written(8))
    assert Entry.objects.filter(kind="hold").count() == 4
