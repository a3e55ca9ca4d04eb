"""A pool of money for a day under many hands: what all canteens pay of it together is the pool, to the fen (D8, R8)."""

import copy
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Sum

from settlement.models import Allotment, Claim, Entry
from tests.kiosk.attempts import card, second, take
from tests.races.harness import ROUNDS, THREADS, Race
from tests.races.test_money import drawn_is_posted
from tests.town import DOCUMENT, at, small_town

FIRST = date(2026, 11, 1)
DAYS = tuple(FIRST + timedelta(days=number) for number in range(ROUNDS))


def document() -> dict[str, Any]:
    """Five yuan a day, at most 1.30 of them for one portion."""
    written = copy.deepcopy(DOCUMENT)
    written["limits"] = [{"id": "pool", "per": "day", "sum": "5.00", "counts": "paid"}]
    written["elder"] = []
    empty = {"then": "hold", "part": True}
    written["layers"] = [written["layers"][0] | {"limits": ["pool"], "formula": {"fixed": "1.30"}, "empty": empty}]
    for key in ("tiers", "tiers_pick"):
        del written["layers"][0][key]
    return written


def test_one_elder_takes_a_hundred_portions_of_one_pool(race: Race) -> None:
    """At four kiosks of four canteens, which share nothing but her: 1.30 three times, then 1.10, then nothing."""
    town = small_town(canteens=4, elders=1, days=DAYS, document=document())
    elder = town.elders[0].id
    for day in DAYS:
        first, now = at(11, on=day), at(11, 5, on=day)
        take(town.kiosks[0], card(town.cards[0], first), first)
        kiosks = [town.kiosks[number % 4] for number in range(THREADS)]
        items = [second(elder, now, town.token(kiosk, now)) for kiosk in kiosks]
        receipts = race.run([partial(take, kiosk, item, now) for kiosk, item in zip(kiosks, items, strict=True)])
        assert {one.decision for one in receipts} == {"served"}
        assert sorted(one.elder_fen for one in receipts) == [870, 870, 890, *[1000] * (THREADS - 3)]
        live = Claim.objects.filter(limit_key="pool", period=day.isoformat(), released_by=None)
        assert sorted(live.values_list("ordinal", "fen")) == [(1, 130), (2, 130), (3, 130), (4, 110)]
    assert Entry.objects.count() == len(DAYS) * (THREADS + 1)
    assert Allotment.objects.filter(fund__key="joint").aggregate(fen=Sum("drawn_fen"))["fen"] == len(DAYS) * 500
    assert drawn_is_posted()
