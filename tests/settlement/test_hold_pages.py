"""Finance holds a share and decides a hold on the page of the meal, without a script, and once (D5, D14, D16)."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from canteen.models import Deed, Duty
from settlement.models import Allotment, Entry, Hold
from settlement.operations.funds import allot
from settlement.operations.holds import Shown, ShownOtherwise, clear_hold, hold_share
from tests.settlement.acting import CLOSING, DECEMBER, NOVEMBER, books_of, close, eat, fund_month, maker, undo
from tests.settlement.test_pages import entered, staffed, stranger, text
from tests.town import DOCUMENT, SINCE, Town, at, small_town, stand

pytestmark = pytest.mark.django_db

FEWER_THAN = 12


@pytest.fixture(autouse=True)
def _on_the_first_of_december(settings: Settings) -> None:
    stand(settings, at(9, on=DECEMBER.first))


def the_meal(town: Town) -> tuple[Entry, str]:
    """The only meal's entry, and the address of its page."""
    entry = Entry.objects.get(books=books_of(town), kind="meal")
    return entry, f"/months/{entry.books_id}/meals/{entry.id}"


def held(town: Town, payer: str = "fund:joint") -> UUID:
    """A share of the only meal, held."""
    return hold_share(actor=maker(town), entry_id=the_meal(town)[0].id, payer=payer, reason="核实", now=at(15))


def offered(client: Client, path: str, key: object) -> list[str]:
    """Who can be chosen in one form of a page."""
    page = client.get(path).content.decode()
    choices = page.split(f'<select id="payer-{key}"')[1].split("</select>")[0]
    return [part.split('"')[0] for part in choices.split('value="')[1:] if part.split('"')[0]]


def pressed(client: Client, path: str, below: str, **typed: str) -> Any:
    """Fill in one form of a page as it stands now, with what the page sends along, and press its button."""
    form = client.get(path).content.decode().partition(f'action="{path}/{below}"')[2].partition("</form>")[0]
    return client.post(f"{path}/{below}", {**typed, "seen": form.partition('name="seen" value="')[2].split('"')[0]})


def test_a_share_is_held_and_decided_on_the_page_of_its_meal() -> None:
    town = staffed()
    client = entered("clerk")
    entry, path = the_meal(town)
    assert offered(client, path, "hold") == ["elder", "fund:charity", "fund:joint"]
    assert "等待裁定" not in text(client, path)
    done = pressed(client, path, "holds", payer="fund:joint", reason="户籍待核实")
    assert (done.status_code, done["Location"]) == (302, path)
    hold = Hold.objects.get()
    assert (hold.fen, hold.reason, hold.entry.order_id) == (500, "by-hand", entry.order_id)
    said = text(client, path)
    for words in ("已暂挂，等财务裁定。", "等待裁定 挂起 5.00 · 人工挂起，待核实", "记入2026年11月的月账。"):
        assert words in said, words
    assert "户籍待核实" not in said
    assert offered(client, path, hold.id) == ["canteen", "fund:charity", "fund:joint"]
    assert "政策不允许事后增加老人的支付，所以不能选老人。" in said
    done = pressed(client, path, f"holds/{hold.id}/clearing", payer="fund:charity", reason="慈善承担")
    assert (done.status_code, done["Location"]) == (302, path)
    assert "已裁定。" in text(client, path)
    hold.refresh_from_db()
    assert hold.cleared_by is not None
    assert dict(Allotment.objects.values_list("fund__key", "drawn_fen")) == {"joint": 0, "charity": 600}
    deeds = Deed.objects.filter(subject_id=hold.id).order_by("at", "id")
    assert [(deed.verb, deed.reason, deed.staff_id) for deed in deeds] == [
        ("hold", "户籍待核实", town.clerk.id),
        ("clear", "慈善承担", town.clerk.id),
    ]


def test_a_second_press_does_nothing_and_says_so() -> None:
    town = staffed()
    client = entered("clerk")
    _, path = the_meal(town)
    sent = {"payer": "fund:joint", "reason": "待核实"}
    assert pressed(client, path, "holds", **sent).status_code == 302
    again = client.post(f"{path}/holds", {**sent, "seen": "2026-11 elder=400,fund:charity=100,fund:joint=500"})
    assert (again.status_code, "该支付方没有承担这一餐的费用" in again.content.decode()) == (422, True)
    hold = Hold.objects.get()
    sent = {"payer": "canteen", "reason": "食堂承担"}
    assert pressed(client, path, f"holds/{hold.id}/clearing", **sent).status_code == 302
    again = client.post(f"{path}/holds/{hold.id}/clearing", {**sent, "seen": "2026-11 500"})
    assert (again.status_code, "该挂起已经清理" in again.content.decode()) == (422, True)
    assert Entry.objects.filter(kind__in=("hold", "clearing")).count() == 2
    assert Deed.objects.filter(verb__in=("hold", "clear")).count() == 2


def test_mistakes_come_back_as_they_were_typed() -> None:
    town = small_town(allotted_fen={})
    fund_month(town, allotted_fen={"joint": 500, "charity": 599})
    eat(town, 0, at(11))
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    client, hold_id = entered("clerk"), held(town)
    _, path = the_meal(town)
    assert offered(client, path, hold_id) == ["canteen", "fund:joint"]
    for payer, words in (("elder", "政策不允许事后增加老人的支付"), ("fund:charity", "入账月份的资金额度不足")):
        answer = pressed(client, path, f"holds/{hold_id}/clearing", payer=payer, reason="<b>写好的原因")
        page = answer.content.decode()
        assert (answer.status_code, words in page, "&lt;b&gt;写好的原因</textarea>" in page) == (422, True, True)
    for sent, words in (
        ({"payer": "canteen", "reason": " "}, "请填写。"),
        ({"payer": "", "reason": "x"}, "请选择。"),
        ({"payer": "fund:nobody", "reason": "x"}, "请从列出的选项里选。"),
        ({"payer": "canteen", "reason": "长" * 201}, "最多 200 个字"),
    ):
        for below in ("holds", f"holds/{hold_id}/clearing"):
            answer = pressed(client, path, below, **sent)
            assert (answer.status_code, sent["reason"] in answer.content.decode()) == (422, True)
            assert words in answer.content.decode(), (below, sent)
    assert Hold.objects.get().cleared_by is None
    assert client.get(f"{path}/holds")["Location"] == path
    assert client.get(f"{path}/holds/{hold_id}/clearing")["Location"] == path


def test_a_policy_that_lets_her_share_rise_offers_her_too() -> None:
    town = small_town(allotted_fen={}, document={**DOCUMENT, "redecision": {"may_raise_elder": True}})
    fund_month(town)
    eat(town, 0, at(11))
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    hold_id = held(town)
    assert offered(entered("clerk"), the_meal(town)[1], hold_id) == ["elder", "canteen", "fund:charity", "fund:joint"]


def test_her_own_share_goes_back_to_her_and_not_more() -> None:
    town = staffed()
    client = entered("clerk")
    _, path = the_meal(town)
    hers, fund = held(town, "elder"), held(town)
    assert offered(client, path, hers)[0] == "elder"
    assert "elder" not in offered(client, path, fund)
    assert pressed(client, path, f"holds/{hers}/clearing", payer="elder", reason="核实").status_code == 302


def test_the_page_says_the_later_month_once_the_books_are_closed() -> None:
    town = staffed()
    client, hold_id = entered("clerk"), held(town)
    _, path = the_meal(town)
    close(town)
    assert "记入2026年12月的月账，作为以前月份的调整" in text(client, path)
    assert offered(client, path, hold_id) == ["canteen"]
    assert "入账月份额度不足的资金不能选" not in text(client, path)
    place = town.canteens[0].id
    allot(actor=maker(town), fund_key="joint", canteen_id=place, month=DECEMBER, fen=700, now=CLOSING)
    assert offered(client, path, hold_id) == ["canteen", "fund:joint"]
    assert pressed(client, path, f"holds/{hold_id}/clearing", payer="fund:joint", reason="核实").status_code == 302
    clearing = Entry.objects.get(kind="clearing")
    assert (clearing.books_id, clearing.for_month) == (books_of(town, DECEMBER).id, NOVEMBER.first)


def test_what_was_shown_is_what_is_written_or_nothing_is() -> None:
    """The month is handed in, or somebody holds a share, while the page stands open."""
    town = staffed()
    client, hold_id = entered("clerk"), held(town)
    entry, path = the_meal(town)
    forms = {"holds": "2026-11 elder=400,fund:charity=100,fund:joint=0", f"holds/{hold_id}/clearing": "2026-11 500"}
    page = client.get(path).content.decode()
    assert [page.count(f'name="seen" value="{seen}"') for seen in forms.values()] == [1, 1]
    held(town, "fund:charity")
    stale = client.post(f"{path}/holds", {"payer": "elder", "reason": "x", "seen": forms["holds"]})
    assert (stale.status_code, str(ShownOtherwise.zh) in stale.content.decode()) == (422, True)
    close(town)
    for below, seen in forms.items():
        for sent in (seen, ""):
            stale = client.post(f"{path}/{below}", {"payer": "canteen", "reason": "x", "seen": sent})
            assert stale.status_code == 422
    assert "记入2026年12月的月账，作为以前月份的调整" in stale.content.decode()
    assert 'name="seen" value="2026-12 500"' in stale.content.decode()
    who, november = maker(town), Shown(NOVEMBER, 500)
    with pytest.raises(ShownOtherwise):
        clear_hold(actor=who, hold_id=hold_id, payer="canteen", reason="x", now=CLOSING, shown=november)
    with pytest.raises(ShownOtherwise):
        hold_share(actor=who, entry_id=entry.id, payer="elder", reason="x", now=CLOSING, shown=Shown(DECEMBER, 399))
    assert Entry.objects.filter(kind__in=("hold", "clearing")).count() == 2
    assert pressed(client, path, f"holds/{hold_id}/clearing", payer="canteen", reason="x").status_code == 302


def test_an_undone_meal_has_nothing_to_decide() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    receipt = eat(town, 0, at(11))
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    client, hold_id = entered("clerk"), held(town)
    _, path = the_meal(town)
    undo(town, receipt, at(11, 5), at(11, 5))
    assert "payer-" not in client.get(path).content.decode()
    for below in ("holds", f"holds/{hold_id}/clearing"):
        answer = client.post(f"{path}/{below}", {"payer": "canteen", "reason": "x"})
        assert (answer.status_code, "这一餐已经撤销" in answer.content.decode()) == (422, True)
    assert Entry.objects.filter(kind="clearing").count() == 0


def test_who_is_not_finance_here_is_offered_and_does_nothing() -> None:
    town = staffed()
    hold_id = held(town)
    _, path = the_meal(town)
    sent = {"payer": "canteen", "reason": "x"}
    outside = entered(stranger())
    for address in (f"{path}/holds", f"{path}/holds/{hold_id}/clearing"):
        answer = outside.post(address, sent)
        assert (answer.status_code, "5.00" in answer.content.decode()) == (404, False)
    Duty.objects.filter(staff=town.second).update(role="manager", region=None, canteen=town.canteens[0])
    manager = entered("second")
    assert "payer-" not in manager.get(path).content.decode()
    assert "挂起 5.00" in text(manager, path)
    for address in (f"{path}/holds", f"{path}/holds/{hold_id}/clearing"):
        assert manager.post(address, sent).status_code == 403
    # Finance of the next town who manages this canteen reads the meal and still decides nothing of it.
    elsewhere = Duty.objects.get(staff__login="stranger").region
    Duty.objects.create(staff=town.second, role="finance", region=elsewhere, from_on=SINCE)
    assert "payer-" not in manager.get(path).content.decode()
    for address in (f"{path}/holds", f"{path}/holds/{hold_id}/clearing"):
        assert manager.post(address, sent).status_code == 404
    assert Hold.objects.get().cleared_by is None
    assert Hold.objects.count() == 1


def test_a_hold_of_another_meal_is_not_decided_here() -> None:
    town = staffed(canteens=2)
    hold = hold_share(
        actor=maker(town),
        entry_id=Entry.objects.get(books=books_of(town, canteen=1), kind="meal").id,
        payer="elder",
        reason="核实",
        now=at(15),
    )
    _, path = the_meal(town)
    answer = entered("clerk").post(f"{path}/holds/{hold}/clearing", {"payer": "canteen", "reason": "x"})
    assert answer.status_code == 404


def test_a_meal_with_holds_sends_no_more_statements() -> None:
    town = staffed()
    client, counted = entered("clerk"), list[int]()
    _, path = the_meal(town)
    for payer in ("", "elder", "fund:joint", "fund:charity"):
        if payer:
            held(town, payer)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counted.append(len(captured))
    assert Hold.objects.filter(cleared_by=None).count() == 3
    assert counted == [counted[0]] * 4
    assert counted[0] < FEWER_THAN
