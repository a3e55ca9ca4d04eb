"""Names that were registered before lists were sorted by pinyin get their place."""

from typing import Any

from django.db import migrations

from canteen.gateways.pinyin import order_of

# Whether they are people, whose surnames sound as surnames.
TABLES = {"Elder": True, "Staff": True, "Organisation": False, "Canteen": False}
AT_ONCE = 500


def give(apps: Any, schema_editor: Any) -> None:
    for table, is_person in TABLES.items():
        named = apps.get_model("canteen", table).objects
        after = None
        while rows := list((named.filter(id__gt=after) if after else named).order_by("id")[:AT_ONCE]):
            for row in rows:
                row.sorts_as = order_of(name=row.name, is_person=is_person)
            named.bulk_update(rows, ["sorts_as"])
            after = rows[-1].id


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0026_names_are_sorted_by_pinyin'),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
