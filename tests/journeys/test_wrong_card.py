"""The wrong card, the wrong meal, the wrong item: a clear answer each, nothing lost, and she eats all the same (K2)."""

import copy
from datetime import date
from typing import Any

import pytest

from kiosk.core.credential import QrCard
from kiosk.gateways.signatures import signed_text
from kiosk.models import CheckIn
from ordering.models import Order
from settlement.models import Entry
from tests.county import at
from tests.journeys.hall import DAY, Hall
from tests.town import DOCUMENT


@pytest.fixture(autouse=True)
def _lunchtime(hall: Hall) -> None:
    hall.offer()
    hall.set_clock(at(11, 5))


def by_name(hall: Hall) -> dict[str, Any]:
    """She is found by name at the counter: at most twenty seconds, and she eats."""
    item = hall.item("name", elder=hall.elders[0], staff=hall.unlock())
    return hall.send(item)[0]


def kept(receipt: dict[str, Any]) -> tuple[str, str, str]:
    """How the row of a receipt stands in the books: decision, reason, and what was presented."""
    row = CheckIn.objects.get(id=receipt["id"])
    assert row.entry is None
    return row.decision, row.reason, row.evidence["presented"]


def asks(receipt: dict[str, Any], reason: str, words: str) -> bool:
    """Whether the elder's screen says "please ask" and the counter's says why."""
    assert (receipt["decision"], receipt["screen"], receipt["elder_fen"]) == ("quarantined", "ask", None)
    assert (receipt["reason"], receipt["counter"]) == (reason, words)
    return True


def test_an_unknown_card(hall: Hall) -> None:
    receipt = hall.present("99999999")
    assert asks(receipt, "unknown-credential", "没有登记这张卡，请按姓名打卡")
    assert receipt["name"] is None
    assert kept(receipt) == ("quarantined", "unknown-credential", "99999999")
    assert by_name(hall)["elder_fen"] == 400
    assert [item["reason_words"] for item in hall.today()["items"]] == ["已用餐", "没有登记这张卡，请按姓名打卡"]


def test_a_lost_card_is_dead_at_once_and_its_successor_works_at_once(hall: Hall) -> None:
    _, [card] = hall.staff("here-clerk").get(f"/elders/{hall.elders[0]}/credentials")
    blocked = hall.staff("here-clerk").post(f"/credentials/{card['id']}/block", {"reason": "遗失"})
    assert blocked == (204, None)
    hall.set_clock(at(11, 6))
    receipt = hall.present(hall.cards[0])
    assert asks(receipt, "blocked-credential", "此卡已挂失，请核对身份")
    status, issued = hall.staff("here-clerk").post(f"/credentials/{card['id']}/replace", {"number": "80000077"})
    assert (status, issued["code"]) == (201, "80000077")
    assert asks(hall.present(hall.cards[0]), "replaced-credential", "此卡已换发新卡，请核对身份")
    assert hall.present("80000077")["decision"] == "served"
    codes = CheckIn.objects.order_by("id").values_list("elder_id", "decision")
    assert [(str(elder_id), decision) for elder_id, decision in codes] == [
        (hall.elders[0], "quarantined"),
        (hall.elders[0], "quarantined"),
        (hall.elders[0], "served"),
    ]


def test_a_printed_code_that_has_expired_and_one_that_was_tampered_with(hall: Hall) -> None:
    code = hall.staff("here-clerk").post(f"/elders/{hall.elders[0]}/credentials", {"expires_on": "2026-11-30"})[1][
        "code"
    ]
    good = signed_text(QrCard(bytes.fromhex(code), DAY, date(2026, 11, 30)))
    old = signed_text(QrCard(bytes.fromhex(code), date(2026, 1, 1), DAY))
    assert asks(hall.present(old), "qr-expired", "二维码已过期，请换发新卡")
    bent = good[:60] + ("A" if good[60] != "A" else "B") + good[61:]
    assert hall.present(bent)["reason"] in ("qr-bad-signature", "qr-malformed")
    assert hall.present(good)["elder_fen"] == 400
    assert CheckIn.objects.count() == 3


def test_a_meal_nobody_registered(hall: Hall) -> None:
    """At the kiosk it waits for a person; once the canteen has registered it, she is served."""
    hall.set_clock(at(11, 5, on=date(2026, 11, 21)))
    assert hall.price_list()["meals"] == []
    receipt = hall.present(hall.cards[0])
    assert asks(receipt, "no-meal", "本餐次没有登记这份供餐，请先登记")
    hall.offer(on=date(2026, 11, 21))
    assert hall.present(hall.cards[0])["decision"] == "served"
    assert CheckIn.objects.get(id=receipt["id"]).decision == "quarantined"  # what was decided stays


def test_a_broken_item_spoils_no_other_and_is_kept(hall: Hall) -> None:
    good = hall.item("present", presented=hall.cards[0])
    broken = hall.item("present", presented="短信")
    batch = [broken, None, good, {"kind": "present", "sequence": 77}]
    receipts = hall.send(*batch)
    assert [one["decision"] for one in receipts] == ["quarantined", "quarantined", "served", "quarantined"]
    assert [one["id"] for one in receipts] == [broken["id"], None, good["id"], None]
    assert {one["counter"] for one in receipts} == {"终端发来的记录不完整，请登记后处理", "已用餐"}
    assert hall.send(*batch) == receipts
    assert CheckIn.objects.count() == 4
    mistakes = CheckIn.objects.get(id=broken["id"]).evidence["mistakes"]
    assert mistakes == [["presented", "must be 1 to 512 printable ASCII characters"]]


def test_the_same_id_with_other_content(hall: Hall) -> None:
    item = hall.item("present", presented=hall.cards[0])
    served = hall.send(item)[0]
    changed = hall.send(item | {"presented": hall.cards[1]})[0]
    assert asks(changed, "same-id-other-content", "同一编号收到不同内容，原记录有效，请核对")
    assert hall.send(item)[0] == served
    assert Entry.objects.filter(kind="meal").count() == 1
    assert str(Order.objects.get().elder_id) == hall.elders[0]


def test_a_revoked_device_keeps_its_queue_and_nothing_else(hall: Hall) -> None:
    queued = hall.item("present", presented=hall.cards[0])
    revoked = hall.staff("here-manager").post(f"/devices/{hall.kiosk}/revocation", {"reason": "丢失"})
    assert revoked == (204, None)
    assert hall.price_list()["code"] == "device-unknown"
    assert asks(hall.send(queued)[0], "device-revoked", "终端已停用，记录留待核对")
    assert kept(queued) == ("quarantined", "device-revoked", hall.cards[0])


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda document: document["layers"][0]["tiers"][0]["formula"].update(fixed="5.005"), "layers[0].tiers[0]"),
        (lambda document: document["layers"][1]["formula"].update(fixed=1), "layers[1].formula.fixed"),
        (lambda document: document["layers"][1].pop("empty"), "layers[1].empty"),
        (lambda document: document.update(promise="canteen"), "promise"),
        (lambda document: document["elder"][0].update(at_least="6.00"), "elder[0]"),
    ],
)
def test_a_policy_with_a_mistake_names_the_place(hall: Hall, change: Any, path: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    sent = {"region_id": str(hall.made.here.region_id), "from_on": "2027-01-01", "document": document}
    status, answer = hall.staff("here-clerk").post("/policies", sent)
    assert (status, answer["type"]) == (422, "invalid")
    assert any(field["path"].startswith(path) for field in answer["fields"]), answer["fields"]
