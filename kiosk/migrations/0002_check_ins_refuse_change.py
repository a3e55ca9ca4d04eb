"""Check-ins and promised prices are written once (R2, D11)."""

from django.db import migrations

from canteen.models.triggers import Immutable


class Migration(migrations.Migration):
    dependencies = [("kiosk", "0001_devices_and_check_ins")]
    operations = [Immutable("kiosk_checkin"), Immutable("kiosk_pricelist"), Immutable("kiosk_listedprice")]
