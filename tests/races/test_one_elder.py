"""One elder, many attempts at the same moment: she eats once on the town, whoever comes first (R7, R8, D12, D21)."""

from collections import Counter
from datetime import date, timedelta
from functools import partial

from kiosk.models import CheckIn
from ordering.models import Order
from settlement.models import Claim, Entry
from tests.kiosk.attempts import card, take
from tests.races.harness import ROUNDS, THREADS, Race
from tests.town import at, small_town

FIRST = date(2026, 11, 1)
DAYS = tuple(FIRST + timedelta(days=number) for number in range(ROUNDS))


def test_one_elder_at_four_kiosks_of_four_canteens(race: Race) -> None:
    town = small_town(canteens=4, elders=1, days=DAYS)
    for day in DAYS:
        now = at(11, 5, on=day)
        items = [card(town.cards[0], now) for _ in range(THREADS)]
        receipts = race.run([partial(take, town.kiosks[number % 4], item, now) for number, item in enumerate(items)])
        assert Counter((one.decision, one.reason) for one in receipts) == {
            ("served", ""): 1,
            ("repeat", ""): THREADS // 4 - 1,
            ("repeat", "served-elsewhere"): THREADS - THREADS // 4,
        }
        assert Claim.objects.filter(period=f"{day}/lunch", released_by=None).count() == 1
        assert Order.objects.filter(service_on=day).count() == 1
    assert CheckIn.objects.count() == len(DAYS) * THREADS
    assert Entry.objects.count() == Claim.objects.count() == len(DAYS)


def test_the_same_attempt_fifty_times(race: Race) -> None:
    """Half of the threads send one of a known card, half one of a card nobody has, which no lock holds up."""
    town = small_town(elders=1, days=DAYS)
    for day in DAYS:
        now = at(11, 5, on=day)
        items = (card(town.cards[0], now), card("NOBODY99", now))
        receipts = race.run([partial(take, town.kiosks[0], items[number % 2], now) for number in range(THREADS)])
        served, unknown = receipts[0::2], receipts[1::2]
        assert len(served) == len(unknown) == 50
        assert {one.decision for one in served} == {"served"}
        assert {one.reason for one in unknown} == {"unknown-credential"}
        assert len(set(served)) == len(set(unknown)) == 1
        assert CheckIn.objects.filter(service_on=day).count() == 2
    assert Entry.objects.count() == Order.objects.count() == len(DAYS)


def test_the_same_id_with_other_content_at_once(race: Race) -> None:
    """Two devices in two canteens, which share no lock: the primary key has the last word."""
    town = small_town(canteens=2, elders=2, days=DAYS)
    for day in DAYS:
        now = at(11, 5, on=day)
        first = card(town.cards[0], now)
        items = (first, first | {"presented": town.cards[1]})
        receipts = race.run(
            [partial(take, town.kiosks[number % 2], items[number % 2], now) for number in range(THREADS)]
        )
        answers = [set(receipts[0::2]), set(receipts[1::2])]
        assert [len(each) for each in answers] == [1, 1]
        decided = Counter((one.decision, one.reason) for each in answers for one in each)
        assert decided == {("served", ""): 1, ("quarantined", "same-id-other-content"): 1}
        rows = CheckIn.objects.filter(service_on=day)
        assert {row.attempt_id for row in rows} == {receipts[0].id}
        assert sorted(row.decision for row in rows) == ["quarantined", "served"]
    assert Entry.objects.count() == len(DAYS)


def test_a_second_before_and_after_midnight_are_two_days(race: Race) -> None:
    days = tuple(FIRST + timedelta(days=number) for number in range(2 * ROUNDS))
    town = small_town(canteens=2, elders=1, days=days)
    for before, after in zip(days[0::2], days[1::2], strict=True):
        made, now = (at(23, 59, 59, on=before), at(0, 0, 1, on=after)), at(0, 0, 5, on=after)
        items = [card(town.cards[0], made[number % 2]) for number in range(THREADS)]
        receipts = race.run([partial(take, town.kiosks[number // 50], item, now) for number, item in enumerate(items)])
        for half in (receipts[0::2], receipts[1::2]):
            assert Counter(one.decision for one in half) == {"served": 1, "repeat": 49}
        periods = set(Claim.objects.filter(entry__service_on__in=(before, after)).values_list("period", flat=True))
        assert periods == {f"{before}/dinner", f"{after}/lunch"}
    assert Claim.objects.count() == len(days)
