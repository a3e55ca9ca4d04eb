"""Meals are listed by the day they are served on, and by name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ordering", "0002_guests_and_staff_eat")]
    operations = [
        migrations.AddIndex("meal", models.Index(fields=["service_on", "id"], name="meal_by_day")),
        migrations.AddIndex("meal", models.Index(fields=["title", "id"], name="meal_by_title")),
    ]
