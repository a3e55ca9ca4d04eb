"""Rows of a list that are passed over are kept and counted like all others; so are those its sender had hidden."""

from django.db import migrations, models

OUTCOMES = [
    ("new", "新增"),
    ("changed", "变更"),
    ("same", "无变化"),
    ("repeated", "重复行"),
    ("passed", "跳过"),
    ("wrong", "有误"),
]


class Migration(migrations.Migration):
    dependencies = [("canteen", "0029_earlier_rows_are_found_by_column")]
    operations = [
        migrations.AddField("Import", "rows_passed", models.PositiveIntegerField(default=0)),
        migrations.AddField("Import", "rows_hidden", models.PositiveIntegerField(default=0)),
        migrations.AlterField("ImportRow", "outcome", models.CharField(choices=OUTCOMES, max_length=10)),
    ]
