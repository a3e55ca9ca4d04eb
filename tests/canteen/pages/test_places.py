"""Pages of canteens, organisations, staff and deeds: they end at the own town, refuse in words, and mask accounts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canteen.core.credit_code import check_character
from canteen.core.scope import Role
from canteen.models import Canteen, Deed, Duty, HandOverProposal, Organisation, ResetCode, Staff, Tenure
from tests.canteen.pages.conftest import SignIn
from tests.county import SINCE, County

pytestmark = pytest.mark.django_db

CODE = "91330503MA2B11111"


def credit_code(first17: str = CODE) -> str:
    return first17 + check_character(first17)


def test_the_lists_end_at_the_own_town(towns: County, as_role: SignIn) -> None:
    clerk = as_role(Role.CLERK)
    page = clerk.get("/canteens?open=yes&kind=canteen&sort=-opened").content.decode()
    assert ("here食堂" in page, "there食堂" in page) == (True, False)
    staff = clerk.get("/staff?state=active").content.decode()
    assert ("here manager" in staff, "there manager" in staff) == (True, False)
    assert "there食堂" not in clerk.get(f"/organisations/{towns.organisation_id}").content.decode()
    other = towns.there
    for address in (f"/canteens/{other.canteen_id}", f"/staff/{other.staff[Role.MANAGER]}"):
        assert clerk.get(address).status_code == 404
    for address in (f"/canteens/{other.canteen_id}/hand-over", f"/canteens/{other.canteen_id}/correction"):
        assert clerk.get(address).status_code == 404


def test_a_canteen_is_registered_with_its_hours(towns: County, as_role: SignIn) -> None:
    form = {
        "name": "新食堂", "kind": "point", "region_id": str(towns.here.region_id), "opened_on": "2026-12-01",
        "organisation_id": str(towns.organisation_id), "latitude_e6": "30.868123", "longitude_e6": "120.4",
        "lunch_opens": "10:30", "lunch_closes": "10:00",
    }  # fmt: skip
    client = as_role(Role.CLERK)
    wrong = client.post("/canteens/registration", form)
    assert (wrong.status_code, "结束时间要晚于开始时间" in wrong.content.decode()) == (422, True)
    done = client.post("/canteens/registration", {**form, "lunch_closes": "13:00"})
    made = Canteen.objects.get(name="新食堂")
    assert done["Location"] == f"/canteens/{made.id}"
    assert made.key == "xinshitang"
    assert (made.kind, made.latitude_e6, made.longitude_e6) == ("point", 30_868_123, 120_400_000)
    assert [(str(each.opens), str(each.closes)) for each in made.hours.all()] == [("10:30:00", "13:00:00")]
    client.post(f"/canteens/{made.id}/correction", {"name": "新名字", "address": "人民路 1 号"})
    made.refresh_from_db()
    assert (made.name, made.address, made.latitude_e6) == ("新名字", "人民路 1 号", None)
    assert Deed.objects.get(verb="move").detail["former_name"] == "新食堂"
    for _ in range(2):
        client.post(f"/canteens/{made.id}/correction", {"name": "食堂330503194001011234", "address": "人民路 1 号"})
    told = [deed.detail.get("name", "") for deed in Deed.objects.filter(verb="move").order_by("at", "id")[1:]]
    assert (["19400101" in name for name in told], bool(told[0]), told[1]) == ([False, False], True, "")


def test_hours_are_changed_from_a_day_on_and_shown_with_it(towns: County, as_role: SignIn) -> None:
    client, address = as_role(Role.CLERK), f"/canteens/{towns.here.canteen_id}"
    shown = client.get(f"{address}/hours").content.decode()
    assert all(f'value="{typed}"' in shown for typed in ("2026-11-21", "10:30", "13:30"))
    form = {"from_on": "2026-12-01", "lunch_opens": "11:00", "lunch_closes": "13:30", "reason": "冬令"}
    for wrong, said in (
        ({"from_on": "2026-11-19"}, "不能早于今天。"),
        ({"lunch_opens": "", "lunch_closes": ""}, "至少填一个餐次。"),
        ({"dinner_opens": "17:00"}, "结束时间要晚于开始时间"),
    ):
        refused = client.post(f"{address}/hours", {**form, **wrong})
        assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert client.post(f"{address}/hours", form)["Location"] == address
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split())
    assert "午餐 2026-12-01 前 10:30 – 13:30 午餐 2026-12-01 起 11:00 – 13:30" in page
    other = as_role(Role.CLERK).get(f"/canteens/{towns.there.canteen_id}/hours")
    assert (other.status_code, as_role(Role.MANAGER).get(f"{address}/hours").status_code) == (404, 403)


def test_an_organisation_needs_a_code_that_checks_and_a_canteen(towns: County, as_role: SignIn) -> None:
    client = as_role(Role.CLERK)
    wrong = client.post("/organisations/registration", {"name": "新中心", "credit_code": CODE + "0"})
    assert (wrong.status_code, "最后一位校验码要对得上" in wrong.content.decode()) == (422, True)
    client.post("/organisations/registration", {"name": "新中心", "credit_code": credit_code().lower()})
    made = Organisation.objects.get(name="新中心")
    never = {"bank": "农商银行", "number": "6228480012345678", "from_on": "2026-11-21", "reason": "开户"}
    refused = client.post(f"/organisations/{made.id}/account", never)
    assert (refused.status_code, "没有运营过食堂" in refused.content.decode()) == (422, True)


def test_a_hand_over_begins_tomorrow_at_the_earliest(towns: County, as_role: SignIn) -> None:
    client, address = as_role(Role.CLERK), f"/canteens/{towns.here.canteen_id}/hand-over"
    form = {"organisation_id": str(towns.organisation_id), "from_on": "2026-11-20", "reason": "换约"}
    wrong = client.post(address, form)
    assert (wrong.status_code, "应晚于今天。" in wrong.content.decode()) == (422, True)
    assert client.post(address, {**form, "from_on": "2026-11-21"}).status_code == 302
    assert not Tenure.objects.filter(from_on="2026-11-21").exists()
    assert 'href="/hand-over-proposals/' in client.get(f"/canteens/{towns.here.canteen_id}").content.decode()
    page = f"/hand-over-proposals/{HandOverProposal.objects.get().id}"
    own = client.post(page, {"choice": "approve", "digest": "0" * 64})
    assert (own.status_code, "不能同意或驳回自己的提议" in own.content.decode()) == (422, True)
    finance = as_role(Role.FINANCE)
    assert page in finance.get("/").content.decode()
    shown = finance.get(page).content.decode()
    assert "还没有登记账户。" in shown
    digest = re.findall(r'name="digest" value="([0-9a-f]{64})"', shown)[0]
    assert finance.post(page, {"choice": "approve", "digest": digest}).status_code == 302
    assert Tenure.objects.get(canteen=towns.here.canteen_id, until_on=None).from_on.isoformat() == "2026-11-21"
    assert "已同意" in client.get(page).content.decode()


def test_staff_are_registered_granted_and_helped_with_a_password(towns: County, as_role: SignIn) -> None:
    client = as_role(Role.CLERK)
    typed = {"login": "New.One", "name": "新人", "password": "a quiet kitchen", "pin": ""}
    client.post("/staff/registration", typed)
    made = Staff.objects.get(login="new.one")
    address = f"/staff/{made.id}"
    duty = {"role": "counter", "canteen_id": str(towns.here.canteen_id), "from_on": "2026-11-20"}
    refused = client.post(f"{address}/duty", {**duty, "role": "finance"})
    assert (refused.status_code, Duty.objects.filter(staff=made).exists()) == (422, False)
    assert client.post(f"{address}/duty", duty)["Location"] == address
    shown = client.post(f"{address}/reset", {"reason": "当面核对"})
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"].split(", ")
    assert ResetCode.objects.get().staff_id == made.id
    held = Duty.objects.get(staff=made)
    client.post(f"/duties/{held.id}/end", {"until_on": "2026-11-21"})
    held.refresh_from_db()
    assert str(held.until_on) == "2026-11-21"


def test_a_canteen_is_found_and_shown_by_what_policies_call_it(towns: County, as_role: SignIn) -> None:
    form = {
        "name": "新食堂", "kind": "point", "region_id": str(towns.here.region_id), "opened_on": "2026-12-01",
        "organisation_id": str(towns.organisation_id), "lunch_opens": "10:30", "lunch_closes": "13:00",
    }  # fmt: skip
    client = as_role(Role.CLERK)
    for key, words in (("新", "以小写字母开头"), ("hereshitang", "这个代号已经用了")):
        wrong = client.post("/canteens/registration", {**form, "key": key})
        assert (wrong.status_code, words in wrong.content.decode()) == (422, True)
    page = client.get(client.post("/canteens/registration", {**form, "key": "youte"})["Location"]).content.decode()
    assert re.findall(r'<dd class="mono">([a-z-]+)</dd>', page) == ["youte", "herezhen", "nanxunqu"]
    listed = client.get("/canteens?q=youte").content.decode()
    assert ("新食堂" in listed, "here食堂" in listed) == (True, False)


def test_auditors_read_deeds_and_nobody_else(towns: County, as_role: SignIn) -> None:
    as_role(Role.CLERK).post(f"/elders/{towns.here.elders[0]}/phone", {"phone": "13805720101"})
    auditor = as_role(Role.AUDITOR)
    page = auditor.get("/deeds?verb=change+phone&kind=elder&day=2026-11-20&q=here").content.decode()
    assert (page.count("<tr>"), "更改电话" in page, "here clerk" in page) == (2, True, True)
    for query in ("day=2026-11-19", "q=there", f"subject={towns.here.elders[1]}", "kind=canteen"):
        assert "here clerk</a>" not in auditor.get(f"/deeds?verb=change+phone&{query}").content.decode()
    assert {as_role(role).get("/deeds").status_code for role in set(Role) - {Role.AUDITOR}} == {403}


def test_lists_of_places_take_the_same_statements_for_many(towns: County, as_role: SignIn) -> None:
    client, auditor = as_role(Role.CLERK), as_role(Role.AUDITOR)

    def counted() -> list[int]:
        found = []
        for who, address in (
            (client, "/canteens"),
            (client, "/organisations"),
            (client, "/staff"),
            (auditor, "/deeds"),
        ):
            with CaptureQueriesContext(connection) as seen:
                assert who.get(address).status_code == 200
            found.append(len(seen))
        return found

    before = counted()
    for number in range(25):
        place = Canteen.objects.create(
            key=f"crowd-{number}", name=f"食堂{number}", region_id=towns.here.region_id, opened_on=SINCE
        )
        runner = Organisation.objects.create(name=f"主体{number}", credit_code=f"{number:018d}")
        Tenure.objects.create(canteen=place, organisation=runner, from_on=SINCE)
        worker = Staff.objects.create(login=f"w{number}", name=f"工{number}")
        Duty.objects.create(staff=worker, role="counter", canteen=place, from_on=SINCE)
        client.post(f"/elders/{towns.here.elders[0]}/phone", {"phone": f"138057201{number:02d}"})
    assert counted() == before
    assert max(before) < 12


def test_a_place_on_the_map_of_a_million_digits_is_refused_at_once(towns: County, as_role: SignIn) -> None:
    address = f"/canteens/{towns.here.canteen_id}/correction"
    for text in ("1e999999", "-1e400", "NaN", "Infinity"):
        assert (
            as_role(Role.CLERK).post(address, {"name": "x", "latitude_e6": text, "longitude_e6": "120"}).status_code
            == 422
        )


def test_a_page_says_that_a_file_may_end_early(as_role: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client, told = as_role(Role.CLERK), "表格最多导出 50000 条"
    assert told not in client.get("/canteens").content.decode()
    monkeypatch.setattr("canteen.queries.paging.MOST_COUNTED", 0)
    assert told in client.get("/canteens").content.decode()
