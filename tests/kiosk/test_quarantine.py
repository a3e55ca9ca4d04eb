"""What cannot be admitted is kept with its reason, moves no money and loses nothing (K2, D8, D21)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import base45
import pytest

from canteen.models import Credential, Tenure
from canteen.models.ids import new_id
from kiosk.core.credential import PREFIX, QrCard, encode
from kiosk.gateways.signatures import signed_text
from kiosk.models import CheckIn, Kiosk
from ordering.models import Meal, Order
from settlement.models import Claim, Entry
from tests.kiosk.attempts import by_name, card, second, take
from tests.town import DAY, Town, add_fact, at, small_town

pytestmark = pytest.mark.django_db
NOW = at(11, 5)
CARD_ID = bytes(range(16))


def qr(issued_on: date = date(2026, 1, 1), expires_on: date = date(2027, 1, 1)) -> str:
    """A printed text that nobody is registered under, unless a test does so."""
    return signed_text(QrCard(CARD_ID, issued_on, expires_on))


def foreign_key() -> str:
    return encode(QrCard(CARD_ID, date(2026, 1, 1), date(2027, 1, 1)), 999, bytes(32))


def altered(place: int) -> str:
    """The text of a card with one of its 88 bytes counted up."""
    payload = bytearray(base45.b45decode(qr().removeprefix(PREFIX)))
    payload[place] = (payload[place] + 1) % 256
    return PREFIX + str(base45.b45encode(bytes(payload)), "ascii")


def nothing_moved(town: Town) -> bool:
    return not (Order.objects.exists() or Entry.objects.exists() or Claim.objects.exists())


@pytest.mark.parametrize(
    ("scan", "reason"),
    [
        (lambda: "!!!!", "qr-malformed"),
        (lambda: "12345", "qr-malformed"),
        (lambda: qr()[:-5], "qr-truncated"),
        (lambda: altered(0), "qr-wrong-version"),
        (lambda: altered(1), "qr-wrong-algorithm"),
        (foreign_key, "qr-wrong-key"),
        (lambda: altered(80), "qr-bad-signature"),
        (lambda: qr(issued_on=DAY + timedelta(days=1)), "qr-not-yet-valid"),
        (lambda: qr(expires_on=DAY), "qr-expired"),
        (qr, "unknown-credential"),
        (lambda: "NOBODY99", "unknown-credential"),
    ],
)
def test_a_scan_that_names_nobody_is_kept(scan: Callable[[], str], reason: str) -> None:
    town = small_town(elders=1)
    item = card(scan(), NOW)
    receipt = take(town.kiosks[0], item, NOW)
    assert (receipt.decision, receipt.screen, receipt.reason) == ("quarantined", "ask", reason)
    row = CheckIn.objects.get()
    assert (str(row.id), row.reason, row.evidence["presented"], row.elder_id) == (
        item["id"],
        reason,
        item["presented"],
        None,
    )
    assert nothing_moved(town)


def test_a_printed_code_that_is_registered_is_served() -> None:
    town = small_town(elders=1)
    Credential.objects.create(elder=town.elders[0], kind="qr", code=CARD_ID.hex(), issued_at=at(8))
    assert take(town.kiosks[0], card(f" {qr().lower()} ", NOW), NOW).decision == "served"


def test_a_blocked_and_a_replaced_card_are_kept_and_the_new_one_works() -> None:
    town = small_town(elders=1)
    old = Credential.objects.get()
    old.blocked_at = at(11, 4)
    old.save()
    assert take(town.kiosks[0], card(old.code, NOW), NOW).reason == "blocked-credential"
    old.replaced_by = Credential.objects.create(elder=town.elders[0], kind="card", code="NEW12345", issued_at=at(11, 4))
    old.save()
    assert take(town.kiosks[0], card(old.code, NOW), NOW).reason == "replaced-credential"
    assert nothing_moved(town)
    assert take(town.kiosks[0], card("NEW12345", NOW), NOW).decision == "served"
    assert CheckIn.objects.filter(credential=old, decision="quarantined", elder=town.elders[0]).count() == 2


def test_a_card_blocked_after_she_ate_off_line_is_served() -> None:
    """What counts is the instant of the attempt, not of its arrival."""
    town = small_town(elders=1)
    Credential.objects.update(blocked_at=at(11, 30))
    assert take(town.kiosks[0], card(town.cards[0], at(11, 5)), at(15), sent_at=at(15)).decision == "served"
    assert take(town.kiosks[0], card(town.cards[0], at(11, 31)), at(15), sent_at=at(15)).reason == "blocked-credential"


@pytest.mark.parametrize(("died_on", "decision"), [(DAY, "served"), (DAY - timedelta(days=1), "quarantined")])
def test_from_the_day_after_her_death_somebody_else_holds_the_card(died_on: date, decision: str) -> None:
    town = small_town(elders=1)
    add_fact(town.elders[0], "state", "deceased", from_on=died_on)
    receipt = take(town.kiosks[0], card(town.cards[0], NOW), NOW)
    assert (receipt.decision, receipt.reason) == (decision, "" if decision == "served" else "elder-deceased")


@pytest.mark.parametrize("ask", [by_name, second])
@pytest.mark.parametrize("locked", ["no token", "expired", "other device", "forged"])
def test_only_an_unlocked_counter_asks_by_name(ask: Callable[..., dict[str, Any]], locked: str) -> None:
    town = small_town(kiosks=2, elders=1)
    here, other = town.kiosks
    token = {
        "no token": None,
        "expired": town.token(here, NOW - timedelta(minutes=6)),
        "other device": town.token(other, NOW),
        "forged": town.token(here, NOW)[:-2] + "xx",
    }[locked]
    receipt = take(here, ask(town.elders[0].id, NOW, token), NOW)
    assert (receipt.decision, receipt.reason) == ("quarantined", "counter-locked")
    assert nothing_moved(town)
    good = take(here, ask(town.elders[0].id, NOW, town.token(here, NOW)), NOW)
    assert (good.decision, CheckIn.objects.get(decision="served").staff) == ("served", town.counter)
    assert "staff" not in CheckIn.objects.get(decision="served").evidence


def test_a_name_nobody_has_is_kept() -> None:
    town = small_town(elders=1)
    receipt = take(town.kiosks[0], by_name(new_id(), NOW, town.token(town.kiosks[0], NOW)), NOW)
    assert (receipt.decision, receipt.reason) == ("quarantined", "unknown-elder")


def _two_meals(town: Town) -> None:
    Meal.objects.create(
        canteen=town.canteens[0], service_on=DAY, sitting="lunch", title="面", price_fen=800, portions=9,
        state="published", published_at=at(6),
    )  # fmt: skip


def _draft(town: Town) -> None:
    Meal.objects.update(state="draft", published_at=None)


@pytest.mark.parametrize(
    ("prepare", "named", "reason"),
    [
        (_draft, False, "no-meal"),
        (_draft, True, "no-meal"),
        (_two_meals, False, "no-meal"),
        (_two_meals, True, ""),
    ],
)
def test_a_meal_is_named_or_the_only_one_offered(prepare: Callable[[Town], Any], named: bool, reason: str) -> None:
    town = small_town(elders=1)
    prepare(town)
    meal = town.meals[(town.canteens[0].id, DAY, "lunch")]
    receipt = take(town.kiosks[0], card(town.cards[0], NOW, meal=str(meal.id) if named else None), NOW)
    assert receipt.reason == reason
    assert Order.objects.count() == (0 if reason else 1)


@pytest.mark.parametrize(
    ("canteen", "sitting", "reason"), [(1, "lunch", "meal-elsewhere"), (0, "dinner", "no-meal"), (0, "lunch", "")]
)
def test_a_meal_of_another_canteen_or_sitting_is_no_lunch_here(canteen: int, sitting: str, reason: str) -> None:
    town = small_town(canteens=2, elders=1)
    meal = town.meals[(town.canteens[canteen].id, DAY, sitting)]
    assert take(town.kiosks[0], card(town.cards[0], NOW, meal=str(meal.id)), NOW).reason == reason
    assert nothing_moved(town) is bool(reason)


def test_a_revoked_device_hands_in_its_queue_into_quarantine_only() -> None:
    town = small_town(elders=1)
    Kiosk.objects.update(revoked_at=at(10))
    kiosk = Kiosk.objects.get()
    receipt = take(kiosk, card(town.cards[0], NOW), NOW)
    assert (receipt.decision, receipt.reason) == ("quarantined", "device-revoked")
    assert CheckIn.objects.get().elder == town.elders[0]  # whoever resolves it knows whom to ask
    assert nothing_moved(town)


@pytest.mark.parametrize("other", ["content", "device"])
def test_the_same_id_with_other_content_is_kept_beside_the_original(other: str) -> None:
    town = small_town(kiosks=2, elders=2)
    item = card(town.cards[0], NOW)
    first = take(town.kiosks[0], item, NOW)
    changed = item | {"presented": town.cards[1]}
    newcomer = take(town.kiosks[0 if other == "content" else 1], changed, NOW)
    assert (first.decision, newcomer.decision, newcomer.reason) == ("served", "quarantined", "same-id-other-content")
    assert newcomer.id == first.id  # acknowledged by the id it came under, or the device would send it for ever
    assert take(town.kiosks[0 if other == "content" else 1], changed, NOW) == newcomer
    assert take(town.kiosks[0], item, NOW) == first
    beside = CheckIn.objects.exclude(id=item["id"]).get()
    assert (beside.attempt_id, beside.decision, beside.evidence["presented"]) == (
        first.id,
        "quarantined",
        town.cards[1],
    )
    assert (Entry.objects.count(), Order.objects.count()) == (1, 1)


STRANGE: list[Any] = [
    None,
    "nonsense",
    17,
    [],
    {},
    {"id": "x"},
    {"id": "0195f000-0000-7000-8000-000000000001"},
    {"id": "0195f000-0000-7000-8000-000000000001", "sequence": 0, "kind": "eat", "made_at": "now"},
    {"sequence": 3, "kind": "present"},
    {"note": "a zero \x00 byte"},
    {"note": "half a pair \ud800"},
    {"note": float("nan")},
    {"note": float("inf")},
    {"\x00": [{"\x00": "\x00"}]},
    {"note": 10**400},
]


def test_what_was_made_before_the_canteen_opened_leaves_the_queue() -> None:
    """A rehearsal on the eve of the first tenure: no answer would keep everything behind it waiting for ever."""
    town = small_town(elders=1)
    Tenure.objects.update(from_on=DAY + timedelta(days=1))
    assert take(town.kiosks[0], card(town.cards[0], NOW), NOW).decision == "served"
    ran_by = Entry.objects.filter(kind="meal").values_list("books__organisation_id", flat=True)
    assert list(ran_by) == [town.organisation.id]


@pytest.mark.parametrize("item", STRANGE, ids=range(len(STRANGE)))
def test_a_malformed_item_is_kept_once(item: Any) -> None:
    town = small_town(elders=1)
    receipts = [take(town.kiosks[0], item, NOW) for _ in range(3)]
    assert [(one.decision, one.reason) for one in receipts] == [("quarantined", "malformed")] * 3
    row = CheckIn.objects.get()
    assert (row.kind, row.decision, row.canteen_id) == ("malformed", "quarantined", town.canteens[0].id)
    assert row.evidence["mistakes"]


@pytest.mark.parametrize("scan", ["330503194005010015", " 330503194005010015 "])
@pytest.mark.parametrize("kind", ["present", "nonsense"])
def test_an_id_card_held_to_the_reader_is_not_kept_in_the_open(scan: str, kind: str) -> None:
    """The row lasts for ever; province and last digits are enough to find the person by."""
    town = small_town(elders=1)
    item = {**card(scan, NOW), "kind": kind}
    assert take(town.kiosks[0], item, NOW).decision == "quarantined"
    assert scan.strip()[2:-2] not in str(CheckIn.objects.get().evidence)


def test_what_a_database_cannot_hold_spoils_no_lunch() -> None:
    """A newer page may add keys, and a broken one may put anything into them."""
    town = small_town(elders=1)
    item = card(town.cards[0], NOW, note="a zero \x00 byte", weight=float("nan"))
    receipt = take(town.kiosks[0], item, NOW)
    assert receipt.decision == "served"
    assert take(town.kiosks[0], item, NOW) == receipt
    assert town.cards[0] in str(CheckIn.objects.get().evidence)
