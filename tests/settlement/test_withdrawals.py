"""A death or a move away recorded by mistake is taken back: with a reason, after what waits for it was shown (R14)."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Role
from canteen.models import Deed, Fact
from canteen.operations.elders import StateIsTakenBack, end_fact
from canteen.queries.elders import require_elder
from kiosk.models import CheckIn
from settlement.models import Hold
from settlement.operations.part import record_death, record_move
from settlement.queries.discrepancies import discrepancies
from tests.settlement.acting import books_of, eat
from tests.settlement.lists_of_deaths import DAYS, HEAD, LATER, clerk, sent, stand_in_the_evening, town_of_eaters
from tests.town import Town, at

pytestmark = pytest.mark.django_db
WRONG = "同名的另一位，330501194005010028 才是"


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    for page in ("settlement.views.withdrawals", "canteen.views.elder_acts", "canteen.views.elders"):
        monkeypatch.setattr(f"{page}.now", lambda: LATER)
    stand_in_the_evening(monkeypatch)
    return town_of_eaters(days=3)


def signed_in(town: Town) -> Client:
    client = Client()
    client.force_login(town.clerk)
    return client


def facts(town: Town) -> list[tuple[str, date, date | None]]:
    found = Fact.objects.filter(elder=town.elders[0]).order_by("kind", "from_on", "until_on")
    return list(found.values_list("kind", "from_on", "until_on"))


def test_who_has_not_died_is_dead_on_no_day(town: Town) -> None:
    client, elder = signed_in(town), town.elders[0]
    record_death(actor=clerk(town), elder_id=elder.id, died_on=DAYS[0], now=LATER)
    fact = Fact.objects.get(kind="state")
    assert eat(town, 0, at(11, on=DAYS[3])).decision == "quarantined"
    page = client.get(f"/elders/{elder.id}").content.decode()
    assert (f"{DAYS[0]} 去世" in page, f'href="/facts/{fact.id}/withdrawal"' in page) == (True, True)
    assert client.get(f"/facts/{fact.id}/end")["Location"] == f"/facts/{fact.id}/withdrawal"
    with pytest.raises(StateIsTakenBack):
        end_fact(actor=clerk(town), fact_id=fact.id, until_on=DAYS[2], now=LATER)

    address = f"/facts/{fact.id}/withdrawal"
    with CaptureQueriesContext(connection) as sent_to_it:
        asked = client.get(address).content.decode()
    assert len(sent_to_it) < 12
    assert "有 2 餐的补贴共 12.00 元挂起" in asked
    assert [f"{day:%Y-%m-%d}</th>" in asked for day in DAYS] == [False, True, True, False]
    assert client.post(address, {"reason": " "}).status_code == 422
    assert Fact.objects.get(kind="state").until_on is None
    assert client.post(address, {"reason": WRONG})["Location"] == f"/elders/{elder.id}"
    assert facts(town)[-1] == ("state", DAYS[0], DAYS[0])
    deed = Deed.objects.get(verb="withdraw")
    assert (deed.subject_id, "1940" in deed.reason, "同名的另一位" in deed.reason) == (elder.id, False, True)
    assert Hold.objects.filter(cleared_by=None, reason="after-death").count() == 4  # finance decides about each
    page = client.get(f"/elders/{elder.id}").content.decode()
    assert ("去世</span>" in page, "已撤回，不算" in page, "登记去世" in page) == (False, True, True)
    assert client.post(address, {"reason": WRONG}).status_code == 422
    eat(town, 0, at(17, on=DAYS[3]))
    assert CheckIn.objects.filter(decision="served", elder=elder).count() == 4
    # A list may now tell another day.
    assert sent(town, Kind.DEATHS, [HEAD, (elder.name, "1940.5.1", DAYS[1], "")]).rows_changed == 1


def test_who_has_not_moved_is_registered_on(town: Town) -> None:
    client, elder, by = signed_in(town), town.elders[0], clerk(town)
    before = facts(town)
    move: dict[str, Any] = {"actor": by, "elder_id": elder.id, "now": LATER, "region_id": None}
    record_move(**move, kind="registration", moved_on=DAYS[1])
    fact = Fact.objects.get(kind="state")
    other = Fact.objects.get(elder=elder, kind="registration")
    assert client.post(f"/facts/{other.id}/withdrawal", {"reason": "错"}).status_code == 422
    assert client.post(f"/facts/{fact.id}/withdrawal", {"reason": "听错了"}).status_code == 302
    assert facts(town) == [*before, ("state", DAYS[1], DAYS[1])]
    require_elder(actor=by, roles=(Role.CLERK,), elder_id=elder.id, on=DAYS[3])
    held = Hold.objects.count()
    eat(town, 0, at(11, on=DAYS[3]))
    assert (held, Hold.objects.count(), discrepancies(books=books_of(town))) == (4, 4, ())
    # Of two leavings the one that stands ends what the other had ended.
    record_move(**move, kind="registration", moved_on=DAYS[2])
    Fact.objects.filter(kind="registration", elder=elder).update(until_on=DAYS[1])
    record_move(**move, kind="residence", moved_on=DAYS[1])
    first = Fact.objects.get(kind="state", from_on=DAYS[1], until_on=None)
    client.post(f"/facts/{first.id}/withdrawal", {"reason": "早了一天"})
    assert Fact.objects.get(kind="registration", elder=elder).until_on == DAYS[2]
