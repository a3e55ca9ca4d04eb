"""Whose code or first password led to a password is kept: who knew it could be both of two people (S4)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0013_a_given_password_is_changed_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='staff',
            name='password_set_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='staff',
            name='password_set_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='staff',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('password_set_at__isnull', True), ('password_set_by__isnull', True)), models.Q(('password_set_at__isnull', False), ('password_set_by__isnull', False)), _connector='OR'), name='password_set_by_at_once'),
        ),
    ]
