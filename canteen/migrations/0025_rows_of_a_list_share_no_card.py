"""Rows of a list that name the same card, or the same credit code, are held against each other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("canteen", "0024_rows_of_a_list_are_found_by_column")]
    operations = [
        migrations.AddField("ImportRow", "named_lookup", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddIndex(
            "ImportRow",
            models.Index(
                fields=["of", "named_lookup"], name="import_row_by_name", condition=~models.Q(named_lookup="")
            ),
        ),
    ]
