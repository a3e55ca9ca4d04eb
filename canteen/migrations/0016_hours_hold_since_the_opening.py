"""Hours known until now hold since the day their canteen opened, and go on."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def give(apps: Any, schema_editor: Any) -> None:
    hours, canteen = apps.get_model("canteen", "Hours"), apps.get_model("canteen", "Canteen")
    opened = canteen.objects.filter(id=OuterRef("canteen_id")).values("opened_on")
    hours.objects.filter(from_on__isnull=True).update(from_on=Subquery(opened))


class Migration(migrations.Migration):
    dependencies = [
        ("canteen", "0015_hours_hold_for_days"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
