"""Registers the trial's regions, canteen, staff, elders and their cards, all on its founding day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from uuid import UUID

from canteen.core.identity import check_digit
from canteen.core.region import Level
from canteen.core.scope import Actor, Role
from canteen.operations.credentials import Issued, issue_card, issue_qr
from canteen.operations.elders import record_fact, register_elder
from canteen.operations.places import register_canteen, register_organisation, register_region
from canteen.operations.staff import found_staff, grant_duty, register_staff
from canteen.queries.staff import actor_by_id
from kiosk.core.credential import QrCard
from kiosk.gateways.signatures import signed_text
from kiosk.operations.demo import cast

CANTEEN_FACTS_SINCE = date(2015, 1, 1)
QR_YEARS = 5


@dataclass(frozen=True, slots=True)
class Diner:
    """An elder with what she carries; `qr_text` is what a scanner reads off the printed card."""

    elder_id: UUID
    person: cast.Person
    name: str
    age: int
    card_number: str
    card_id: UUID
    qr_code: str
    qr_text: str
    qr_last_on: date


@dataclass(frozen=True, slots=True)
class Registry:
    """The trial's places, people and credentials."""

    district_id: UUID
    town_id: UUID
    canteen_id: UUID
    staff_ids: Mapping[str, UUID]  # by login
    diners: tuple[Diner, ...]

    def actor(self, login: str, on: date) -> Actor:
        """Return a member of staff with the duties of a day."""
        return actor_by_id(staff_id=self.staff_ids[login], on=on)


def register_all(*, random: Random, today: date, founded_at: datetime, founded_on: date) -> Registry:
    """Register everybody on the founding day; ages are those of `today`."""
    founded = found_staff(
        login=cast.FOUNDER.login,
        name=cast.FOUNDER.name,
        password=cast.FOUNDER.password,
        region_name=cast.DISTRICT,
        region_level=Level.DISTRICT,
        national_code=cast.DISTRICT_CODE,
        from_on=founded_on,
        now=founded_at,
    )
    town_id, canteen_id = _register_places(founded.staff_id, founded.region_id, founded_at, founded_on)
    founder = actor_by_id(staff_id=founded.staff_id, on=founded_on)
    places = {"district": founded.region_id, "town": town_id, "canteen": canteen_id}
    staff_ids = {cast.FOUNDER.login: founded.staff_id}
    for worker in cast.STAFF:
        staff_ids[worker.login] = _register_worker(founder, worker, places, founded_at, founded_on)
    clerk = actor_by_id(staff_id=staff_ids["clerk"], on=founded_on)
    diners = tuple(
        _register_elder(clerk, number, person, town_id, _birth_on(random, person.age, today), founded_at)
        for number, person in enumerate(cast.ELDERS)
    )
    return Registry(founded.region_id, town_id, canteen_id, staff_ids, diners)


def _register_places(staff_id: UUID, district_id: UUID, at: datetime, on: date) -> tuple[UUID, UUID]:
    founder = _freshly(staff_id, on)
    town_id = register_region(
        actor=founder(), name=cast.TOWN, level=Level.TOWN, parent_id=district_id, from_on=on, now=at
    )
    organisation_id = register_organisation(
        actor=founder(), name=cast.ORGANISATION, credit_code=cast.CREDIT_CODE, now=at
    )
    canteen_id = register_canteen(
        actor=founder(),
        name=cast.CANTEEN,
        region_id=town_id,
        organisation_id=organisation_id,
        hours=cast.HOURS,
        opened_on=on,
        now=at,
        address=cast.ADDRESS,
    )
    return town_id, canteen_id


def _freshly(staff_id: UUID, on: date) -> Callable[[], Actor]:
    """Return the actor as of now, for each new place widens what a duty covers."""
    return lambda: actor_by_id(staff_id=staff_id, on=on)


def _register_worker(founder: Actor, worker: cast.Worker, places: Mapping[str, UUID], at: datetime, on: date) -> UUID:
    staff_id = register_staff(
        actor=founder, login=worker.login, name=worker.name, password=worker.password, pin=worker.pin, now=at
    )
    in_canteen = worker.where == "canteen"
    grant_duty(
        actor=founder,
        staff_id=staff_id,
        role=Role(worker.role),
        from_on=on,
        now=at,
        canteen_id=places["canteen"] if in_canteen else None,
        region_id=None if in_canteen else places[worker.where],
    )
    return staff_id


def _birth_on(random: Random, age: int, today: date) -> date:
    """Return a birthday that keeps somebody this old over all of the history and the weeks to come."""
    days_since_birthday = random.randrange(75, 290)
    birthday = date.fromordinal(today.toordinal() - days_since_birthday)
    day = 28 if (birthday.month, birthday.day) == (2, 29) else birthday.day
    return date(birthday.year - age, birthday.month, day)


def _id_number(birth_on: date, number: int, *, is_woman: bool) -> str:
    # The last digit before the check digit is even for a woman.
    order = 2 * (number + 1) + (0 if is_woman else 1)
    first17 = f"{cast.ID_NUMBER_REGION}{birth_on:%Y%m%d}{order:03d}"
    return first17 + check_digit(first17)


def _register_elder(
    clerk: Actor, number: int, person: cast.Person, town_id: UUID, birth_on: date, at: datetime
) -> Diner:
    elder_id = register_elder(
        actor=clerk,
        name=person.name,
        id_number=_id_number(birth_on, number, is_woman=person.is_woman),
        region_id=town_id,
        now=at,
    )
    facts = [("residence", str(town_id), town_id), *(("category", word, None) for word in person.categories)]
    for kind, value, region_id in facts:
        record_fact(
            actor=clerk,
            elder_id=elder_id,
            kind=kind,
            value=value,
            region_id=region_id,
            from_on=CANTEEN_FACTS_SINCE,
            now=at,
        )
    card = issue_card(actor=clerk, elder_id=elder_id, number=card_number(number), now=at)
    expires_on = date(at.year + QR_YEARS, 1, 1)
    printed = issue_qr(actor=clerk, elder_id=elder_id, expires_on=expires_on, now=at)
    return Diner(
        elder_id=elder_id,
        person=person,
        name=person.name,
        age=person.age,
        card_number=card.code,
        card_id=card.id,
        qr_code=printed.code,
        qr_text=_signed(printed),
        qr_last_on=date.fromordinal(expires_on.toordinal() - 1),
    )


def card_number(number: int) -> str:
    """Return the number on the plain card of the elder at this place in the cast."""
    return f"3305990{number + 1:03d}"


def _signed(printed: Issued) -> str:
    if printed.expires_on is None:
        raise AssertionError("a printed code always ends")
    return signed_text(QrCard(bytes.fromhex(printed.code), printed.issued_on, printed.expires_on))
