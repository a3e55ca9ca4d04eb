"""A death or a move away that was recorded by mistake ends on its first day: it holds on none, and is kept (R14)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0031_words_and_their_order_are_looked_at_again'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='fact',
            name='fact_days',
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), models.Q(('kind', 'state'), ('until_on', models.F('from_on'))), _connector='OR'), name='fact_days'),
        ),
    ]
