"""Every list of the desk: its rows whole, each sort and filter in order, on the page as in the file."""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from typing import Any, Final

import pytest
from django.test import Client
from openpyxl import load_workbook

from canteen.core.credit_code import check_character
from canteen.core.scope import Role
from canteen.gateways.exports import MOST_EXPORTED
from canteen.models import Canteen, Credential, Organisation, Region, Staff
from canteen.operations.credentials import block_credential, issue_card, issue_qr
from canteen.operations.places import register_canteen, register_organisation
from canteen.operations.staff import register_staff
from kiosk.models import Contact, Kiosk
from kiosk.operations.devices import enrol, open_enrolment, revoke
from tests.access.towns import undone
from tests.county import DAY, HOURS, NOW, WORD, County, at, county

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def listed(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    """A town with two rows or more of everything that is listed, told apart by all that a list sorts and filters by."""
    with django_db_blocker.unblock(), undone():
        made = county()
        fill(made)
        yield made


def fill(made: County) -> None:
    """Register what the lists hold, through operations."""
    here = made.here
    clerk, (one, two) = here.actor(Role.CLERK), here.elders
    firsts = ("91330503MA2B00700", "91330503MA2B00600")
    codes = [first + check_character(first) for first in firsts]
    runs, _idle = (
        register_organisation(actor=clerk, name=name, credit_code=code, now=NOW)
        for name, code in zip(("同心合作社", "空闲合作社"), codes, strict=True)
    )
    for name, kind, opened_on in (("安和点", "point", date(2025, 1, 1)), ("旧食堂", "canteen", date(2024, 1, 1))):
        register_canteen(
            actor=here.actor(Role.CLERK),
            name=name,
            kind=kind,
            address="北街1号" if kind == "point" else "",
            region_id=here.region_id,
            organisation_id=runs,
            hours=HOURS,
            opened_on=opened_on,
            now=NOW,
        )
    Canteen.objects.filter(name="旧食堂").update(closed_on=date(2026, 11, 1))
    register_staff(actor=clerk, login="idle", name="闲人", password=WORD, now=NOW)
    issue_card(actor=clerk, elder_id=one, number="80000001", now=at(7))
    issue_qr(actor=clerk, elder_id=two, expires_on=date(2026, 1, 1), now=at(8, on=date(2025, 1, 1)))
    issue_qr(actor=clerk, elder_id=one, expires_on=date(2027, 1, 1), now=at(8, on=date(2026, 1, 1)))
    blocked = issue_card(actor=clerk, elder_id=two, number="80000002", now=at(8, on=date(2026, 10, 1)))
    block_credential(actor=clerk, credential_id=blocked.id, reason="遗失", now=NOW)
    point = Canteen.objects.get(name="安和点").id
    long_ago = at(8, on=date(2026, 11, 1))
    for name, place, heard in (("门口", here.canteen_id, at(8, 59)), ("里间", point, long_ago), ("侧门", point, at(8))):
        code = open_enrolment(actor=here.actor(Role.CLERK), canteen_id=place, name=name, now=at(7))
        device = enrol(code=code, now=at(7))
        Contact.objects.update_or_create(kiosk_id=device.kiosk_id, defaults={"at": heard})
        if name == "侧门":
            revoke(actor=here.actor(Role.CLERK), kiosk_id=device.kiosk_id, reason="坏了", now=NOW)


def signed_in(made: County, role: Role) -> Client:
    client = Client()
    client.force_login(Staff.objects.get(id=made.here.staff[role]))
    return client


def table(client: Client, address: str) -> list[tuple[Any, ...]]:
    """A list as a file, its heading first; days without the midnight that a sheet gives them."""
    rows = load_workbook(io.BytesIO(client.get(address).content)).worksheets[0].values
    return [tuple(cell.date() if isinstance(cell, datetime) else cell for cell in row) for row in rows]


TODAY: Final = DAY
SEVEN, EIGHT = "2026-11-20 07:00", "2026-11-20 08:00"
# Each list as it is taken home: who asks, the heading, the rows in the order that nobody asked for.
WHOLE: Final[dict[str, tuple[Role, tuple[str, ...], list[tuple[Any, ...]]]]] = {
    "/canteens": (
        Role.CLERK,
        ("名称", "代号", "种类", "所在", "地址", "运营主体", "开办日期", "关闭日期"),
        [
            ("安和点", "anhedian", "助餐点", "here镇", "北街1号", "同心合作社", date(2025, 1, 1), None),
            ("here食堂", "hereshitang", "食堂", "here镇", None, "暖阳服务中心", date(2020, 1, 1), None),
            ("旧食堂", "jiushitang", "食堂", "here镇", None, "同心合作社", date(2024, 1, 1), date(2026, 11, 1)),
        ],
    ),
    "/organisations": (
        Role.CLERK,
        ("法定名称", "统一社会信用代码", "运营的食堂"),
        [
            ("空闲合作社", "91330503MA2B006007", 0),
            ("暖阳服务中心", "91330503MA2B00005L", 1),
            ("同心合作社", "91330503MA2B00700W", 1),
        ],
    ),
    "/staff": (
        Role.CLERK,
        ("姓名", "登录名", "职责"),
        [
            ("here auditor", "here-auditor", "审计（here镇）"),
            ("here clerk", "here-clerk", "民政经办（here镇）"),
            ("here counter", "here-counter", "柜台（here食堂）"),
            ("here finance", "here-finance", "财务（here镇）"),
            ("here manager", "here-manager", "食堂负责人（here食堂）"),
            ("here support", "here-support", "技术支持（here镇）"),
            ("闲人", "idle", None),
        ],
    ),
    "/cards": (
        Role.CLERK,
        ("姓名", "种类", "卡号尾号", "发放日期", "有效至", "状态"),
        [
            ("张一兰", "卡", "0001", TODAY, None, "有效"),
            ("张二兰", "卡", "0002", date(2026, 10, 1), None, "已停用"),
            ("张一兰", "二维码卡", "drawn", date(2026, 1, 1), date(2027, 1, 1), "有效"),
            ("张二兰", "二维码卡", "drawn", date(2025, 1, 1), date(2026, 1, 1), "已过期"),
        ],
    ),
    "/devices": (
        Role.CLERK,
        ("终端", "食堂", "登记时间", "最近联系", "序号", "状态"),
        [
            ("侧门", "安和点", SEVEN, EIGHT, None, "已停用"),
            ("里间", "安和点", SEVEN, "2026-11-01 08:00", None, "一天没有消息"),
            ("门口", "here食堂", SEVEN, "2026-11-20 08:59", None, "正常"),
        ],
    ),
    "/deeds": (
        Role.AUDITOR,
        ("时间", "谁", "做了什么", "对象", "对象编号", "原因"),
        [
            (EIGHT, "here clerk", "停用终端", "终端", "侧门", "坏了"),
            (EIGHT, "here clerk", "停用", "卡证", "0002", "遗失"),
            (EIGHT, "here clerk", "登记", "工作人员", "闲人", None),
            (EIGHT, "here clerk", "登记", "食堂", "旧食堂", None),
            (EIGHT, "here clerk", "登记", "食堂", "安和点", None),
            (EIGHT, "here clerk", "登记", "运营主体", "空闲合作社", None),
            (EIGHT, "here clerk", "登记", "运营主体", "同心合作社", None),
            (SEVEN, "here clerk", "生成登记码", "食堂", "安和点", None),
            (SEVEN, "here clerk", "生成登记码", "食堂", "安和点", None),
            (SEVEN, "here clerk", "生成登记码", "食堂", "here食堂", None),
            (SEVEN, "here clerk", "发放", "卡证", "0001", None),
            ("2026-10-01 08:00", "here clerk", "发放", "卡证", "0002", None),
            ("2026-01-01 08:00", "here clerk", "发放", "卡证", "drawn", None),
            ("2025-01-01 08:00", "here clerk", "发放", "卡证", "drawn", None),
        ],
    ),
}
# What is asked of a list, and which of its rows above come of it, in this order. {…} is the id of what is called so.
ASKED: Final[tuple[tuple[str, str, list[int]], ...]] = (
    ("/canteens", "sort=name", [0, 1, 2]),
    ("/canteens", "sort=-name", [2, 1, 0]),
    ("/canteens", "sort=opened", [1, 2, 0]),
    ("/canteens", "sort=-opened", [0, 2, 1]),
    ("/canteens", "kind=point", [0]),
    ("/canteens", "kind=kitchen", []),
    ("/canteens", "open=yes", [0, 1]),
    ("/canteens", "open=no", [2]),
    ("/canteens", "organisation={同心合作社}", [0, 2]),
    ("/canteens", "region={here镇}", [0, 1, 2]),
    ("/canteens", "region={there镇}", []),
    ("/canteens", "q=北街", [0]),
    ("/canteens", "q=jiushi", [2]),
    ("/canteens", "q=食堂&open=yes&sort=-name", [1]),
    ("/organisations", "sort=-name", [2, 1, 0]),
    ("/organisations", "sort=code", [1, 0, 2]),
    ("/organisations", "sort=-code", [2, 0, 1]),
    ("/organisations", "runs=yes", [1, 2]),
    ("/organisations", "runs=no", [0]),
    ("/organisations", "town={here镇}", [1, 2]),
    ("/organisations", "q=91330503MA2B006", [0]),
    ("/staff", "sort=-name", [6, 5, 4, 3, 2, 1, 0]),
    ("/staff", "sort=login", [0, 1, 2, 3, 4, 5, 6]),
    ("/staff", "sort=-login", [6, 5, 4, 3, 2, 1, 0]),
    ("/staff", "role=finance", [3]),
    ("/staff", "state=idle", [6]),
    ("/staff", "state=active&sort=-login", [5, 4, 3, 2, 1, 0]),
    ("/staff", "q=here-m", [4]),
    ("/cards", "sort=-issued", [0, 1, 2, 3]),
    ("/cards", "sort=issued", [3, 2, 1, 0]),
    ("/cards", "sort=name", [3, 1, 0, 2]),
    ("/cards", "sort=-name", [2, 0, 1, 3]),
    ("/cards", "sort=expires", [3, 2, 0, 1]),
    ("/cards", "sort=-expires", [1, 0, 2, 3]),
    ("/cards", "kind=qr", [2, 3]),
    ("/cards", "kind=card&sort=issued", [1, 0]),
    ("/cards", "state=live", [0, 2]),
    ("/cards", "state=blocked", [1]),
    ("/cards", "state=expired", [3]),
    ("/cards", "region={here镇}", [0, 1, 2, 3]),
    ("/cards", "region={there镇}", []),
    ("/cards", "q=张一", [0, 2]),
    ("/devices", "sort=-name", [2, 1, 0]),
    ("/devices", "sort=heard", [1, 0, 2]),
    ("/devices", "sort=-heard", [2, 0, 1]),
    ("/devices", "canteen={安和点}", [0, 1]),
    ("/devices", "state=live", [2]),
    ("/devices", "state=silent", [1]),
    ("/devices", "state=revoked", [0]),
    ("/devices", "q=里", [1]),
    ("/deeds", "verb=revoke", [0]),
    ("/deeds", "kind=canteen", [3, 4, 7, 8, 9]),
    ("/deeds", "verb=issue", [10, 11, 12, 13]),
    ("/deeds", "verb=issue&sort=at", [13, 12, 11, 10]),
    ("/deeds", "day=2026-10-01", [11]),
    ("/deeds", "subject={旧食堂}", [3]),
    ("/deeds", "staff={here clerk}&kind=kiosk", [0]),
    ("/deeds", "staff={here finance}", []),
    ("/deeds", "q=here-clerk&verb=block", [1]),
)


def ids_of(made: County) -> dict[str, str]:
    """The ids of what the lists name."""
    tables: tuple[tuple[Any, str], ...] = (
        (Canteen, "name"),
        (Organisation, "name"),
        (Region, "name"),
        (Staff, "name"),
        (Kiosk, "name"),
    )
    return {name: str(row_id) for table_, field in tables for row_id, name in table_.objects.values_list("id", field)}


def exported(made: County, client: Client, address: str) -> list[tuple[Any, ...]]:
    """The rows of a file, ids by the names of what they stand for; what is drawn by lot is only said to be so."""
    names = {row_id: name for name, row_id in ids_of(made).items()}
    names |= {str(row.id): row.code[-4:] if row.kind == "card" else "drawn" for row in Credential.objects.all()}
    rows = table(client, address)
    for at_, row in enumerate(rows):
        cells = [names.get(str(cell), cell) for cell in row]
        if "二维码卡" in row:
            assert re.fullmatch("[0-9a-f]{4}", str(cells[2]))
            cells[2] = "drawn"
        rows[at_] = tuple(cells)
    return rows


def shown(client: Client, address: str) -> list[str]:
    """The rows of a page, each in words."""
    page = client.get(address).content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall("<tr[^>]*>(.*?)</tr>", page, re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]


@pytest.mark.parametrize("path", WHOLE)
def test_a_list_is_taken_home_whole(listed: County, path: str) -> None:
    role, head, rows = WHOLE[path]
    assert exported(listed, signed_in(listed, role), f"{path}?export=xlsx") == [head, *rows]


@pytest.mark.parametrize("path", WHOLE)
def test_what_is_asked_of_a_list_comes_in_order_on_the_page_and_in_the_file(listed: County, path: str) -> None:
    role, head, rows = WHOLE[path]
    client, ids = signed_in(listed, role), ids_of(listed)
    for of, query, expected in ASKED:
        if of != path:
            continue
        asked = re.sub(r"{(.+?)}", lambda found: ids[found[1]], query)
        assert exported(listed, client, f"{path}?export=xlsx&{asked}") == [head, *(rows[at_] for at_ in expected)], (
            query
        )
        on_page = shown(client, f"{path}?{asked}")
        told = [[str(cell) for cell in rows[at_][: NAMED[path]]] for at_ in expected]
        assert len(on_page) == len(told), query
        assert [[cell for cell in cells if cell not in row] for cells, row in zip(told, on_page, strict=True)] == [
            [] for _ in told
        ], query


@pytest.mark.parametrize("path", WHOLE)
def test_a_file_that_ends_early_says_so(listed: County, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_EXPORTED == 50_000
    role, head, rows = WHOLE[path]
    client = signed_in(listed, role)
    monkeypatch.setattr("canteen.gateways.exports.MOST_EXPORTED", len(rows) - 1)
    cut = exported(listed, client, f"{path}?export=xlsx")
    nothing = (None,) * (len(head) - 1)
    assert cut == [head, *rows[:-1], (f"只导出前 {len(rows) - 1} 条，请先筛选。", *nothing)]
    monkeypatch.setattr("canteen.gateways.exports.MOST_EXPORTED", len(rows))
    assert len(exported(listed, client, f"{path}?export=xlsx")) == 1 + len(rows)


# How many columns of the file stand in words on the page too.
NAMED: Final = {"/canteens": 4, "/organisations": 2, "/staff": 2, "/cards": 2, "/devices": 2, "/deeds": 4}
