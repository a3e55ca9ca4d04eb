"""The whole registry in lines, opened: what a list adds to it and what it ends can be laid beside what was expected."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from canteen.core.sitting import service_day
from canteen.gateways import vault
from canteen.models import Canteen, Credential, Duty, Elder, Fact, Hours, Organisation, Staff, Tenure
from canteen.queries.elders import open_fact
from canteen.queries.region_names import regions_on
from tests.county import NOW


def register() -> Counter[str]:
    """Every elder, fact, card, organisation, canteen and member of staff, with every word and day that is kept."""
    return Counter([*_people(), *_places(), *_staff()])


def _people() -> Iterator[str]:
    for elder in Elder.objects.all():
        number = _opened(elder, "id_number_sealed")
        yield _line("elder", elder.name, number, elder.birth_on, _opened(elder, "phone_sealed"))
    names, regions = dict(Elder.objects.values_list("id", "name")), regions_on(on=service_day(NOW))
    for fact in Fact.objects.all():
        place = "" if fact.kind == "state" else regions.full_name(fact.region_id)
        said = place or f"{open_fact(fact)} {fact.level}".strip()
        period = _period(fact.from_on, fact.until_on)
        yield _line("fact", names[fact.elder_id], fact.kind, said, period, fact.evidence, fact.granted_by)
    for card in Credential.objects.all():
        yield _line("card", names[card.elder_id], card.code)


def _opened(elder: Elder, column: str) -> str:
    sealed = getattr(elder, column)
    return vault.open(bytes(sealed), table="canteen_elder", column=column, row_id=elder.id) if sealed else ""


def _places() -> Iterator[str]:
    regions = regions_on(on=service_day(NOW))
    for each in Organisation.objects.all():
        yield _line("organisation", each.name, each.credit_code)
    for place in Canteen.objects.all():
        spot = f"{place.longitude_e6} {place.latitude_e6}" if place.latitude_e6 else ""
        since = _period(place.opened_on, place.closed_on)
        yield _line("canteen", place.name, place.kind, regions.full_name(place.region_id), place.address, since, spot)
    for hours in Hours.objects.select_related("canteen"):
        served = f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"
        yield _line("hours", hours.canteen.name, hours.sitting, served, _period(hours.from_on, hours.until_on))
    for held in Tenure.objects.select_related("canteen", "organisation"):
        yield _line("runs", held.canteen.name, held.organisation.name, _period(held.from_on, held.until_on))


def _staff() -> Iterator[str]:
    regions = regions_on(on=service_day(NOW))
    for staff in Staff.objects.all():
        yield _line("staff", staff.login, staff.name)
    for duty in Duty.objects.select_related("staff", "canteen"):
        place = duty.canteen.name if duty.canteen else regions.full_name(duty.region_id)
        yield _line("duty", duty.staff.login, duty.role, place, _period(duty.from_on, duty.until_on))


def _period(from_on: date, until_on: date | None) -> str:
    return f"{from_on}~{until_on or ''}"


def _line(*said: object) -> str:
    return " | ".join(str(each) for each in said).rstrip(" |")
