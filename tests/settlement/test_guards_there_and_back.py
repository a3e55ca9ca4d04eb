"""Migrations taken back and applied again leave each guard where its state has it, over rows (R2, R11)."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from canteen.models.ids import new_id
from canteen.models.sql import rows
from settlement.models import Policy
from tests.settlement.acting import close, eat, fund_month
from tests.settlement.advancing import visitors
from tests.town import DOCUMENT, Town, at, small_town

pytestmark = pytest.mark.django_db(transaction=True)

FIRST: Final = "0017_books_that_wait_are_found"
CHECKED_SINCE: Final = "0021_policies_are_checked"
DRAFT, CHECKED, WITHDRAWN = 2, 3, 4  # versions of a region without any in force
SIGNED: Final = (
    "state = 'approved', approved_at = made_at, approved_by_id = "
    "(SELECT approved_by_id FROM settlement_policy WHERE version = 1)"
)
# What a guard is there to refuse, as SQL that every state knows.
ALWAYS: Final = {
    "entry": "UPDATE settlement_entry SET revision = revision + 1",
    "entry gone": "DELETE FROM settlement_entry",
    "posting": "UPDATE settlement_posting SET fen = fen + 1",
    "account": "UPDATE settlement_account SET address = 'x'",
    "seal": "UPDATE settlement_seal SET digest = 'x'",
    "sealed sums": "UPDATE settlement_sealedsums SET meals = meals + 1",
    "check-in": "UPDATE kiosk_checkin SET reason = 'x'",
    "approved": "UPDATE settlement_policy SET digest = 'x' WHERE state = 'approved'",
    "approved gone": "DELETE FROM settlement_policy WHERE state = 'approved'",
    "overlap": "",  # written with the columns of its state
}
ONCE_CHECKED: Final = {
    "checked": f"UPDATE settlement_policy SET digest = 'x' WHERE version = {CHECKED}",
    "withdrawn": f"UPDATE settlement_policy SET digest = 'x' WHERE version = {WITHDRAWN}",
    "withdrawn gone": f"DELETE FROM settlement_policy WHERE version = {WITHDRAWN}",
    "leap": f"UPDATE settlement_policy SET {SIGNED} WHERE version = {DRAFT}",
}
REFUSALS: Final = ("immutable", "overlap")


def names() -> list[str]:
    found = sorted(name for room, name in MigrationLoader(None).disk_migrations if room == "settlement")
    return found[found.index(FIRST) :]


def refused() -> set[str]:
    """Try all of it, and take it back at once."""
    return {name for name, sql in {**ALWAYS, **ONCE_CHECKED}.items() if is_refused(sql or overlapping())}


def is_refused(sql: str) -> bool:
    """Whether a guard says no; any other objection of the database is none of a guard's."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return any(word in str(error) for word in REFUSALS)
    return False


def overlapping() -> str:
    """The approved policy once more, under another number."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, "settlement_policy")
    columns = [column.name for column in described if column.name not in ("id", "version")]
    listed = ", ".join(columns)
    another = f"'{new_id().hex}', 99"
    return (
        f"INSERT INTO settlement_policy (id, version, {listed}) "
        f"SELECT {another}, {listed} FROM settlement_policy WHERE state = 'approved'"
    )


def lunch_of_visitors() -> Town:
    """A sealed month in which a visitor ate, and versions of a policy in every state."""
    town = small_town(allotted_fen={})
    fund_month(town)
    with visitors():
        eat(town, 0, at(11))
    close(town)
    given: dict[str, Any] = {"region": town.district, "scope": 9, "document": DOCUMENT, "made_by": town.clerk}
    for version, state in ((DRAFT, "draft"), (CHECKED, "checked"), (WITHDRAWN, "withdrawn")):
        by = {"checked_by": town.clerk, "checked_at": at(7)} if state == "checked" else {}
        from_on = date(2027, version, 1)
        Policy.objects.create(
            version=version, state=state, from_on=from_on, digest="1" * 64, made_at=at(6), **by, **given
        )
    return town


def states() -> list[str]:
    return [state for (state,) in rows("SELECT state FROM settlement_policy ORDER BY version", ())]


def check_again() -> None:
    """What has become a draft is checked, and withdrawn, once more."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE settlement_policy SET state = 'withdrawn' WHERE version = {WITHDRAWN}")
        cursor.execute(
            "UPDATE settlement_policy SET state = 'checked', checked_at = made_at, checked_by_id = made_by_id "
            f"WHERE version = {CHECKED}"
        )


@pytest.fixture
def whole_again() -> Iterator[None]:
    """Whatever happens in between, the run's tables are what they were."""
    yield
    migrate(*MigrationLoader(None).graph.leaf_nodes())


def migrate(*to: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate(list(to))


@pytest.mark.usefixtures("whole_again")
def test_every_state_has_its_guards_there_and_back() -> None:
    lunch_of_visitors()
    expected = {name: {*ALWAYS, *ONCE_CHECKED} if name >= CHECKED_SINCE else set(ALWAYS) for name in names()}
    back, forward = {names()[-1]: refused()}, {}
    assert states() == ["approved", "draft", "checked", "withdrawn"]
    for name in names()[-2::-1]:
        migrate(("settlement", name))
        back[name] = refused()
    assert states() == ["approved", "draft", "draft", "draft"]
    for name in names():
        migrate(("settlement", name))
        if name == CHECKED_SINCE:
            check_again()
        forward[name] = refused()
    assert states() == ["approved", "draft", "checked", "withdrawn"]
    assert (back, forward) == (expected, expected)
