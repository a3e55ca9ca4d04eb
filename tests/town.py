"""A small town for tests, written row by row: what stands here is what a test may count on, and nothing else."""

import hashlib
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from pytest_django.fixtures import Settings

from canteen.core.month import Month
from canteen.core.sitting import ZONE, Sitting, Window, always
from canteen.gateways import vault
from canteen.gateways.pinyin import order_of
from canteen.models import (
    Canteen,
    Credential,
    Duty,
    Elder,
    Fact,
    Hours,
    Organisation,
    Region,
    RegionParent,
    Staff,
    Tenure,
)
from canteen.models.ids import new_id
from canteen.queries.pins import pin_digest
from kiosk.gateways.signatures import counter_token, digest_of
from kiosk.models import Contact, Kiosk
from ordering.models import Meal
from settlement.models import Allotment, Fund, Part, Policy

DAY = date(2026, 11, 20)
SINCE = date(2020, 1, 1)
SECRET = "a-device-secret-of-the-tests"
HOURS = (
    Window(Sitting.LUNCH, time(10, 30), time(13, 30)),
    Window(Sitting.DINNER, time(16, 0), time(18, 30)),
)
TIMETABLE = always(HOURS)

# 10 yuan: the joint fund 5, charity down to 4, a canteen's concession of 0.50; she pays 3 to 5.
DOCUMENT: dict[str, Any] = {
    "format": "nuancan-policy/1",
    "title": {"zh": "测试镇助餐补贴", "en": "Meal subsidy of the test town"},
    "source": {"title": "test"},
    "age_reached": "birthday",
    "redecision": {"may_raise_elder": False},
    "promise_gap": {"payer": "canteen"},
    "elder": [
        {
            "lines": ["set"],
            "limits": ["sitting"],
            "when": {"age": {"from": 60}},
            "at_least": "3.00",
            "at_most": "5.00",
            "beyond": "canteen",
        }
    ],
    "layers": [
        {
            "id": "town",
            "title": {"zh": "区镇联合补贴", "en": "District and town"},
            "payer": {"fund": "joint"},
            "lines": ["set"],
            "limits": ["sitting"],
            "when": {"age": {"from": 60}},
            "tiers_pick": "highest",
            "tiers": [
                {"when": {"age": {"from": 80}}, "formula": {"fixed": "5.00"}},
                {"when": {"category": "dibao"}, "formula": {"fixed": "6.00"}},
                {"formula": {"fixed": "4.00"}},
            ],
            "empty": {"then": "next", "part": True},
        },
        {
            "id": "charity",
            "title": {"zh": "慈善", "en": "Charity"},
            "payer": {"fund": "charity"},
            "lines": ["set"],
            "limits": ["sitting"],
            "when": {"age": {"from": 60}},
            "formula": {"fixed": "1.00"},
            "empty": {"then": "canteen", "part": True},
        },
    ],
}


def at(hour: int, minute: int = 0, second: int = 0, on: date = DAY) -> datetime:
    """An instant of a day in Asia/Shanghai, in UTC."""
    return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=ZONE).astimezone(UTC)


def stand(settings: Settings, moment: datetime) -> None:
    """The clock at the edge stands at this moment, and goes on from there."""
    settings.NUANCAN_CLOCK_SHIFT = moment - datetime.now(UTC)


@dataclass
class Town:
    """Rows by the names tests use; everything made by `small_town`."""

    district: Region
    region: Region
    organisation: Organisation
    canteens: list[Canteen]
    kiosks: list[Kiosk]
    elders: list[Elder]
    cards: list[str]
    meals: dict[tuple[UUID, date, str], Meal]
    clerk: Staff
    second: Staff
    counter: Staff
    policy: Policy
    funds: Mapping[str, Fund] = field(default_factory=dict)

    def token(self, kiosk: Kiosk, now: datetime) -> str:
        """What the counter's unlocked strip on this device puts on its attempts."""
        return counter_token(staff_id=self.counter.id, kiosk_id=kiosk.id, now=now)


def small_town(
    *,
    canteens: int = 1,
    kiosks: int = 1,
    elders: int = 3,
    days: tuple[date, ...] = (DAY,),
    allotted_fen: Mapping[str, int] | None = None,
    document: dict[str, Any] | None = None,
) -> Town:
    """A district with one town, canteens with kiosks, elders with cards; a 10-yuan meal at each sitting of each day."""
    district = Region.objects.create(number=1, key="district", name="测试区", level="district")
    region = Region.objects.create(number=2, key="town", name="测试镇", level="town")
    RegionParent.objects.create(region=region, parent=district, from_on=SINCE)
    organisation = Organisation.objects.create(name="测试服务中心", credit_code="91330503MA2B00005L")
    clerk, second, counter = (_staff(name) for name in ("clerk", "second", "counter"))
    places = [_canteen(number, region, organisation, counter) for number in range(canteens)]
    funds = _funds(district, region)
    town = Town(
        district=district,
        region=region,
        organisation=organisation,
        canteens=places,
        kiosks=[_kiosk(place, number) for place, number in itertools.product(places, range(kiosks))],
        elders=[],
        cards=[],
        meals={},
        clerk=clerk,
        second=second,
        counter=counter,
        policy=_policy(region, document or DOCUMENT, clerk, second),
        funds=funds,
    )
    for number in range(elders):
        add_elder(town, number)
    for place, day, sitting in itertools.product(places, days, ("lunch", "dinner")):
        town.meals[(place.id, day, sitting)] = _meal(place, day, sitting)
    allotted = allotted_fen if allotted_fen is not None else {"joint": 10_000_000, "charity": 1_000_000}
    for month in {Month.of(day).first for day in days}:
        for place in places:
            for key, fen in allotted.items():
                Allotment.objects.create(fund=funds[key], canteen=place, month=month, fen=fen)
    return town


def add_elder(town: Town, number: int, birth_on: date = date(1940, 5, 1), categories: tuple[str, ...] = ()) -> Elder:
    """One more elder, with a card whose number is 8000 0000 and her own."""
    row_id = new_id()
    id_number = f"33050319400501{number:04d}"
    elder = Elder.objects.create(
        id=row_id,
        name=f"张{'一二三四五六七八九'[number % 9]}兰",
        birth_on=birth_on,
        id_number_sealed=vault.seal(id_number, table="canteen_elder", column="id_number_sealed", row_id=row_id),
        id_number_lookup=vault.lookup(id_number, purpose="id number"),
        recorded_at=at(8),
    )
    for category in categories:
        add_fact(elder, "category", category)
    card = f"80000000{number:04d}"
    Credential.objects.create(elder=elder, kind="card", code=card, issued_at=at(8, on=date(2026, 1, 2)))
    town.elders.append(elder)
    town.cards.append(card)
    return elder


def add_fact(elder: Elder, kind: str, value: str, from_on: date = SINCE, until_on: date | None = None) -> Fact:
    """A dated fact about an elder."""
    row_id = new_id()
    return Fact.objects.create(
        id=row_id,
        elder=elder,
        kind=kind,
        value_sealed=vault.seal(value, table="canteen_fact", column="value_sealed", row_id=row_id),
        from_on=from_on,
        until_on=until_on,
        recorded_at=at(8),
    )


def _staff(name: str) -> Staff:
    staff = Staff(login=name, name=name)
    staff.set_password(f"{name}-word-of-tests")
    staff.pin_digest = pin_digest(staff_id=staff.id, pin="2468") if name == "counter" else ""
    staff.save()
    return staff


def _canteen(number: int, region: Region, organisation: Organisation, counter: Staff) -> Canteen:
    name = f"第{number + 1}食堂"
    place = Canteen.objects.create(
        key=f"canteen-{number + 1}", name=name, sorts_as=order_of(name=name), region=region, opened_on=SINCE
    )
    Tenure.objects.create(canteen=place, organisation=organisation, from_on=SINCE)
    Duty.objects.create(staff=counter, role="counter", canteen=place, from_on=SINCE)
    for window in HOURS:
        Hours.objects.create(
            canteen=place, sitting=window.sitting.value, opens=window.opens, closes=window.closes, from_on=SINCE
        )
    return place


def _meal(place: Canteen, day: date, sitting: str) -> Meal:
    return Meal.objects.create(
        canteen=place,
        service_on=day,
        sitting=sitting,
        title="套餐",
        price_fen=1000,
        portions=200,
        state="published",
        published_at=at(6, on=day),
    )


def _kiosk(place: Canteen, number: int) -> Kiosk:
    kiosk = Kiosk.objects.create(
        canteen=place, name=f"终端{number + 1}", secret_digest=digest_of(SECRET), enrolled_at=at(7)
    )
    Contact.objects.create(kiosk=kiosk, at=at(7))
    return kiosk


def _funds(district: Region, region: Region) -> dict[str, Fund]:
    stated = (
        ("district", "budget", district),
        ("town", "budget", region),
        ("joint", "joint", district),
        ("charity", "charity", region),
    )
    funds = {key: Fund.objects.create(key=key, name=key, source=source, region=where) for key, source, where in stated}
    for position, key in enumerate(("district", "town")):
        Part.objects.create(joint=funds["joint"], contributor=funds[key], weight=1, position=position)
    return funds


def _policy(region: Region, document: dict[str, Any], maker: Staff, approver: Staff) -> Policy:
    body = json.dumps(document, sort_keys=True, ensure_ascii=False).encode()
    return Policy.objects.create(
        region=region,
        scope=region.number,
        version=1,
        document=document,
        digest=hashlib.sha256(body).hexdigest(),
        from_on=SINCE,
        state="approved",
        made_by=maker,
        made_at=at(6),
        approved_by=approver,
        approved_at=at(7),
    )
