"""Of one sitting no two hours hold on the same day, and the database itself refuses that they do."""

from django.db import migrations, models

from canteen.models.hours_guard import HoursGuard


class Migration(migrations.Migration):
    dependencies = [
        ("canteen", "0016_hours_hold_since_the_opening"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hours",
            name="from_on",
            field=models.DateField(),
        ),
        migrations.AddConstraint(
            model_name="hours",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"),
                name="hours_days",
            ),
        ),
        HoursGuard(),
    ]
