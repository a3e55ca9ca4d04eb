"""What places, organisations and people are called: for statements and grids that hold their ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from canteen.core.region import NoSuchRegion
from canteen.models import Canteen, Organisation, Region, Staff


@dataclass(frozen=True, slots=True)
class OrganisationNamed:
    """An organisation's legal name and its unified social credit code."""

    name: str
    credit_code: str


def region_number(*, region_id: UUID) -> int:
    """Return the number that stands for a region in ranges (D22); NoSuchRegion."""
    found = Region.objects.filter(id=region_id).values_list("number", flat=True).first()
    if found is None:
        raise NoSuchRegion()
    return found


def canteen_names(*, canteen_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return what canteens are called, by pinyin as lists stand."""
    found = Canteen.objects.filter(id__in=list(canteen_ids)).order_by("sorts_as", "id")
    return dict(found.values_list("id", "name"))


def organisation_names(*, organisation_ids: Iterable[UUID]) -> Mapping[UUID, OrganisationNamed]:
    """Return the legal names and credit codes of organisations."""
    found = Organisation.objects.filter(id__in=list(organisation_ids)).values_list("id", "name", "credit_code")
    return {row_id: OrganisationNamed(name, code) for row_id, name, code in found}


def staff_names(*, staff_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the names of members of staff, those who have left included."""
    return dict(Staff.objects.filter(id__in=list(staff_ids)).values_list("id", "name"))


def canteens_by_key(*, region_ids: Iterable[UUID]) -> dict[str, str]:
    """Return what the canteens of these regions are called, by the key that policy documents name them by."""
    return dict(Canteen.objects.filter(region_id__in=list(region_ids)).order_by("key").values_list("key", "name"))
