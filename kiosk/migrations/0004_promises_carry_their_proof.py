"""A promise carries its proof, so no row is kept of each; a sitting has one list, found by its index (D11)."""

from django.db import migrations, models

from canteen.models.triggers import Immutable, Lifted


class Migration(migrations.Migration):
    dependencies = [("kiosk", "0003_price_lists_are_found_by_time")]
    operations = [
        Lifted(Immutable("kiosk_listedprice")),
        migrations.DeleteModel("ListedPrice"),
        migrations.RemoveIndex("pricelist", "price_list_by_time"),
        migrations.AddIndex(
            "pricelist", models.Index(fields=["canteen", "service_on", "sitting"], name="price_list_by_sitting")
        ),
    ]
