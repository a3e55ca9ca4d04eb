"""Changes that one person proposes and another decides: who is paid and where, who gets a duty (S4)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteen.core.scope import Role
from canteen.models.ids import Row
from canteen.models.places import Canteen, Organisation, Region
from canteen.models.staff import Staff
from canteen.models.words import Words


class Outcome(models.TextChoices):
    """What became of a proposal; nothing yet while it waits."""

    APPROVED = "approved", _("已同意")
    REFUSED = "refused", _("已驳回")
    WITHDRAWN = "withdrawn", _("已撤回")


class Proposal(models.Model):
    """Who proposed, why, and who decided. It is never edited: another content is another proposal."""

    reason = Words(max_length=200, blank=True)
    proposed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, blank=True, choices=Outcome.choices)
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = Words(max_length=200, blank=True)

    class Meta:
        abstract = True


def decided_at_once(name: str) -> models.CheckConstraint:
    """Return the constraint that a decision has its person and its instant, or none of it is there."""
    waits = Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
    decided = ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False)
    return models.CheckConstraint(name=name, condition=waits | decided)


def decided_by_another(name: str) -> models.CheckConstraint:
    """Return the constraint that who proposed may withdraw, and neither approves nor refuses."""
    own = Q(outcome__in=["", Outcome.WITHDRAWN.value])
    return models.CheckConstraint(name=name, condition=own | ~Q(decided_by=F("proposed_by")))


class AccountProposal(Row, Proposal):
    """Another bank account of an organisation, from a day on; the number is sealed here as it is there."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    bank = Words(max_length=80)
    number_sealed = models.BinaryField()
    from_on = models.DateField()

    class Meta:
        constraints = [
            decided_at_once("account_proposal_decided"),
            decided_by_another("account_proposal_by_another"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(outcome=""), name="account_proposal_waits_once"
            ),
        ]


class DutyProposal(Row, Proposal):
    """A duty in a region that somebody is to hold, from a day on; nobody decides who is to hold it."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            decided_at_once("duty_proposal_decided"),
            decided_by_another("duty_proposal_by_another"),
            models.CheckConstraint(name="duty_proposal_not_by_holder", condition=~Q(staff=F("proposed_by"))),
            models.CheckConstraint(
                name="duty_proposal_not_for_oneself",
                condition=Q(outcome__in=["", Outcome.WITHDRAWN.value]) | ~Q(staff=F("decided_by")),
            ),
            models.UniqueConstraint(
                fields=["staff", "role", "region"], condition=Q(outcome=""), name="duty_proposal_waits_once"
            ),
        ]


class HandOverProposal(Row, Proposal):
    """Another organisation that is to run a canteen, and to be paid for it, from a day on."""

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()

    class Meta:
        constraints = [
            decided_at_once("hand_over_decided"),
            decided_by_another("hand_over_by_another"),
            models.UniqueConstraint(fields=["canteen"], condition=Q(outcome=""), name="hand_over_waits_once"),
        ]
