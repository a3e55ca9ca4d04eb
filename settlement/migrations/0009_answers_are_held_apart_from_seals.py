"""Meals are named before the answer, and who answered about books does not seal them (D15, S4)."""

from django.db import migrations

from settlement.models.question_guard import AnsweredGuard, SealerGuard


class Migration(migrations.Migration):
    dependencies = [("settlement", "0008_sealed_sums_refuse_change")]
    operations = [AnsweredGuard(), SealerGuard()]
