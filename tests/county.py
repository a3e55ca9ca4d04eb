"""A district with two towns, founded and filled through operations: whoever works in one town could see the other's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from canteen.auth import actor_of
from canteen.core.identity import check_digit
from canteen.core.region import Level
from canteen.core.scope import Actor, Role
from canteen.core.sitting import ZONE, Sitting, Window
from canteen.models import Duty
from canteen.operations.duties import grant_duty
from canteen.operations.elders import register_elder
from canteen.operations.places import register_canteen, register_organisation, register_region
from canteen.operations.staff import found_staff, register_staff

DAY = date(2026, 11, 20)
SINCE = date(2020, 1, 1)
WORD = "a quiet kitchen at noon"
HOURS = (Window(Sitting.LUNCH, time(10, 30), time(13, 30)),)


def at(hour: int, minute: int = 0, on: date = DAY) -> datetime:
    """An instant of a day in Asia/Shanghai, in UTC."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE).astimezone(UTC)


NOW = at(8)


def id_number(number: int, born: str = "19400501") -> str:
    """A valid ID number of somebody born on that day; each `number` (1 to 999) is another person."""
    first17 = f"330503{born}{number:03d}"
    return first17 + check_digit(first17)


@dataclass(frozen=True)
class Town:
    """A town, its canteen, two elders of its own, and one member of staff per role."""

    region_id: UUID
    canteen_id: UUID
    elders: tuple[UUID, UUID]
    staff: dict[Role, UUID]

    def actor(self, role: Role, on: date = DAY) -> Actor:
        """Who works here in this role, on a day."""
        return actor_of(staff_id=self.staff[role], on=on)


@dataclass(frozen=True)
class County:
    """Two towns under one district, and the founder of all."""

    founder_id: UUID
    region_id: UUID
    organisation_id: UUID
    here: Town
    there: Town

    def founder(self, on: date = DAY) -> Actor:
        """The clerk and support of the whole district."""
        return actor_of(staff_id=self.founder_id, on=on)


def county() -> County:
    """Found a district and fill two towns alike: 张一兰 and 张二兰 live here, 张三兰 and 张四兰 there."""
    made = found_staff(
        login="founder",
        name="创建人",
        password=WORD,
        region_name="南浔区",
        region_level=Level.DISTRICT,
        from_on=SINCE,
        now=NOW,
    )
    founder = actor_of(staff_id=made.staff_id, on=DAY)
    organisation_id = register_organisation(
        actor=founder, name="暖阳服务中心", credit_code="91330503MA2B00005L", now=NOW
    )
    here, there = (
        _town(made.staff_id, made.region_id, organisation_id, name, first)
        for name, first in (("here", 1), ("there", 3))
    )
    return County(made.staff_id, made.region_id, organisation_id, here, there)


def _town(founder_id: UUID, district_id: UUID, organisation_id: UUID, name: str, first: int) -> Town:
    def founder() -> Actor:
        return actor_of(staff_id=founder_id, on=DAY)  # duties reach what was registered a moment ago

    region_id = register_region(
        actor=founder(), name=f"{name}镇", level=Level.TOWN, parent_id=district_id, from_on=SINCE, now=NOW
    )
    canteen_id = register_canteen(
        actor=founder(),
        name=f"{name}食堂",
        region_id=region_id,
        organisation_id=organisation_id,
        hours=HOURS,
        opened_on=SINCE,
        now=NOW,
    )
    acting = founder()
    elders = tuple(
        register_elder(
            actor=acting, name=f"张{'零一二三四'[number]}兰", id_number=id_number(number), region_id=region_id, now=NOW
        )
        for number in (first, first + 1)
    )
    staff = {role: _staff(acting, name, role, region_id, canteen_id) for role in Role}
    return Town(region_id, canteen_id, (elders[0], elders[1]), staff)


def _staff(acting: Actor, name: str, role: Role, region_id: UUID, canteen_id: UUID) -> UUID:
    staff_id = register_staff(
        actor=acting,
        login=f"{name}-{role.value}",
        name=f"{name} {role.value}",
        password=WORD,
        now=NOW,
        is_password_given=False,
    )
    place: dict[str, Any] = (
        {"canteen_id": canteen_id} if role in (Role.COUNTER, Role.MANAGER) else {"region_id": region_id}
    )
    first = Duty.objects.filter(region__isnull=False).exclude(staff=acting.staff_id).order_by("id").first()
    proposed_by = first.staff_id if first else None  # nobody, while the founder is alone
    grant_duty(actor=acting, staff_id=staff_id, role=role, from_on=SINCE, now=NOW, proposed_by=proposed_by, **place)
    return staff_id
