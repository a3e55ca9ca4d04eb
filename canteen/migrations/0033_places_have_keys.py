"""Regions and canteens have keys, by which policy documents call them; those that stand already get theirs next."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0032_a_state_told_wrongly_is_taken_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='canteen',
            name='key',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='region',
            name='key',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
    ]
