"""A list of elders that tells something of days past: its meals are counted, shown, confirmed as shown (S4)."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from django.test import Client

from canteen.core.identity import check_digit
from canteen.core.intake.kinds import Kind
from canteen.models import Deed, Elder, Fact, Import
from canteen.operations.imports.decide import decide_import
from canteen.queries.retelling import facts_told, retold_batches
from settlement.models import Entry, Touching
from settlement.operations.holds import hold_share
from settlement.tasks import apply_touching
from tests.settlement.acting import eat, maker
from tests.settlement.lists_of_deaths import DAYS, LATER, clerk, confirmed, counted, sent, stand_in_the_evening
from tests.settlement.test_redecisions import whole_books
from tests.settlement.villages import (
    DIBAO_FEN,
    EAST_FEN,
    WEST_FEN,
    days_of,
    number_of,
    shares_of,
    town_of_villages,
)
from tests.town import Town, add_fact, at

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "身份证号", "户籍地", "落户日期", "居住地", "类别", "等级", "享受起始日", "联系电话")


@pytest.fixture(autouse=True)
def _in_the_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_the_evening(monkeypatch)


@pytest.fixture
def town() -> Town:
    return town_of_villages()


def _row(elder: Elder, **said: object) -> tuple[object, ...]:
    row: Mapping[str, object] = {"姓名": elder.name, "身份证号": number_of(elder), "户籍地": "西村", **said}
    return tuple(row.get(head) for head in HEAD)


def _roster(town: Town, *rows: tuple[object, ...]) -> Import:
    return sent(town, Kind.ELDERS, [HEAD, *rows])


def _client(town: Town) -> Client:
    client = Client()
    client.force_login(town.clerk)
    return client


def test_dated_categories_and_moves_of_a_roster_are_shown_and_written_as_shown(town: Town) -> None:
    """One is granted 低保 from the second day, the other registered in the eastern village from the third."""
    granted = _row(town.elders[0], 类别="低保", 享受起始日=DAYS[1])
    moved = _row(town.elders[1], 户籍地="东村", 落户日期=DAYS[2])
    client, seen = _client(town), _roster(town, granted, moved)
    assert "查看涉及的供餐" in client.get(f"/imports/{seen.id}").content.decode()
    page = counted(client, seen)
    assert ("5 餐要重新核算" in page, "老人共少承担 9.00 元" in page) == (True, True)
    decide_import(actor=clerk(town), import_id=seen.id, digest=seen.shown_digest, now=LATER)  # without looking
    apply_touching()
    assert (Import.objects.get().state, Import.objects.get().notice) == ("checked", "touched-otherwise")
    assert (Entry.objects.filter(revision=1).count(), Fact.objects.filter(kind="category").count()) == (0, 0)
    confirmed(client, seen, counted(client, seen))
    assert apply_touching() == 1
    assert Import.objects.get().state == "applied"
    assert shares_of(town.elders[0]) == [(DAYS[0], 0, WEST_FEN), *((day, 1, DIBAO_FEN) for day in DAYS[1:])]
    assert shares_of(town.elders[1]) == [
        *((day, 0, WEST_FEN) for day in DAYS[:2]),
        *((day, 1, EAST_FEN) for day in DAYS[2:]),
    ]
    deed = Deed.objects.get(verb="redecide")
    assert (deed.subject_id, deed.detail["meals"], deed.detail["credit_fen"]) == (seen.id, 5, 900)
    whole_books()
    again = _roster(town, granted, moved)
    assert (again.rows_same, again.rows_changed) == (2, 0)


def test_a_category_without_a_day_holds_from_the_day_it_is_written(town: Town) -> None:
    """And so do the meals of that day: what she had for lunch is decided anew in the evening, and no earlier meal."""
    client, seen = _client(town), _roster(town, _row(town.elders[0], 类别="低保"))
    page = counted(client, seen)
    assert "1 餐要重新核算" in page
    Touching.objects.update(counted_at=at(16, on=DAYS[-1]))
    eat(town, 0, at(16, 30, on=DAYS[-1]))  # by what is known of her then: the list is not written yet
    confirmed(client, seen, page)
    apply_touching()
    assert Import.objects.get().state == "applied"
    lunch, dinner = (DAYS[-1], 1, DIBAO_FEN), (DAYS[-1], 1, DIBAO_FEN)
    assert shares_of(town.elders[0]) == [*((day, 0, WEST_FEN) for day in DAYS[:3]), lunch, dinner]
    whole_books()


def test_what_changed_since_it_was_shown_writes_nothing(town: Town) -> None:
    """Of a meal that was undone and another that was held since, neither is decided anew unseen; nothing is written."""
    client, seen = _client(town), _roster(town, _row(town.elders[0], 类别="低保", 享受起始日=DAYS[1]))
    page = counted(client, seen)
    meal = Entry.objects.filter(kind="meal", order__elder=town.elders[0], service_on=DAYS[2]).get()
    hold_share(actor=maker(town), entry_id=meal.id, payer="fund:joint", reason="复核", now=LATER)
    before = Entry.objects.count()
    confirmed(client, seen, page)
    apply_touching()
    assert (Import.objects.get().state, Entry.objects.count()) == ("checked", before)
    assert Fact.objects.filter(kind="category").count() == 0
    page = counted(client, seen)
    assert ("2 餐要重新核算" in page, "另有 1 餐的份额正在挂起" in page) == (True, True)
    confirmed(client, seen, page)
    apply_touching()
    assert [revision for _, revision, _ in shares_of(town.elders[0])] == [0, 1, 0, 1]
    whole_books()


def test_a_roster_that_tells_nothing_of_days_past_is_confirmed_on_its_own_page(town: Town) -> None:
    """Telephones and newcomers touch no meal, and nobody is sent to look at none."""
    client, born = _client(town), "33050319480101501"
    newcomer = {"姓名": "王五", "身份证号": born + check_digit(born), "类别": "低保", "享受起始日": "2026.10.1"}
    seen = _roster(town, *(_row(town.elders[0], **said) for said in ({"联系电话": "13905720000"}, newcomer)))
    assert (seen.rows_new, seen.rows_changed, seen.rows_wrong) == (1, 1, 0)
    page = client.get(f"/imports/{seen.id}").content.decode()
    assert ("查看涉及的供餐" in page, "确认生效" in page) == (False, True)
    client.post(f"/imports/{seen.id}/decision", {"digest": seen.shown_digest})
    apply_touching()
    assert (Import.objects.get().state, Elder.objects.count()) == ("applied", 3)
    assert not Entry.objects.filter(revision=1).exists()


ROSTER: Sequence[Mapping[str, object]] = (
    {"类别": "低保", "享受起始日": DAYS[1]},
    {"类别": "低保"},
    {"户籍地": "东村", "落户日期": DAYS[2], "类别": "失能", "等级": "重度", "享受起始日": date(2026, 10, 1)},
    {"户籍地": "东村", "居住地": "东村"},
    {"居住地": "西村", "联系电话": "13905720000"},
    {"户籍地": "东村", "落户日期": date(2026, 12, 1), "类别": "低保、重度残疾", "享受起始日": DAYS[3]},
)


@pytest.mark.parametrize("said", ROSTER)
def test_what_is_decided_by_beforehand_is_what_is_written(town: Town, said: Mapping[str, object]) -> None:
    """The facts by which meals are decided anew, before the roster is written, are those of the register afterwards."""
    elder = town.elders[0]
    add_fact(elder, "category", "shineng", date(2026, 9, 1), date(2026, 10, 20))
    seen = _roster(town, _row(elder, **said))
    assert (seen.rows_changed, seen.rows_wrong) == (1, 0)
    (batch,) = retold_batches(import_id=seen.id, kind=seen.kind, on=DAYS[-1])
    page = counted(_client(town), seen)
    confirmed(_client(town), seen, page)
    apply_touching()
    assert Import.objects.get().state == "applied"
    assert days_of(batch[elder.id].after) == days_of(facts_told(elder_ids=[elder.id])[elder.id])
