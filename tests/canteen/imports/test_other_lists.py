"""Lists of canteens, staff and moves in situations of their own: hours from a day on, former names, who comes back."""

from datetime import date, timedelta
from typing import Any

import pytest

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Role
from canteen.models import Canteen, Duty, Fact, Hours
from canteen.operations.imports import apply, check
from canteen.operations.place_changes import correct_canteen
from canteen.queries import imports as asked
from tests.canteen.imports.desk import applied, changes, decide, mistakes, outcomes, rows, send, write
from tests.canteen.sheets import xlsx
from tests.county import DAY, NOW, SINCE, County, county, id_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    return county()


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


def test_support_lets_in_whom_a_clerk_may_not(made: County) -> None:
    table = [
        ("姓名", "登录名", "岗位", "所在食堂", "区划", "上岗日期"),
        ("王五", "wang.wu", "财务", "", "here镇", DAY),
    ]
    assert mistakes(send(made, Kind.STAFF, xlsx(table))) == [(2, "role", "role-not-granted")]
    assert mistakes(send(made, Kind.STAFF, xlsx(table), actor=made.here.actor(Role.SUPPORT))) == []


STAFF = ("姓名", "登录名", "岗位", "所在食堂", "上岗日期")


@pytest.mark.parametrize("batch", [1, 500], ids=["in two batches", "in one"])
def test_several_duties_of_one_newcomer_are_written_at_once(
    made: County, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """Far apart in the list or not: the second row comes to the same whether or not the first is written already."""
    for module in (check, apply, asked):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", batch)
    table = [STAFF, *[("王五", "wang.wu", role, "here食堂", DAY) for role in ("收银员", "店长")]]
    assert outcomes(applied(made, Kind.STAFF, table)) == [(2, "new"), (3, "new")]
    duties = Duty.objects.filter(staff__login="wang.wu").order_by("role")
    assert list(duties.values_list("staff__name", "role")) == [("王五", "counter"), ("王五", "manager")]
    assert outcomes(send(made, Kind.STAFF, xlsx(table))) == [(2, "same"), (3, "same")]


def test_one_login_is_one_person(made: County) -> None:
    """Or the second would be given the first's login, and the first the second's duty."""
    rows_sent = [("王五", "wang.wu", "收银员", "here食堂", DAY), ("赵六", "wang.wu", "店长", "here食堂", DAY)]
    import_id = send(made, Kind.STAFF, xlsx([STAFF, *rows_sent]))
    assert mistakes(import_id) == [(3, "name", "login-two-names")]
    again = send(made, Kind.STAFF, xlsx([STAFF, rows_sent[0], ("王五", *rows_sent[0][1:4], date(2026, 12, 1))]))
    assert mistakes(again) == [(3, "", "twice-in-list")]


def test_who_has_gone_comes_back_into_another_town(made: County) -> None:
    head, second = ("姓名", "身份证号", "迁移日期", "迁移类别", "迁往"), made.here.elders[1]
    applied(made, Kind.MOVES, [head, ("张二兰", id_number(2), "2026.11.16", "户籍", "外地")])
    applied(made, Kind.MOVES, [head, ("张二兰", id_number(2), "2026.11.18", "户籍", "there镇")])
    facts = Fact.objects.filter(elder_id=second).order_by("kind", "from_on")
    assert list(facts.values_list("kind", "region_id", "from_on", "until_on")) == [
        ("registration", made.here.region_id, date(1940, 5, 1), date(2026, 11, 16)),
        ("registration", made.there.region_id, date(2026, 11, 18), None),
        ("state", made.here.region_id, date(2026, 11, 16), date(2026, 11, 18)),
    ]


def test_who_is_back_where_she_was_is_back(made: County) -> None:
    """By residence only while she is registered here; and no list tells what a later one has told otherwise."""
    head, who = ("姓名", "身份证号", "迁移日期", "迁移类别", "迁往"), ("张二兰", id_number(2))
    applied(made, Kind.MOVES, [head, (*who, "2026.11.10", "户籍", "外地")])
    early = send(made, Kind.MOVES, xlsx([head, (*who, "2026.11.10", "户籍", "here镇")]))
    assert mistakes(early) == [(2, "moved_on", "moved-before")]
    roster = xlsx([("姓名", "身份证号", "户籍地"), (*who, "here镇")])
    assert mistakes(send(made, Kind.ELDERS, roster)) == [(2, "region", "move-by-moves")]

    def told() -> list[tuple[str, str, str]]:
        found = Fact.objects.filter(elder_id=made.here.elders[1]).order_by("kind", "from_on")
        return [
            (kind, f"{begins:%d}", f"{ends:%d}" if ends else "")
            for kind, begins, ends in found.values_list("kind", "from_on", "until_on")
        ]

    applied(made, Kind.MOVES, [head, (*who, "2026.11.12", "居住", "here镇")])
    assert told() == [("registration", "01", "10"), ("residence", "12", ""), ("state", "10", "")]
    back = send(made, Kind.MOVES, xlsx([head, (*who, "2026.11.14", "户籍", "here镇")]))
    assert changes(back) == [(2, "registration", "outside", str(made.here.region_id))]
    applied(made, Kind.MOVES, [head, (*who, "2026.11.14", "户籍", "here镇")])
    applied(made, Kind.MOVES, [head, (*who, "2026.11.16", "居住", "外地")])
    applied(made, Kind.MOVES, [head, (*who, "2026.11.18", "居住", "here镇")])
    assert told() == [
        ("registration", "01", "10"),
        ("registration", "14", ""),
        ("residence", "12", "16"),
        ("residence", "18", ""),
        ("state", "10", "14"),
        ("state", "16", "18"),
    ]


RENAMED = ("食堂名称", "类型", "所在村社区", "地址", "运营单位", "统一社会信用代码", "开业日期")


def canteen_row(name: str, address: str, kind: str = "食堂") -> list[Any]:
    return [name, kind, "here镇", address, "", "91330503MA2B00005L", date(2020, 1, 1)]


def test_a_former_name_at_the_same_address_is_asked_about(made: County) -> None:
    """A list that still has the old name would register the canteen a second time."""
    applied(made, Kind.CANTEENS, [RENAMED, canteen_row("花林食堂", "花林路1号")])
    canteen_id = Canteen.objects.get(name="花林食堂").id
    correct_canteen(
        actor=made.here.actor(Role.CLERK),
        canteen_id=canteen_id,
        name="学府食堂",
        address="花林路1号",
        latitude_e6=None,
        longitude_e6=None,
        now=NOW,
    )
    table = xlsx([RENAMED, canteen_row("花林食堂", "花林路 １号"), canteen_row("花林点", "花林路1号", "助餐点")])
    import_id = send(made, Kind.CANTEENS, table)
    assert mistakes(import_id) == [(2, "canteen", "canteen-at-address")]
    assert [wrong.values for row in rows(import_id) for wrong in row.staged.plan.wrongs] == [{"name": "学府食堂"}]
    for row in (canteen_row("花林食堂", "花林路2号"), canteen_row("花林食堂", "")):
        assert outcomes(send(made, Kind.CANTEENS, xlsx([RENAMED, row]))) == [(2, "new")]
    again = xlsx([RENAMED, canteen_row("学府食堂", "花林路1号")])
    assert outcomes(send(made, Kind.CANTEENS, again)) == [(2, "same")]
    Canteen.objects.filter(id=canteen_id).update(closed_on=DAY)
    assert outcomes(send(made, Kind.CANTEENS, table)) == [(2, "new"), (3, "new")]


@pytest.mark.parametrize("batch", [1, 500], ids=["in two batches", "in one"])
def test_two_new_ones_at_one_address_are_two(made: County, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    """Their town names both in one list; the second comes to the same once the first is written."""
    for module in (check, apply, asked):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", batch)
    table = [RENAMED, canteen_row("东楼食堂", "花林路1号"), canteen_row("西楼食堂", "花林路1号")]
    assert outcomes(applied(made, Kind.CANTEENS, table)) == [(2, "new"), (3, "new")]
    assert Canteen.objects.filter(address="花林路1号").count() == 2
