"""Lists that were sent in are sought and taken home; what one comes to is kept by who signs, as a deed (S1, S4)."""

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Role
from canteen.models import Deed, Import, ImportRow
from tests.canteen.imports.browser import HEAD, KEYS, confirm, people, send, signed_in, words
from tests.canteen.imports.desk import applied, read
from tests.canteen.sheets import xlsx
from tests.county import County, county, id_number

pytestmark = pytest.mark.django_db


CHANGED = [(1, "王桂花", id_number(101), "here镇", "13857204711"), (2, "王桂英", id_number(102), "here镇", "")]


@pytest.fixture
def made() -> County:
    return county()


@pytest.fixture
def clerk(made: County) -> Client:
    return signed_in(made.here.staff[Role.CLERK])


def table(client: Client, address: str) -> list[tuple[Any, ...]]:
    """The rows of an exported table, its heading first."""
    return list(load_workbook(io.BytesIO(client.get(address).content)).worksheets[0].values)


def test_lists_are_sought_and_taken_home(made: County, clerk: Client) -> None:
    for name in ("一月.xlsx", "二月.xlsx"):
        confirm(clerk, send(clerk, made.here.region_id, xlsx(people(2)), name=name))
    read()
    send(signed_in(made.there.staff[Role.CLERK]), made.there.region_id, xlsx(people(1)), name="邻镇.xlsx")
    for query, expected in (
        ("", ["二月.xlsx", "一月.xlsx"]),
        ("sort=made", ["一月.xlsx", "二月.xlsx"]),
        ("sort=-file", ["二月.xlsx", "一月.xlsx"]),
        ("sort=state", ["一月.xlsx", "二月.xlsx"]),
        ("q=二月", ["二月.xlsx"]),
        ("q=here镇民政&kind=elders", ["二月.xlsx", "一月.xlsx"]),
        ("q=邻镇", []),
        ("state=applied", []),
    ):
        page = words(clerk, f"/imports?{query}")
        found = sorted(
            (page.index(f"<small>{name}"), name) for name in ("一月.xlsx", "二月.xlsx", "邻镇.xlsx") if name in page
        )
        assert [name for _at, name in found] == expected, query
        head, *rows = table(clerk, f"/imports?export=xlsx&{query}")
        assert head[:3] == ("名单", "文件", "来源")
        assert [row[1] for row in rows] == expected, query
        assert {row[6:] for row in rows} <= {
            (2, None, None, None, None, None, "已核对"),
            (2, 0, 0, 0, 0, 0, "已核对"),
        }


def test_what_a_list_comes_to_is_kept_by_who_signs(made: County, clerk: Client) -> None:
    address = send(clerk, made.here.region_id, xlsx([*people(3), (4, "李阿根", id_number(120), "火星村")]))
    confirm(clerk, address)
    read()
    assert f'href="{address}/differences?outcome=wrong"' in words(clerk, address)
    seen = Import.objects.get()
    head, *rows = table(clerk, f"{address}/differences?outcome=all")
    assert head == ("行", "姓名或名称", "身份证号", "结果", "列", "原来", "改为", "错误")
    assert [row[:2] + row[3:4] for row in rows] == [
        (2, "王桂英", "新增"),
        (3, "王桂英", "新增"),
        (4, "王桂英", "新增"),
        (5, "李阿根", "有误"),
    ]
    assert (rows[3][4:7], "没有找到区划“火星村”" in rows[3][7]) == (("户籍地", None, None), True)
    assert rows[0][4:] == (None, None, "姓名: 王桂英；户籍地: here镇", None)
    assert not any(id_number(number) in str(rows) for number in (101, 102, 103, 120))
    assert [row[0] for row in table(clerk, f"{address}/differences?outcome=wrong")[1:]] == [5]
    name = clerk.get(f"{address}/differences?outcome=new")["Content-Disposition"]
    assert f"-{seen.shown_digest[:8]}-" in name
    kept = Deed.objects.filter(verb="export differences", subject_id=seen.id).order_by("id")
    assert [deed.detail["outcome"] for deed in kept] == ["all", "wrong", "new"]
    assert {deed.detail["digest"] for deed in kept} == {seen.shown_digest}
    assert {deed.staff_id for deed in kept} == {made.here.staff[Role.CLERK]}


def test_each_difference_is_a_line_of_its_own_by_its_column(made: County, clerk: Client) -> None:
    applied(made, Kind.ELDERS, people(2))
    address = send(clerk, made.here.region_id, xlsx([(*HEAD, "联系电话"), *CHANGED]))
    confirm(clerk, address, (*KEYS, "phone"))
    read()
    lines = table(clerk, f"{address}/differences")[1:]
    assert [(line[0], *line[3:]) for line in lines] == [
        (2, "变更", "姓名", "王桂英", "王桂花", None),
        (2, "变更", "联系电话", None, "138****4711", None),
        (3, "无变化", None, None, None, None),
    ]


@pytest.mark.parametrize("many", [3, 150])
def test_it_asks_as_much_for_a_long_list(made: County, clerk: Client, many: int) -> None:
    address = send(clerk, made.here.region_id, xlsx(people(many)))
    confirm(clerk, address)
    read()
    for path in ("/imports?q=民政", "/imports?export=xlsx", f"{address}/differences"):
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(path).status_code == 200
        key = path.partition("?")[2] or "differences"
        STATEMENTS.setdefault(key, set()).add(len(captured))
    assert {key: len(counts) for key, counts in STATEMENTS.items()} == dict.fromkeys(STATEMENTS, 1), STATEMENTS
    assert max(STATEMENTS["q=民政"] | STATEMENTS["export=xlsx"]) < 12, STATEMENTS


STATEMENTS: dict[str, set[int]] = {}


def test_rows_of_a_list_are_found_by_number_and_by_column(made: County, clerk: Client) -> None:
    """By what lies in plain beside them; nothing is opened to be searched (S1)."""
    wrong = [(4, "李阿根", id_number(120), "火星村"), (5, "李阿", "33050319400501", "火星村")]
    address = send(clerk, made.here.region_id, xlsx([*people(3), *wrong]))
    confirm(clerk, address)
    read()
    assert set(ImportRow.objects.order_by("number").values_list("columns", flat=True)[3:]) == {
        "|region|",
        "|id_number|region|",
    }
    for query, expected in (
        ("", [5, 6]),  # mistakes come first
        ("sort=-row", [6, 5]),
        ("column=id_number", [6]),
        ("column=region", [5, 6]),
        ("column=region&q=5", [5]),
        ("column=row", []),
        ("outcome=all", [2, 3, 4, 5, 6]),
        ("outcome=all&q=3", [3]),
        ("outcome=all&column=name&sort=-row", [4, 3, 2]),
        ("outcome=new&q=5", []),
        ("outcome=all&q=王桂英", []),
        ("outcome=nonsense&column=%25&after=x", []),
    ):
        page = words(clerk, f"{address}?{query}")
        assert [int(number) for number in re.findall(r'<th scope="row">(\d+)</th>', page)] == expected, query
        assert f"共 {len(expected)} 条" in page, query
    assert 'name="outcome" value="new"' in words(clerk, f"{address}?outcome=new&q=5")  # a search keeps the tab
    # What is typed comes in a body; a number of a person goes no further, one of a row goes into the address.
    for typed in (id_number(120), "3305 0319 4005 0112", "80000777"):
        assert clerk.post(address, {"q": typed, "outcome": "new"})["Location"] == address
        assert clerk.get(address, {"q": typed})["Location"] == address
    assert clerk.post(address, {"q": "1500", "outcome": "new"})["Location"] == f"{address}?q=1500&outcome=new"
