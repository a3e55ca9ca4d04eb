"""A list of categories: what it has decided anew is counted, shown, confirmed as shown, and written with it (S4)."""

from collections.abc import Sequence

import pytest
from django.test import Client

from canteen.core.intake.kinds import Kind
from canteen.models import Deed, Fact, Import, SamePerson
from canteen.operations.imports.decide import decide_import
from settlement.models import Entry, Touching
from settlement.operations.holds import hold_share
from settlement.tasks import apply_touching
from tests.settlement.acting import eat, maker
from tests.settlement.lists_of_deaths import (
    DAYS,
    clerk,
    confirmed,
    counted,
    sent,
    stand_in_the_evening,
    town_of_eaters,
)
from tests.settlement.test_redecisions import BORN, LATER, whole_books
from tests.town import SINCE, Town, at

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "出生日期", "类别", "享受起始日", "停发日期")


@pytest.fixture(autouse=True)
def _in_the_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_the_evening(monkeypatch)


@pytest.fixture
def town() -> Town:
    made = town_of_eaters(days=0)
    for elder in made.elders:
        elder.birth_on = BORN
        elder.save()
    for day in DAYS:
        for number in range(2):
            eat(made, number, at(11, number, on=day))
    return made


def _granted(town: Town, numbers: Sequence[int] = (0, 1), since: object = DAYS[1]) -> Import:
    rows = [(town.elders[number].name, "1950.5.1", "低保", since, None) for number in numbers]
    return sent(town, Kind.FACTS, [HEAD[:4], *[row[:4] for row in rows]])


def _client(town: Town) -> Client:
    client = Client()
    client.force_login(town.clerk)
    return client


def test_a_list_is_shown_and_written_as_it_was_shown(town: Town) -> None:
    """Two people, three days each; whoever decides without looking has been shown nothing."""
    client, seen = _client(town), _granted(town)
    assert "查看涉及的供餐" in client.get(f"/imports/{seen.id}").content.decode()
    page = client.get(f"/imports/{seen.id}/meals").content.decode()
    assert ("正在计算涉及的供餐" in page, 'name="touched"' in page) == (True, False)
    page = counted(client, seen)
    assert ("6 餐要重新核算" in page, "老人共少承担 12.00 元" in page) == (True, True)
    decide_import(actor=clerk(town), import_id=seen.id, digest=seen.shown_digest, now=LATER)
    apply_touching()
    assert (Import.objects.get().state, Import.objects.get().notice) == ("checked", "touched-otherwise")
    confirmed(client, seen, counted(client, seen))
    assert apply_touching() == 1
    assert (Import.objects.get().state, Fact.objects.filter(kind="category").count()) == ("applied", 2)
    assert Entry.objects.filter(kind="meal", revision=1, reversed_by=None).count() == 6
    deed = Deed.objects.get(verb="redecide")
    assert (deed.subject_id, deed.detail["meals"], deed.detail["credit_fen"]) == (seen.id, 6, 1200)
    assert "6 餐要重新核算" in client.get(f"/imports/{seen.id}/meals").content.decode()
    whole_books()


def test_what_changed_since_it_was_counted_is_shown_anew_and_what_was_eaten_since_follows(town: Town) -> None:
    client, seen = _client(town), _granted(town)
    page = counted(client, seen)
    confirmed(client, seen, page)
    meal = Entry.objects.filter(service_on=DAYS[2], kind="meal").order_by("id")[0]
    hold_share(actor=maker(town), entry_id=meal.id, payer="fund:joint", reason="复核", now=LATER)
    apply_touching()
    assert (Import.objects.get().state, Entry.objects.filter(revision=1).count()) == ("checked", 0)
    page = counted(client, seen)
    assert ("5 餐要重新核算" in page, "另有 1 餐的份额正在挂起" in page) == (True, True)
    Touching.objects.update(counted_at=at(16, on=DAYS[-1]))
    eat(town, 0, at(16, 30, on=DAYS[-1]))  # by what is known of her then: the list is not written yet
    confirmed(client, seen, page)
    apply_touching()
    assert (Import.objects.get().state, Entry.objects.filter(revision=1).count()) == ("applied", 6)
    whole_books()


@pytest.mark.parametrize("at_once", [1, 200])
def test_it_comes_to_the_same_in_batches_of_any_size(town: Town, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Of somebody who eats by the card of another record of hers each meal is decided once, by what both say."""
    monkeypatch.setattr("canteen.queries.retelling.PEOPLE_AT_ONCE", at_once)
    card_of, person = town.elders
    SamePerson.objects.create(elder=card_of, person=person, from_on=SINCE)
    eat(town, 0, at(16, 30, on=DAYS[-1]))
    client, seen = _client(town), _granted(town)
    page = counted(client, seen)
    assert "7 餐要重新核算" in page
    confirmed(client, seen, page)
    apply_touching()
    assert (Import.objects.get().state, Entry.objects.filter(revision=1).count()) == ("applied", 7)
    whole_books()


def test_a_stop_with_a_past_day_and_a_list_without_meals(town: Town) -> None:
    client, seen = _client(town), _granted(town)
    confirmed(client, seen, counted(client, seen))
    apply_touching()
    rows = [(town.elders[0].name, "1950.5.1", "低保", DAYS[2])]
    stop = sent(town, Kind.FACTS, [("姓名", "出生日期", "类别", "停发日期"), *rows])
    page = counted(client, stop)
    assert ("2 餐要重新核算" in page, "老人承担的不变" in page) == (True, True)
    confirmed(client, stop, page)
    apply_touching()
    assert Entry.objects.filter(revision=2).count() == 2
    later = sent(town, Kind.FACTS, [HEAD[:4], (town.elders[1].name, "1950.5.1", "重度残疾", "2027.1.1")])
    page = counted(client, later)
    assert "没有要重新核算的餐" in page
    confirmed(client, later, page)
    apply_touching()
    assert Import.objects.get(id=later.id).state == "applied"
    whole_books()
