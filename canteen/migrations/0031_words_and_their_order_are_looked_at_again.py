"""What may be an ID number is masked in the forms that were let through before (S1); names stand where they belong.

A place may have been found for a name with the number still in it, or for the name somebody had before a list gave
another. Reasons of deeds stay as they are: deeds are chained, and a changed one is a forged one.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

from canteen.gateways.pinyin import order_of

mask = import_module("canteen.migrations.0023_words_hold_no_persons_number").mask
# Whether they are people, whose surnames sound as surnames.
TABLES = {"Elder": True, "Staff": True, "Organisation": False, "Canteen": False}
AT_ONCE = 500


def give(apps: Any, schema_editor: Any) -> None:
    for table, is_person in TABLES.items():
        named = apps.get_model("canteen", table).objects
        after = None
        while rows := list((named.filter(id__gt=after) if after else named).order_by("id")[:AT_ONCE]):
            wrong = []
            for row in rows:
                if (key := order_of(name=row.name, is_person=is_person)) != row.sorts_as:
                    row.sorts_as = key
                    wrong.append(row)
            named.bulk_update(wrong, ["sorts_as"])
            after = rows[-1].id


class Migration(migrations.Migration):
    dependencies = [
        ("canteen", "0030_rows_passed_over_or_hidden_are_counted"),
    ]

    operations = [
        migrations.RunPython(mask, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
