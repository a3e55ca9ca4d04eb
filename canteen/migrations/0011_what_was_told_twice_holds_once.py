"""Of a death or a move away told twice from one day, what was told later stays readable and ends on the next."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef


def end(apps: Any, schema_editor: Any) -> None:
    fact = apps.get_model("canteen", "Fact")
    open_states = fact.objects.filter(until_on__isnull=True).exclude(value_lookup="")
    alike = {name: OuterRef(name) for name in ("elder", "value_lookup", "from_on")}
    later = open_states.filter(Exists(open_states.filter(id__lt=OuterRef("id"), **alike)))
    for row in list(later):
        row.until_on = row.from_on + timedelta(days=1)
        row.save(update_fields=["until_on"])


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0010_how_far_a_writing_is'),
    ]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
