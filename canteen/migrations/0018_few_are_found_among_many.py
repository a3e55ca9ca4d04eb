"""What a filter leaves few of is found through an index: cards by state and kind, facts by kind, duties by role (D20)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("canteen", "0017_hours_never_overlap")]
    operations = [
        migrations.AddIndex("credential", models.Index(fields=["kind", "issued_at", "id"], name="credential_by_kind")),
        migrations.AddIndex(
            "credential",
            models.Index(
                fields=["issued_at", "id"], name="credential_blocked", condition=models.Q(("blocked_at__isnull", False))
            ),
        ),
        migrations.AddIndex(
            "credential",
            models.Index(
                fields=["issued_at", "id"], name="credential_ending", condition=models.Q(("expires_on__isnull", False))
            ),
        ),
        migrations.AddIndex("fact", models.Index(fields=["kind", "elder"], name="fact_by_kind")),
        migrations.AddIndex("import", models.Index(fields=["made_at", "id"], name="import_by_time")),
        migrations.AddIndex("duty", models.Index(fields=["role", "staff"], name="duty_by_role")),
    ]
