"""Deeds about one kind of thing are found among all others, as those that registered staff are (D20)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("canteen", "0018_few_are_found_among_many")]
    operations = [
        migrations.AddIndex("deed", models.Index(fields=["subject_kind", "at"], name="deed_by_kind")),
    ]
