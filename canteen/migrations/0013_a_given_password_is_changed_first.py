"""A password that somebody else made is good for setting another one, and for nothing else (S5)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0012_a_state_is_told_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='staff',
            name='is_password_given',
            field=models.BooleanField(default=False),
        ),
    ]
