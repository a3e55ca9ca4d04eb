"""Elders by the batch: sealed like single ones, all or none, one deed, few statements."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canteen.core.phone import BadPhone
from canteen.core.scope import OutOfScope, Role
from canteen.gateways import vault
from canteen.models import Credential, Deed, Elder, Fact
from canteen.operations.credentials import BadCardNumber, CodeTaken
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import BadElder, ElderExists, change_phone, register_elder
from canteen.operations.register_many import NewCard, NewElder, issue_cards, register_elders
from canteen.queries.elders import NoSuchElder
from tests.county import NOW, County, county, id_number

pytestmark = pytest.mark.django_db
PHONE = "139 0572-8123"
TAIL = "8123"


@pytest.fixture
def made() -> County:
    return county()


def newcomers(made: County, count: int, first: int = 100) -> list[NewElder]:
    return [
        NewElder(
            name=f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
            id_number=id_number(first + number),
            region_id=made.here.region_id,
            residence_region_id=made.there.region_id if number % 2 else None,
            phone=f"1390572{number:04d}",
            facts=(NewFact("category", "dibao", date(2026, 3, 1), evidence="低保证"),),
        )
        for number in range(count)
    ]


def test_a_batch_is_sealed_dated_and_found_like_single_ones(made: County) -> None:
    ids = register_elders(actor=made.here.actor(Role.CLERK), elders=newcomers(made, 3), now=NOW, reason="名册")
    rows = [Elder.objects.get(id=each) for each in ids]
    assert [(row.name, row.initials, row.birth_on) for row in rows] == [
        ("王甲", "wj", date(1940, 5, 1)),
        ("王乙", "wy", date(1940, 5, 1)),
        ("王丙", "wb", date(1940, 5, 1)),
    ]
    assert [row.phone_tail_lookup for row in rows] == [
        vault.lookup(f"000{number}", purpose="phone tail") for number in range(3)
    ]
    opened = [
        vault.open(bytes(row.phone_sealed or b""), table="canteen_elder", column="phone_sealed", row_id=row.id)
        for row in rows
    ]
    assert opened == ["13905720000", "13905720001", "13905720002"]
    facts = Fact.objects.filter(elder_id=ids[1]).order_by("id").values_list("kind", "region_id", "from_on", "evidence")
    assert list(facts) == [
        ("registration", made.here.region_id, date(1940, 5, 1), ""),
        ("residence", made.there.region_id, date(1940, 5, 1), ""),
        ("category", None, date(2026, 3, 1), "低保证"),
    ]
    deed = Deed.objects.get(reason="名册")
    assert (deed.verb, deed.subject_id, deed.detail) == ("register", made.here.region_id, {"elders": 3, "facts": 7})


def test_a_thousand_take_no_more_statements_than_their_batches(made: County) -> None:
    actor = made.here.actor(Role.CLERK)
    counted = []
    for first, count in ((100, 5), (200, 50)):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            ids = register_elders(actor=actor, elders=newcomers(made, count, first), now=NOW)
            issue_cards(actor=actor, cards=[NewCard(each, f"8{first}{n:05d}") for n, each in enumerate(ids)], now=NOW)
        counted.append(len(seen))
    assert counted[1] <= counted[0] + 2


def test_one_bad_row_and_nobody_is_registered(made: County) -> None:
    actor = made.here.actor(Role.CLERK)
    good = newcomers(made, 3)
    before = (Elder.objects.count(), Fact.objects.count(), Deed.objects.count())
    bad = {
        OutOfScope: replace(good[2], region_id=made.there.region_id),
        BadElder: replace(good[2], facts=(NewFact("wealth", "x", date(2026, 1, 1)),)),
        BadPhone: replace(good[2], phone="12"),
        ElderExists: replace(good[2], id_number=good[0].id_number),
    }
    for error, one in bad.items():
        with pytest.raises(error):
            register_elders(actor=actor, elders=[good[0], good[1], one], now=NOW)
    with pytest.raises(BadElder):
        register_elders(
            actor=actor,
            elders=[replace(good[2], facts=(NewFact("registration", "x", date(2026, 1, 1)),))],
            now=NOW,
        )
    assert (Elder.objects.count(), Fact.objects.count(), Deed.objects.count()) == before
    assert register_elders(actor=actor, elders=[], now=NOW) == []


def test_cards_by_the_batch(made: County) -> None:
    actor = made.here.actor(Role.CLERK)
    first, second = made.here.elders
    issue_cards(actor=actor, cards=[NewCard(first, "80000001"), NewCard(second, " a0000002 ")], now=NOW)
    assert list(Credential.objects.order_by("code").values_list("elder_id", "code", "kind")) == [
        (first, "80000001", "card"),
        (second, "A0000002", "card"),
    ]
    for error, card in (
        (CodeTaken, NewCard(first, "80000001")),
        (BadCardNumber, NewCard(first, id_number(7))),
        (NoSuchElder, NewCard(made.there.elders[0], "80000009")),
    ):
        with pytest.raises(error):
            issue_cards(actor=actor, cards=[NewCard(first, "80000003"), card], now=NOW)
    with pytest.raises(OutOfScope):
        issue_cards(actor=made.here.actor(Role.FINANCE), cards=[NewCard(first, "80000003")], now=NOW)
    assert Credential.objects.count() == 2


def test_a_phone_is_sealed_changed_and_in_no_deed(made: County) -> None:
    actor = made.here.actor(Role.CLERK)
    elder_id = register_elder(
        actor=actor, name="周小妹", id_number=id_number(50), region_id=made.here.region_id, phone=PHONE, now=NOW
    )
    row = Elder.objects.get(id=elder_id)
    assert row.phone_tail_lookup == vault.lookup(TAIL, purpose="phone tail")
    assert b"8123" not in bytes(row.phone_sealed or b"")
    change_phone(actor=actor, elder_id=elder_id, phone="0572-3912345", now=NOW)
    row.refresh_from_db()
    assert row.phone_tail_lookup == vault.lookup("2345", purpose="phone tail")
    change_phone(actor=actor, elder_id=elder_id, phone=" ", now=NOW)
    row.refresh_from_db()
    assert (row.phone_sealed, row.phone_tail_lookup) == (None, "")
    with pytest.raises(BadPhone):
        change_phone(actor=actor, elder_id=elder_id, phone="letters", now=NOW)
    with pytest.raises(NoSuchElder):
        change_phone(actor=made.there.actor(Role.CLERK), elder_id=elder_id, phone=PHONE, now=NOW)
    assert TAIL not in str(list(Deed.objects.values("detail", "reason")))
