"""Months of many canteens, policies by their first day and state, holds of one reason are found, not sought (D20)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0011_allotments_are_listed_by_month")]
    operations = [
        migrations.AddIndex("books", models.Index(fields=["month", "canteen"], name="books_by_month")),
        migrations.AddIndex("policy", models.Index(fields=["from_on", "id"], name="policy_by_day")),
        migrations.AddIndex("policy", models.Index(fields=["state", "from_on", "id"], name="policy_by_state")),
        migrations.AddIndex(
            "hold",
            models.Index(
                fields=["reason", "opened_at", "id"],
                name="hold_by_reason",
                condition=models.Q(("cleared_by__isnull", True)),
            ),
        ),
    ]
