"""Pages of elders: found without a number in any address, never beyond the own town, opened for a reason."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from canteen.core.identity import mask_id_number
from canteen.core.scope import Role
from canteen.models import Deed, Duty, Elder, Fact, Staff
from canteen.operations.credentials import issue_card
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import change_phone, record_fact, register_elder
from canteen.operations.register_many import NewElder, register_elders
from tests.canteen.pages.conftest import SignIn
from tests.county import NOW, SINCE, County, id_number

pytestmark = pytest.mark.django_db

HIDDEN = ("张三兰", "张四兰")  # who lives in the other town


def names(page: str) -> list[str]:
    return [name for name in ("张一兰", "张二兰", *HIDDEN) if name in page]


def fill(towns: County) -> None:
    """The first elder has all a filter asks for; the second nothing."""
    clerk, first = towns.here.actor(Role.CLERK), towns.here.elders[0]
    record_fact(actor=clerk, elder_id=first, fact=NewFact(kind="category", value="dibao", from_on=SINCE), now=NOW)
    change_phone(actor=clerk, elder_id=first, phone="13805720101", now=NOW)
    issue_card(actor=clerk, elder_id=first, number="80000001", now=NOW)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["张一兰", "张二兰"]),
        ("q=张一", ["张一兰"]),
        ("q=zyl", ["张一兰"]),
        ("q=0101", ["张一兰"]),
        ("category=dibao", ["张一兰"]),
        ("category=tekun", []),
        ("card=yes", ["张一兰"]),
        ("card=no", ["张二兰"]),
        ("age=80-89", ["张一兰", "张二兰"]),
        ("age=90-99", []),
        ("state=deceased", []),
        ("state=living", ["张一兰", "张二兰"]),
        ("state=apart", []),
        ("region=nonsense&age=x&state=x&card=x&sort=x&after=x", ["张一兰", "张二兰"]),
        ("q=张三", []),
    ],
)
def test_the_list_is_narrowed_down_and_ends_at_the_own_town(
    towns: County, as_role: SignIn, query: str, found: list[str]
) -> None:
    fill(towns)
    assert names(as_role(Role.CLERK).get(f"/elders?{query}").content.decode()) == found


def test_another_towns_region_finds_nobody(towns: County, as_role: SignIn) -> None:
    client = as_role(Role.CLERK)
    assert names(client.get(f"/elders?region={towns.there.region_id}").content.decode()) == []
    assert names(client.get(f"/elders?region={towns.here.region_id}").content.decode()) == ["张一兰", "张二兰"]


def test_the_dead_are_found_as_such(towns: County, as_role: SignIn) -> None:
    clerk, client = towns.here.actor(Role.CLERK), as_role(Role.CLERK)
    record_fact(
        actor=clerk, elder_id=towns.here.elders[1], fact=NewFact(kind="state", value="deceased", from_on=SINCE), now=NOW
    )
    assert names(client.get("/elders?state=deceased").content.decode()) == ["张二兰"]
    assert names(client.get("/elders?state=living").content.decode()) == ["张一兰"]


@pytest.mark.parametrize("typed", [id_number(1), "80000001", f" {id_number(1)[:6]} {id_number(1)[6:]}"])
def test_a_number_leads_to_the_elder_and_stands_in_no_address(towns: County, as_role: SignIn, typed: str) -> None:
    fill(towns)
    answer = as_role(Role.CLERK).post("/elders/search", {"q": typed})
    assert (answer.status_code, answer["Location"]) == (302, f"/elders/{towns.here.elders[0]}")


@pytest.mark.parametrize("typed", [id_number(3), id_number(9), "10000009", "330503194005"])
def test_a_number_of_another_town_or_of_nobody_says_the_same(towns: County, as_role: SignIn, typed: str) -> None:
    client = as_role(Role.CLERK)
    answer = client.post("/elders/search", {"q": typed, "age": "80-89"}, follow=True)
    assert answer.redirect_chain == [("/elders?age=80-89", 302)]
    assert "没有找到这个号码" in answer.content.decode()


def test_a_whole_telephone_number_is_found_by_its_end(towns: County, as_role: SignIn) -> None:
    fill(towns)
    assert as_role(Role.CLERK).post("/elders/search", {"q": "138-0572-0101"})["Location"] == "/elders?q=0101"


def test_a_number_in_an_address_is_not_echoed(as_role: SignIn) -> None:
    answer = as_role(Role.CLERK).get(f"/elders?q={id_number(1)}&age=80-89")
    assert (answer.status_code, answer["Location"]) == (302, "/elders")


def test_numbers_are_masked_on_every_page_and_in_the_file(towns: County, as_role: SignIn) -> None:
    client, first = as_role(Role.CLERK), towns.here.elders[0]
    for address in ("/elders", f"/elders/{first}", f"/elders/{first}/id-number"):
        assert id_number(1) not in client.get(address).content.decode()
    book = load_workbook(BytesIO(client.get("/elders?export=xlsx").content)).active
    assert book is not None
    rows = [[cell.value for cell in row] for row in book.iter_rows(min_row=2)]
    assert [row[0] for row in rows] == ["张二兰", "张一兰"]  # er before yi
    assert [deed.detail for deed in Deed.objects.filter(verb="export elders")] == [{"narrowed": False}]
    assert sorted(str(row[4]) for row in rows) == sorted(mask_id_number(id_number(each)) for each in (1, 2))


def test_opening_a_number_needs_a_reason_is_shown_once_and_is_a_deed(towns: County, as_role: SignIn) -> None:
    client, first = as_role(Role.CLERK), towns.here.elders[0]
    address = f"/elders/{first}/id-number"
    for reason in ("", " ", f"核对 {id_number(5)}"):
        refused = client.post(address, {"reason": reason})
        assert refused.status_code == 422
    assert not Deed.objects.filter(verb="open id number").exists()
    shown = client.post(address, {"reason": "家属来电核对"})
    number = id_number(1)
    assert f"<span>{number[:6]}</span><span>{number[6:14]}</span><span>{number[14:]}</span>" in shown.content.decode()
    assert shown["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    deed = Deed.objects.get(verb="open id number")
    assert (deed.subject_id, deed.reason, number in str(deed.detail)) == (first, "家属来电核对", False)
    assert client.post(f"/elders/{towns.there.elders[0]}/id-number", {"reason": "好奇"}).status_code == 404


def test_nobody_else_is_let_in(towns: County, as_role: SignIn) -> None:
    first = towns.here.elders[0]
    for role in (Role.COUNTER, Role.MANAGER, Role.FINANCE, Role.SUPPORT):
        client = as_role(role)
        assert {client.get(each).status_code for each in ("/elders", f"/elders/{first}")} == {403}
    auditor = as_role(Role.AUDITOR)
    page = auditor.get(f"/elders/{first}").content.decode()
    assert ("张一兰" in page, "登记去世" in page, "发卡" in page) == (True, False, False)


def test_another_towns_elder_is_not_found(towns: County, as_role: SignIn) -> None:
    client, other = as_role(Role.CLERK), towns.there.elders[0]
    forms = ("/fact", "/death", "/move", "/phone", "/id-number", "/id-number/correction", "/card", "/printed-card")
    for part in ("", *forms):
        answer = client.get(f"/elders/{other}{part}")
        assert answer.status_code == 404
        assert names(answer.content.decode()) == []


def test_a_wrong_form_comes_back_as_it_was_typed(towns: County, as_role: SignIn) -> None:
    client = as_role(Role.CLERK)
    typed = {"name": "王新", "id_number": id_number(1)[:17] + "0", "region_id": str(towns.here.region_id), "phone": "1"}
    answer = client.post("/elders/registration", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="王新"' in page
    assert 'id="id_number-wrong"' in page
    assert 'aria-describedby="id_number-hint id_number-wrong"' in page
    twin = client.post("/elders/registration", {**typed, "id_number": id_number(1), "phone": ""})
    assert "该身份证号已登记" in twin.content.decode()
    made = client.post("/elders/registration", {**typed, "id_number": id_number(20), "phone": "13805720101"})
    assert made["Location"] == f"/elders/{Elder.objects.get(name='王新').id}"


def test_a_number_is_looked_at_while_it_is_typed(towns: County, as_role: SignIn) -> None:
    client = as_role(Role.CLERK)

    def said(text: str) -> str:
        return client.post("/elders/id-number", {"id_number": text}).content.decode()

    assert "还差 8 位。" in said(id_number(1)[:10])
    assert "1940年5月1日出生，86 岁。" in said(id_number(30))
    assert f'href="/elders/{towns.here.elders[0]}">张一兰' in said(id_number(1))
    assert "张三兰" not in said(id_number(3))
    wrong = id_number(1)[:16] + str((int(id_number(1)[16]) + 1) % 10) + id_number(1)[17]
    assert "校验码不对" in said(wrong)


def test_the_timeline_and_the_list_say_the_same(towns: County, as_role: SignIn) -> None:
    fill(towns)
    page = as_role(Role.CLERK).get(f"/elders/{towns.here.elders[0]}").content.decode()
    assert page.count("<title>低保</title>") == 1
    assert '<th scope="row">低保</th>' in page
    assert "登记事实 · 老人" in page


def test_three_and_three_hundred_rows_take_the_same_statements(towns: County, as_role: SignIn) -> None:
    clerk, client = towns.here.actor(Role.CLERK), as_role(Role.CLERK)
    register_elder(actor=clerk, name="张五兰", id_number=id_number(50), region_id=towns.here.region_id, now=NOW)
    addresses = ("/elders", "/elders?category=dibao", f"/elders?region={towns.here.region_id}&state=living&card=no")

    def counted() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            found.append(len(seen))
        return found

    before = counted()
    more = [NewElder("李更", id_number(each), towns.here.region_id) for each in range(100, 397)]
    register_elders(actor=clerk, elders=more, now=NOW)
    assert counted() == before
    assert max(before) < 12


def test_nothing_of_what_is_shown_stays_in_the_browser(towns: County, as_role: SignIn) -> None:
    client = as_role(Role.CLERK)
    told = [
        client.get(path)["Cache-Control"] for path in ("/elders", f"/elders/{towns.here.elders[0]}", "/api/v1/staff")
    ]
    assert told == ["no-store"] * 3


def test_an_id_number_among_the_evidence_is_masked(towns: County) -> None:
    clerk, elder = towns.here.actor(Role.CLERK), towns.here.elders[0]
    said = f"低保证 {id_number(7)}"
    fact_id = record_fact(
        actor=clerk, elder_id=elder, fact=NewFact(kind="category", value="dibao", from_on=SINCE, evidence=said), now=NOW
    )
    assert Fact.objects.get(id=fact_id).evidence == f"低保证 {mask_id_number(id_number(7))}"


def test_her_deeds_go_on_over_pages_and_a_canteens_people_too(towns: County, as_role: SignIn) -> None:
    clerk, elder_id = towns.here.actor(Role.CLERK), towns.here.elders[0]
    for number in range(40):
        change_phone(
            actor=clerk, elder_id=elder_id, phone=f"138057201{number:02d}", now=NOW + timedelta(minutes=number)
        )
    client = as_role(Role.CLERK)
    first = client.get(f"/elders/{elder_id}").content.decode()
    onward = unescape(re.findall(r'href="([^"]+)" rel="next"', first)[0])
    assert re.fullmatch(rf"/elders/{elder_id}\?after=[\w-]+#deeds", onward)
    second = client.get(onward.removesuffix("#deeds")).content.decode()
    told = [re.findall(r'<li><time datetime="([^"]+)"', page) for page in (first, second)]
    assert ([len(page) for page in told], told[0] + told[1]) == ([30, 11], sorted(told[0] + told[1], reverse=True))
    more = [Staff(login=f"l{at}", name=f"李{at}", sorts_as=f"li{at:03d}") for at in range(60)]
    Staff.objects.bulk_create(more)
    Duty.objects.bulk_create(
        Duty(staff=each, role="counter", canteen_id=towns.here.canteen_id, from_on=SINCE) for each in more
    )
    first = client.get(f"/canteens/{towns.here.canteen_id}").content.decode()
    onward = unescape(re.findall(r'href="([^"]+)#workers" rel="next"', first)[0])
    second = client.get(onward).content.decode()
    people = [re.findall(r'<th scope="row"><a href="/staff/[^"]+">([^<]+)</a>', page) for page in (first, second)]
    assert [len(page) for page in people] == [50, 12]
    assert sorted(people[0] + people[1]) == sorted(["here counter", "here manager", *(each.name for each in more)])
    assert people[0][:3] == ["here counter", "here manager", "李0"]
