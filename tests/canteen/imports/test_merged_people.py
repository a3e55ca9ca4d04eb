"""Somebody merged over several rows of a sheet, with a category in each, is one person with all of them."""

import pytest

from canteen.core.intake.kinds import Kind
from canteen.operations.imports import check as checking
from tests.canteen.imports.desk import changes, mistakes, outcomes, rows, send
from tests.canteen.sheets import xlsx
from tests.county import county, id_number

pytestmark = pytest.mark.django_db

HEAD = ("序号", "姓名", "身份证号", "村社区", "类别", "等级")
FIRST, SECOND = id_number(101), id_number(102)
TABLE = (
    HEAD,
    (1, "王桂英", FIRST, "here镇", "低保", ""),
    (None, None, None, None, "独居", None),
    (None, None, None, None, "低保", None),
    (2, "李阿根", SECOND, "here镇", "特困", ""),
    (None, None, None, None, "失能", "重度"),
)
MERGES = [f"{column}{rows}" for column in "ABCD" for rows in ("2:{0}4", "5:{0}6")]


@pytest.mark.parametrize("at_once", [1, 500])
def test_a_person_over_several_rows_has_every_category(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(checking, "ROWS_AT_ONCE", at_once)
    made = county()
    import_id = send(made, Kind.ELDERS, xlsx(TABLE, merges=[merge.format(merge[0]) for merge in MERGES]))
    assert outcomes(import_id) == [(2, "new"), (3, "passed"), (4, "passed"), (5, "new"), (6, "wrong")]
    told = {number: after for number, field, _, after in changes(import_id) if field == "category"}
    assert told == {2: "dibao,living-alone", 5: "tekun"}
    # Another level is said of one category alone: which one is for people to say.
    assert mistakes(import_id) == [(3, "", "part-of-row"), (4, "", "part-of-row"), (6, "", "twice-in-list")]
    assert [row.staged.plan.wrongs[0].values for row in rows(import_id)[1:3]] == [{"row": 2}, {"row": 2}]


def test_two_rows_that_are_not_merged_are_told_apart() -> None:
    table = (HEAD, (1, "王桂英", FIRST, "here镇", "低保"), (1, "王桂英", FIRST, "here镇", "独居"))
    assert outcomes(send(county(), Kind.ELDERS, xlsx(table))) == [(2, "new"), (3, "wrong")]
