"""A list says what everybody pays, proves it, names nobody, and is sent again only when it says something else."""

import copy
import gzip
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from canteen.core.sitting import Sitting
from canteen.models import Canteen, Elder
from canteen.models.ids import new_id
from canteen.queries.roster import forget_rosters
from kiosk.core.roster import pseudonym
from kiosk.gateways.promises import prover
from kiosk.models import CheckIn, PriceList
from kiosk.operations.price_list import KioskList, list_for
from ordering.models import Line, Meal, Order
from settlement.models import Allotment
from tests.kiosk.attempts import by_name, card, second, take
from tests.town import DAY, DOCUMENT, HOURS, SECRET, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db
NOW = at(11, 5)
TOMORROW = DAY + timedelta(days=1)


def told(town: Town, place: int = 0, now: datetime = NOW) -> KioskList:
    return list_for(canteen_id=town.canteens[place].id, hours=HOURS, now=now)


def promised(listed: KioskList, code: str) -> dict[str, Any]:
    """The promise a kiosk makes of what its list says of a card."""
    entry = listed.entry(code)
    assert entry is not None
    return {"fen": entry["fen"], "list": str(listed.id), "proof": entry["p"]}


def decided(town: Town, promise: dict[str, Any], now: datetime = NOW, kiosk: int = 0, who: int = 0) -> tuple[str, str]:
    receipt = take(town.kiosks[kiosk], card(town.cards[who], now, promise=promise), now)
    return receipt.decision, receipt.reason


# --- proofs -----------------------------------------------------------------------------------------------------------


def test_what_the_list_says_is_kept_though_nothing_of_it_is_stored() -> None:
    town = small_town(elders=2)
    listed = told(town)
    with CaptureQueriesContext(connection) as sent:
        told(town)
    assert not [query["sql"] for query in sent if query["sql"].startswith("INSERT")]
    assert decided(town, promised(listed, town.cards[0])) == ("served", "")
    row = CheckIn.objects.get()
    assert (row.price_list_id, row.promised_fen, row.decided_fen) == (listed.id, 400, 400)
    assert PriceList.objects.count() == 1


@pytest.mark.parametrize("wrong", ["proof of another", "letter", "cut", "longer", "odd letters", "key never loaded"])
def test_a_proof_that_is_not_of_this_price_for_her_is_none(wrong: str) -> None:
    town = small_town(elders=2)
    listed = told(town)
    promise, proof = promised(listed, town.cards[0]), promised(listed, town.cards[0])["proof"]
    promise["proof"] = {
        "proof of another": promised(listed, town.cards[1])["proof"],
        "letter": proof[:-1] + ("A" if proof[-1] != "A" else "B"),
        "cut": proof[:-4],
        "longer": proof + "AAAA",
        "odd letters": "!" + proof[1:],
        "key never loaded": "AAk" + proof[3:],
    }[wrong]
    assert decided(town, promise) == ("quarantined", "list-mismatch")


@pytest.mark.parametrize(
    ("place", "now"),
    [(1, NOW), (0, at(17, 5)), (0, at(11, 5, on=TOMORROW))],
    ids=["canteen", "sitting", "day"],
)
def test_a_list_of_another_canteen_sitting_or_day_proves_nothing_here(place: int, now: datetime) -> None:
    town = small_town(canteens=2, elders=1, days=(DAY, TOMORROW))
    promise = promised(told(town), town.cards[0])
    assert decided(town, promise, now, kiosk=place) == ("quarantined", "list-mismatch")


def test_a_promise_outlives_the_price_it_was_made_at() -> None:
    """Told 4 yuan in the morning, and still at noon, though a new meal price would ask more of her (D11)."""
    town = small_town(elders=2)
    promise = promised(told(town), town.cards[0])
    Meal.objects.filter(id=town.meals[(town.canteens[0].id, DAY, "lunch")].id).update(price_fen=1100)
    later = at(12)
    assert promised(told(town, now=later), town.cards[1])["fen"] == 500
    receipt = take(town.kiosks[0], card(town.cards[0], later, promise=promise), later)
    assert (receipt.decision, receipt.elder_fen) == ("served", 400)


def test_keys_may_be_rotated_while_a_device_is_off_line() -> None:
    town = small_town(elders=2)
    old, new = bytes(range(32)), bytes(range(32, 64))
    with override_settings(NUANCAN_KEYS={7: old}):
        first, other = (promised(told(town), code) for code in town.cards)
    with override_settings(NUANCAN_KEYS={7: old, 8: new}):
        assert promised(told(town), town.cards[0])["proof"] != first["proof"]
        assert decided(town, first) == ("served", "")
    with override_settings(NUANCAN_KEYS={8: new}):
        assert decided(town, other, who=1) == ("quarantined", "list-mismatch")


def test_a_promise_is_kept_after_a_backup_lost_the_row_of_its_list() -> None:
    town = small_town(elders=1)
    lost, meal = new_id(), town.meals[(town.canteens[0].id, DAY, "lunch")]
    proof = prover(list_id=lost, meal_id=meal.id).proof(town.elders[0].id.bytes, 300)
    assert decided(town, {"fen": 300, "list": str(lost), "proof": proof}) == ("served", "")
    kept = CheckIn.objects.get()
    assert (kept.price_list, kept.promised_fen, kept.decided_fen) == (None, 300, 300)


def test_no_list_speaks_of_second_portions_and_any_may_be_asked_for_by_name() -> None:
    town = small_town(elders=1)
    kiosk, promise = town.kiosks[0], promised(told(town), town.cards[0])
    token = town.token(kiosk, NOW)
    assert take(kiosk, by_name(town.elders[0].id, NOW, token, promise=promise), NOW).decision == "served"
    portion = take(kiosk, second(town.elders[0].id, NOW, token, promise=promise), NOW)
    assert (portion.decision, portion.reason) == ("quarantined", "list-mismatch")


# --- what it says -----------------------------------------------------------------------------------------------------


def test_everybody_is_told_her_own_price() -> None:
    town = small_town(elders=0)
    born = [date(1940, 5, 1), date(1960, 1, 1), date(1955, 1, 1), date(1940, 11, 21)]
    for number, birth_on in enumerate(born):
        add_elder(town, number, birth_on=birth_on, categories=("dibao",) if number == 2 else ())
    listed = told(town)
    assert [promised(listed, code)["fen"] for code in town.cards] == [400, 500, 300, 400]
    for number, code in enumerate(town.cards):
        receipt = take(town.kiosks[0], card(code, NOW), NOW)
        assert receipt.elder_fen == promised(listed, code)["fen"], number


def test_the_dead_and_who_can_present_nothing_are_not_in_it() -> None:
    town = small_town(elders=4)
    add_fact(town.elders[1], "state", "deceased", from_on=DAY - timedelta(days=1))
    add_fact(town.elders[2], "state", "deceased", from_on=DAY)  # a meal on that day was eaten (R14)
    town.elders[3].credentials.update(blocked_at=at(8))
    listed = told(town)
    known = {pseudonym(listed.salt, town.cards[number]) for number in (0, 2)}
    assert set(dict(listed.entries())) == known


def test_it_holds_nothing_but_pseudonym_price_masked_name_and_proof() -> None:
    """K6: whatever the device keeps of anybody is one of these."""
    town = small_town(elders=2)
    add_fact(town.elders[0], "category", "dibao")
    found = dict(told(town).entries())
    assert all(set(entry) == {"m", "fen", "n", "p"} for entry in found.values())
    text = json.dumps(found, ensure_ascii=False)
    secret = [*town.cards, "dibao", "1940", *(str(elder.id) for elder in town.elders), town.elders[0].name]
    assert [word for word in secret if word in text] == []
    proofs = [entry["p"] for entry in found.values()]
    assert len(set(proofs)) == len(proofs)


def test_a_scarce_allotment_is_told_and_an_ample_one_changes_nothing() -> None:
    document = copy.deepcopy(DOCUMENT)
    for layer in document["layers"]:
        layer["empty"] = {"then": "elder", "part": True}
    town = small_town(elders=1, document=document)
    before = told(town)
    Allotment.objects.filter(fund__key="joint").update(drawn_fen=5_000_000)
    assert told(town).digest == before.digest
    Allotment.objects.filter(fund__key="joint").update(drawn_fen=9_999_800)  # two yuan are left
    after = told(town)
    assert (after.digest != before.digest, promised(after, town.cards[0])["fen"]) == (True, 500)


# --- when it is sent again --------------------------------------------------------------------------------------------


def block(town: Town) -> None:
    town.elders[0].credentials.update(blocked_at=NOW)


def grant(town: Town) -> None:
    add_fact(town.elders[0], "category", "dibao", from_on=DAY)


def marry(town: Town) -> None:
    Elder.objects.filter(id=town.elders[0].id).update(name="王三")


def order(town: Town) -> None:
    meal = town.meals[(town.canteens[0].id, DAY, "lunch")]
    made = Order.objects.create(
        meal=meal, canteen=meal.canteen, elder=town.elders[0], person=town.elders[0], service_on=DAY, sitting="lunch",
        origin="ahead", state="placed", placed_at=at(8),
    )  # fmt: skip
    Line.objects.create(order=made, position=0, kind="set", name="套餐", fen=900)


def reprice(town: Town) -> None:
    Meal.objects.filter(canteen=town.canteens[0], sitting="lunch").update(price_fen=1200)


@pytest.mark.parametrize("change", [block, grant, marry, order, reprice])
def test_within_ten_seconds_it_says_what_is_so_now(change: Callable[[Town], None]) -> None:
    """A kiosk asks every forty seconds: a lost card is dead at all of them within sixty (K8)."""
    town = small_town(elders=2)
    before = told(town)
    change(town)
    after = told(town, now=NOW + timedelta(seconds=10))
    assert after.digest != before.digest
    assert after.id == before.id
    fresh_digest = after.digest
    forget_rosters()  # another worker, which has read nothing yet
    assert told(town, now=NOW + timedelta(seconds=10)).digest == fresh_digest


def test_canteens_that_ask_at_once_share_one_reading() -> None:
    town = small_town(canteens=2, elders=2)
    told(town)
    with CaptureQueriesContext(connection) as sent:
        for place in (0, 1):
            told(town, place, now=NOW + timedelta(seconds=9))
    assert [query["sql"] for query in sent if "canteen_fact" in query["sql"]] == []
    assert told(town).entry(town.cards[0]) != told(town, 1).entry(town.cards[0])


def test_a_sitting_has_one_list_and_the_next_has_another() -> None:
    town = small_town(elders=1)
    one, same, dinner = told(town), told(town, now=at(13, 20)), told(town, now=at(17))
    assert (one.id, one.salt) == (same.id, same.salt)
    assert (dinner.seat.sitting, dinner.id == one.id, dinner.salt == one.salt) == (Sitting.DINNER, False, False)


class Asking:
    """A device that asks for its list over HTTP."""

    def __init__(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        self.header = {"Authorization": f"Device {town.kiosks[0].id}.{SECRET}"}
        self.now = NOW
        monkeypatch.setattr("kiosk.api.wire.now", lambda: self.now)

    def __call__(self, **headers: str) -> Any:
        return Client().get("/api/v1/kiosk/list", headers=self.header | headers)


def test_a_device_that_has_the_list_is_told_so_and_what_time_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    town = small_town(elders=2)
    ask = Asking(town, monkeypatch)
    first = ask()
    tag = first.headers["ETag"]
    ask.now = NOW + timedelta(seconds=40)
    again = ask(**{"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert datetime.fromisoformat(again.headers["Nuancan-Now"]) == ask.now
    assert again.headers["X-Content-Type-Options"] == "nosniff"
    block(town)
    ask.now = NOW + timedelta(seconds=80)
    changed = ask(**{"If-None-Match": tag})
    assert (changed.status_code, len(changed.json()["entries"])) == (200, 1)


def test_a_device_nobody_enrolled_learns_nothing_from_a_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    town = small_town(elders=1)
    ask = Asking(town, monkeypatch)
    tag = ask().headers["ETag"]
    ask.header = {"Authorization": f"Device {town.kiosks[0].id}.other"}
    refused = ask(**{"If-None-Match": tag})
    assert (refused.status_code, "ETag" in refused.headers, "Nuancan-Now" in refused.headers) == (401, False, False)


def test_it_is_compressed_for_who_reads_that(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Asking(small_town(elders=30), monkeypatch)
    plain, packed = ask(), ask(**{"Accept-Encoding": "gzip, br"})
    assert (packed.headers["Content-Encoding"], "Content-Encoding" in plain.headers) == ("gzip", False)
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_canteen_without_a_policy_promises_nothing() -> None:
    town = small_town(elders=1)
    Canteen.objects.update(region=town.district)
    assert dict(told(town).entries()) == {}
    assert told(town).entry(town.cards[0]) is None
