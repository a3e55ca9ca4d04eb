"""Devices are listed by name, and by when they were last heard of."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kiosk', '0005_desks_and_guests'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='kiosk',
            index=models.Index(fields=['name', 'id'], name='kiosk_by_name'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['at', 'kiosk'], name='contact_by_time'),
        ),
    ]
