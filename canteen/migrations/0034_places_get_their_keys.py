"""Regions and canteens that were registered before get their keys: the pinyin of the name, the older one the plain."""

from typing import Any

from django.db import migrations

from canteen.core.keys import free_key
from canteen.gateways.pinyin import key_of

TABLES = {"Region": ("region", "number"), "Canteen": ("canteen", "id")}
AT_ONCE = 500


def give(apps: Any, schema_editor: Any) -> None:
    for table, (fallback, by) in TABLES.items():
        named = apps.get_model("canteen", table).objects
        taken = set(named.exclude(key="").values_list("key", flat=True))
        while rows := list(named.filter(key="").order_by(by)[:AT_ONCE]):
            for row in rows:
                row.key = free_key(wanted=key_of(name=row.name, fallback=fallback), taken=taken)
                taken.add(row.key)
            named.bulk_update(rows, ["key"])


class Migration(migrations.Migration):

    dependencies = [
        ("canteen", "0033_places_have_keys"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
