"""A list of categories keeps what past meals come to when they are decided anew, by canteen and month."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0021_policies_are_checked")]
    operations = [migrations.AddField("touching", "sums", models.JSONField(blank=True, default=dict))]
