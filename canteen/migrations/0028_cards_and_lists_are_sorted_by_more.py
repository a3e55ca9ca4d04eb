"""Cards are sorted by their end, lists that were sent in by their file and their state."""

import datetime
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0027_names_get_their_order'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='credential',
            index=models.Index(django.db.models.functions.comparison.Coalesce('expires_on', models.Value(datetime.date(2199, 12, 31), output_field=models.DateField())), models.F('id'), name='credential_by_end'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['file_name', 'id'], name='import_by_file'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['state', 'id'], name='import_by_state'),
        ),
    ]
