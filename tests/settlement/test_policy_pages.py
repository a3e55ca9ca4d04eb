"""A version on pages from the first draft to the notice: mistakes beside the text, two people, who includes whom."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.models import Region, RegionParent
from settlement.models import Policy
from settlement.operations.policies import check_policy, draft_policy
from settlement.operations.policy_approval import approve_policy
from settlement.queries.policy_before import policy_mark
from tests.settlement.acting import checker, maker
from tests.settlement.reading import text_of
from tests.settlement.test_drill_pages import asks
from tests.settlement.test_pages import entered, staffed, stranger, text
from tests.town import DOCUMENT, SINCE, Town, at, stand

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2027, 1, 1)
FEWER_THAN = 16


@pytest.fixture(autouse=True)
def _in_november(settings: Settings) -> None:
    stand(settings, at(9))


def hidden(client: Client, path: str, act: str) -> dict[str, str]:
    """What the form of an act carries on a page."""
    page = client.get(path).content.decode()
    form = re.search(rf'<form method="post" action="[^"]*/{act}">(.*?)</form>', page, re.S)
    assert form, act
    return dict(re.findall(r'<input type="hidden" name="(digest|mark|doubts|seen)" value="([^"]*)"', form[1]))


def approved(town: Town, document: dict[str, Any], region: Region, from_on: date = NEW_YEAR) -> Policy:
    """One more version of a region's, approved by two."""
    given: dict[str, Any] = {"region_id": region.id, "document": document, "from_on": from_on, "now": at(8)}
    row = Policy.objects.get(id=draft_policy(actor=maker(town), **given))
    signed: dict[str, Any] = {"policy_id": row.id, "seen_digest": row.digest, "now": at(8)}
    check_policy(actor=maker(town), **signed)
    mark = policy_mark(region_id=region.id, from_on=from_on, until_on=None)
    approve_policy(actor=checker(town), seen_mark=mark, **signed)
    return row


def test_a_version_goes_from_a_draft_with_mistakes_to_law_on_pages() -> None:
    town = staffed()
    clerk, second = entered("clerk"), entered("second")
    document = json.loads(json.dumps(DOCUMENT))
    document["layers"][1]["formula"] = {"fixed": 2}
    typed = {
        "region_id": str(town.region.id),
        "from_on": "2027-01-01",
        "until_on": "",
        "document": json.dumps(document),
    }
    answer = clerk.post("/policies/new", typed)
    said = text_of(answer.content.decode())
    assert answer.status_code == 422
    assert "layers[1].formula.fixed" in said
    assert "金额应为文字形式的元" in said
    assert json.dumps(document) in said  # as it was typed
    assert Policy.objects.count() == 1
    document["layers"][1]["formula"] = {"fixed": "2.00"}
    answer = clerk.post("/policies/new", typed | {"document": json.dumps(document)})
    path = f"/policies/{Policy.objects.get(version=2).id}"
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    seen = text(clerk, path)
    assert ("草稿" in seen, "支付层“慈善” · 补多少" in seen, "1.00 元" in seen) == (True, True, True)
    document["title"] = {"zh": "新办法", "en": "New rules"}
    edited = hidden(clerk, path, "check") | {"from_on": "2027-02-01", "document": json.dumps(document)}
    assert clerk.post(f"{path}/edit", edited).status_code == 302
    assert "不一致" in text_of(clerk.post(f"{path}/edit", edited).content.decode())  # another window, meanwhile
    assert clerk.post(f"{path}/check", hidden(clerk, path, "check")).status_code == 302
    assert "要由另一个人批准" in text(clerk, path)
    assert second.post(f"{path}/back", {"answer": "日期不对"}).status_code == 302
    assert "退回起草：日期不对" in text(clerk, path)
    assert clerk.post(f"{path}/check", hidden(clerk, path, "check")).status_code == 302
    shown = hidden(second, path, "approval")
    assert shown["mark"] == town.policy.digest
    second.post(f"{path}/approval", shown | {"mark": ""})
    assert Policy.objects.get(version=2).state == "checked"
    assert second.post(f"{path}/approval", shown).status_code == 302
    assert "待生效" in text(second, path)
    town.policy.refresh_from_db()
    assert town.policy.until_on == date(2027, 2, 1)
    assert second.post(f"{path}/end", {"until_on": "2027-06-01"}).status_code == 302
    assert Policy.objects.get(version=2).until_on == date(2027, 6, 1)
    assert second.post(f"{path}/withdrawal", {}).status_code == 422


def test_a_text_that_is_no_json_comes_back_with_the_place() -> None:
    town = staffed()
    typed = {"region_id": str(town.region.id), "from_on": "2027-01-01", "document": '{"format": "nuancan-policy/1",'}
    answer = entered("clerk").post("/policies/new", typed)
    assert answer.status_code == 422
    assert "不是有效的 JSON" in text_of(answer.content.decode())
    assert '{"format": "nuancan-policy/1",' in text_of(answer.content.decode())


def test_a_version_is_drafted_like_another_one() -> None:
    town = staffed()
    page = entered("second").get(f"/policies/new?like={town.policy.id}").content.decode()
    assert f'<option value="{town.region.id}" selected>' in page
    assert 'name="zh" id="zh" value="测试镇助餐补贴"' in page
    assert entered(stranger()).get(f"/policies/new?like={town.policy.id}").status_code == 404


def test_a_notice_is_for_paper_and_says_what_is_no_law_yet() -> None:
    town = staffed()
    clerk = entered("clerk")
    posted = text(clerk, f"/policies/{town.policy.id}/notice")
    for words in ("第一条", "本办法适用于测试镇的食堂和助餐点", "第二条", "年满 80 周岁：5.00 元"):
        assert words in posted, words
    given: dict[str, Any] = {"region_id": town.region.id, "document": DOCUMENT, "from_on": NEW_YEAR, "now": at(8)}
    drafted = draft_policy(actor=maker(town), **given)
    assert ("不得张贴" in posted, "不得张贴" in text(clerk, f"/policies/{drafted}/notice")) == (False, True)
    english = clerk.get(f"/policies/{town.policy.id}/notice", headers={"Accept-Language": "en"}).content.decode()
    assert "80 or older: 5.00 yuan" in text_of(english)
    assert entered(stranger()).get(f"/policies/{town.policy.id}/notice").status_code == 404


def test_who_includes_a_version_is_named_where_it_ends_and_told_of_a_newer_one() -> None:
    town = staffed()
    region = Region.objects.get(id=town.region.id)
    reference = f"{region.key}/{town.policy.version}"
    village = Region.objects.create(number=9, name="东村", level="village", key="dongcun")
    RegionParent.objects.create(region=village, parent=region, from_on=SINCE)
    narrow = {**DOCUMENT, "title": {"zh": "东村办法", "en": "East"}, "layers": [{"include": {"policy": reference}}]}
    Policy.objects.create(
        region=village, scope=9, version=1, document=narrow, digest="0" * 64, from_on=SINCE, state="approved",
        made_by=town.clerk, made_at=at(6), approved_by=town.second, approved_at=at(7),
    )  # fmt: skip
    clerk = entered("clerk")
    assert "引用这一版的 东村办法 · 测试镇东村第 1 版" in " ".join(text(clerk, f"/policies/{town.policy.id}").split())
    assert "测试镇东村第 1 版" in text(clerk, f"/policies/{town.policy.id}/end")
    newer = approved(town, DOCUMENT | {"title": {"zh": "新镇办法", "en": "New"}}, region)
    shown = " ".join(text(clerk, f"/policies/{Policy.objects.get(region=village).id}").split())
    assert ("那里有更新的一版：" in shown, "新镇办法" in shown) == (True, True)
    assert newer.version == 2


def test_pages_of_a_version_ask_little_however_many_there_are() -> None:
    town = staffed()
    for number in range(40):
        Policy.objects.create(
            region=town.region, scope=town.region.number, version=number + 2, document=DOCUMENT, digest="0" * 64,
            from_on=NEW_YEAR, made_by=town.clerk, made_at=at(6),
        )  # fmt: skip
    clerk, draft = entered("clerk"), Policy.objects.get(version=2)
    for path in ("", "/notice", "/end", "/back"):
        for row in (town.policy, draft):
            assert asks(clerk, f"/policies/{row.id}{path}") < FEWER_THAN, path
    assert asks(clerk, f"/policies/{draft.id}/edit") < FEWER_THAN
