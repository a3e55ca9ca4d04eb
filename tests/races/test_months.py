"""Books being closed, funds being allotted and policies being approved by many at once (D15, D22, R4)."""

from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.models import Region
from kiosk.core.receipt import Receipt
from settlement.models import Allotment, Books, Entry, Policy
from settlement.operations.funds import FundTooSmall, allot, appropriate
from settlement.operations.lock_books import lock_books_by_id
from settlement.operations.policy_approval import PolicyOverlaps, approve_policy
from settlement.queries.discrepancies import discrepancies
from settlement.queries.policies import digest_of_policy
from settlement.queries.policy_before import policy_mark
from tests.kiosk.attempts import card, take
from tests.races.harness import ROUNDS, THREADS, Race
from tests.settlement.acting import actor, fund_month, hand_in, maker
from tests.town import DAY, DOCUMENT, Town, at, small_town

FIRST = date(2026, 11, 1)
DAYS = tuple(FIRST + timedelta(days=number) for number in range(ROUNDS))


def test_submit_while_serving(race: Race) -> None:
    """A hundred queued meals arrive in the month after while the books are handed in, canteen after canteen.

    What is in the books when they are submitted is all that ever will be; the rest is the next month's, naming this.
    """
    months = sorted({Month.of(day) for day in DAYS})
    town = small_town(canteens=ROUNDS, elders=THREADS, days=DAYS, allotted_fen={})
    for month in (*months, months[-1].next()):
        fund_month(town, month=month)
    before = 0
    for day, place in zip(DAYS, town.canteens, strict=True):
        month, late = Month.of(day), Month.of(day).next()
        books = Books.objects.get(canteen=place, month=month.first)
        kiosk = next(each for each in town.kiosks if each.canteen_id == place.id)
        now, items = at(8, on=late.first), [card(code, at(11, 5, on=day)) for code in town.cards]

        def submit(books: Books = books, now: Any = now) -> int:
            with transaction.atomic():
                lock_books_by_id(books_id=books.id)  # as shown: what comes from here on comes later
                hand_in(maker(town), books, now)
                return Entry.objects.filter(books=books, kind="meal").count()

        first = take(kiosk, items[0], now, now)
        jobs: list[Any] = [partial(take, kiosk, item, now, now) for item in items[1:]]
        results = race.run([*jobs[:50], submit, *jobs[50:]])
        handed_in = results.pop(50)
        assert [one for one in (first, *results) if not isinstance(one, Receipt) or one.decision != "served"] == []
        meals = Entry.objects.filter(books__canteen=place, kind="meal")
        assert meals.filter(books=books).count() == handed_in
        assert Counter(meals.exclude(books=books).values_list("books__month", "for_month")) in (
            {(late.first, month.first): THREADS - handed_in},
            {},
        )
        assert meals.count() == THREADS
        assert discrepancies(books=books) == ()
        before += handed_in - 1
    race.tally.notes.append(f"{before} meals came before the books were handed in")


def test_a_fund_is_never_lent_out_twice(race: Race) -> None:
    """A hundred people allot 10 yuan each, to four canteens, of a fund that has 500 (R4)."""
    town = small_town(canteens=4, elders=0, allotted_fen={})
    for _ in range(ROUNDS):
        appropriate(actor=maker(town), fund_key="charity", fen=50_000, now=at(8))
        results = race.run([partial(lend, town, number % 4) for number in range(THREADS)])
        assert Counter(type(one) for one in results) == {UUID: 50, FundTooSmall: 50}
    assert sum(Allotment.objects.values_list("fen", flat=True)) == ROUNDS * 50_000
    assert [discrepancies(books=books) for books in Books.objects.all()] == [()] * 4


def test_overlapping_policies_are_approved_once(race: Race) -> None:
    """A hundred versions, each in force on one day that all share: one is approved, whoever comes first (D22)."""
    town = small_town(elders=0)
    for number in range(ROUNDS):
        region = Region.objects.create(
            number=100 + number, key=f"village-{number}", name=f"测试{number}村", level="village"
        )
        approver = actor(town.second, Role.CLERK, canteens=[], regions=[region.id])
        drafts = [draft(town, region, each) for each in range(THREADS)]
        results = race.run([partial(approve, approver, row) for row in drafts])
        assert Counter(type(one) for one in results) == {type(None): 1, PolicyOverlaps: THREADS - 1}
        assert Policy.objects.filter(region=region, state="approved").count() == 1


def lend(town: Town, canteen: int) -> UUID:
    """Allot 10 yuan of the charity's fund."""
    place, month = town.canteens[canteen].id, Month(2026, 11)
    return allot(actor=maker(town), fund_key="charity", canteen_id=place, month=month, fen=1000, now=at(9))


def draft(town: Town, region: Region, number: int) -> Policy:
    """A version that is in force on DAY, and on as many days round it as its number says."""
    from_on, until_on = DAY - timedelta(days=number), DAY + timedelta(days=THREADS - number)
    return Policy.objects.create(
        region=region,
        scope=region.number,
        version=number + 1,
        document=DOCUMENT,
        digest=digest_of_policy(document=DOCUMENT, region_id=region.id, from_on=from_on, until_on=until_on),
        from_on=from_on,
        until_on=until_on,
        made_by=town.clerk,
        made_at=at(6),
        checked_by=town.clerk,
        checked_at=at(6),
        state="checked",
    )


def approve(by: Actor, row: Policy) -> None:
    mark = policy_mark(region_id=row.region_id, from_on=row.from_on, until_on=row.until_on)
    approve_policy(actor=by, policy_id=row.id, seen_digest=row.digest, seen_mark=mark, now=at(7))
