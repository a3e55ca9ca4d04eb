"""Who said which column is which does not sign the list: that decides what it says as much as sending it in (S4)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0007_lists_are_read_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='laid_out_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('signed_by__isnull', True), ('laid_out_by__isnull', True), models.Q(('signed_by', models.F('laid_out_by')), _negated=True), _connector='OR'), name='import_signed_by_no_layer_out'),
        ),
    ]
