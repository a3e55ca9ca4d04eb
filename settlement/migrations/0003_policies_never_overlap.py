"""Approved policies never overlap and never change (R11, D22)."""

from django.db import migrations

from settlement.models.policy_guard import PolicyGuard


class Migration(migrations.Migration):
    dependencies = [("settlement", "0002_ledger_refuses_change")]
    operations = [PolicyGuard()]
