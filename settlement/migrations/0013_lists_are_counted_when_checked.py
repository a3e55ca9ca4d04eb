"""What a list of deaths or moves touches is counted when it is checked, and signed as it was shown."""

import django.db.models.deletion
from django.db import migrations, models

import canteen.models.ids


class Migration(migrations.Migration):
    dependencies = [
        ("canteen", "0017_hours_never_overlap"),
        ("settlement", "0012_months_policies_and_reasons_are_found"),
    ]
    operations = [
        migrations.CreateModel(
            "Touching",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("list_digest", models.CharField(max_length=64)),
                ("meals", models.PositiveIntegerField()),
                ("fen", models.PositiveBigIntegerField()),
                ("closed", models.PositiveIntegerField()),
                ("mark", models.CharField(max_length=64)),
                ("counted_at", models.DateTimeField()),
                ("decided_mark", models.CharField(blank=True, max_length=64)),
                (
                    "of",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="canteen.import"
                    ),
                ),
            ],
        ),
    ]
