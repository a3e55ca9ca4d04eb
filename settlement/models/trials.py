"""A policy tried on meals of the past: what was asked, how far it has come, what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteen.models.ids import Row
from settlement.models.funding import Policy


class Trial(Row):
    """One trial: queued → running → done, or cancelled, or failed. It changes nothing but itself."""

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("试算中")
        DONE = "done", _("已完成")
        CANCELLED = "cancelled", _("已取消")
        FAILED = "failed", _("未能完成")

    region = models.ForeignKey("canteen.Region", on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    # As they were when the trial began: a draft may be written anew while one looks at what came of it.
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    from_on = models.DateField()
    until_on = models.DateField()  # that day excluded
    budget = models.CharField(max_length=12)  # a settlement.core.trial.pots.Budget
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    notice = models.CharField(max_length=40, blank=True)  # the code of why it failed
    days_done = models.PositiveIntegerField(default=0)
    meals = models.PositiveBigIntegerField(default=0)
    result = models.JSONField(null=True)
    made_by = models.ForeignKey("canteen.Staff", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Who works on it, until when nobody else takes it over, and how often somebody began.
    claim_id = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="trial_days", condition=Q(until_on__gt=F("from_on"))),
            models.CheckConstraint(
                name="trial_done_has_result",
                condition=Q(state="done", result__isnull=False) | (~Q(state="done") & Q(result__isnull=True)),
            ),
        ]
        indexes = [
            # All trials are listed by when they were asked for, and those in one state.
            models.Index(fields=["made_at", "id"], name="trial_by_time"),
            models.Index(fields=["state", "made_at", "id"], name="trial_by_state"),
        ]
