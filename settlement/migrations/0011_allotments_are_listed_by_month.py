"""Allotments of all months are listed from an index, the latest month first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0010_open_holds_are_sorted")]
    operations = [
        migrations.AddIndex("allotment", models.Index(fields=["month", "id"], name="allotment_by_month")),
    ]
