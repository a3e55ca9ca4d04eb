"""The money over HTTP: what the pages do, and what they do not yet; another town's ids lead nowhere."""

from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from canteen.models import Duty, Region, Staff
from settlement.models import Entry, Fund
from tests.settlement.acting import DECEMBER, books_of, eat
from tests.town import DOCUMENT, SINCE, Town, at, small_town, stand
from tests.web import SHAPE, Web, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_first_of_december(settings: Settings) -> None:
    stand(settings, at(9, on=DECEMBER.first))


def staffed() -> Town:
    """A town with two people in its district's finance and clerks' duties, and somebody in the next town."""
    town = small_town(allotted_fen={})
    for staff in (town.clerk, town.second):
        for role in ("finance", "clerk"):
            Duty.objects.create(staff=staff, role=role, region=town.district, from_on=SINCE)
    there = Region.objects.create(number=99, key="linzhen", name="邻镇", level="town")
    stranger = Staff(login="stranger", name="stranger")
    stranger.set_password("stranger-word-of-tests")
    stranger.save()
    for role in ("finance", "clerk"):
        Duty.objects.create(staff=stranger, role=role, region=there, from_on=SINCE)
    return town


def signed_in(login: str) -> Web:
    """A browser with a session."""
    web = Web()
    assert web.sign_in(login, f"{login}-word-of-tests")[0] == 201
    return web


def test_a_month_from_the_fund_to_the_file() -> None:
    town = staffed()
    maker, checker = signed_in("clerk"), signed_in("second")
    place = str(town.canteens[0].id)
    for key in ("district", "town", "charity"):
        assert maker.post(f"/funds/{key}/appropriations", {"fen": 100_000})[0] == 201
    for key, fen in (("joint", 1001), ("charity", 500)):
        sent = {"canteen_id": place, "month": "2026-12", "fen": fen}
        assert maker.post(f"/funds/{key}/allotments", sent)[0] == 201
    sent = {"canteen_id": place, "month": "2026-11", "fen": 500}
    assert maker.post("/funds/joint/allotments", sent)[0] == 201
    eat(town, 0, at(11))
    code, grid = maker.get("/months")
    november = next(row for row in grid if row["books"]["month"] == "2026-11")
    assert (code, november["meals"], november["price_fen"], november["funds_fen"]) == (200, 1, 1000, 500)
    path = f"/months/{november['books']['id']}"
    assert maker.post(f"{path}/submission", {})[0] == 422
    told = maker.post(f"{path}/submission", {"digest": "0" * 64})[1]
    assert (told["code"], maker.get(path)[1]["books"]["state"]) == ("books-changed", "open")
    code, submitted = maker.post(f"{path}/submission", signed(maker.get(f"{path}/signing")[1]))
    assert (code, [kiosk["name"] for kiosk in submitted["silent_kiosks"]]) == (200, ["终端1"])
    _, shown = checker.get(path)
    assert shown["payables"] == [
        {"fund_key": "district", "name": "district", "fen": 250},
        {"fund_key": "town", "name": "town", "fen": 250},
    ]
    assert shown["meals"][0]["payers"] == {"elder": 400, "canteen": 100, "fund:joint": 500}
    assert maker.post(f"{path}/approval", {"digest": shown["digest"]})[0] == 403
    assert checker.post(f"{path}/approval", {"digest": "x"})[0] == 409
    code, sealed = checker.post(f"{path}/approval", {"digest": shown["digest"]})
    assert (code, sealed) == (200, {"digest": shown["digest"]})
    answer = maker.client.get(f"/api/v1{path}/workbook")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    code, told = maker.post(f"{path}/withdrawal", {})
    assert (code, told["type"], told["code"]) == (409, "conflict", "books-not-submitted")


def test_a_month_is_asked_about_and_answered() -> None:
    town = staffed()
    eat(town, 0, at(11))
    maker, checker = signed_in("clerk"), signed_in("second")
    path = f"/months/{maker.get('/months')[1][0]['books']['id']}"
    maker.post(f"{path}/submission", signed(maker.get(f"{path}/signing")[1]))
    shown = maker.get(path)[1]
    meal = shown["meals"][0]["entry_id"]
    code, made = checker.post(f"{path}/questions", {"text": "谁吃的？", "entry_ids": [meal]})
    assert code == 201
    assert checker.post(f"{path}/approval", {"digest": shown["digest"]})[1]["code"] == "question-open"
    answer = {"text": "录入有误", "reversed_entry_ids": [meal]}
    assert checker.post(f"{path}/questions/{made['id']}/answer", answer)[0] == 403
    assert maker.post(f"{path}/questions/{made['id']}/answer", answer)[0] == 204
    assert maker.post(f"{path}/questions/{made['id']}/answer", answer)[0] == 409
    (thread,) = maker.get(f"{path}/questions")[1]
    assert (thread["text"], thread["asked_by"], thread["answer"], thread["answered_by"]) == (
        *("谁吃的？", "second"),
        *("录入有误", "clerk"),
    )
    assert [(one["entry_id"], one["taken_back"]) for one in thread["meals"]] == [(meal, True)]
    assert maker.get(path)[1]["books"]["state"] == "answered"
    stranger = signed_in("stranger")
    assert stranger.get(f"{path}/questions")[0] == 404
    assert stranger.post(f"{path}/questions", {"text": "?"})[0] == 404


def test_holds_are_listed_and_cleared() -> None:
    town = staffed()
    eat(town, 0, at(11))
    maker = signed_in("clerk")
    books = maker.get("/months")[1][0]["books"]
    meal = maker.get(f"/months/{books['id']}")[1]["meals"][0]
    assert meal["payers"] == {"elder": 400, "canteen": 600}
    sent = {"entry_id": meal["entry_id"], "payer": "canteen", "reason": "待核实"}
    code, made = maker.post("/holds", sent)
    assert code == 201
    held = maker.get("/holds")[1]
    assert [(row["id"], row["fen"], row["words"]) for row in held] == [(made["id"], 600, "人工挂起，待核实")]
    assert signed_in("stranger").get("/holds") == (200, [])
    assert signed_in("stranger").post(f"/holds/{made['id']}/clearing", {"payer": "canteen", "reason": "x"})[0] == 404
    for reason in ("", " ", "长" * 201):
        status, told = maker.post(f"/holds/{made['id']}/clearing", {"payer": "canteen", "reason": reason})
        assert (status, told["code"], told["words"]) == (422, "bad-hold", "支付方或原因填写有误")
    assert maker.post(f"/holds/{made['id']}/clearing", {"payer": "canteen"})[0] == 422
    assert maker.post(f"/holds/{made['id']}/clearing", {"payer": "canteen", "reason": "已核实"})[0] == 201
    assert maker.get("/holds") == (200, [])


def test_policies_are_drafted_and_approved_by_two() -> None:
    town = staffed()
    maker, checker = signed_in("clerk"), signed_in("second")
    sent = {"region_id": str(town.region.id), "document": DOCUMENT, "from_on": "2027-01-01"}
    code, made = maker.post("/policies", sent)
    assert code == 201
    path = f"/policies/{made['id']}"
    _, shown = checker.get(path)
    assert shown["document"] == DOCUMENT
    digest = {"digest": shown["policy"]["digest"]}
    assert maker.post(f"{path}/check", digest) == (204, None)
    _, compared = checker.get(f"{path}/difference")
    assert (compared["against"]["version"], compared["differences"]) == (1, [])
    signed = digest | {"mark": compared["mark"]}
    assert maker.post(f"{path}/approval", signed)[1]["code"] == "policy-needs-second-person"
    assert signed_in("stranger").get(path)[0] == 404
    assert signed_in("stranger").get(f"{path}/difference")[0] == 404
    assert signed_in("stranger").post(f"{path}/approval", signed)[0] == 403
    assert checker.post(f"{path}/approval", signed | {"mark": ""})[1]["code"] == "policy-compared-otherwise"
    assert checker.post(f"{path}/approval", signed)[0] == 204
    assert checker.get(path)[1]["policy"]["standing"] == "coming"
    found = [(row["version"], row["until_on"]) for row in maker.get("/policies")[1]]
    assert found == [(2, None), (1, "2027-01-01")]
    code, told = maker.post("/policies", sent | {"document": DOCUMENT | {"colour": "red"}})
    assert (code, told["code"], [each["path"] for each in told["fields"]]) == (422, "policy-invalid", ["colour"])


def test_the_drawer_over_http() -> None:
    town = staffed()
    eat(town, 0, at(11))
    counter = signed_in("counter")
    code, made = counter.post("/shifts", {"canteen_id": str(town.canteens[0].id), "float_fen": 1000})
    assert code == 201
    path = f"/shifts/{made['id']}"
    elder = str(town.elders[0].id)
    code, taken = counter.post(f"{path}/cash", {"elder_id": elder, "given_fen": 500})
    assert (code, taken["taken_fen"], taken["change_fen"], taken["due_fen"]) == (201, 400, 100, 0)
    assert counter.post(f"{path}/back", {"elder_id": elder})[1]["code"] == "no-such-credit"
    assert counter.get(path)[1]["expected_fen"] == 1400
    code, moved = counter.post(f"{path}/count", {"counted_fen": 1400, "expected_fen": 1000})
    assert (code, moved["code"], counter.get(path)[1]["closed_at"]) == (409, "drawer-moved", None)
    code, refused = counter.post(f"{path}/count", {"counted_fen": 1390, "expected_fen": 1400})
    assert (code, refused["code"]) == (422, "difference-unexplained")
    code, closed = counter.post(f"{path}/count", {"counted_fen": 1390, "reason": "少找一角"})
    assert (code, closed["difference_fen"]) == (200, -10)
    assert signed_in("stranger").get(path)[0] == 404


def test_another_towns_months_lead_nowhere() -> None:
    town = staffed()
    eat(town, 0, at(11))
    stranger, books = signed_in("stranger"), books_of(town).id
    assert stranger.get("/months") == (200, [])
    asked: list[tuple[str, str, object]] = [("GET", "", None), ("GET", "/workbook", None)]
    asked += [("POST", f"/{act}", {"digest": "x"}) for act in ("submission", "approval")]
    asked.append(("POST", "/withdrawal", {}))
    for method, rest, body in asked:
        code, told = stranger.send(method, f"/months/{books}{rest}", body)
        assert (code, told["code"]) == (404, "no-such-books"), rest
        assert set(told) == SHAPE


def test_another_towns_funds_are_neither_seen_nor_touched() -> None:
    town = staffed()
    stranger = signed_in("stranger")
    assert stranger.get("/funds") == (200, [])
    assert [(fund["key"], fund["region_id"]) for fund in signed_in("clerk").get("/funds")[1]] == [
        ("charity", str(town.region.id)),
        ("district", str(town.district.id)),
        ("joint", str(town.district.id)),
        ("town", str(town.region.id)),
    ]
    made = {"region_id": str(town.region.id), "key": "mine", "name": "我的", "source": "budget"}
    drawn = {"canteen_id": str(town.canteens[0].id), "month": "2026-12", "fen": 1}
    for path, body in (
        ("/funds", made),
        ("/funds/charity/appropriations", {"fen": 1}),
        ("/funds/charity/allotments", drawn),
    ):
        code, told = stranger.post(path, body)
        assert (code, told["code"]) == (403, "out-of-scope"), path
        assert set(told) == SHAPE
    assert Fund.objects.count() == 4
    assert Entry.objects.count() == 0


def test_nonsense_is_told_by_its_path() -> None:
    staffed()
    maker = signed_in("clerk")
    for path, body, wrong in (
        ("/funds", {"region_id": str(uuid4()), "key": "x", "name": "x", "source": "budget", "colour": 1}, "colour"),
        ("/funds/charity/appropriations", {"fen": 1.5}, "fen"),
        ("/funds/charity/appropriations", {"fen": True}, "fen"),
        ("/funds/charity/appropriations", {"fen": 10**30}, "fen"),
        ("/funds/charity/allotments", {"canteen_id": "x", "month": "2026-11", "fen": 1}, "canteen_id"),
    ):
        code, told = maker.post(path, body)
        assert (code, wrong in told["fields"][-1]["path"]) == (422, True), path
    sent = {"canteen_id": str(uuid4()), "month": "2026-13", "fen": 1}
    assert maker.post("/funds/charity/allotments", sent)[1]["code"] == "not-month"
    assert maker.get("/allotments?month=2026")[0] == 422
    assert maker.post("/funds/nobody/appropriations", {"fen": 1})[0] == 404
