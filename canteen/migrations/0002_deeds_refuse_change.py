"""Deeds and their chain are written once (R2)."""

from django.db import migrations

from canteen.models.triggers import Immutable


class Migration(migrations.Migration):
    dependencies = [("canteen", "0001_places_and_people")]
    operations = [Immutable("canteen_deed"), Immutable("canteen_deedlink")]
