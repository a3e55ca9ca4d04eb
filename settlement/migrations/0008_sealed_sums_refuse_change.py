"""Sums are sealed with their books and never change (R12)."""

from django.db import migrations

from canteen.models.triggers import Immutable


class Migration(migrations.Migration):
    dependencies = [("settlement", "0007_months_are_found_and_summed_quickly")]
    operations = [Immutable("settlement_sealedsums")]
