"""Which attempts still wait for somebody at the counter, as a condition on attempts."""

from typing import Final

from django.db.models import Exists, OuterRef, Q

from canteen.queries.deeds import was_done
from kiosk.core.receipt import ALREADY_VOIDED, NOTHING_TO_UNDO
from kiosk.models import CheckIn, ParkedVoid

_VOID: Final = Q(kind=CheckIn.Kind.VOID)
_FED: Final = CheckIn.objects.filter(
    elder=OuterRef("elder"),
    canteen=OuterRef("canteen"),
    service_on=OuterRef("service_on"),
    sitting=OuterRef("sitting"),
    decision=CheckIn.Decision.SERVED,
)
_APPLIED: Final = ParkedVoid.objects.filter(check_in=OuterRef("id"), applied_at__isnull=False)

# No meal came of it yet.
CAME_TO_NOTHING: Final = Q(decision__in=[CheckIn.Decision.QUARANTINED, CheckIn.Decision.PARKED])
# Whose meal was served in that sitting, by another press, needs nothing any more; nor does an undo that was carried
# out, or that had nothing to undo; nor whatever somebody has seen to.
WAITS: Final = (
    CAME_TO_NOTHING
    & (_VOID | ~Q(Exists(_FED)))
    & ~(_VOID & (Q(reason__in=[NOTHING_TO_UNDO, ALREADY_VOIDED]) | Q(order__state="voided") | Q(Exists(_APPLIED))))
    & ~Q(was_done(verb="dismiss", subject="id"))
)
