"""Regions over a time: the days on which they come to lie otherwise, and the canteens that lie in one at its end."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from canteen.models import Canteen, RegionParent
from canteen.queries.region_names import regions_on


def region_turns(*, from_on: date, until_on: date) -> list[date]:
    """Return the days between two days, both excluded, on which some region begins or ends to lie in another."""
    inside = Q(from_on__gt=from_on, from_on__lt=until_on) | Q(until_on__gt=from_on, until_on__lt=until_on)
    days = RegionParent.objects.filter(inside).values_list("from_on", "until_on")
    return sorted({on for pair in days for on in pair if on is not None and from_on < on < until_on})


def canteens_inside(*, region_id: UUID, on: date) -> list[UUID]:
    """Return the canteens that lie in a region on a day, closed ones too: they served. NoSuchRegion."""
    inside = regions_on(on=on).tree.within(region_id)
    return list(Canteen.objects.filter(region_id__in=inside).order_by("id").values_list("id", flat=True))
