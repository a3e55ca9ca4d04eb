"""Claims are found by person and period, entries by their meal, however many there have been (D8, D20)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0003_policies_never_overlap")]
    operations = [
        migrations.RemoveConstraint("claim", "claim_live_once"),
        migrations.AddConstraint(
            "claim",
            models.UniqueConstraint(
                fields=("person", "period", "limit_key", "ordinal"),
                name="claim_live_once",
                condition=models.Q(("released_by__isnull", True)),
            ),
        ),
        migrations.AddIndex("entry", models.Index(fields=["order"], name="entry_by_order")),
    ]
