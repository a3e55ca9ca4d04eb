"""Whether regions hold the widest one, in which everything lies: who answers for that may see what has no place."""

from collections.abc import Iterable
from uuid import UUID

from canteen.models import Region


def is_widest(*, region_ids: Iterable[UUID]) -> bool:
    """Say whether the region that was founded first, and holds all others, is among these."""
    return Region.objects.filter(number=1, id__in=list(region_ids)).exists()
