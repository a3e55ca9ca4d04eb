"""A death told twice before the database refused it: the later telling ends at once, and nothing is lost (R14)."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from canteen.models import Fact
from tests.town import small_town

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]  # there a constraint can be taken off within a test

DIED, NEXT = date(2026, 11, 3), date(2026, 11, 4)


def test_what_was_told_later_ends_the_day_after() -> None:
    constraint = next(each for each in Fact._meta.constraints if each.name == "fact_of_state_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Fact, constraint)
    town = small_town(elders=2)
    made = [
        Fact.objects.create(
            elder=town.elders[number], kind="state", value_sealed=b"-", value_lookup=word, from_on=on, recorded_at=at
        )
        for number, word, on, at in (
            (0, "dead", DIED, "2026-11-04T01:00Z"),
            (0, "dead", DIED, "2026-11-04T01:01Z"),
            (0, "dead", DIED, "2026-11-04T01:02Z"),
            (0, "gone", DIED, "2026-11-04T01:03Z"),
            (0, "dead", NEXT, "2026-11-05T01:00Z"),
            (1, "dead", DIED, "2026-11-04T01:00Z"),
        )
    ]
    import_module("canteen.migrations.0011_what_was_told_twice_holds_once").end(apps, None)
    ends = dict(Fact.objects.filter(kind="state").values_list("id", "until_on"))
    assert [ends[row.id] for row in made] == [None, NEXT, NEXT, None, None, None]
    connection.check_constraints()  # a table is not altered while rows of it wait to be checked
    with connection.schema_editor() as editor:
        editor.add_constraint(Fact, constraint)
