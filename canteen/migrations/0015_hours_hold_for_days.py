"""Hours get the days on which they hold, so that what changes them leaves the meals of earlier days where they were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("canteen", "0014_who_set_a_password_is_kept"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="hours",
            name="hours_once",
        ),
        migrations.AddField(
            model_name="hours",
            name="from_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="hours",
            name="until_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
