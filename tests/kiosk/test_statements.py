"""How many statements a check-in sends: exactly so many, and no more of them in a larger town (D20, D24)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from canteen.models import Credential, SamePerson
from canteen.queries.roster import forget_rosters
from kiosk.operations.price_list import list_for
from kiosk.queries.today import today
from ordering.models import Dish, Extra
from tests.kiosk.attempts import card, take, void
from tests.town import DAY, HOURS, SINCE, Town, add_fact, at, small_town

LUNCH, DINNER = at(11, 5), at(17, 5)
# Who, books, elder, facts, sitting, attempt, settling: read one after the other, for each lock comes before what it
# guards. Then everything is written: PostgreSQL takes it as one statement, SQLite as order, line, entry, postings,
# claim, two draws and check-in.
READ = 7
OPEN_ACCOUNT = 3  # looked for, opened, read again: once in an elder's life


def statements(work: Callable[[], Any]) -> list[str]:
    """What the work sends to the database, the frame of its transaction left out."""
    with CaptureQueriesContext(connection) as captured:
        work()
    frame = ("BEGIN", "BEGIN IMMEDIATE", "COMMIT")
    return [query["sql"] for query in captured.captured_queries if query["sql"] not in frame]


def written(rows: int) -> int:
    return 1 if connection.vendor == "postgresql" else rows


@pytest.mark.django_db(transaction=True)
def test_a_check_in_is_so_many_statements() -> None:
    town = small_town(elders=2)
    kiosk, (first, second) = town.kiosks[0], town.cards
    take(kiosk, card(first, LUNCH), LUNCH)  # opens the books and the canteen's accounts, compiles the policy
    newcomer = statements(lambda: take(kiosk, card(second, LUNCH), LUNCH))
    regular = statements(lambda: take(kiosk, card(second, DINNER), DINNER))
    assert len(newcomer) == READ + OPEN_ACCOUNT + written(8), newcomer
    assert len(regular) == READ + written(8), regular


@pytest.mark.django_db(transaction=True)
def test_what_moves_no_money_is_fewer_statements() -> None:
    """A repeat settles nothing; an unknown card locks nothing; an attempt sent again adds reading the stored row."""
    town = small_town(elders=1)
    kiosk = town.kiosks[0]
    item = card(town.cards[0], LUNCH)
    take(kiosk, item, LUNCH)
    repeat = statements(lambda: take(kiosk, card(town.cards[0], LUNCH), LUNCH))
    unknown = statements(lambda: take(kiosk, card("NOBODY99", LUNCH), LUNCH))
    again = statements(lambda: take(kiosk, item, LUNCH))
    assert len(repeat) == READ - 1 + 1, repeat
    assert len(unknown) == 3 + 1, unknown  # who, sitting, attempt
    assert len(again) == READ - 1 + 1, again


def crowded(size: int) -> tuple[Town, Any]:
    """A town with `size` of everything that could be counted over, and the card of the last elder."""
    town = small_town(canteens=size, kiosks=size, elders=size)
    for elder in town.elders:
        for number in range(size):
            add_fact(elder, "category", f"kind-{number}")
            Credential.objects.create(elder=elder, kind="card", code=f"{elder.id.hex[-20:]}{number}", issued_at=at(8))
    for meal in town.meals.values():
        for number in range(size):
            Dish.objects.create(meal=meal, position=number, name=f"菜{number}")
            Extra.objects.create(meal=meal, position=number, name=f"加{number}", price_fen=100)
    for elder in town.elders[1:]:
        SamePerson.objects.create(elder=elder, person=town.elders[0], from_on=SINCE)
    return town, town.kiosks[0]


def counts(size: int) -> dict[str, int]:
    """Statements of each of a kiosk's questions, in a town of a size."""
    forget_rosters()
    town, kiosk = crowded(size)
    token = town.token(kiosk, LUNCH)
    lunch = town.meals[(town.canteens[0].id, DAY, "lunch")]
    extras = [str(extra.id) for extra in lunch.extras.all()]
    item = card(town.cards[-1], LUNCH, extras=extras)
    found = {"check-in": len(statements(lambda: take(kiosk, item, LUNCH)))}
    for number in range(size):
        take(kiosk, card(f"NOBODY{number}", LUNCH), LUNCH)
    found["void"] = len(statements(lambda: take(kiosk, void(item["id"], LUNCH, token), LUNCH)))
    found["list made"] = len(statements(lambda: list_for(canteen_id=kiosk.canteen_id, hours=HOURS, now=LUNCH)))
    found["list shared"] = len(statements(lambda: list_for(canteen_id=kiosk.canteen_id, hours=HOURS, now=LUNCH)))
    found["today"] = len(statements(lambda: today(canteen_id=kiosk.canteen_id, service_on=DAY, now=LUNCH)))
    return found


@pytest.mark.django_db
def test_no_count_grows_with_elders_canteens_meals_or_facts() -> None:
    found = []
    for size in (1, 3):
        mark = transaction.savepoint()
        found.append(counts(size))
        transaction.savepoint_rollback(mark)
    assert found[0] == found[1]
