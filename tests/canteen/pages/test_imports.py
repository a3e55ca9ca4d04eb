"""The clerk's pages of lists: sent in, columns confirmed, mistakes taken home and mended, signed by a second person."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client, RequestFactory
from openpyxl import load_workbook

from canteen.core.identity import mask_id_number
from canteen.core.scope import Role
from canteen.gateways.tables.limits import MOST_BYTES
from canteen.models import Deed, Elder, Import, ImportPart, ImportRow
from canteen.queries.imports import SIGN_ABOVE
from tests.canteen.imports.browser import HEAD, confirm, people, send, signed_in, words
from tests.canteen.imports.desk import read, write
from tests.canteen.sheets import xlsx
from tests.county import County, county, id_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    return county()


@pytest.fixture
def clerk(made: County) -> Client:
    return signed_in(made.here.staff[Role.CLERK])


def test_a_list_with_mistakes_is_mended_and_takes_effect(made: County, clerk: Client) -> None:
    table = [*people(2), (3, "李阿根", "3.30503E+17", "here镇"), (4, "+cmd()", id_number(120), "火星村")]
    address = send(clerk, made.here.region_id, xlsx(table))
    page = words(clerk, address)
    assert '<option value="id_number" selected>' in page
    assert id_number(101) not in page
    confirm(clerk, address)
    assert "progress" in words(clerk, address)
    read()
    page = words(clerk, address)
    assert "有 2 行有误，名单不能生效" in page
    assert "身份证号被存成了数字" in page
    assert "没有找到区划“火星村”" in page
    assert id_number(101) not in words(clerk, f"{address}?outcome=all")
    answer = clerk.get(f"{address}/mistakes")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["行号", *HEAD, "错误说明"]
    assert [row[:5] for row in rows[1:]] == [
        [4, "3", "李阿根", "3.30503E+17", "here镇"],
        [5, "4", "'+cmd()", mask_id_number(id_number(120)), "火星村"],
    ]
    assert Deed.objects.filter(verb="export mistakes").count() == 1
    again = send(clerk, made.here.region_id, xlsx(people(3)))
    confirm(clerk, again)
    read()
    assert "将新增 3 项，变更 0 项" in words(clerk, again)
    digest = Import.objects.get(id=again.split("/")[-1]).shown_digest
    clerk.post(f"{again}/decision", {"digest": digest})
    write()
    assert "整份生效：新增 3 项" in words(clerk, again)
    assert Elder.objects.count() == 7


def test_an_answer_of_nonsense_columns_and_files_beyond_the_bound(made: County, clerk: Client) -> None:
    address = send(clerk, made.here.region_id, xlsx(people(1)))
    posted = {"sheet": "0", "header": "1", "height": "1", "year": "2026", "column-²": "name", f"column-{'9' * 20}": "x"}
    assert clerk.post(f"{address}/columns", posted).status_code == 302
    request = RequestFactory().post("/", {f"file{n}": SimpleUploadedFile("x", b"1" * 600_000) for n in range(50)})
    assert sum(len(file.read()) for file in request.FILES.values() if isinstance(file, UploadedFile)) == MOST_BYTES + 1


def test_a_large_list_is_signed_by_another(made: County, clerk: Client) -> None:
    address = send(clerk, made.here.region_id, xlsx(people(SIGN_ABOVE + 1)))
    confirm(clerk, address)
    read()
    page = words(clerk, address)
    assert "等待另一人签字" in page
    digest = Import.objects.get().shown_digest
    clerk.post(f"{address}/decision", {"digest": digest})
    assert Import.objects.get().state == "checked"
    other = signed_in(made.founder_id)
    assert "签字并生效" in words(other, address)
    assert 'rel="next"' in words(other, f"{address}?outcome=new")
    other.post(f"{address}/decision", {"digest": digest})
    write()
    assert (Import.objects.get().state, Import.objects.get().signed_by_id) == ("applied", made.founder_id)


def test_what_is_signed_and_what_is_mended_is_taken_home_whole(
    made: County, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a list longer than other files are: who signs keeps all of it."""
    monkeypatch.setattr("canteen.gateways.exports.MOST_EXPORTED", 1)
    wrong = [(row[0], row[1], "1", row[3]) for row in people(3)[1:]]
    for rows, file in ((people(3), "differences"), ([HEAD, *wrong], "mistakes")):
        address = send(clerk, made.here.region_id, xlsx(rows))
        confirm(clerk, address)
        read()
        kept = load_workbook(io.BytesIO(clerk.get(f"{address}/{file}").content)).worksheets[0]
        assert [row[0] for row in kept.iter_rows(min_row=2, values_only=True)] == [2, 3, 4]


def test_nobody_else_sees_a_list(made: County, clerk: Client) -> None:
    address = send(clerk, made.here.region_id, xlsx(people(1)))
    confirm(clerk, address)
    read()
    for client, status in (
        (signed_in(made.there.staff[Role.CLERK]), 404),
        (signed_in(made.here.staff[Role.FINANCE]), 403),
        (signed_in(made.here.staff[Role.SUPPORT]), 404),
        (Client(), 302),
    ):
        for path in (address, f"{address}/mistakes", f"{address}/differences", f"{address}/progress"):
            assert client.get(path).status_code == status
        for path in (f"{address}/decision", f"{address}/cancellation", f"{address}/columns"):
            assert client.post(path).status_code in (status, 422, 302)
    assert "名册.xlsx" not in words(signed_in(made.there.staff[Role.CLERK]), "/imports")
    assert "名册.xlsx" in words(clerk, "/imports?kind=elders&state=checked")
    assert "名册.xlsx" not in words(clerk, "/imports?kind=cards")
    assert (Import.objects.get().state, Elder.objects.count()) == ("checked", 4)
    assert not Deed.objects.filter(verb__in=("export differences", "export mistakes")).exists()


def test_what_cannot_be_read_is_said_at_once(made: County, clerk: Client) -> None:
    posted = {"kind": "elders", "sender": "x", "region": str(made.here.region_id)}
    for content, said in (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "旧版 .xls"),
        (b"a," * 10_000_001, "超过 20 MB"),
        (b"\x00", "文件是空的"),
    ):
        assert len(content) < MOST_BYTES + 10
        answer = clerk.post("/imports/new", posted | {"file": SimpleUploadedFile("a.xls", content)})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    words_of = {"file": "请选择要上传的表格文件", "kind": "请选择是什么名单", "sender": "请写明是谁送来的"}
    for missing, said in words_of.items():
        given = {**posted, "file": SimpleUploadedFile("a.csv", "姓名\n".encode())} | {missing: ""}
        answer = clerk.post("/imports/new", given)
        page = answer.content.decode()
        assert (answer.status_code, re.findall(r'id="(\w+)-mistake">([^<，]*)', page)) == (422, [(missing, said)])
    stray = SimpleUploadedFile("a.csv", '姓名,村\n张三,花林\n"李四,花林\n王五,花林\n'.encode())
    page = clerk.post("/imports/new", posted | {"file": stray}).content.decode()
    assert "第 3 行的英文引号不成对" in page
    assert Import.objects.count() == 0


def test_nothing_of_a_list_lies_in_plain(made: County, clerk: Client) -> None:
    address = send(clerk, made.here.region_id, xlsx(people(2)), name=f"{id_number(101)}.xlsx")
    confirm(clerk, address)
    read()
    stored = [
        *ImportPart.objects.values_list("sealed", flat=True),
        *ImportRow.objects.values_list("sealed", flat=True),
        *Import.objects.values_list("layout_sealed", flat=True),
    ]
    found = b"".join(bytes(each) for each in stored if each)
    plain = str(list(Import.objects.values())) + str(list(ImportRow.objects.values("key_lookup", "content_lookup")))
    for secret in (id_number(101), "王桂英"):
        assert secret.encode() not in found
        assert secret not in plain
    assert str(list(Deed.objects.values("detail", "reason"))).count(id_number(101)) == 0


def test_columns_can_be_put_right(made: County, clerk: Client) -> None:
    others: list[tuple[str, bool, Any]] = [("旧表", True, [("b",)]), ("名单", False, people(1))]
    address = send(clerk, made.here.region_id, xlsx([("说明",), ("请看第二张表",)], others=others))
    page = words(clerk, address)
    assert '<option value="2" selected>名单</option>' in page
    assert "旧表 （隐藏）" in page
    posted = {"sheet": "2", "header": "1", "height": "1", "year": "2026", "column-1": "name"}
    led = clerk.post(f"{address}/columns", posted)["Location"]
    page = words(clerk, led)
    assert "还缺少这些列：身份证号、户籍地" in page
    assert chosen(page) == {"column-1": "name"}  # what was chosen is not lost with what is missing
    twice = posted | {"column-2": "id_number", "column-3": "id_number", "year": "2025"}
    page = words(clerk, clerk.post(f"{address}/columns", twice)["Location"])
    assert "现在有几列都选了：身份证号" in page
    assert chosen(page) == {"column-1": "name", "column-2": "id_number", "column-3": "id_number"}
    assert 'value="2025"' in page
    assert clerk.post(f"{address}/columns", posted | {"sheet": "x"}).status_code == 422
    confirm_second = posted | {"column-2": "id_number", "column-3": "region"}
    assert clerk.post(f"{address}/columns", confirm_second)["Location"] == address
    read()
    assert "将新增 1 项" in words(clerk, address)
    clerk.post(f"{address}/cancellation")
    for path in (address, f"{address}?columns=1"):
        assert "已取消" in words(clerk, path)
        assert "每一列是什么" not in words(clerk, path)


def chosen(page: str) -> dict[str, str]:
    """What the selects of a page of columns say."""
    found = re.findall(r'<select name="(column-\d+)"(.*?)</select>', page, re.DOTALL)
    keys = {name: re.findall(r'value="(\w+)" selected', options) for name, options in found}
    return {name: key[0] for name, key in keys.items() if key}


def test_a_header_far_down_can_be_chosen(made: County, clerk: Client) -> None:
    titles = [("here镇名册",), *[(f"说明第{number}条",) for number in range(1, 25)]]
    page = words(clerk, send(clerk, made.here.region_id, xlsx([*titles, *people(1)])))
    assert '<option value="26" selected>26</option>' in page


def test_a_sheet_for_each_village_is_as_many_lists(made: County, clerk: Client) -> None:
    """Whoever confirms and whoever signs are told which sheet was read, and which were not."""
    village = [HEAD, (1, "李阿根", id_number(201), "here镇")]
    others: list[tuple[str, bool, Any]] = [("东明村", False, village), ("旧表", True, village), ("空表", False, [])]
    address = send(clerk, made.here.region_id, xlsx(people(1), others=others))
    told = "读取的工作表：“Sheet”。另有 2 张工作表未读取：东明村、旧表。"
    assert told in words(clerk, address)
    assert "读取的工作表：“东明村”。另有 2 张工作表未读取：Sheet、旧表。" in words(
        clerk, f"{address}?columns=1&sheet=1"
    )
    confirm(clerk, address)
    assert told in words(clerk, address)  # while it is being read
    read()
    page = words(clerk, address)
    assert told in page
    assert "将新增 1 项" in page
    alone = send(clerk, made.here.region_id, xlsx(people(2)))
    assert "读取的工作表" not in words(clerk, alone)


def test_rows_that_the_sheet_hides_are_read_and_named(made: County, clerk: Client) -> None:
    address = send(clerk, made.here.region_id, xlsx([*people(4), ("合计", "4人")], hides=[3, 5, 6, 7]))
    confirm(clerk, address)
    read()
    page = words(clerk, address)
    assert "将新增 4 项" in page
    assert "表格里有 3 行是隐藏的" in page
    shown = words(clerk, f"{address}?outcome=all&column=hidden")
    assert re.findall(r'<th scope="row">(\d+)</th>', shown) == ["3", "5", "6"]
    assert Import.objects.get().rows_passed == 1
    seen = send(clerk, made.here.region_id, xlsx(people(1)))
    confirm(clerk, seen)
    read()
    assert "是隐藏的" not in words(clerk, seen)
