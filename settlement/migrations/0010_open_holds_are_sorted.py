"""Open holds of all canteens are listed by age and by size from an index; cleared ones stand in none of the two."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("settlement", "0009_answers_are_held_apart_from_seals")]
    operations = [
        migrations.AddIndex(
            "hold",
            models.Index(fields=["opened_at", "id"], name="hold_by_age", condition=Q(cleared_by__isnull=True)),
        ),
        migrations.AddIndex(
            "hold",
            models.Index(fields=["fen", "id"], name="hold_by_size", condition=Q(cleared_by__isnull=True)),
        ),
    ]
