"""The wire of kiosks over HTTP: enrolment, list, batches, strip; every item of a batch gets a receipt."""

import hashlib
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client

from canteen.core.scope import Actor, Held, Role
from canteen.core.sitting import Sitting, Window
from canteen.models import Deed, Duty
from canteen.operations.hours import change_hours
from canteen.queries.staff import actor_by_id
from kiosk.models import CheckIn, EnrolCode
from kiosk.operations.devices import CODE_LIVES, TRIES_A_SECOND, open_enrolment
from tests.kiosk.attempts import card
from tests.town import DAY, HOURS, SECRET, SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _five_past_eleven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.api.wire.now", lambda: at(11, 5))


def opened(town: Town) -> str:
    """A code that enrols a device at the first canteen, made at eleven."""
    clerk = Actor(town.clerk.id, "clerk", (Held(Role.CLERK, frozenset({town.canteens[0].id})),))
    return open_enrolment(actor=clerk, canteen_id=town.canteens[0].id, name="门口", now=at(11))


def header(town: Town) -> dict[str, str]:
    return {"Authorization": f"Device {town.kiosks[0].id}.{SECRET}"}


def post(client: Client, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
    return client.post(f"/api/v1/kiosk/{path}", body, content_type="application/json", headers=headers or {})


def test_a_list_promises_prices_and_the_server_keeps_them(client: Client) -> None:
    town = small_town()
    listed = client.get("/api/v1/kiosk/list", headers=header(town)).json()
    assert listed["until"] == "2026-11-20T06:45:00.000Z"  # halfway between lunch and dinner, in UTC
    pseudonym = hashlib.sha256((listed["salt"] + town.cards[0]).encode()).hexdigest()[:16]
    entry = listed["entries"][pseudonym]
    assert entry == {"m": listed["meals"][0]["id"], "fen": 400, "n": "张*兰", "p": entry["p"]}
    promise = {"fen": entry["fen"], "list": listed["list_id"], "proof": entry["p"]}
    item = card(town.cards[0], at(11, 5), meal=entry["m"], promise=promise)
    answer = post(client, "check-ins", {"sent_at": at(11, 5).isoformat(), "attempts": [item]}, header(town))
    assert answer.json()["receipts"] == [
        {
            "id": item["id"],
            "decision": "served",
            "screen": "done",
            "reason": None,
            "name": "张*兰",
            "elder_fen": 400,
            "counter": "已用餐",
        }
    ]
    row = CheckIn.objects.get()
    assert (str(row.price_list_id), row.promised_fen, row.decided_fen) == (listed["list_id"], 400, 400)


def test_what_comes_late_is_seated_by_the_hours_of_its_own_day(client: Client) -> None:
    """Yesterday lunch began at half past ten; today it begins at nine, and yesterday's early dinner stays a dinner."""
    town, eve = small_town(days=(DAY - timedelta(days=1), DAY)), DAY - timedelta(days=1)
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.district, from_on=SINCE)
    clerk = actor_by_id(staff_id=town.clerk.id, on=DAY)
    hours = {Sitting.LUNCH: Window(Sitting.LUNCH, time(9), time(16)), Sitting.DINNER: HOURS[1]}
    change_hours(actor=clerk, canteen_id=town.canteens[0].id, hours=hours, from_on=DAY, now=at(8))
    instants = [at(15, on=eve), at(9, 30, on=eve), at(10)]
    items = [card(town.cards[number], made_at) for number, made_at in enumerate(instants)]
    post(client, "check-ins", {"sent_at": at(11, 5).isoformat(), "attempts": items}, header(town))
    seats = {str(row.id): (row.decision, row.service_on, row.sitting) for row in CheckIn.objects.all()}
    assert [seats[item["id"]] for item in items] == [
        ("served", eve, "dinner"),
        ("served", eve, "lunch"),
        ("served", DAY, "lunch"),
    ]
    listed = client.get("/api/v1/kiosk/list", headers=header(town)).json()
    assert (listed["sitting"], listed["until"]) == ("lunch", "2026-11-20T08:00:00.000Z")


def test_a_broken_item_spoils_no_other(client: Client) -> None:
    town = small_town()
    good = card(town.cards[0], at(11, 5))
    batch = {"sent_at": at(11, 5).isoformat(), "attempts": ["nonsense", {"id": "x"}, good, card("NOBODY99", at(11, 5))]}
    receipts = post(client, "check-ins", batch, header(town)).json()["receipts"]
    assert [(r["decision"], r["reason"]) for r in receipts] == [
        ("quarantined", "malformed"),
        ("quarantined", "malformed"),
        ("served", None),
        ("quarantined", "unknown-credential"),
    ]
    again = post(client, "check-ins", batch, header(town)).json()["receipts"]
    assert again == receipts
    assert CheckIn.objects.count() == 4


def test_enrolment_takes_a_code_once(client: Client) -> None:
    town = small_town()
    code = opened(town)
    made = post(client, "enrol", {"code": code}).json()
    assert (made["canteen"], made["name"]) == ({"id": str(town.canteens[0].id), "name": "第1食堂"}, "门口")
    assert client.get("/api/v1/kiosk/today", headers={"Authorization": f"Device {made['token']}"}).json() == {
        "now": "2026-11-20T03:05:00Z",
        "served": 0,
        "items": [],
    }
    refused = post(client, "enrol", {"code": code})
    assert (refused.status_code, refused.json()["code"]) == (403, "enrol-code-used")
    unknown = post(client, "enrol", {"code": "654321"})
    assert (unknown.status_code, unknown.json()["code"], unknown.json()["words"]) == (
        403,
        "enrol-code-unknown",
        "登记码不正确",
    )


def test_guessing_at_codes_of_enrolment_is_hopeless_and_keeps_nobody_out(client: Client) -> None:
    """A stranger's tries lock no clerk out, and reach one code in a hundred thousand at best while it lives."""
    town = small_town()
    code = opened(town)
    assert TRIES_A_SECOND * CODE_LIVES.total_seconds() * 10**5 < 10 ** len(code)
    assert code not in str(list(EnrolCode.objects.values())) + str(list(Deed.objects.values()))
    assert EnrolCode.objects.get().code_digest != hashlib.sha256(code.encode()).hexdigest()
    wrong = {post(client, "enrol", {"code": f"{number:012}"}).status_code for number in range(30)}
    assert wrong == {403}
    typed = f"{code[:4]} {code[4:8]}-{code[8:]}".translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    assert post(client, "enrol", {"code": typed}).json()["name"] == "门口"


def test_the_strip_opens_by_pin_and_not_by_guessing(client: Client) -> None:
    town = small_town()
    assert post(client, "counter/unlock", {"pin": "2468"}, header(town)).json()["staff"] == "counter"
    codes = [post(client, "counter/unlock", {"pin": "0000"}, header(town)).json()["code"] for _ in range(6)]
    assert codes == ["pin-wrong"] * 5 + ["pin-tried-too-often"]
    assert post(client, "counter/unlock", {"pin": "2468"}, header(town)).json()["code"] == "pin-tried-too-often"
