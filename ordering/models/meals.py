"""What a canteen offers at a sitting."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canteen.core.keys import LONGEST_KEY
from canteen.core.sitting import Sitting
from canteen.models.ids import Row
from canteen.models.words import Words

SITTINGS = [(sitting.value, sitting.value) for sitting in Sitting]


class Meal(Row):
    """One set meal of one canteen at one sitting; `price_fen` is the set price, frozen once published.

    `package` is what policy documents call this kind of set meal (therapeutic, soft); blank, it is the ordinary one.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("已发布")
        WITHDRAWN = "withdrawn", _("已撤下")

    canteen = models.ForeignKey("canteen.Canteen", on_delete=models.PROTECT, related_name="+")
    service_on = models.DateField()
    sitting = models.CharField(max_length=12, choices=SITTINGS)
    title = Words(max_length=40)
    package = models.CharField(max_length=LONGEST_KEY, default="", blank=True)
    price_fen = models.PositiveIntegerField()
    portions = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["canteen", "service_on", "sitting", "title"], name="meal_once"),
            models.CheckConstraint(name="meal_price_positive", condition=Q(price_fen__gt=0)),
            models.CheckConstraint(
                name="meal_published_has_instant", condition=Q(state="draft") | Q(published_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["service_on", "id"], name="meal_by_day"),
            models.Index(fields=["title", "id"], name="meal_by_title"),
        ]


class Dish(Row):
    """A dish of a meal, in the order of the menu board."""

    meal = models.ForeignKey(Meal, on_delete=models.PROTECT, related_name="dishes")
    position = models.PositiveSmallIntegerField()
    name = Words(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meal", "position"], name="dish_position_once")]


class Extra(Row):
    """A priced item beyond the set; never subsidised unless the policy says so (M18)."""

    meal = models.ForeignKey(Meal, on_delete=models.PROTECT, related_name="extras")
    position = models.PositiveSmallIntegerField()
    name = Words(max_length=40)
    price_fen = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meal", "position"], name="extra_position_once"),
            models.CheckConstraint(name="extra_price_positive", condition=Q(price_fen__gt=0)),
        ]
