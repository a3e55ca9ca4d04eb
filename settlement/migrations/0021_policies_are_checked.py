"""Policy versions are checked before they are approved, or withdrawn; what is checked waits as it stands (R11, S4)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from settlement.models.policy_guard import CheckedGuard, PolicyGuard


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("settlement", "0020_funds_have_roles"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="policy", name="policy_approved_by_second_person"),
        migrations.AddField(
            model_name="policy",
            name="checked_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(model_name="policy", name="checked_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="policy", name="sent_back", field=models.CharField(blank=True, max_length=200)
        ),
        migrations.AlterField(
            model_name="policy",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("checked", "待批准"),
                    ("approved", "已批准"),
                    ("withdrawn", "已撤销"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                name="policy_checked",
                condition=Q(checked_by__isnull=True, checked_at__isnull=True, state__in=("draft", "withdrawn", "approved"))
                | Q(checked_by__isnull=False, checked_at__isnull=False, state__in=("checked", "approved")),
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                name="policy_approved_by_second_person",
                condition=(Q(approved_by__isnull=True, approved_at__isnull=True) & ~Q(state="approved"))
                | (
                    Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                    & ~Q(approved_by=F("made_by"))
                    & (Q(checked_by__isnull=True) | ~Q(approved_by=F("checked_by")))
                ),
            ),
        ),
        PolicyGuard(),
        CheckedGuard(),
    ]
