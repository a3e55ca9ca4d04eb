"""Receivables say their month and whether they are settled: few of many are read. No seal has written any yet."""

from datetime import date

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0023_funds_settle_what_they_advanced")]

    operations = [
        migrations.AddField(
            model_name="receivable",
            name="month",
            field=models.DateField(default=date(2026, 11, 1)),
            preserve_default=False,
        ),
        migrations.AddField(model_name="receivable", name="settled", field=models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="receivable", index=models.Index(fields=["month", "id"], name="receivable_by_month")
        ),
        migrations.AddIndex(
            model_name="receivable",
            index=models.Index(condition=models.Q(("settled", False)), fields=["id"], name="receivable_pending"),
        ),
    ]
