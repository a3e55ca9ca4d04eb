"""Rows of lists that were checked before rows were found by column say which columns differ or are wrong in them."""

from typing import Any

from django.db import migrations

from canteen.core.intake.known import columns_of
from canteen.gateways.staging import open_row

AT_ONCE = 500


def say(apps: Any, schema_editor: Any) -> None:
    silent = apps.get_model("canteen", "ImportRow").objects.filter(columns="").exclude(outcome="same")
    after = None
    while rows := list((silent.filter(id__gt=after) if after else silent).order_by("id")[:AT_ONCE]):
        for row in rows:
            row.columns = columns_of(open_row(bytes(row.sealed), row.id).plan)
        apps.get_model("canteen", "ImportRow").objects.bulk_update(rows, ["columns"])
        after = rows[-1].id


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0028_cards_and_lists_are_sorted_by_more'),
    ]

    operations = [migrations.RunPython(say, migrations.RunPython.noop)]
