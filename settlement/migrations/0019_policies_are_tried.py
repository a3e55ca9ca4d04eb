"""The table of trials: a policy tried on meals of the past."""

import canteen.models.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("canteen", "0032_a_state_told_wrongly_is_taken_back"),
        ("settlement", "0018_claims_say_their_sum"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Trial",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("document", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("budget", models.CharField(max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("running", "试算中"),
                            ("done", "已完成"),
                            ("cancelled", "已取消"),
                            ("failed", "未能完成"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("notice", models.CharField(blank=True, max_length=40)),
                ("days_done", models.PositiveIntegerField(default=0)),
                ("meals", models.PositiveBigIntegerField(default=0)),
                ("result", models.JSONField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("claim_id", models.UUIDField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="settlement.policy"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="canteen.region"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["made_at", "id"], name="trial_by_time"),
                    models.Index(fields=["state", "made_at", "id"], name="trial_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gt", models.F("from_on"))), name="trial_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("result__isnull", True)),
                            _connector="OR",
                        ),
                        name="trial_done_has_result",
                    ),
                ],
            },
        ),
    ]
