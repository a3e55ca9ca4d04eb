"""What a check-in or an undo asks is found through an index, however many meals there have been (D20)."""

import pytest
from django.db import connection

from settlement.models import Claim, Entry

pytestmark = pytest.mark.django_db


def columns(table: str, name: str) -> list[str]:
    """The columns of an index, in their order."""
    with connection.cursor() as cursor:
        return list(connection.introspection.get_constraints(cursor, table)[name]["columns"])


def test_claims_of_a_day_are_not_looked_for_among_all_she_ever_made() -> None:
    assert columns(Claim._meta.db_table, "claim_live_once") == ["person_id", "period", "limit_key", "ordinal"]


def test_what_was_held_of_a_meal_is_not_looked_for_among_all_entries() -> None:
    assert columns(Entry._meta.db_table, "entry_by_order") == ["order_id"]
