"""Registers the trial's map and who works there: regions, organisations, canteens, points, staff."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.credit_code import check_character
from canteen.core.region import Level
from canteen.core.scope import Actor, Role
from canteen.operations.duty_proposals import approve_duty, offer_duty
from canteen.operations.places import register_canteen, register_organisation, register_region
from canteen.operations.staff import found_staff, register_staff
from canteen.queries.duty_proposals import duty_to_decide
from canteen.queries.staff import actor_by_id
from kiosk.operations.demo import cast
from kiosk.operations.demo.gazetteer import DISTRICT, DISTRICT_CODE, DistrictPlan, PlacePlan
from kiosk.operations.demo.people import invented_name

# GB 11714: the weights of the last character but one of a credit code.
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Hall:
    """A canteen of the trial, with who manages it and who stands at its counter."""

    plan: PlacePlan
    canteen_id: UUID
    fund_key: str  # of the joint fund that pays here
    manager: str  # their logins
    counter: str

    @property
    def is_main(self) -> bool:
        """Whether the trial's screens lead here."""
        return self.plan.rank == 0


@dataclass(frozen=True, slots=True)
class Registry:
    """The trial's places and people who work."""

    plan: DistrictPlan
    district_id: UUID
    town_ids: Mapping[str, UUID]
    village_ids: Mapping[str, tuple[UUID, ...]]  # by the key of the town
    halls: tuple[Hall, ...]
    points: int
    workers: tuple[cast.Worker, ...]
    staff_ids: Mapping[str, UUID]  # by login

    @property
    def canteen_id(self) -> UUID:
        """The main canteen."""
        return self.halls[0].canteen_id

    @property
    def town_id(self) -> UUID:
        """The main canteen's town."""
        return self.town_ids[self.plan.towns[0].key]

    def actor(self, login: str, on: date) -> Actor:
        """Return a member of staff with the duties of a day."""
        return actor_by_id(staff_id=self.staff_ids[login], on=on)


@transaction.atomic
def register_places(*, plan: DistrictPlan, seed: int, founded_at: datetime, founded_on: date) -> Registry:
    """Register every place of the map and everybody who works there, on the founding day."""
    founded = found_staff(
        login=cast.FOUNDER.login,
        name=cast.FOUNDER.name,
        password=cast.FOUNDER.password,
        region_name=DISTRICT,
        region_level=Level.DISTRICT,
        national_code=DISTRICT_CODE,
        from_on=founded_on,
        now=founded_at,
    )
    maker = _Maker(founded.staff_id, founded.region_id, founded_at, founded_on)
    town_ids = {town.key: maker.region(town.name, Level.TOWN, founded.region_id) for town in plan.towns}
    maker.look_again()  # each new place widens what a duty covers
    village_ids = {
        town.key: tuple(maker.region(village.name, Level.VILLAGE, town_ids[town.key]) for village in town.villages)
        for town in plan.towns
    }
    maker.look_again()
    runners = {
        town.key: maker.organisation(f"{town.name}颐养服务中心", number) for number, town in enumerate(plan.towns)
    }
    canteen_ids = [
        maker.canteen(place, village_ids[place.town][place.village], runners[place.town])
        for place in (*plan.canteens, *plan.points)
    ]
    maker.look_again()
    halls = tuple(_hall(place, each, plan) for place, each in zip(plan.canteens, canteen_ids, strict=False))
    workers = (*cast.STAFF, *_town_workers(plan, Random(f"{seed}/staff")))
    staff_ids = {cast.FOUNDER.login: founded.staff_id}
    # Those of the district first: with the founder they are the two people whom every later duty over a region needs.
    for worker in sorted(workers, key=lambda each: each.where != "district"):
        staff_ids[worker.login] = maker.worker(worker)
        for place in _places_of(worker, halls, town_ids, founded.region_id):
            maker.duty(staff_ids[worker.login], worker.role, place)
    return Registry(
        plan, founded.region_id, town_ids, village_ids, halls, len(plan.points), workers, staff_ids
    )  # fmt: skip


def credit_code(*, number: int) -> str:
    """Return a valid credit code of a county that does not exist: 18 characters, both check characters right."""
    body = f"MJ{number:06d}"
    rest = 11 - sum(_BODY_LETTERS.index(sign) * weight for sign, weight in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    first17 = f"52{cast.ID_NUMBER_REGION}{body}{'X' if rest == 10 else rest % 11}"
    return first17 + check_character(first17)


class _Maker:
    """The founder at work on the founding day."""

    def __init__(self, staff_id: UUID, district_id: UUID, at: datetime, on: date) -> None:
        self.staff_id, self.district_id, self.at, self.on = staff_id, district_id, at, on
        self.second: UUID | None = None  # who was given the first duty over a region, and approves those after it
        self.look_again()

    def look_again(self) -> None:
        """Take in what has been registered since."""
        self.actor = actor_by_id(staff_id=self.staff_id, on=self.on)

    def region(self, name: str, level: Level, parent_id: UUID) -> UUID:
        return register_region(
            actor=self.actor, name=name, level=level, parent_id=parent_id, from_on=self.on, now=self.at
        )

    def organisation(self, name: str, number: int) -> UUID:
        return register_organisation(
            actor=self.actor, name=name, credit_code=credit_code(number=number + 1), now=self.at
        )

    def canteen(self, place: PlacePlan, region_id: UUID, organisation_id: UUID) -> UUID:
        return register_canteen(
            actor=self.actor,
            name=place.name,
            region_id=region_id,
            organisation_id=organisation_id,
            hours=place.hours,
            opened_on=self.on,
            now=self.at,
            kind=place.kind,
            address=place.address,
            latitude_e6=place.latitude_e6,
            longitude_e6=place.longitude_e6,
        )

    def worker(self, worker: cast.Worker) -> UUID:
        return register_staff(
            actor=self.actor,
            login=worker.login,
            name=worker.name,
            password=worker.password,
            pin=worker.pin,
            now=self.at,
            is_password_given=False,  # the trial's people are invented, and choose what its sheet says
        )

    def duty(self, staff_id: UUID, role: Role, place: tuple[UUID | None, UUID | None]) -> None:
        region_id, canteen_id = place
        offered = offer_duty(
            actor=self.actor,
            staff_id=staff_id,
            role=role,
            from_on=self.on,
            now=self.at,
            region_id=region_id,
            canteen_id=canteen_id,
        )
        if offered.proposal_id is None:
            self.second = self.second or (staff_id if region_id else None)
        elif self.second is not None:
            second = actor_by_id(staff_id=self.second, on=self.on)
            seen = duty_to_decide(actor=second, proposal_id=offered.proposal_id)
            approve_duty(actor=second, proposal_id=seen.id, digest=seen.digest, now=self.at)


def _hall(place: PlacePlan, canteen_id: UUID, plan: DistrictPlan) -> Hall:
    tail = "" if place.rank == 0 else f"-{place.town}"
    return Hall(place, canteen_id, plan.town(place.town).fund_key, f"manager{tail}", f"counter{tail}")


def _town_workers(plan: DistrictPlan, random: Random) -> Iterator[cast.Worker]:
    """In each town a counter and a manager for all its canteens but the main one, finance, and a clerk."""
    main = plan.towns[0]
    for town in plan.towns:
        roles = [Role.FINANCE] if town is main else [Role.FINANCE, Role.CLERK]
        if any(place.town == town.key and place.rank > 0 for place in plan.canteens):
            roles += [Role.COUNTER, Role.MANAGER]
        for role in roles:
            pin = cast.PIN if role is Role.COUNTER else ""
            name = invented_name(random=random, is_woman=random.random() < 0.6)
            yield cast.Worker(f"{role.value}-{town.key}", name, role, town.key, pin)


def _places_of(
    worker: cast.Worker, halls: tuple[Hall, ...], town_ids: Mapping[str, UUID], district_id: UUID
) -> Iterator[tuple[UUID | None, UUID | None]]:
    """Where somebody's duties are: (region, none), or (none, canteen) for each."""
    if worker.role in (Role.COUNTER, Role.MANAGER):
        for hall in halls:
            if worker.login in (hall.manager, hall.counter):
                yield None, hall.canteen_id
    elif worker.where == "district":
        yield district_id, None
    else:
        yield (next(iter(town_ids.values())) if worker.where == "town" else town_ids[worker.where]), None
