"""An index over the few months that wait for a person: the grid counts them however many are sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0016_closed_shifts_are_summed_up")]

    operations = [
        migrations.AddIndex(
            model_name="books",
            index=models.Index(
                condition=models.Q(("state__in", ["submitted", "questioned", "answered"])),
                fields=["state"],
                name="books_pending",
            ),
        ),
    ]
