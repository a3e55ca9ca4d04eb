"""Facts written before lists were filtered get the keyed hash of what they say."""

from typing import Any

from django.db import migrations

from canteen.gateways import vault
from canteen.queries.elders import SOUGHT_KINDS, fact_lookup

AT_ONCE = 500


def give(apps: Any, schema_editor: Any) -> None:
    fact = apps.get_model("canteen", "Fact")
    waiting = fact.objects.filter(kind__in=[kind.value for kind in SOUGHT_KINDS], value_lookup="")
    while rows := list(waiting.order_by("id")[:AT_ONCE]):
        for row in rows:
            value = vault.open(bytes(row.value_sealed), table="canteen_fact", column="value_sealed", row_id=row.id)
            row.value_lookup = fact_lookup(kind=row.kind, value=value)
        fact.objects.bulk_update(rows, ["value_lookup"])


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0005_lists_are_sorted_and_filtered'),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
