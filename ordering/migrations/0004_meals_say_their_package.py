"""A meal says which package it is, where a policy tells set meals apart; blank for the ordinary one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ordering', '0003_meals_are_sorted'),
    ]

    operations = [
        migrations.AddField(
            model_name='meal',
            name='package',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
    ]
