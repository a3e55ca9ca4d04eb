"""A death or a move away is told once from one day on: a second press of the button writes no second fact (R14)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0011_what_was_told_twice_holds_once'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('value_lookup', ''), _negated=True), ('until_on__isnull', True)), fields=('elder', 'value_lookup', 'from_on'), name='fact_of_state_once'),
        ),
    ]
