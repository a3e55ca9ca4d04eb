"""What a list comes to in meals already eaten: counted when it is checked, so that each look reads one row (R14)."""

from django.db import models

from canteen.models.ids import Row


class Touching(Row):
    """Meals after the days of a list, as they stood when they were counted, and as somebody decided about them.

    Of a list of deaths or moves they are held; of one of elders or categories they are decided anew, and `sums` say to
    what, as they do of meals that moves within the town decide anew.
    """

    of = models.OneToOneField("canteen.Import", on_delete=models.PROTECT, related_name="+")
    list_digest = models.CharField(max_length=64)  # of the list's rows: read anew, it is counted anew
    meals = models.PositiveIntegerField()
    fen = models.PositiveBigIntegerField()  # what funds bear of them; where decided anew, what elders bear less
    closed = models.PositiveIntegerField()  # meals whose own books take no more service facts
    sums = models.JSONField(default=dict, blank=True)
    mark = models.CharField(max_length=64)  # covers the meals and the fen: what is signed
    counted_at = models.DateTimeField()
    decided_mark = models.CharField(max_length=64, blank=True)  # as it was shown to who decided
