"""Money under many hands: an allotment, books being closed, voids; each fen is where it must be whoever comes first."""

from collections import Counter
from datetime import date, timedelta
from functools import partial

from django.db.models import F, Sum

from kiosk.models import ParkedVoid
from ordering.models import Order
from settlement.models import Allotment, Claim, Entry, Posting
from tests.kiosk.attempts import card, take, void
from tests.races.harness import ROUNDS, THREADS, Race
from tests.town import Town, add_elder, at, small_town

FIRST = date(2026, 11, 1)
DAYS = tuple(FIRST + timedelta(days=number) for number in range(ROUNDS))


def balance(address: str) -> int:
    """Σ debit − Σ credit, in fen."""
    debit = Posting.objects.filter(debit__address=address).aggregate(fen=Sum("fen"))["fen"] or 0
    credit = Posting.objects.filter(credit__address=address).aggregate(fen=Sum("fen"))["fen"] or 0
    return int(debit - credit)


def drawn_is_posted() -> bool:
    """Whether every allotment's stored balance is the sum of its postings (R3)."""
    return all(
        row.drawn_fen == balance(f"fund/{row.fund.key}/allotted/{row.canteen_id}/{row.month:%Y-%m}")
        for row in Allotment.objects.select_related("fund")
    )


def crowd(town: Town, number: int) -> None:
    """Elders for whom the policy asks 4, 5 or 6 yuan of the joint fund, in turn."""
    kinds: tuple[tuple[date, tuple[str, ...]], ...] = (
        (date(1960, 5, 1), ()),
        (date(1940, 5, 1), ()),
        (date(1955, 5, 1), ("dibao",)),
    )
    for each in range(number):
        birth_on, categories = kinds[each % 3]
        add_elder(town, each, birth_on=birth_on, categories=categories)


def test_ten_yuan_left_and_fifty_check_ins(race: Race) -> None:
    """In each of two canteens. The last draw takes what is left, the rest falls to the next payer."""
    town = small_town(canteens=2, elders=0, days=DAYS, allotted_fen={"joint": 0, "charity": 0})
    crowd(town, THREADS)
    for day in DAYS:
        now = at(11, 5, on=day)
        Allotment.objects.filter(month=day.replace(day=1)).update(fen=F("drawn_fen") + 1000)
        items = [card(code, now) for code in town.cards]
        receipts = race.run([partial(take, town.kiosks[number % 2], item, now) for number, item in enumerate(items)])
        assert {one.decision for one in receipts} == {"served"}
        for row in Allotment.objects.filter(month=day.replace(day=1)).select_related("fund"):
            assert row.drawn_fen == row.fen, f"{row.fund.key} drew {row.drawn_fen} of {row.fen}"
        assert all(300 <= one.elder_fen <= 500 for one in receipts)
    assert drawn_is_posted()
    assert Entry.objects.filter(kind="meal").count() == len(DAYS) * THREADS
    per_entry = Posting.objects.values("entry").annotate(fen=Sum("fen")).values_list("fen", flat=True)
    assert set(per_entry) == {1000}


def test_void_against_void(race: Race) -> None:
    town = small_town(elders=1, days=DAYS)
    kiosk = town.kiosks[0]
    for day in DAYS:
        now, later = at(11, 5, on=day), at(11, 6, on=day)
        served = take(kiosk, card(town.cards[0], now), now)
        items = [void(str(served.id), later, town.token(kiosk, later)) for _ in range(THREADS)]
        receipts = race.run([partial(take, kiosk, item, later) for item in items])
        assert Counter((one.decision, one.reason) for one in receipts) == {
            ("voided", ""): 1,
            ("quarantined", "already-voided"): THREADS - 1,
        }
        assert Entry.objects.filter(kind="reversal", service_on=day).count() == 1
        assert Claim.objects.filter(released_by=None).count() == 0
    assert set(Allotment.objects.values_list("drawn_fen", flat=True)) == {0}
    assert drawn_is_posted()


def test_void_against_the_same_card_again(race: Race) -> None:
    """Who comes after the void eats; who comes before it is a repeat. At no moment do two live meals stand."""
    town = small_town(elders=1, days=DAYS)
    kiosk = town.kiosks[0]
    ate_again = 0
    for day in DAYS:
        now, later = at(11, 5, on=day), at(11, 6, on=day)
        served = take(kiosk, card(town.cards[0], now), now)
        items = [
            void(str(served.id), later, town.token(kiosk, later)) if number % 2 else card(town.cards[0], later)
            for number in range(THREADS)
        ]
        receipts = race.run([partial(take, kiosk, item, later) for item in items])
        cards = Counter(one.decision for one in receipts[0::2])
        assert Counter(one.decision for one in receipts[1::2]) == {"voided": 1, "quarantined": 49}
        assert cards["served"] <= 1
        assert cards["served"] + cards["repeat"] == 50
        ate_again += cards["served"]
        live = Claim.objects.filter(period=f"{day}/lunch", released_by=None)
        assert live.count() == cards["served"] == Order.objects.filter(service_on=day, state="served").count()
    race.tally.notes.append(f"{ate_again} ate after the void")
    assert drawn_is_posted()


def test_void_against_its_own_check_in(race: Race) -> None:
    """A counter undoes what a kiosk is sending at this very moment: neither may miss the other (D13)."""
    town = small_town(kiosks=2, elders=THREADS // 2, days=DAYS)
    kiosk, counter = town.kiosks
    parked = 0
    for day in DAYS:
        now = at(11, 5, on=day)
        items = [card(code, now) for code in town.cards]
        undone = [void(item["id"], now, town.token(counter, now)) for item in items]
        jobs = [partial(take, kiosk, item, now) for item in items] + [
            partial(take, counter, item, now) for item in undone
        ]
        receipts = race.run(jobs)
        assert {one.decision for one in receipts[: len(items)]} == {"served"}
        assert {one.decision for one in receipts[len(items) :]} <= {"voided", "parked"}
        parked += sum(one.decision == "parked" for one in receipts)
        assert Order.objects.filter(service_on=day).exclude(state="voided").count() == 0
    race.tally.notes.append(f"{parked} voids came first")
    assert ParkedVoid.objects.filter(applied_at=None).count() == 0
    assert Claim.objects.filter(released_by=None).count() == 0
    assert set(Allotment.objects.values_list("drawn_fen", flat=True)) == {0}
    assert drawn_is_posted()
