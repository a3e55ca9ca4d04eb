"""Pages of a month are cut by day from an index, and what was sealed is read as sums, not added up again (D20)."""

import django.db.models.deletion
from django.db import migrations, models

import canteen.models.ids


class Migration(migrations.Migration):
    dependencies = [("settlement", "0006_questions_refuse_change")]
    operations = [
        migrations.AddIndex("entry", models.Index(fields=["books", "service_on", "id"], name="entry_by_day")),
        migrations.RemoveIndex("entry", "entry_by_books"),
        migrations.AddIndex("hold", models.Index(fields=["canteen", "cleared_by"], name="hold_by_canteen")),
        migrations.RemoveIndex("hold", "hold_open"),
        migrations.AlterField(
            "payable",
            "fund",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payables", to="settlement.fund"
            ),
        ),
        migrations.CreateModel(
            name="SealedSums",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("meals", models.IntegerField()),
                ("elder_fen", models.BigIntegerField()),
                ("canteen_fen", models.BigIntegerField()),
                ("funds_fen", models.BigIntegerField()),
                ("suspense_fen", models.BigIntegerField()),
                ("others_fen", models.BigIntegerField()),
                (
                    "books",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sums", to="settlement.books"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
