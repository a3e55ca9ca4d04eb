"""Devices in use are found among all that were ever cut off (D20)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kiosk", "0006_devices_are_sorted")]
    operations = [
        migrations.AddIndex(
            "kiosk",
            models.Index(fields=["name", "id"], name="kiosk_in_use", condition=models.Q(("revoked_at__isnull", True))),
        ),
    ]
