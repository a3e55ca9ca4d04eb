"""A town of two villages: whoever is registered in the eastern one is paid for better, by its policy."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from typing import Any

from canteen.core.identity import check_digit
from canteen.core.intake.known import KnownFact
from canteen.gateways import vault
from canteen.models import Elder, Fact, Region, RegionParent
from settlement.models import Entry
from tests.settlement.acting import eat
from tests.settlement.lists_of_deaths import DAYS, town_of_eaters
from tests.settlement.test_redecisions import live
from tests.town import DOCUMENT, SINCE, Town, at

BORN = date(1950, 5, 1)
WEST_FEN = {"fund/joint": 400, "fund/charity": 100, "elder": 500}
EAST_FEN = {"fund/joint": 550, "fund/charity": 100, "elder": 350}
DIBAO_FEN = {"fund/joint": 600, "fund/charity": 100, "elder": 300}


def document_of_villages(*, key: str = "registered") -> dict[str, Any]:
    """The joint fund bears 5.50 for who is registered in the eastern village, or lives there, instead of 4."""
    document = deepcopy(DOCUMENT) | {"regions": {"east": "东村"}}
    document["layers"][0]["tiers"].append({"when": {key: {"in": ["east"]}}, "formula": {"fixed": "5.50"}})
    return document


def village(town: Town, number: int, key: str, name: str, within: Region | None = None) -> Region:
    """One more region, a village unless it lies in the district."""
    level = "village" if within is None else "town"
    made = Region.objects.create(number=number, key=key, name=name, level=level)
    RegionParent.objects.create(region=made, parent=within or town.region, from_on=SINCE)
    return made


def town_of_villages(*, key: str = "registered") -> Town:
    """Two elders of seventy-six, registered in the western village, who ate lunch on four days."""
    made = town_of_eaters(days=0, document=document_of_villages(key=key))
    west = village(made, 11, "west", "西村")
    village(made, 12, "east", "东村")
    for number, elder in enumerate(made.elders):
        name_by(elder, f"33050319500501{number:03d}")
        seal = {"table": "canteen_fact", "column": "value_sealed"}
        fact = Fact.objects.get(elder=elder, kind="registration")
        fact.region, fact.value_sealed = west, vault.seal(str(west.id), row_id=fact.id, **seal)
        fact.save()
    for day in DAYS:
        for number in range(2):
            eat(made, number, at(11, number, on=day))
    return made


def name_by(elder: Elder, first17: str) -> str:
    """Give somebody a sound ID number of that beginning, born on the day it says; return it."""
    number = first17 + check_digit(first17)
    elder.birth_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    elder.id_number_sealed = vault.seal(number, table="canteen_elder", column="id_number_sealed", row_id=elder.id)
    elder.id_number_lookup = vault.lookup(number, purpose="id number")
    elder.save()
    return number


def region_called(name: str) -> Region:
    """A region by its name."""
    return Region.objects.get(name=name)


def shares_of(elder: Elder) -> list[tuple[date, int, dict[str, int]]]:
    """Of each live meal of one elder: the day, its revision, who bears what."""
    meals = Entry.objects.filter(kind="meal", reversed_by=None).order_by("service_on", "id")
    eaters = meals.values_list("order__elder_id", flat=True)
    return [
        (day, revision, fen)
        for elder_id, (day, revision, _, fen) in zip(eaters, live(), strict=True)
        if elder_id == elder.id
    ]


def days_of(facts: Iterable[KnownFact]) -> set[tuple[object, ...]]:
    """What facts say, and of which days."""
    return {(one.kind, one.value, one.level, one.region_id, one.from_on, one.until_on) for one in facts}


def number_of(elder: Elder) -> str:
    """Her ID number, opened."""
    return vault.open(bytes(elder.id_number_sealed), table="canteen_elder", column="id_number_sealed", row_id=elder.id)
