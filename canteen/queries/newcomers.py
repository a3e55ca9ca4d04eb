"""Newcomers: staff without any duty lie in no place, and are known where who registered them works (S3)."""

from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from canteen.core.scope import Actor, Role
from canteen.models import Deed, Duty, Region

READERS: Final = (Role.CLERK, Role.SUPPORT, Role.AUDITOR)
_REGISTERED: Final = Q(subject_kind="staff", verb="register")


def has_registered(*, actor: Actor, staff_id: UUID) -> bool:
    """Say whether it was the actor who registered a member of staff: the deed of it tells."""
    return Deed.objects.filter(_REGISTERED, subject_id=staff_id, staff=actor.staff_id).exists()


def newcomers_of(*, actor: Actor) -> Q:
    """Return the condition that somebody without a duty is the actor's to see; for a statement over staff.

    They were registered by the actor, or by somebody who has or had a duty where the actor looks after staff. Whoever
    does that in the widest region sees everybody. To the clerks of other towns a newcomer is a stranger.
    """
    here = Q(region__in=actor.regions(*READERS)) | Q(canteen__in=actor.canteens(*READERS))
    colleagues = Duty.objects.filter(here, staff=OuterRef("staff"))
    registered = Deed.objects.filter(_REGISTERED, subject_id=OuterRef("pk"))
    # The widest first: where that is enough, the database looks no deed up.
    widest = Region.objects.filter(number=1, id__in=actor.regions(*READERS))
    return Q(Exists(widest)) | Q(Exists(registered.filter(Q(staff=actor.staff_id) | Exists(colleagues))))
