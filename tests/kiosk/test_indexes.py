"""What kiosks ask all day is found through an index, however long the house has stood (D20)."""

from typing import Any

import pytest
from django.db import connection

from canteen.core.month import Month
from kiosk.models import PriceList
from kiosk.queries.silent import silent_kiosks
from tests.flush import guards_lifted
from tests.town import DAY, small_town

pytestmark = pytest.mark.django_db


def test_the_list_of_a_sitting_is_not_looked_for_among_all_there_were() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, PriceList._meta.db_table)
    assert found["price_list_by_sitting"]["columns"] == ["canteen_id", "service_on", "sitting"]


@pytest.mark.postgres
def test_a_gap_in_a_sequence_is_not_looked_for_in_the_years_before() -> None:
    town = small_town(elders=0)
    plans: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "kiosk_checkin" in sql:
            with connection.cursor() as cursor:
                cursor.cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.cursor.execute(f"EXPLAIN {sql}", params)
                plans.append(" ".join(line for (line,) in cursor.cursor.fetchall() if "Index Cond" in line))
        return execute(sql, params, many, context)

    # As a house begins: what other tests' rows have told the planner is not about this one.
    with guards_lifted(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE kiosk_checkin CASCADE")
        cursor.execute("DELETE FROM pg_statistic WHERE starelid = 'kiosk_checkin'::regclass")
    with connection.execute_wrapper(explain):
        silent_kiosks(canteen_id=town.canteens[0].id, month=Month.of(DAY))
    assert ["service_on" in plan for plan in plans] == [True]
