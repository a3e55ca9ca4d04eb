"""Two kiosks off line serve one elder in one sitting: both meals stand, one is settled, the other is held (K3, D8)."""

from datetime import timedelta
from typing import Any

import pytest

from kiosk.core.receipt import Receipt
from kiosk.models import CheckIn
from kiosk.operations.price_list import list_for
from ordering.models import Order
from settlement.models import Claim, Hold, Posting
from tests.kiosk.attempts import card, take, void
from tests.town import HOURS, Town, at, small_town

pytestmark = pytest.mark.django_db
SCANNED, UPLOADED = at(11, 5), at(14)


def served(town: Town, place: int, promise: bool = True, late: timedelta = UPLOADED - SCANNED) -> tuple[Any, Receipt]:
    """She shows her card at a canteen whose kiosk hands it in later."""
    listed = list_for(canteen_id=town.canteens[place].id, hours=HOURS, now=at(10, 30))
    entry = listed.entry(town.cards[0])
    assert entry is not None
    more = {"promise": {"fen": entry["fen"], "list": str(listed.id), "proof": entry["p"]}} if promise else {}
    item = card(town.cards[0], SCANNED, **more)
    return item, take(town.kiosks[place], item, SCANNED + late, sent_at=SCANNED + late)


def test_the_first_posted_is_settled_and_the_other_is_held_whole() -> None:
    town = small_town(canteens=2, elders=1)
    _, first = served(town, 0)
    item, other = served(town, 1)
    assert (first.decision, first.reason, first.elder_fen) == ("served", "", 400)
    assert (other.decision, other.screen, other.reason, other.elder_fen) == ("served", "done", "eaten-twice", 0)
    hold = Hold.objects.get()
    assert (hold.fen, hold.reason, hold.canteen, hold.cleared_by) == (1000, "eaten-twice", town.canteens[1], None)
    assert Claim.objects.count() == 1
    assert Order.objects.filter(state="served").count() == 2
    row = CheckIn.objects.get(id=item["id"])
    assert (row.promised_fen, row.decided_fen, row.entry_id) == (400, 0, hold.entry_id)  # what a person decides by
    assert take(town.kiosks[1], item, at(15)) == other  # sent again: the stored receipt
    assert served(town, 1)[1].decision == "repeat"


@pytest.mark.parametrize("told", ["in time", "without a price", "same canteen"])
def test_who_was_not_told_done_off_line_elsewhere_costs_nothing(told: str) -> None:
    """Asked to see the staff while she stood there, or standing at the same door: nothing was eaten twice (D12)."""
    town = small_town(canteens=2, elders=1)
    served(town, 0)
    place = 0 if told == "same canteen" else 1
    late = timedelta(minutes=1) if told == "in time" else UPLOADED - SCANNED
    _, other = served(town, place, promise=told != "without a price", late=late)
    assert (other.decision, other.elder_fen) == ("repeat", None)
    assert not Hold.objects.exists()


def test_an_undo_of_the_first_promotes_nothing_and_of_the_held_clears_it() -> None:
    town = small_town(canteens=2, elders=1)
    (one, _), (other, _) = served(town, 0, late=timedelta(minutes=2)), served(town, 1, late=timedelta(minutes=2))
    now = at(11, 8)
    assert take(town.kiosks[0], void(one["id"], now, town.token(town.kiosks[0], now)), now).decision == "voided"
    assert (Hold.objects.filter(cleared_by=None).count(), Claim.objects.filter(released_by=None).count()) == (1, 0)
    assert take(town.kiosks[1], void(other["id"], now, town.token(town.kiosks[1], now)), now).decision == "voided"
    assert not Hold.objects.filter(cleared_by=None).exists()
    due = sum(fen for fen in Posting.objects.filter(debit__address__endswith="/suspense").values_list("fen", flat=True))
    back = sum(
        fen for fen in Posting.objects.filter(credit__address__endswith="/suspense").values_list("fen", flat=True)
    )
    assert due == back == 1000
