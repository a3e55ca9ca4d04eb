"""Canteens, elders, tenures and senders as they were before a migration rewrote them."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from canteen.gateways import vault
from canteen.models.ids import new_id
from tests.canteen.settlement_before import NUMBER, RECORDED

ROOM: Final = "canteen"
DIED, NEXT, LATER = date(2026, 11, 3), date(2026, 11, 4), date(2026, 12, 1)
OPENED = (date(2019, 3, 1), date(2024, 7, 15))


@dataclass(frozen=True, slots=True)
class Placed:
    """The ids of what stands in the first database: rows are told apart by them, in the order they were made."""

    canteens: list[UUID] = field(default_factory=list)
    organisations: list[UUID] = field(default_factory=list)
    elders: list[UUID] = field(default_factory=list)
    states: list[UUID] = field(default_factory=list)
    hours: list[UUID] = field(default_factory=list)
    tenures: list[UUID] = field(default_factory=list)
    words: list[UUID] = field(default_factory=list)
    found_by: dict[UUID, str] = field(default_factory=dict)  # each row of a list, by which columns


def fact(apps: Any, elder: UUID, kind: str, value: str, from_on: date, **columns: Any) -> UUID:
    row_id = new_id()
    sealed = vault.seal(value, table="canteen_fact", column="value_sealed", row_id=row_id)
    apps.get_model(ROOM, "Fact").objects.create(
        id=row_id, elder_id=elder, kind=kind, value_sealed=sealed, from_on=from_on, recorded_at=RECORDED, **columns
    )
    return row_id


def place(apps: Any) -> Placed:
    """Two canteens with their hours, an organisation for each, two elders with facts of three kinds."""
    made = Placed()
    region = apps.get_model(ROOM, "Region").objects.create(number=1, name="测试镇", level="town")
    for number, opened_on in enumerate(OPENED):
        of = apps.get_model(ROOM, "Canteen").objects.create(name=f"食堂{number}", region=region, opened_on=opened_on)
        made.canteens.append(of.id)
        runs = apps.get_model(ROOM, "Organisation").objects.create(name=f"主体{number}", credit_code=f"{number:018}")
        made.organisations.append(runs.id)
        elder = apps.get_model(ROOM, "Elder").objects.create(
            name=f"老人{number}", birth_on=date(1940, 1, 1), id_number_lookup=f"{number}", recorded_at=RECORDED
        )
        made.elders.append(elder.id)
        for sitting, opens, closes in (("lunch", time(10, 30), time(13)), ("dinner", time(16), time(18, number))):
            row = apps.get_model(ROOM, "Hours").objects.create(canteen=of, sitting=sitting, opens=opens, closes=closes)
            made.hours.append(row.id)
    one, other = made.elders
    fact(apps, one, "category", "低保", date(2020, 1, 1), level="district", evidence="证 1", granted_by="民政局")
    typed = {"evidence": f"残疾证 {NUMBER}43", "granted_by": f"经办 {NUMBER}", "level": "二级"}
    since, until = date(2021, 5, 6), date(2022, 1, 1)
    made.words.append(fact(apps, other, "residence", "常住", since, until_on=until, region=region, **typed))
    # Told once, three times over, from another day, of somebody else, something else from the same day, and ended.
    told = [(one, "dead", DIED)] * 3 + [(one, "dead", NEXT), (other, "dead", DIED), (one, "gone", DIED)]
    made.states.extend(fact(apps, elder, "state", value, on) for elder, value, on in told)
    made.states.append(fact(apps, other, "state", "gone", DIED, until_on=LATER))
    return made


def place_tenures(apps: Any, made: Placed) -> None:
    """The first canteen was handed over twice at once and its tenures go on; the second was handed over in turn."""
    (one, other), (first, second) = made.canteens, made.organisations
    days = [
        (one, first, OPENED[0], DIED),
        (one, second, DIED, None),
        (one, first, NEXT, None),
        (one, second, LATER, None),
        (other, second, OPENED[1], DIED),
        (other, first, DIED, None),
    ]
    for canteen_id, organisation_id, from_on, until_on in days:
        row = apps.get_model(ROOM, "Tenure").objects.create(
            canteen_id=canteen_id, organisation_id=organisation_id, from_on=from_on, until_on=until_on
        )
        made.tenures.append(row.id)


def place_senders(apps: Any) -> None:
    """Two of one region that are the same behind the mask, and one that holds no number."""
    region = apps.get_model(ROOM, "Region").objects.get()
    for name in (NUMBER, NUMBER[:9] + "5" + NUMBER[10:], "民政科"):
        apps.get_model(ROOM, "Sender").objects.create(region=region, name=name, recorded_at=RECORDED)


def rename(apps: Any, elders: list[UUID]) -> None:
    """One whom a list gave another name, which kept her place; one whose number was let through, into her place too."""
    named = apps.get_model(ROOM, "Elder").objects
    named.filter(id=elders[0]).update(name="单小妹")
    dotted = f"{NUMBER[:6]}.{NUMBER[6:14]}.{NUMBER[14:]}"
    named.filter(id=elders[1]).update(name=f"丁一 {dotted}", sorts_as=f"ding104e01yi104e00{dotted.replace('.', '')}")


def name_alike(apps: Any, canteen_ids: list[UUID]) -> None:
    """Both canteens have one name; of six regions three have one, and two have none that could be spoken."""
    apps.get_model(ROOM, "Canteen").objects.filter(id__in=canteen_ids).update(name="乐龄食堂")
    for number, name in enumerate(("测试镇", "——", "2号村", "测试镇", "……"), start=2):
        apps.get_model(ROOM, "Region").objects.create(number=number, name=name, level="village")
