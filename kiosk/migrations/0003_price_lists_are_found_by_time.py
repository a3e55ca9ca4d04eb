"""The latest list of a canteen is found at once, however many there were: each kiosk asks for it all day (D20)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kiosk", "0002_check_ins_refuse_change")]
    operations = [
        migrations.AddIndex("pricelist", models.Index(fields=["canteen", "made_at"], name="price_list_by_time"))
    ]
