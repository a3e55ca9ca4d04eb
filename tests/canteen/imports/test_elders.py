"""Lists of elders: what a town sends becomes elders, facts and cards, all of it or none, and twice changes nothing."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Actor, Role
from canteen.gateways import vault
from canteen.gateways.pinyin import order_of
from canteen.models import ColumnMap, Credential, Deed, Elder, Fact, Import
from canteen.operations.elders import register_elder
from canteen.operations.imports import check as checking
from canteen.operations.imports import decide as deciding
from canteen.operations.imports.receive import BadImport, ImportMovedOn, confirm_layout, receive_import
from canteen.queries import imports as asked
from canteen.queries.imports import SIGN_ABOVE, NoSuchImport, import_seen, proposal_of, same_before
from tests.canteen.imports.desk import (
    SENDER,
    applied,
    changes,
    confirm,
    decide,
    mistakes,
    outcomes,
    read,
    rows,
    send,
    write,
)
from tests.canteen.sheets import xlsx
from tests.county import DAY, NOW, County, county, id_number

pytestmark = pytest.mark.django_db

HEAD = ("序号", "姓名", "公民身份号码", "户籍所在村（社区）", "联系电话", "人员类别", "用餐卡号")


@pytest.fixture
def made() -> County:
    return county()


def line(number: int, name: str, **other: str) -> tuple[object, ...]:
    return (
        number,
        name,
        other.get("id_number", id_number(100 + number)),
        other.get("region", "here镇"),
        other.get("phone", ""),
        other.get("category", ""),
        other.get("card", ""),
    )


def test_a_towns_list_takes_effect(made: County) -> None:
    table = [
        ("here镇2026年老年人花名册", *[None] * 6),
        HEAD,
        line(1, "王 桂英", phone="139 0572 8123", category="低保、独居", card="80000001"),
        line(2, "李阿根", id_number=id_number(102)[:6] + id_number(102)[8:17]),
        (None,) * 7,
        ("合计", "2人", *[None] * 5),
    ]
    import_id = applied(made, Kind.ELDERS, table, merges=["A1:G1"])
    seen = Import.objects.get(id=import_id)
    assert (seen.rows_new, seen.rows_changed, seen.rows_same, seen.rows_wrong) == (2, 0, 0, 0)
    first, second = Elder.objects.filter(name__in=("王桂英", "李阿根")).order_by("recorded_at", "id")
    assert (first.name, first.initials, second.name) == ("王桂英", "wgy", "李阿根")
    opened = vault.open(
        bytes(second.id_number_sealed), table="canteen_elder", column="id_number_sealed", row_id=second.id
    )
    assert opened == id_number(102)
    assert first.phone_tail_lookup == vault.lookup("8123", purpose="phone tail")
    facts = Fact.objects.filter(elder=first).order_by("id").values_list("kind", "from_on")
    assert list(facts) == [("registration", date(1940, 5, 1)), ("category", DAY), ("category", DAY)]
    assert list(Credential.objects.values_list("elder_id", "code")) == [(first.id, "80000001")]
    deeds = Deed.objects.filter(subject_id=import_id).order_by("id").values_list("verb", flat=True)
    assert list(deeds) == ["send in", "confirm", "register", "issue", "apply"]
    assert id_number(101) not in str(list(Deed.objects.values("detail", "reason")))


def test_the_same_list_twice_changes_nothing_and_says_so(made: County) -> None:
    table = [HEAD, line(1, "王桂英", phone="13905728123", category="低保", card="80000001")]
    content = xlsx(table)
    first = send(made, Kind.ELDERS, content)
    decide(first, made.here.actor(Role.CLERK))
    write()
    before = (Elder.objects.count(), Fact.objects.count(), Credential.objects.count())
    again = send(made, Kind.ELDERS, content, now=NOW + timedelta(minutes=1))
    seen = Import.objects.get(id=again)
    assert outcomes(again) == [(2, "same")]
    earlier = same_before(actor=made.here.actor(Role.CLERK), seen=seen)
    assert (None if earlier is None else earlier.id) == first
    assert same_before(actor=made.there.actor(Role.CLERK), seen=seen) is None
    with pytest.raises(deciding.NothingToApply):
        decide(again, made.here.actor(Role.CLERK))
    assert (Elder.objects.count(), Fact.objects.count(), Credential.objects.count()) == before


def test_changes_are_shown_field_by_field_and_written(made: County) -> None:
    applied(made, Kind.ELDERS, [HEAD, line(1, "王桂英", phone="13905728123")])
    table = [HEAD, line(1, "王桂瑛", phone="13905728124", category="低保", card="80000009"), line(2, "新来人")]
    import_id = send(made, Kind.ELDERS, xlsx(table))
    assert outcomes(import_id) == [(2, "changed"), (3, "new")]
    assert changes(import_id)[:4] == [
        (2, "name", "王桂英", "王桂瑛"),
        (2, "phone", "13905728123", "13905728124"),
        (2, "category", "", "dibao"),
        (2, "card", "", "80000009"),
    ]
    decide(import_id, made.here.actor(Role.CLERK))
    write()
    elder = Elder.objects.get(name="王桂瑛")
    assert (elder.initials, Elder.objects.filter(name="王桂英").count()) == ("wgy", 0)
    assert elder.sorts_as == order_of(name="王桂瑛", is_person=True)
    assert sorted(Fact.objects.filter(elder=elder).values_list("kind", flat=True)) == ["category", "registration"]


def test_only_whose_name_or_phone_changes_is_written_anew(made: County) -> None:
    """A row that is written stays locked to the end of the list, and a check-in waits for it."""
    applied(made, Kind.ELDERS, [HEAD, *[line(at, "王桂英", phone="13905728123") for at in range(1, 5)]])
    ids = {
        at: Elder.objects.get(id_number_lookup=vault.lookup(id_number(100 + at), purpose="id number")).id
        for at in range(1, 5)
    }
    table = [
        HEAD,
        line(1, "王桂英", category="低保"),
        line(2, "王桂英", card="80000007"),
        line(3, "王桂瑛", category="低保"),
        line(4, "王桂英", phone="13905728999"),
    ]
    written: list[str] = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(('UPDATE "canteen_elder"', "UPDATE canteen_elder")):
            written.append(str(params).replace("-", ""))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        applied(made, Kind.ELDERS, table)
    assert [at for at, elder_id in ids.items() if elder_id.hex in "".join(written)] == [3, 4]
    found = {elder.id: elder for elder in Elder.objects.filter(id__in=ids.values())}
    assert [found[ids[at]].name for at in ids] == ["王桂英", "王桂英", "王桂瑛", "王桂英"]
    assert found[ids[4]].phone_tail_lookup == vault.lookup("8999", purpose="phone tail")
    assert found[ids[3]].phone_tail_lookup == vault.lookup("8123", purpose="phone tail")
    assert Fact.objects.filter(elder__in=ids.values(), kind="category").count() == 2
    assert list(Credential.objects.values_list("elder_id", flat=True)) == [ids[2]]


def test_a_list_with_one_mistake_is_not_written(made: County) -> None:
    import_id = send(made, Kind.ELDERS, xlsx([HEAD, line(1, "王桂英"), line(2, "", id_number=id_number(102))]))
    assert mistakes(import_id) == [(3, "name", "missing")]
    with pytest.raises(deciding.ImportHasMistakes):
        decide(import_id, made.here.actor(Role.CLERK))
    write()
    assert Elder.objects.count() == 4


@pytest.mark.parametrize("batch", [1, 500], ids=["in two batches", "in one"])
def test_a_card_is_given_to_one_of_a_list(made: County, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    for module in (checking, asked):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", batch)
    table = [HEAD, line(1, "", card="80000001"), line(2, "李阿根", card="80000001"), line(3, "王桂英", card="80000001")]
    import_id = send(made, Kind.ELDERS, xlsx(table))
    assert mistakes(import_id) == [(2, "name", "missing"), (4, "card", "card-twice")]


def test_a_large_list_takes_a_second_person(made: County) -> None:
    table = [HEAD, *[line(number, "王桂英") for number in range(1, SIGN_ABOVE + 2)]]
    import_id = send(made, Kind.ELDERS, xlsx(table))
    maker, other = made.here.actor(Role.CLERK), made.founder()
    with pytest.raises(deciding.SecondPersonNeeded):
        decide(import_id, maker)
    with pytest.raises(deciding.NotWhatWasShown):
        deciding.decide_import(actor=other, import_id=import_id, digest="0" * 64, now=NOW)
    with pytest.raises(NoSuchImport):
        decide(import_id, made.there.actor(Role.CLERK))
    decide(import_id, other)
    with pytest.raises(ImportMovedOn):
        decide(import_id, other)
    write()
    seen = Import.objects.get(id=import_id)
    assert (seen.state, seen.signed_by_id, Elder.objects.count()) == ("applied", made.founder_id, 4 + SIGN_ABOVE + 1)


def test_who_named_the_columns_anew_signs_no_more_than_who_sent_it_in(made: County) -> None:
    table = [HEAD, *[line(number, "王桂英") for number in range(1, SIGN_ABOVE + 2)]]
    import_id = send(made, Kind.ELDERS, xlsx(table))
    confirm(made.founder(), import_id)
    read()
    for actor in (made.here.actor(Role.CLERK), made.founder()):
        with pytest.raises(deciding.SecondPersonNeeded):
            decide(import_id, actor)
    assert Import.objects.get(id=import_id).signed_by_id is None


def test_what_changed_since_it_was_shown_is_compared_anew(made: County) -> None:
    import_id = send(made, Kind.ELDERS, xlsx([HEAD, line(1, "王桂英"), line(2, "李阿根")]))
    actor = made.here.actor(Role.CLERK)
    decide(import_id, actor)
    register_elder(actor=actor, name="王桂英", id_number=id_number(101), region_id=made.here.region_id, now=NOW)
    before = Elder.objects.count()
    write()
    seen = Import.objects.get(id=import_id)
    assert (seen.state, seen.notice, Elder.objects.count()) == ("reading", "register-changed", before)
    read()
    assert outcomes(import_id) == [(2, "same"), (3, "new")]


def test_columns_are_remembered_for_their_sender(made: County) -> None:
    actor = made.here.actor(Role.CLERK)
    table = xlsx([("甲", "乙", "丙"), ("王桂英", id_number(101), "here镇")])
    import_id = send_only(made, table)
    seen = import_seen(actor=actor, import_id=import_id)
    found = proposal_of(seen=seen)
    assert (dict(found.mapping), found.is_remembered) == ({}, False)
    with pytest.raises(BadImport):
        confirm(actor, import_id)
    confirm_layout(
        actor=actor,
        import_id=import_id,
        sheet=0,
        header_row=1,
        header_height=1,
        mapping={0: "name", 1: "id_number", 2: "region"},
        year=2026,
        now=NOW,
    )
    read()
    assert outcomes(import_id) == [(2, "new")]
    later = send_only(made, table)
    found = proposal_of(seen=import_seen(actor=actor, import_id=later))
    assert (dict(found.mapping), found.is_remembered) == ({0: "name", 1: "id_number", 2: "region"}, True)
    assert ColumnMap.objects.count() == 1


def test_nobody_inherits_the_columns_of_another_sender(made: County) -> None:
    """The same headings from another office, from an office of the same name elsewhere, or in another kind of list."""
    clerk, there = made.here.actor(Role.CLERK), made.there.actor(Role.CLERK)
    table = xlsx([("姓名", "身份证号", "村社区", "乙"), ("王桂英", id_number(101), "here镇", "80000001")])
    confirmed = send_only(made, table)
    odd = {0: "name", 1: "id_number", 2: "region", 3: "card"}
    confirm_layout(
        actor=clerk, import_id=confirmed, sheet=0, header_row=1, header_height=1, mapping=odd, year=2026, now=NOW
    )

    def proposed(actor: Actor, sender: str, region_id: UUID, kind: Kind = Kind.ELDERS) -> tuple[dict[int, str], bool]:
        import_id = receive_import(
            actor=actor, kind=kind, region_id=region_id, sender=sender, file_name="a.xlsx", content=table, now=NOW
        )
        found = proposal_of(seen=import_seen(actor=actor, import_id=import_id))
        return dict(found.mapping), found.is_remembered

    here, guessed = made.here.region_id, {0: "name", 1: "id_number", 2: "region"}
    assert proposed(clerk, f"  {SENDER} ", here) == (odd, True)
    assert proposed(clerk, "here镇残联", here) == (guessed, False)
    assert proposed(there, SENDER, made.there.region_id) == (guessed, False)
    assert proposed(clerk, SENDER, here, Kind.DEATHS) == ({0: "name", 1: "id_number"}, False)


def send_only(made: County, content: bytes) -> UUID:
    return receive_import(
        actor=made.here.actor(Role.CLERK),
        kind=Kind.ELDERS,
        region_id=made.here.region_id,
        sender=SENDER,
        file_name=f"{id_number(5)}.xlsx",
        content=content,
        now=NOW,
    )


def test_what_was_cancelled_is_not_written(made: County) -> None:
    import_id = send(made, Kind.ELDERS, xlsx([HEAD, line(1, "王桂英")]))
    actor = made.here.actor(Role.CLERK)
    decide(import_id, actor)
    deciding.cancel_import(actor=actor, import_id=import_id, now=NOW)
    write()
    assert (Import.objects.get(id=import_id).state, Elder.objects.count()) == ("cancelled", 4)
    with pytest.raises(ImportMovedOn):
        deciding.cancel_import(actor=actor, import_id=import_id, now=NOW)
    assert len(rows(import_id)) == 1
