"""Two organisations of one canteen-month lock different books and draw one allotment: it is read under its own lock."""

from datetime import date
from functools import partial
from uuid import UUID

from canteen.core.errors import Problem
from canteen.models import Organisation, Tenure
from settlement.models import Allotment, Entry, Hold
from settlement.operations.holds import clear_hold, hold_share
from tests.races.harness import THREADS, Job, Race
from tests.settlement.acting import CLOSING, eat, fund_month, maker
from tests.town import DAY, at, small_town


def test_of_two_organisations_clearings_one_finds_the_allotment_too_small(race: Race) -> None:
    later = date(2026, 11, 25)
    town = small_town(allotted_fen={}, days=(DAY, later))
    fund_month(town, allotted_fen={"joint": 1000, "charity": 700})
    heir = Organisation.objects.create(name="接手中心", credit_code="91330503MA2B000018")
    Tenure.objects.filter(canteen=town.canteens[0]).update(until_on=later)
    Tenure.objects.create(canteen=town.canteens[0], organisation=heir, from_on=later)
    holds = []
    for day in (DAY, later):
        eat(town, 0, at(11, on=day))
        meal = Entry.objects.get(kind="meal", service_on=day)
        holds.append(hold_share(actor=maker(town), entry_id=meal.id, payer="fund:joint", reason="核实", now=CLOSING))
    assert Hold.objects.values("entry__books").distinct().count() == 2
    # 5.00 are left of the charity's, and each would take all of it.
    clear = partial(clear_hold, actor=maker(town), payer="fund:charity", reason="核实", now=CLOSING)
    clearings: list[Job] = [partial(clear, hold_id=holds[number % 2]) for number in range(THREADS)]
    results = race.run(clearings)
    assert [result for result in results if not isinstance(result, Problem | UUID)] == []
    codes = [result.code if isinstance(result, Problem) else "done" for result in results]
    assert set(codes) == {"allotment-too-small", "done", "hold-cleared"}
    assert codes.count("done") == 1
    assert Allotment.objects.get(fund__key="charity").drawn_fen == 700
    assert Hold.objects.filter(cleared_by__isnull=False).count() == 1
