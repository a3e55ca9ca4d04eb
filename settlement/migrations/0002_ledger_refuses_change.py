"""Accounts, entries, postings and seals are written once (R2, R12)."""

from django.db import migrations

from canteen.models.triggers import Immutable


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_funds_and_ledger")]
    operations = [
        Immutable("settlement_account"),
        Immutable("settlement_entry"),
        Immutable("settlement_posting"),
        Immutable("settlement_seal"),
    ]
