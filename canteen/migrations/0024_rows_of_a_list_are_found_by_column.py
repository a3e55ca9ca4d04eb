"""Rows of a list are found by the columns that are wrong in them, or would change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("canteen", "0023_words_hold_no_persons_number")]
    operations = [migrations.AddField("ImportRow", "columns", models.CharField(default="", max_length=400))]
