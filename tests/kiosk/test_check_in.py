"""A check-in writes one order, one balanced entry and one claim, or says whom to ask."""

import pytest

from kiosk.models import CheckIn
from settlement.models import Posting
from tests.kiosk.attempts import card, second, take, void
from tests.town import at, small_town

pytestmark = pytest.mark.django_db


def test_a_card_is_served_and_the_price_is_split_to_the_fen() -> None:
    town = small_town()
    receipt = take(town.kiosks[0], card(town.cards[0], at(11, 5)), at(11, 5))
    assert (receipt.decision, receipt.screen, receipt.elder_fen) == ("served", "done", 400)
    place, elder = town.canteens[0].id, town.elders[0].id
    moved = set(Posting.objects.values_list("debit__address", "credit__address", "fen"))
    assert moved == {
        (f"fund/joint/allotted/{place}/2026-11", f"canteen/{place}/earned", 500),
        (f"fund/charity/allotted/{place}/2026-11", f"canteen/{place}/earned", 100),
        (f"elder/{elder}/due", f"canteen/{place}/earned", 400),
    }
    row = CheckIn.objects.get()
    assert row.order
    assert row.entry
    assert (row.decision, row.decided_fen, row.order.state, row.entry.kind) == ("served", 400, "served", "meal")


def test_the_same_card_again_costs_nothing_and_looks_like_done() -> None:
    town = small_town()
    take(town.kiosks[0], card(town.cards[0], at(11, 5)), at(11, 5))
    again = take(town.kiosks[0], card(town.cards[0], at(11, 6)), at(11, 6))
    assert (again.decision, again.screen, again.elder_fen) == ("repeat", "done", None)
    assert Posting.objects.count() == 3


def test_a_void_gives_each_payer_its_part_back_and_frees_the_claim() -> None:
    town = small_town()
    kiosk = town.kiosks[0]
    token = town.token(kiosk, at(11, 4))
    first = take(kiosk, card(town.cards[0], at(11, 5)), at(11, 5))
    undone = take(kiosk, void(first.id, at(11, 6), token), at(11, 6))
    assert undone.decision == "voided"
    again = take(kiosk, card(town.cards[0], at(11, 7)), at(11, 7))
    assert (again.decision, again.elder_fen) == ("served", 400)
    portion = take(kiosk, second(town.elders[0].id, at(11, 8), token), at(11, 8))
    assert (portion.decision, portion.elder_fen) == ("served", 1000)
