"""Registers regions, organisations and canteens."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from canteen.core.credit_code import is_credit_code, normalise_credit_code
from canteen.core.errors import Conflict, Invalid, NotFound, Unavailable
from canteen.core.region import Level, NoSuchRegion
from canteen.core.scope import Actor, Role
from canteen.core.sitting import Window
from canteen.gateways.pinyin import order_of
from canteen.models import Canteen, Hours, Organisation, Region, RegionCode, RegionParent, Tenure
from canteen.operations.deeds import do
from canteen.operations.place_keys import key_for, odd_key

MOST_TRIES = 5
MOST_LATITUDE_E6 = 90_000_000
_NATIONAL_CODE = re.compile(r"[1-9][0-9]{5}([0-9]{3}([0-9]{3})?)?")


class BadPlace(Invalid):
    """A name, a code or a day of this place is not valid."""

    code = "bad-place"
    zh = "名称、代码或日期填写有误"


class RegionNumberTaken(Unavailable):
    """Several regions are being registered at once; try again."""

    code = "region-number-taken"
    zh = "有人正在同时登记区划，请再试一次"


class CanteenKeyTaken(Unavailable):
    """Several canteens of one name are being registered at once; try again."""

    code = "canteen-key-taken"
    zh = "有人正在同时登记同名的食堂，请再试一次"


class OrganisationExists(Conflict):
    """An organisation with this credit code is registered already."""

    code = "organisation-exists"
    zh = "该统一社会信用代码已登记"


class NoSuchOrganisation(NotFound):
    """This organisation is not registered."""

    code = "no-such-organisation"
    zh = "没有登记这个运营主体"


def register_region(
    *,
    actor: Actor,
    name: str,
    level: Level,
    parent_id: UUID,
    from_on: date,
    now: datetime,
    national_code: str = "",
    key: str = "",
    reason: str = "",
) -> UUID:
    """Register a region inside another from a day on, and return its id; a clerk of the parent does it (D4).

    Policy documents call it by its `key`, for good; without one its name in pinyin makes one. OutOfScope, BadPlace,
    KeyTaken, NoSuchRegion, RegionNumberTaken.
    """
    actor.require_region(Role.CLERK, region_id=parent_id)
    ranks = list(Level)
    with transaction.atomic():
        parent = Region.objects.filter(id=parent_id).first()
        if parent is None:
            raise NoSuchRegion()
        mistakes = _named(name, 80) + odd_key(key=key)
        if ranks.index(level) <= ranks.index(Level(parent.level)):
            mistakes.append(("level", "must be narrower than the region it lies in"))
        if mistakes:
            raise BadPlace(mistakes)
        region = new_region(name=name, level=level, national_code=national_code, from_on=from_on, key=key)
        RegionParent(region=region, parent=parent, from_on=from_on).save(force_insert=True)
        do(
            staff_id=actor.staff_id,
            verb="register",
            subject_kind="region",
            subject_id=region.id,
            reason=reason,
            detail={
                "level": level.value,
                "parent": str(parent_id),
                "from_on": from_on.isoformat(),
                "key": region.key,
            },
            now=now,
        )
    return region.id


def new_region(*, name: str, level: Level, national_code: str, from_on: date, key: str = "") -> Region:
    """Write a region under the next number, with its key and its code; inside the caller's transaction.

    BadPlace, KeyTaken, RegionNumberTaken.
    """
    if national_code and not _NATIONAL_CODE.fullmatch(national_code):
        raise BadPlace([("national_code", "must be 6, 9 or 12 digits")])
    region = _numbered(name.strip(), level, key)
    if national_code:
        RegionCode(region=region, code=national_code, from_on=from_on).save(force_insert=True)
    return region


def _numbered(name: str, level: Level, key: str) -> Region:
    # Number and key are unique: who loses against another registration takes the next one.
    for _ in range(MOST_TRIES):
        highest: int = Region.objects.aggregate(highest=Max("number"))["highest"] or 0
        free = key_for(model=Region, name=name, wanted=key)
        region = Region(number=highest + 1, key=free, name=name, level=level.value)
        if _saved(region):
            return region
    raise RegionNumberTaken()


def _saved(row: Region | Canteen) -> bool:
    """Whether a new row could be written: another may have taken its number or its key meanwhile."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def register_organisation(*, actor: Actor, name: str, credit_code: str, now: datetime, reason: str = "") -> UUID:
    """Register a legal entity by its unified social credit code (18 characters, the last checks the others).

    Returns its id. OutOfScope, BadPlace, OrganisationExists.
    """
    actor.require_held(Role.CLERK)
    code = normalise_credit_code(credit_code)
    mistakes = _named(name, 120)
    if not is_credit_code(code):
        mistakes.append(("credit_code", "must be 18 digits and capital letters, the last of which checks the others"))
    if mistakes:
        raise BadPlace(mistakes)
    row = Organisation(name=name.strip(), sorts_as=order_of(name=name), credit_code=code)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            do(
                staff_id=actor.staff_id,
                verb="register",
                subject_kind="organisation",
                subject_id=row.id,
                reason=reason,
                now=now,
            )
    except IntegrityError:
        raise OrganisationExists() from None
    return row.id


def register_canteen(
    *,
    actor: Actor,
    name: str,
    region_id: UUID,
    organisation_id: UUID,
    hours: Sequence[Window],
    opened_on: date,
    now: datetime,
    kind: str = Canteen.Kind.CANTEEN,
    address: str = "",
    latitude_e6: int | None = None,
    longitude_e6: int | None = None,
    key: str = "",
    reason: str = "",
) -> UUID:
    """Register a canteen in a region, its hours, and the organisation that runs it from the day it opens (D2).

    Where it stands is given in millionths of a degree (WGS 84), both or neither. Its `key` is for good; without one its
    name makes one. Returns the canteen's id. OutOfScope, BadPlace, KeyTaken, NoSuchOrganisation.
    """
    actor.require_region(Role.CLERK, region_id=region_id)
    where = {"latitude_e6": latitude_e6, "longitude_e6": longitude_e6}
    if mistakes := _named(name, 80) + _odd(kind, address, key) + _repeated(hours) + off_the_map(**where):
        raise BadPlace(mistakes)
    if not Organisation.objects.filter(id=organisation_id).exists():
        raise NoSuchOrganisation()
    row = Canteen(
        name=name.strip(),
        sorts_as=order_of(name=name),
        kind=kind,
        region_id=region_id,
        address=address.strip(),
        **where,
        opened_on=opened_on,
    )
    with transaction.atomic():
        _with_key(row, key)
        write_hours(canteen_id=row.id, hours=hours, from_on=opened_on)
        Tenure(canteen=row, organisation_id=organisation_id, from_on=opened_on).save(force_insert=True)
        do(
            staff_id=actor.staff_id,
            verb="register",
            subject_kind="canteen",
            subject_id=row.id,
            reason=reason,
            detail={"region": str(region_id), "organisation": str(organisation_id), "key": row.key},
            now=now,
        )
    return row.id


def _with_key(row: Canteen, key: str) -> None:
    for _ in range(MOST_TRIES):
        row.key = key_for(model=Canteen, name=row.name, wanted=key)
        if _saved(row):
            return
    raise CanteenKeyTaken()


def write_hours(*, canteen_id: UUID, hours: Sequence[Window], from_on: date) -> None:
    """Write hours that hold from a day on and stay; inside the caller's transaction. IntegrityError on an overlap."""
    Hours.objects.bulk_create(
        Hours(canteen_id=canteen_id, sitting=each.sitting.value, opens=each.opens, closes=each.closes, from_on=from_on)
        for each in hours
    )


def _named(name: str, longest: int) -> list[tuple[str, str]]:
    return [] if 0 < len(name.strip()) <= longest else [("name", f"must be 1 to {longest} characters")]


def _odd(kind: str, address: str, key: str) -> list[tuple[str, str]]:
    asked = (
        ("kind", kind in Canteen.Kind.values, "must be canteen, point or kitchen"),
        ("address", len(address) <= 160, "must be at most 160 characters"),
    )
    return [(path, message) for path, good, message in asked if not good] + odd_key(key=key)


def off_the_map(*, latitude_e6: int | None, longitude_e6: int | None) -> list[tuple[str, str]]:
    """Return what is wrong with a place on the map: half of it missing, or not on the earth."""
    if latitude_e6 is None or longitude_e6 is None:
        return [] if latitude_e6 is longitude_e6 else [("latitude_e6", "goes with longitude_e6")]
    asked = (("latitude_e6", latitude_e6, MOST_LATITUDE_E6), ("longitude_e6", longitude_e6, 2 * MOST_LATITUDE_E6))
    return [(path, "must lie on the earth") for path, value, most in asked if abs(value) > most]


def _repeated(hours: Iterable[Window]) -> list[tuple[str, str]]:
    sittings = [window.sitting for window in hours]
    return [("hours", "name a sitting once")] if len(sittings) > len(set(sittings)) else []
