"""Claims say how many fen they take of a limit that is a sum of money; those that only count meals take none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0017_books_that_wait_are_found")]

    operations = [
        migrations.AddField(model_name="claim", name="fen", field=models.PositiveBigIntegerField(default=0)),
    ]
