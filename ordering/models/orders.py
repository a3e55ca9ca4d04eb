"""One eater's portion, and its priced lines."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canteen.models.ids import Row
from canteen.models.words import Words
from ordering.models.meals import SITTINGS, Meal


class Order(Row):
    """One eater's portion of one meal; “2份” is two orders (D7). A guest and staff have no record: nobody is named."""

    class State(models.TextChoices):
        PLACED = "placed", _("已订")
        SERVED = "served", _("已用餐")
        VOIDED = "voided", _("已撤销")
        CANCELLED = "cancelled", _("已取消")
        NO_SHOW = "no-show", _("未到")

    class Origin(models.TextChoices):
        AHEAD = "ahead", _("预订")
        WALK_IN = "walk-in", _("现场")

    class Eater(models.TextChoices):
        ELDER = "elder", _("老人")
        GUEST = "guest", _("来客")
        STAFF = "staff", _("员工餐")

    meal = models.ForeignKey(Meal, on_delete=models.PROTECT, related_name="orders")
    canteen = models.ForeignKey("canteen.Canteen", on_delete=models.PROTECT, related_name="+", db_index=False)
    eater = models.CharField(max_length=5, choices=Eater.choices, default=Eater.ELDER)
    elder = models.ForeignKey("canteen.Elder", null=True, on_delete=models.PROTECT, related_name="+")
    # The joined person (D1), and the sitting beside the meal: one index answers “has she eaten?” in any canteen.
    person = models.ForeignKey("canteen.Elder", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    service_on = models.DateField()
    sitting = models.CharField(max_length=12, choices=SITTINGS)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    placed_at = models.DateTimeField()
    served_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_served_has_instant",
                condition=~Q(state__in=["served", "voided"]) | Q(served_at__isnull=False),
            ),
            models.CheckConstraint(
                name="order_elder_is_named",
                condition=Q(eater="elder", elder__isnull=False, person__isnull=False)
                | Q(eater__in=["guest", "staff"], elder__isnull=True, person__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "service_on", "sitting"], name="order_by_person"),
            models.Index(fields=["canteen", "service_on", "sitting"], name="order_by_sitting"),
        ]


class Line(Row):
    """One priced item of an order, in fen."""

    class Kind(models.TextChoices):
        SET = "set", _("套餐")
        EXTRA = "extra", _("加菜")
        WEIGHED = "weighed", _("称重")
        DELIVERY = "delivery", _("送餐")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = Words(max_length=40)
    fen = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="line_position_once")]
