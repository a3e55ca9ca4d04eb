"""How far a list is written can be seen while it is written, though none of it counts before the end (S8)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0009_some_changes_wait_for_a_second_person'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='rows_written',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
