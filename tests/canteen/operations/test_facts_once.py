"""The same fact from the same day is recorded once, however often a button is pressed; what ended may be told again."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Role
from canteen.models import Deed, Fact, Import, Staff
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import CategoryHeld, FactRecorded, end_fact, record_fact
from canteen.operations.imports import apply
from canteen.operations.imports import write as write_module
from settlement.operations.part import record_death, record_move
from tests.canteen.imports.desk import decide, send, write
from tests.canteen.sheets import xlsx
from tests.county import NOW, County, county, id_number

pytestmark = pytest.mark.django_db
DIED = date(2026, 11, 3)


@pytest.fixture
def made() -> County:
    return county()


def told(made: County, **other: Any) -> UUID:
    given: dict[str, Any] = {"kind": "category", "value": "dibao", "from_on": DIED} | other
    clerk, elder_id = made.here.actor(Role.CLERK), made.here.elders[0]
    return record_fact(actor=clerk, elder_id=elder_id, fact=NewFact(**given), now=NOW)


def test_the_same_is_recorded_once(made: County) -> None:
    first = told(made)
    before = Deed.objects.count()
    with pytest.raises(FactRecorded):
        told(made, value=" dibao ")
    assert Deed.objects.count() == before
    told(made, value="tekun")
    end_fact(actor=made.here.actor(Role.CLERK), fact_id=first, until_on=date(2026, 11, 10), now=NOW)
    told(made, from_on=date(2026, 11, 10))
    assert Fact.objects.filter(elder_id=made.here.elders[0], kind="category").count() == 3


@pytest.mark.parametrize(
    "other",
    [
        {"from_on": date(2026, 11, 4)},
        {"level": "重度"},
        {"from_on": date(2026, 5, 1)},
        {"from_on": date(2026, 5, 1), "until_on": date(2026, 11, 4)},
    ],
)
def test_periods_of_one_category_lie_apart(made: County, other: dict[str, Any]) -> None:
    """One stop would end one of two that overlap, and she would be paid for by the other."""
    told(made)
    told(made, value="tekun")
    before = Deed.objects.count()
    with pytest.raises(CategoryHeld):
        told(made, **other)
    assert Deed.objects.count() == before
    told(made, from_on=date(2026, 5, 1), until_on=DIED)


def test_periods_of_one_diet_lie_apart_too(made: County) -> None:
    told(made, kind="diet", value="soft")
    told(made, kind="diet", value="diabetic")
    with pytest.raises(CategoryHeld):
        told(made, kind="diet", value="soft", from_on=date(2026, 11, 4))


@pytest.mark.parametrize(
    "press",
    [
        lambda actor, elder: record_death(actor=actor, elder_id=elder, died_on=DIED, now=NOW),
        lambda actor, elder: record_move(
            actor=actor, elder_id=elder, kind="registration", region_id=None, moved_on=DIED, now=NOW
        ),
    ],
    ids=["death", "moved away"],
)
def test_a_second_press_records_no_second_parting(made: County, press: Callable[..., Any]) -> None:
    actor, elder = made.here.actor(Role.CLERK), made.here.elders[0]
    press(actor, elder)
    with pytest.raises(FactRecorded):
        press(actor, elder)
    assert Fact.objects.filter(elder_id=elder, kind="state").count() == 1


def test_the_page_says_so(made: County) -> None:
    browser = Client()
    browser.force_login(Staff.objects.get(id=made.here.staff[Role.CLERK]))
    page = f"/elders/{made.here.elders[0]}/death"
    sent = {"from_on": "2026-11-03", "evidence": "", "seen": ""}
    assert browser.post(page, sent).status_code == 302
    again = browser.post(page, sent)
    assert (again.status_code, "已经登记过" in again.content.decode()) == (422, True)
    assert Fact.objects.filter(kind="state").count() == 1


def test_a_list_that_meets_a_clerk_is_compared_anew(made: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk's death lands between the comparing and the writing of the list: nothing is written twice."""
    import_id = send(
        made, Kind.DEATHS, xlsx([("姓名", "身份证号", "死亡日期"), ("张一兰", id_number(1), "2026-11-03")])
    )
    decide(import_id, made.here.actor(Role.CLERK))
    real = write_module.write_rows

    def meeting(**given: Any) -> None:
        record_death(actor=made.here.actor(Role.CLERK), elder_id=made.here.elders[0], died_on=DIED, now=NOW)
        real(**given)

    with monkeypatch.context() as patch:
        patch.setattr(apply, "write_rows", meeting)
        write()
    seen = Import.objects.get(id=import_id)
    # One transaction holds the clerk's death here too, so that it goes as well; the list waits to be read again.
    assert (seen.state, seen.notice, Fact.objects.filter(kind="state").count()) == ("reading", "register-changed", 0)
