"""What kiosks ask all day is found through an index, however long the house has stood (D20)."""

import pytest
from django.db import connection

from kiosk.models import PriceList

pytestmark = pytest.mark.django_db


def test_the_latest_list_is_not_looked_for_among_all_there_were() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, PriceList._meta.db_table)
    assert found["price_list_by_time"]["columns"] == ["canteen_id", "made_at"]
