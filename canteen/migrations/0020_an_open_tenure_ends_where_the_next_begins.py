"""Of a canteen's tenures that all went on, as two hand-overs at once left them, each ends on the day the next begins."""

from itertools import pairwise
from typing import Any

from django.db import migrations


def end(apps: Any, schema_editor: Any) -> None:
    tenures = apps.get_model("canteen", "Tenure").objects.filter(until_on__isnull=True)
    for row, following in pairwise(tenures.order_by("canteen_id", "from_on", "id")):
        if row.canteen_id == following.canteen_id:
            row.until_on = following.from_on
            row.save(update_fields=["until_on"])


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0019_deeds_are_found_by_kind'),
    ]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
