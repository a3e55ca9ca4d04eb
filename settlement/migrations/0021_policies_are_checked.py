"""Policy versions are checked before they are approved, or withdrawn; what is checked waits as it stands (R11, S4)."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import F, Q

from canteen.models.triggers import Lifted
from settlement.models.policy_guard import CheckedGuard, PolicyGuard


class DraftsAgain(Operation):
    """On the way back to tables that know drafts and approved versions alone, what is neither becomes a draft again."""

    reversible = True
    reduces_to_sql = True

    def describe(self) -> str:
        """Return the operation in words."""
        return "What is checked or withdrawn is a draft, where these states are not known"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Change nothing: no row is in these states yet."""

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Make drafts of them; their guards and constraints are down by then."""
        schema_editor.execute(
            "UPDATE settlement_policy SET state = 'draft' WHERE state IN ('checked', 'withdrawn')", params=None
        )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("settlement", "0020_funds_have_roles"),
    ]

    operations = [
        Lifted(PolicyGuard()),
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
        # On the way back: behind the constraints that hold these states, before those of the table without them.
        DraftsAgain(),
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
