"""Lists of facts, cards, canteens, staff, deaths and moves: what each comes to, and what is registered afterwards."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Role
from canteen.models import Canteen, Credential, Duty, Fact, Hours, Organisation, Staff, Tenure
from canteen.queries.elders import open_fact
from tests.canteen.imports.desk import applied, changes, decide, mistakes, outcomes, send, write
from tests.canteen.sheets import xlsx
from tests.county import DAY, NOW, SINCE, County, county, id_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    return county()


def facts(elder_id: UUID, kind: str = "category") -> list[tuple[str, str, date, date | None]]:
    rows = Fact.objects.filter(elder_id=elder_id, kind=kind).order_by("from_on", "id")
    return [(open_fact(row), row.level, row.from_on, row.until_on) for row in rows]


def test_categories_are_granted_changed_and_ended(made: County) -> None:
    head = ("姓名", "身份证号", "类别", "失能等级", "享受时间", "有效期至", "停发时间", "证号")
    first, second = made.here.elders
    applied(
        made,
        Kind.FACTS,
        [
            head,
            ("张一兰", id_number(1), "低保", "", "2026年3月", "", "", "浙民字1号"),
            ("张二兰", id_number(2), "失能", "轻度", "2026.1.1", "2026年12月", "", ""),
        ],
    )
    assert facts(first) == [("dibao", "", date(2026, 3, 1), None)]
    assert facts(second) == [("disabled", "轻度", date(2026, 1, 1), date(2027, 1, 1))]
    assert Fact.objects.get(elder_id=first, kind="category").evidence == "浙民字1号"
    table = [
        head,
        ("张一兰", id_number(1), "低保户", "", "", "", "2026年6月", ""),
        ("张二兰", id_number(2), "失能", "重度", "2026.9.1", "", "", ""),
        ("张二兰", id_number(2), "特困", "", "2026.9.1", "", "", ""),
    ]
    assert changes(applied(made, Kind.FACTS, table)) == [
        (2, "category", "dibao||2026-03-01|", "dibao||2026-03-01|2026-06-01"),
        (3, "category", "disabled|轻度|2026-01-01|2027-01-01", "disabled|重度|2026-09-01|2027-01-01"),
        (4, "category", "", "tekun||2026-09-01|"),
    ]
    assert facts(first) == [("dibao", "", date(2026, 3, 1), date(2026, 6, 1))]
    assert facts(second) == [
        ("disabled", "轻度", date(2026, 1, 1), date(2026, 9, 1)),
        ("disabled", "重度", date(2026, 9, 1), date(2027, 1, 1)),
        ("tekun", "", date(2026, 9, 1), None),
    ]
    again = send(made, Kind.FACTS, xlsx(table))
    assert [outcome for _, outcome in outcomes(again)] == ["same", "same", "same"]
    wrong = [
        head,
        ("张三兰", id_number(3), "低保", "", "3月", "", "", ""),
        ("张二", id_number(2), "低保", "", "3月", "", "", ""),
        ("张一兰", id_number(1), "特困", "", "", "", "3月", ""),
    ]
    assert mistakes(send(made, Kind.FACTS, xlsx(wrong))) == [
        (2, "id_number", "no-such-elder"),
        (3, "name", "name-differs"),
        (4, "category", "category-not-held"),
    ]


def test_people_are_found_by_name_and_birth_too(made: County) -> None:
    head = ("姓名", "出生日期", "卡号")
    table = [
        head,
        ("张一兰", "1940.5.1", "80000001"),
        ("张一", "1940.5.1", "80000002"),
        ("张三兰", "1940.5.1", "80000003"),
    ]
    assert mistakes(send(made, Kind.CARDS, xlsx(table))) == [
        (3, "name", "no-such-elder"),
        (4, "name", "no-such-elder"),
    ]
    applied(made, Kind.CARDS, table[:2])
    assert list(Credential.objects.values_list("elder_id", "code")) == [(made.here.elders[0], "80000001")]
    later = send(made, Kind.CARDS, xlsx([head, table[1], ("张二兰", "1940.5.1", "80000001")]))
    assert mistakes(later) == [(3, "card", "card-taken"), (3, "", "twice-in-list")]
    other = send(made, Kind.CARDS, xlsx([head, ("张二兰", "1940.5.1", "80000001")]))
    assert mistakes(other) == [(2, "card", "card-taken")]
    assert outcomes(send(made, Kind.CARDS, xlsx(table[:2]))) == [(2, "same")]


def test_canteens_with_their_organisations(made: County) -> None:
    head = (
        "食堂名称",
        "类型",
        "所在村社区",
        "地址",
        "运营单位",
        "统一社会信用代码",
        "开业日期",
        "午餐",
        "经度",
        "纬度",
    )
    row: list[Any] = ["花林食堂", "老年食堂", "here镇", "花林路1号", "新主体", "91330503MA2B000018"]
    row += [date(2026, 1, 1), "10:30-13:00", 120.42611, "30.8"]
    applied(made, Kind.CANTEENS, [head, row])
    canteen = Canteen.objects.get(name="花林食堂")
    assert (canteen.kind, canteen.latitude_e6, canteen.longitude_e6) == ("canteen", 30800000, 120426110)
    assert Tenure.objects.get(canteen=canteen).organisation == Organisation.objects.get(name="新主体")
    row[3], row[7] = "花林路2号", "10:00-13:00"
    assert changes(applied(made, Kind.CANTEENS, [head, row])) == [
        (2, "address", "花林路1号", "花林路2号"),
        (2, "lunch", "10:30-13:00", "10:00-13:00|"),
    ]
    canteen.refresh_from_db()
    assert canteen.address == "花林路2号"
    assert lunches(canteen) == [("10:30", date(2026, 1, 1), DAY), ("10:00", DAY, None)]
    assert outcomes(send(made, Kind.CANTEENS, xlsx([head, row]))) == [(2, "same")]
    row[0], row[4], row[5] = "又一家", None, "91330503MA2B000091"
    assert mistakes(send(made, Kind.CANTEENS, xlsx([head, row]))) == [(2, "organisation", "organisation-unknown")]


def lunches(canteen: Canteen) -> list[tuple[str, date, date | None]]:
    rows = Hours.objects.filter(canteen=canteen, sitting="lunch").order_by("from_on")
    return [(f"{row.opens:%H:%M}", row.from_on, row.until_on) for row in rows]


def test_hours_change_from_the_day_a_list_states(made: County) -> None:
    """Not from one that has passed; without one from the day the list is written, whichever that comes to be."""
    head = ("食堂名称", "所在村社区", "统一社会信用代码", "开业日期", "午餐", "晚餐", "供餐时间起始日")
    canteen, soon = Canteen.objects.get(id=made.here.canteen_id), DAY + timedelta(days=10)

    def table(lunch: str, from_on: date | None) -> list[Any]:
        return [head, ["here食堂", "here镇", "91330503MA2B00005L", date(2020, 1, 1), lunch, "", from_on]]

    stated = applied(made, Kind.CANTEENS, table("11:00-13:30", soon))
    assert changes(stated) == [(2, "lunch", "10:30-13:30", f"11:00-13:30|{soon}")]
    assert lunches(canteen) == [("10:30", SINCE, soon), ("11:00", soon, None)]
    assert outcomes(send(made, Kind.CANTEENS, xlsx(table("11:00-13:30", soon)))) == [(2, "same")]
    past = send(made, Kind.CANTEENS, xlsx(table("09:00-13:30", DAY - timedelta(days=1))))
    assert mistakes(past) == [(2, "hours_from", "hours-past")]
    unstated = send(made, Kind.CANTEENS, xlsx(table("10:00-13:30", None)))
    tomorrow = NOW + timedelta(days=1)
    decide(unstated, made.here.actor(Role.CLERK), tomorrow)
    write(tomorrow)
    assert lunches(canteen) == [("10:30", SINCE, DAY + timedelta(days=1)), ("10:00", DAY + timedelta(days=1), None)]


def test_staff_begin_without_a_password_anybody_knows(made: County) -> None:
    head = ("姓名", "登录名", "岗位", "所在食堂", "区划", "上岗日期")
    table = [head, ("李四", "li.si", "收银员", "here食堂", "", DAY), ("李四", "li.si", "店长", "here食堂", "", DAY)]
    import_id = send(made, Kind.STAFF, xlsx(table))
    assert [outcome for _, outcome in outcomes(import_id)] == ["new", "new"]
    applied(made, Kind.STAFF, table[:2])
    applied(made, Kind.STAFF, table)
    staff = Staff.objects.get(login="li.si")
    duties = Duty.objects.filter(staff=staff).order_by("role").values_list("role", "canteen_id", "from_on")
    assert list(duties) == [("counter", made.here.canteen_id, DAY), ("manager", made.here.canteen_id, DAY)]
    wrong = [
        head,
        ("王五", "li.si", "收银员", "here食堂", "", DAY),
        ("王五", "wang.wu", "财务", "", "here镇", DAY),
        ("王五", "wang.wu", "收银员", "there食堂", "", DAY),
    ]
    assert mistakes(send(made, Kind.STAFF, xlsx(wrong))) == [
        (2, "login", "login-taken"),
        (3, "role", "role-not-granted"),
        (4, "canteen", "no-such-canteen"),
    ]
    support = made.here.actor(Role.SUPPORT)
    assert mistakes(send(made, Kind.STAFF, xlsx([wrong[0], wrong[2]]), actor=support)) == []


def test_deaths_and_moves_from_their_day(made: County) -> None:
    first, second = made.here.elders
    deaths = [("姓名", "身份证号", "死亡日期", "备注"), ("张一兰", id_number(1), "2026年11月10日", "病故")]
    applied(made, Kind.DEATHS, deaths)
    assert facts(first, "state") == [("deceased", "", date(2026, 11, 10), None)]
    assert outcomes(send(made, Kind.DEATHS, xlsx(deaths))) == [(2, "same")]
    other = [deaths[0], ("张一兰", id_number(1), "2026年11月11日", "")]
    assert mistakes(send(made, Kind.DEATHS, xlsx(other))) == [(2, "died_on", "already-deceased")]
    head = ("姓名", "身份证号", "迁移日期", "迁移类别", "迁往")
    applied(made, Kind.MOVES, [head, ("张二兰", id_number(2), "2026.11.15", "居住", "there镇")])
    assert facts(second, "residence") == [(str(made.there.region_id), "", date(2026, 11, 15), None)]
    applied(made, Kind.MOVES, [head, ("张二兰", id_number(2), "2026.11.16", "户籍", "外地")])
    assert facts(second, "state") == [("moved-away", "", date(2026, 11, 16), None)]
    applied(made, Kind.MOVES, [head, ("张二兰", id_number(2), "2026.11.18", "户籍", "there镇")])
    assert facts(second, "registration") == [
        (str(made.here.region_id), "", date(1940, 5, 1), date(2026, 11, 18)),
        (str(made.there.region_id), "", date(2026, 11, 18), None),
    ]
