"""What a list of deaths or moves touches: counted when it is checked, so that each look at it reads one row (R14)."""

from django.db import models

from canteen.models.ids import Row


class Touching(Row):
    """Meals after the days of a list, as they stood when they were counted, and as somebody decided about them."""

    of = models.OneToOneField("canteen.Import", on_delete=models.PROTECT, related_name="+")
    list_digest = models.CharField(max_length=64)  # of the list's rows: read anew, it is counted anew
    meals = models.PositiveIntegerField()
    fen = models.PositiveBigIntegerField()  # what funds bear of them
    closed = models.PositiveIntegerField()  # meals whose own books take no more service facts
    mark = models.CharField(max_length=64)  # covers the meals and the fen: what is signed
    counted_at = models.DateTimeField()
    decided_mark = models.CharField(max_length=64, blank=True)  # as it was shown to who decided
