"""Guests and staff eat too: a portion that names nobody, counted with the others (D5)."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("canteen", "0001_places_and_people"), ("ordering", "0001_meals_and_orders")]
    operations = [
        migrations.AddField(
            "order",
            "eater",
            models.CharField(
                choices=[("elder", "老人"), ("guest", "来客"), ("staff", "员工餐")], default="elder", max_length=5
            ),
        ),
        migrations.AlterField(
            "order",
            "elder",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="canteen.elder"
            ),
        ),
        migrations.AlterField(
            "order",
            "person",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="canteen.elder",
            ),
        ),
        migrations.AddConstraint(
            "order",
            models.CheckConstraint(
                condition=Q(eater="elder", elder__isnull=False, person__isnull=False)
                | Q(eater__in=["guest", "staff"], elder__isnull=True, person__isnull=True),
                name="order_elder_is_named",
            ),
        ),
    ]
