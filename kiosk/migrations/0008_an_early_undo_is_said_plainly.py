"""An undo that came before what it undoes is called so that a counter understands it; the table stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kiosk', '0007_devices_in_use_are_listed'),
    ]

    # The words of a choice are no part of a table: it is not built anew, and its guard stands.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='checkin',
                    name='decision',
                    field=models.CharField(choices=[('served', '已用餐'), ('repeat', '已登记过'), ('quarantined', '待处理'), ('voided', '已撤销'), ('parked', '等刷卡记录')], max_length=12),
                ),
            ],
        ),
    ]
