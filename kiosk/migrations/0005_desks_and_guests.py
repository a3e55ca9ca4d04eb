"""A canteen's desk is a device without a secret, and guests and staff are served without a name (U9, D5)."""

from django.db import migrations, models
from django.db.models import Q

from canteen.models.triggers import Immutable, Lifted

KINDS = [
    ("present", "刷卡"),
    ("name", "按姓名"),
    ("second", "再来一份"),
    ("guest", "来客"),
    ("staff", "员工餐"),
    ("void", "撤销"),
    ("malformed", "无法识别"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("kiosk", "0004_promises_carry_their_proof"),
        ("ordering", "0002_guests_and_staff_eat"),
    ]
    operations = [
        Lifted(Immutable("kiosk_checkin")),
        migrations.AddField(
            "kiosk",
            "kind",
            models.CharField(choices=[("kiosk", "终端"), ("desk", "柜台")], default="kiosk", max_length=8),
        ),
        migrations.AlterField("kiosk", "secret_digest", models.CharField(blank=True, max_length=64)),
        migrations.AddConstraint(
            "kiosk",
            models.UniqueConstraint(condition=Q(kind="desk"), fields=("canteen",), name="kiosk_one_desk"),
        ),
        migrations.AddConstraint(
            "kiosk",
            models.CheckConstraint(condition=Q(kind="desk") | ~Q(secret_digest=""), name="kiosk_has_secret"),
        ),
        migrations.AlterField("checkin", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.RemoveConstraint("checkin", "check_in_served_has_entry"),
        migrations.AddConstraint(
            "checkin",
            models.CheckConstraint(
                condition=~Q(decision="served")
                | Q(order__isnull=False, entry__isnull=False, decided_fen__isnull=False)
                & (Q(elder__isnull=False) | Q(kind__in=["guest", "staff"])),
                name="check_in_served_has_entry",
            ),
        ),
        Immutable("kiosk_checkin"),
    ]
