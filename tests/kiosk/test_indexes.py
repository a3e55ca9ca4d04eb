"""What kiosks ask all day is found through an index, however long the house has stood (D20)."""

import pytest
from django.db import connection

from kiosk.models import PriceList

pytestmark = pytest.mark.django_db


def test_the_list_of_a_sitting_is_not_looked_for_among_all_there_were() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, PriceList._meta.db_table)
    assert found["price_list_by_sitting"]["columns"] == ["canteen_id", "service_on", "sitting"]
