"""A shift says what was missing or over when it was closed, why, and who closed it; shifts are listed (D13, D20)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0014_questions_hold_no_persons_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="shift",
            name="closed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="difference_fen",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="shift",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["opened_at", "id"], name="shift_by_opening"),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["canteen", "opened_at", "id"], name="shift_at_canteen"),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["difference_fen", "id"], name="shift_by_difference"),
        ),
    ]
