"""Funds have roles: what policies ask a visitor's home for, such as "meals"; one fund of a region has it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0019_policies_are_tried")]

    operations = [
        migrations.AddField(
            model_name="fund",
            name="role",
            field=models.SlugField(blank=True, db_index=False, default="", max_length=40),
        ),
        migrations.AddConstraint(
            model_name="fund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", ""), _negated=True), fields=("region", "role"), name="fund_role_once"
            ),
        ),
    ]
