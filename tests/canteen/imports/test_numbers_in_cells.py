"""An ID number that strayed into a cell of words: the list says it masked, and read again it changes nothing (S1)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from canteen.core.intake.kinds import Kind
from canteen.models import Canteen, Fact
from tests.canteen.imports.desk import applied, changes, outcomes, rows, send
from tests.canteen.sheets import xlsx
from tests.county import SINCE, County, county, id_number

pytestmark = pytest.mark.django_db

NUMBER, MASKED = id_number(140), f"33**************{id_number(140)[-2:]}"
IN_GROUPS = f"{NUMBER[:6]}.{NUMBER[6:14]}.{NUMBER[14:]}"
CANTEENS = ("食堂名称", "类型", "所在村社区", "地址", "运营单位", "统一社会信用代码", "开业日期")
CANTEEN = (f"花林点 {NUMBER}", "助餐点", "here镇", f"花林路1号 {IN_GROUPS}", "", "91330503MA2B00005L", SINCE)
STAFF = ("姓名", "登录名", "岗位", "所在食堂", "上岗日期")
FACTS = ("姓名", "身份证号", "类别", "等级", "起始日期", "依据", "批准单位")
FACT = ("张二兰", id_number(2), "失能", NUMBER, date(2026, 11, 1), f"残疾证 {NUMBER}43", f"民政局 {IN_GROUPS}")


@pytest.fixture
def made() -> County:
    return county()


def again(made: County, kind: Kind, table: Sequence[Sequence[Any]]) -> list[tuple[int, str]]:
    """What the same rows come to that have taken effect."""
    applied(made, kind, table)
    return outcomes(send(made, kind, xlsx(table)))


def test_a_canteen_whose_name_and_address_hold_a_number_is_the_same_when_read_again(made: County) -> None:
    shown = send(made, Kind.CANTEENS, xlsx([CANTEENS, CANTEEN]))
    said = {field: after for _, field, _, after in changes(shown)}
    assert (said["canteen"], said["address"]) == (f"花林点 {MASKED}", f"花林路1号 {MASKED}")
    assert said["credit_code"] == CANTEEN[5]
    assert again(made, Kind.CANTEENS, [CANTEENS, CANTEEN]) == [(2, "same")]
    assert Canteen.objects.filter(region_id=made.here.region_id).count() == 2
    moved = (*CANTEEN[:3], f"新路2号 {NUMBER}", *CANTEEN[4:])
    assert changes(send(made, Kind.CANTEENS, xlsx([CANTEENS, moved]))) == [
        (2, "address", f"花林路1号 {MASKED}", f"新路2号 {MASKED}")
    ]
    person = ("王五", "wang.wu", "收银员", CANTEEN[0], SINCE)
    assert again(made, Kind.STAFF, [STAFF, person]) == [(2, "same")]


def test_a_fact_whose_words_hold_a_number_is_the_same_when_read_again(made: County) -> None:
    assert again(made, Kind.FACTS, [FACTS, FACT]) == [(2, "same")]
    fact = Fact.objects.get(elder_id=made.here.elders[1], kind="category")
    assert (fact.level, fact.evidence, fact.granted_by) == (MASKED, f"残疾证 {MASKED}**", f"民政局 {MASKED}")


def test_the_column_of_the_number_itself_is_read_whole(made: County) -> None:
    """Only words are masked: by the number she is known."""
    (row,) = rows(send(made, Kind.FACTS, xlsx([FACTS, FACT])))
    assert (row.staged.values["id_number"], row.staged.values["level"]) == (id_number(2), MASKED)
