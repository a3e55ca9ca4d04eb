"""Who is told late of somebody comes to what would have been, had it been known: a twin of hers shows it (D14)."""

from datetime import date, timedelta
from typing import Any

import pytest

from canteen.models import Duty, Elder, Region, RegionParent
from canteen.operations.elder_rows import NewFact
from canteen.queries.staff import actor_by_id
from ordering.models import Meal
from settlement.core.payers import payer_of
from settlement.models import Entry, Fund, Policy
from settlement.operations.retell import fact_foreseen, tell_fact
from tests.settlement.acting import eat
from tests.settlement.trials.test_read import at_home, layer, written
from tests.town import DAY, SINCE, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db

DAYS = tuple(DAY - timedelta(days=number) for number in (2, 1, 0))
POOR = {"category": "dibao"}
HOME = {"fund_of": "registration", "level": "district", "role": "meals"}
DOCUMENT: dict[str, Any] = written(
    {"include": {"policy": "district/1", "layers": ["town"]}},
    layer("home", HOME, "1.00", POOR),
    layer("same", "canteen", "0.10", {"all": [POOR, {"registered": {"same": "district"}}]}),
    layer("here", "canteen", "0.20", {"all": [POOR, {"eating": {"in": ["west"]}}]}),
    layer("lives", "canteen", "0.40", {"all": [POOR, {"resident": {"in": ["west"]}}]}),
    layer("permit", {"fund": "charity"}, "0.05", {"all": [POOR, {"permit": {"in": ["west"]}}]}),
    layer("package", {"fund": "joint"}, "0.50", {"all": [POOR, {"package": ["soft"]}]}),
    layer("place", {"fund": "joint"}, "0.70", {"all": [POOR, {"canteen": ["canteen-1"]}]}),
    layer("daily", {"fund": "charity"}, "0.80", POOR, limits=["day"]),
    limits=[{"id": "day", "per": "day", "count": 1}],
    regions={"west": "西区"},
    canteens={"canteen-1": "第1食堂"},
)
WIDER = written(layer("town", {"fund": "district"}, "0.30", POOR), limits=[])
FULL = dict.fromkeys(("joint", "charity", "town", "district"), 1_000_000)


def two_districts() -> Town:
    """On the second day the town goes over to another district; that of before had a rule that ends on the third."""
    town = small_town(canteens=2, elders=0, days=DAYS, document=DOCUMENT, allotted_fen=FULL)
    signed = {"made_by": town.clerk, "made_at": at(6), "approved_by": town.second, "approved_at": at(7)}
    Policy.objects.create(
        region=town.district,
        scope=town.district.number,
        version=1,
        document=WIDER,
        digest="0" * 64,
        from_on=SINCE,
        until_on=DAYS[2],
        state="approved",
        **signed,
    )
    west = Region.objects.create(number=8, key="west", name="西区", level="district")
    RegionParent.objects.filter(region=town.region).update(until_on=DAYS[1])
    RegionParent.objects.create(region=town.region, parent=west, from_on=DAYS[1])
    Fund.objects.filter(key="district").update(role="meals")
    Fund.objects.filter(key="town").update(role="meals", region=west)
    Meal.objects.filter(sitting="dinner").update(package="soft")
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.region, from_on=SINCE)
    return town


def eaters(town: Town) -> tuple[Elder, Elder]:
    """Two who have everything in common, but that of one it is known from the start how poor she is."""
    found = (add_elder(town, 0), add_elder(town, 1))
    for elder in found:
        for kind in ("registration", "residence", "permit"):
            at_home(elder, town.region, kind)
    add_fact(found[0], "category", "dibao")
    return found


def paid(elder: Elder) -> dict[tuple[date, str], dict[str, int]]:
    """Who bears what of each of her meals as it stands."""
    found: dict[tuple[date, str], dict[str, int]] = {}
    meals = Entry.objects.filter(kind="meal", reversed_by=None, order__elder=elder)
    lines = meals.values_list("service_on", "order__sitting", "postings__debit__address", "postings__fen")
    for day, sitting, address, fen in lines:
        payer = (payer_of(address) or "?").removeprefix("fund:")
        shares = found.setdefault((day or date.min, sitting), {})
        shares[payer] = shares.get(payer, 0) + fen
    return found


def test_what_is_told_late_comes_to_what_would_have_been() -> None:
    town = two_districts()
    early, late = eaters(town)
    for day, place in zip(DAYS, (0, 1, 0), strict=True):
        for hour in (11, 17):
            for number in range(2):
                eat(town, number, at(hour, number, on=day), kiosk=place)
    assert [set(shares) for shares in paid(late).values()] == [{"elder"}] * 6
    fact = NewFact("category", "dibao", DAYS[0])
    asked: dict[str, Any] = {"actor": actor_by_id(staff_id=town.clerk.id, on=DAY), "elder_id": late.id, "fact": fact}
    now = at(19)
    seen = fact_foreseen(**asked, now=now)
    assert tell_fact(**asked, now=now, shown=seen.mark)[1] == seen
    assert (seen.meals, seen.left) == (6, 0)
    assert paid(late) == paid(early)
    # So that nothing is left out: what the layers come to, by the twin, on the first day and on the others.
    first, second, third = ([paid(early)[day, sitting] for sitting in ("lunch", "dinner")] for day in DAYS)
    assert first == [
        {"district": 130, "canteen": 10, "charity": 80, "joint": 70, "elder": 710},
        {"district": 130, "canteen": 10, "joint": 120, "elder": 740},
    ]
    west = {"town": 100, "canteen": 70}
    assert second == [
        {"district": 30, **west, "charity": 85, "elder": 715},
        {"district": 30, **west, "charity": 5, "joint": 50, "elder": 745},
    ]
    assert third == [
        {"suspense": 30, **west, "charity": 85, "joint": 70, "elder": 645},
        {"suspense": 30, **west, "charity": 5, "joint": 120, "elder": 675},
    ]
