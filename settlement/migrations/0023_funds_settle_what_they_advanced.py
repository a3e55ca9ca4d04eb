"""What funds owe one another of sealed books, and how two of them settle it; entries of a kind of their own do."""

import canteen.models.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from canteen.models.triggers import Immutable, Lifted


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0022_lists_say_what_they_decide_anew"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Lifted(Immutable("settlement_entry")),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("meal", "供餐"),
                    ("tender", "付款"),
                    ("reversal", "冲销"),
                    ("appropriation", "拨入"),
                    ("allotment", "额度"),
                    ("apportionment", "分担"),
                    ("release", "退回额度"),
                    ("hold", "挂起"),
                    ("clearing", "清理挂起"),
                    ("netting", "垫付清算"),
                ],
                max_length=14,
            ),
        ),
        migrations.CreateModel(
            name="Netting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                ("fen", models.PositiveBigIntegerField()),
                ("proposed_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "creditor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="settlement.fund"
                    ),
                ),
                (
                    "debtor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="settlement.fund"
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nets",
                        to="settlement.entry",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Receivable",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("fen", models.BigIntegerField()),
                (
                    "books",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receivables", to="settlement.books"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="settlement.fund"
                    ),
                ),
                (
                    "netting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receivables",
                        to="settlement.netting",
                    ),
                ),
                (
                    "owed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="settlement.fund"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="netting",
            constraint=models.CheckConstraint(
                condition=models.Q(("debtor", models.F("creditor")), _negated=True), name="netting_between_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="netting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True), ("entry__isnull", True)),
                    models.Q(
                        ("agreed_at__isnull", False),
                        ("agreed_by__isnull", False),
                        ("entry__isnull", False),
                        ("withdrawn_by__isnull", True),
                        models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="netting_agreed_by_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivable",
            constraint=models.UniqueConstraint(fields=("books", "by", "owed_by"), name="receivable_once"),
        ),
        migrations.AddConstraint(
            model_name="receivable",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("owed_by")), _negated=True), name="receivable_between_two"
            ),
        ),
        # SQLite may have built the table anew.
        Immutable("settlement_entry"),
    ]
