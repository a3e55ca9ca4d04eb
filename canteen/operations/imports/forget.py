"""Empties lists that have ended: cancelled and failed ones at once, others after a month; counts and deeds stay."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from canteen.models import Import, ImportPart, ImportRow

KEPT: Final = timedelta(days=30)
MOST_AT_ONCE: Final = 20


def forget_imports(*, now: datetime) -> int:
    """Remove files and rows of at most twenty ended lists, and return how many lists were emptied (S10)."""
    over = Q(state__in=(Import.State.CANCELLED, Import.State.FAILED)) | Q(
        state=Import.State.APPLIED, ended_at__lt=now - KEPT
    )
    ended = list(Import.objects.filter(over, is_emptied=False).values_list("id", flat=True)[:MOST_AT_ONCE])
    for import_id in ended:
        with transaction.atomic():
            ImportRow.objects.filter(of_id=import_id).delete()
            ImportPart.objects.filter(of_id=import_id).delete()
            Import.objects.filter(id=import_id).update(is_emptied=True, layout_sealed=None)
    return len(ended)
