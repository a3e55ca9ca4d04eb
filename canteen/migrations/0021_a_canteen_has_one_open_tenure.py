"""Of a canteen's tenures one goes on: two hand-overs at once leave one of them, whoever comes first (D2)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0020_an_open_tenure_ends_where_the_next_begins'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='tenure',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('canteen',), name='tenure_one_open'),
        ),
    ]
