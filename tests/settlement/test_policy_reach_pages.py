"""Versions beside others: told by names, a wider region's to be read alone, days that meet said before."""

import copy
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.models import Duty, Region, RegionParent, Staff
from settlement.models import Fund, Policy
from tests.settlement.reading import text_of
from tests.settlement.test_pages import entered, staffed, text
from tests.settlement.test_policy_pages import approved
from tests.town import DOCUMENT, SINCE, Town, at, stand

pytestmark = pytest.mark.django_db

NEW_YEAR, LATER = date(2027, 1, 1), date(2027, 3, 1)
TITLES = {"zh": "测试区助餐补贴", "en": "District subsidy"}


@pytest.fixture(autouse=True)
def _in_november(settings: Settings) -> None:
    stand(settings, at(9))


def version(town: Town, region: Region, number: int, document: dict[str, Any], **more: Any) -> Policy:
    """A version as it stands in the table; approved from the beginning unless it is said otherwise."""
    hands = {"made_by": town.clerk, "made_at": at(6), "checked_by": town.clerk, "checked_at": at(6)}
    signed = {"approved_by": town.second, "approved_at": at(7)} if more.get("state", "approved") == "approved" else {}
    said = {"state": "approved", "from_on": SINCE, "digest": f"{number:064}"} | hands | signed | more
    return Policy.objects.create(region=region, scope=region.number, version=number, document=document, **said)


def district(town: Town) -> Region:
    return Region.objects.get(id=town.district.id)


def layered(**more: Any) -> dict[str, Any]:
    return copy.deepcopy(DOCUMENT) | more


def neighbour(town: Town) -> tuple[Region, Client]:
    """The next town of the same district, and its finance in front of a browser."""
    there = Region.objects.create(number=77, key="linzhen", name="邻镇", level="town")
    RegionParent.objects.create(region=there, parent=town.district, from_on=SINCE)
    staff = Staff(login="stranger", name="stranger")
    staff.set_password("stranger-word-of-tests")
    staff.save()
    Duty.objects.create(staff=staff, role="finance", region=there, from_on=SINCE)
    return there, entered("stranger")


def listed(client: Client, query: str = "") -> list[tuple[str, bool]]:
    """The versions in the list by title, and whether each is marked as a wider region's."""
    page = client.get(f"/policies{query}").content.decode()
    rows = re.findall(r'<th scope="row"><a href="/policies/[^"]+">([^<]+)</a></th>(.*?)</tr>', page, re.S)
    return [(title, "（上级区划的）" in rest) for title, rest in rows]


def test_what_a_version_names_by_key_is_told_by_name() -> None:
    town = staffed()
    wide = version(town, district(town), 3, layered(title=TITLES))
    purse = {"id": "purse", "per": "month", "sum": "100.00", "counts": "paid"}
    document = layered(limits=[{"id": "sitting", "per": "sitting", "count": 1}, purse])
    document["layers"][0] |= {"payer": {"fund": "district"}}
    document["layers"].append({"include": {"policy": "district/3", "layers": ["charity"]}})
    del document["layers"][1]
    draft = version(town, town.region, 2, document, state="draft", from_on=NEW_YEAR, checked_by=None, checked_at=None)
    for key, name in (("district", "区级资金"), ("joint", "联合资金"), ("charity", "慈善资金")):
        Fund.objects.filter(key=key).update(name=name)
    page = text(entered("clerk"), f"/policies/{draft.id}")
    named = "“测试区助餐补贴”（测试区第 3 版）"
    for said in (
        "资金“联合资金” 资金“区级资金”",
        "套餐由“慈善资金”补贴：1.00 元。",
        "计入额次：每餐次 1 次。",
        f"引自{named}。",
        f"支付层“{named}”",
        "额次“每月 100.00 元” 新增 – 多久：每月；金额：100.00；如何计入：按实付计入",
        f"政策版本：{named}；支付层：慈善",
    ):
        assert said in page, said
    clauses = page.partition("条款")[2].partition("经手")[0]
    assert [word for word in ("district", "joint", "purse", "sitting") if word in clauses] == []
    notice = text(entered("clerk"), f"/policies/{draft.id}/notice")
    assert (f"引自{named}。" in notice, "计入额次：每餐次 1 次。" in notice) == (True, True)
    english = entered("clerk").get(f"/policies/{draft.id}/notice", headers={"Accept-Language": "en"}).content.decode()
    assert "Counts against: 1 meal a sitting." in english
    assert wide.version == 3


def test_two_funds_of_one_name_keep_their_keys() -> None:
    town = staffed()
    Fund.objects.filter(key="district").update(name=Fund.objects.get(key="charity").name)
    name = Fund.objects.get(key="charity").name
    notice = text(entered("clerk"), f"/policies/{town.policy.id}/notice")
    assert f"“{name}（charity）”" in notice


def test_what_a_wider_region_published_is_read_in_its_towns_and_nothing_else_of_it() -> None:
    town = staffed()
    wide = version(town, district(town), 1, layered(title=TITLES))
    unsigned: dict[str, Any] = {"from_on": NEW_YEAR, "checked_by": None, "checked_at": None}
    drafted, checked = (layered(title={"zh": zh, "en": "Waiting"}) for zh in ("区草稿", "区待批"))
    waiting = [
        version(town, district(town), 2, drafted, state="draft", **unsigned),
        version(town, district(town), 3, checked, state="checked", from_on=NEW_YEAR),
    ]
    there, stranger = neighbour(town)
    own = version(town, town.region, 9, layered(layers=[{"include": {"policy": "district/1"}}]), state="checked",
                  from_on=NEW_YEAR)  # fmt: skip
    clerk = entered("clerk")
    assert sorted(listed(clerk)) == [
        ("测试区助餐补贴", True),
        ("测试镇助餐补贴", False),
        ("测试镇助餐补贴", False),
    ]
    assert listed(stranger) == [("测试区助餐补贴", True)]
    assert listed(stranger, f"?region={town.district.id}") == [("测试区助餐补贴", True)]
    assert listed(stranger, f"?region={there.id}") == []
    seen = text(clerk, f"/policies/{wide.id}")
    assert "这是上级区划测试区批准的政策，这里只能查看。" in seen
    assert ("引用这一版的 测试镇助餐补贴 · 测试镇第 9 版" in seen, "区草稿" in seen, "第 3 版" in seen) == (
        True,
        False,
        False,
    )
    assert ("终止" in seen.partition("文件原文")[2], "以此为底本" in seen) == (False, False)
    beside_it = text(stranger, f"/policies/{wide.id}")
    assert ("测试区助餐补贴" in beside_it, "引用这一版的" in beside_it, "测试镇" in beside_it) == (True, False, False)
    assert text(stranger, f"/policies/{wide.id}/notice").count("测试区助餐补贴") > 0
    for row in (*waiting, own, town.policy):
        assert stranger.get(f"/policies/{row.id}").status_code == 404, row.version
        assert stranger.get(f"/policies/{row.id}/notice").status_code == 404, row.version
    for act in ("end", "withdrawal", "back", "edit"):
        assert clerk.get(f"/policies/{wide.id}/{act}").status_code == 404, act
    assert clerk.post(f"/policies/{wide.id}/end", {"until_on": "2027-06-01"}).status_code == 404


def test_whom_a_district_works_for_is_marked_nowhere() -> None:
    town = staffed()
    version(town, district(town), 1, layered(title=TITLES))
    Duty.objects.create(staff=town.clerk, role="finance", region=town.district, from_on=SINCE)
    assert sorted(listed(entered("clerk"))) == [("测试区助餐补贴", False), ("测试镇助餐补贴", False)]


def test_days_that_are_taken_are_said_where_one_would_approve() -> None:
    town = staffed()
    second = entered("second")
    approved(town, layered(title={"zh": "明年办法", "en": "Next"}), town.region)
    row = version(town, town.region, 8, layered(), state="checked", from_on=date(2026, 12, 1))
    page = text(second, f"/policies/{row.id}")
    assert "这些日期已有批准的版本，这一版现在不能批准：" in page
    assert ("明年办法 · 测试镇第 2 版" in page, "看过了，批准" in page) == (True, False)
    assert re.findall("第 ([12]) 版[^第]*?(请先把那一版终止|请改这一版的日期)", page.partition("不能批准：")[2]) == [
        ("1", "请先把那一版终止"),
        ("2", "请改这一版的日期"),
    ]
    row = version(town, town.region, 9, layered(), state="checked", from_on=LATER)
    page = text(second, f"/policies/{row.id}")
    assert ("这一版现在不能批准" in page, "看过了，批准" in page) == (False, True)


@pytest.mark.parametrize(
    ("first", "after", "said"),
    [
        ((NEW_YEAR, None), (NEW_YEAR, None), ("批准了其中一版，另一版就不能再批准。",) * 2),
        (
            (NEW_YEAR, None),
            (LATER, None),
            (
                "先批准那一版，这里的一版就不能再批准；请先批准这里的一版。",
                "先批准这里的一版，那一版就不能再批准；请先批准那一版。",
            ),
        ),
        ((NEW_YEAR, LATER), (LATER, None), ("", "")),
    ],
)
def test_two_that_wait_for_the_same_days_say_in_which_order_both_can_be(
    first: tuple[date, date | None], after: tuple[date, date | None], said: tuple[str, str]
) -> None:
    town = staffed()
    second = entered("second")
    rows = [
        version(town, town.region, number, layered(), state="checked", from_on=from_on, until_on=until_on)
        for number, (from_on, until_on) in ((5, first), (6, after))
    ]
    for row, words in zip(rows, said, strict=True):
        page = text(second, f"/policies/{row.id}")
        assert words in page
        assert ("日期与这一版重叠" in page, "看过了，批准" in page) == (bool(words), True)


def test_who_may_not_edit_is_told_before_anything_is_typed() -> None:
    town = staffed()
    states = ("draft", "checked", "withdrawn")
    given: list[dict[str, Any]] = [
        {"state": state, "from_on": NEW_YEAR, "checked_by": None, "checked_at": None} for state in states
    ]
    given[1] |= {"checked_by": town.clerk, "checked_at": at(6)}
    draft, checked, withdrawn = (version(town, town.region, 4 + at, layered(), **one) for at, one in enumerate(given))
    second, clerk = entered("second"), entered("clerk")
    assert clerk.get(f"/policies/{draft.id}/edit").status_code == 200
    for client, row, said in (
        (second, draft, "草稿由起草人修改，请以它为底本另行起草"),
        (clerk, checked, "该版本已不是草稿；已检查的，先退回起草再改"),
        (clerk, withdrawn, "该版本已撤销，请另行起草"),
        (clerk, town.policy, "该版本已经批准，只能终止"),
    ):
        answer = client.get(f"/policies/{row.id}/edit", follow=True)
        assert answer.redirect_chain == [(f"/policies/{row.id}", 302)]
        assert said in text_of(answer.content.decode())
