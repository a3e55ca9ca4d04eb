"""A canteen is closed from a day on: what that touches is shown, nothing is offered afterwards, and it is undone."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest

from canteen.core.scope import Role
from canteen.core.sitting import Sitting
from canteen.models import Canteen, Deed
from kiosk.operations.canteen_closing import ClosingMoved, close_as_seen
from ordering.core.booking import CanteenClosed
from ordering.models import Meal, Order
from ordering.operations.weeks import copy_week
from ordering.queries.menu import menu, trays
from ordering.queries.sitting import sitting_seen
from tests.canteen.pages.conftest import SignIn
from tests.county import DAY, NOW, County
from tests.ordering.lunch import meal, place

pytestmark = pytest.mark.django_db
LAST, CLOSED = DAY + timedelta(days=2), DAY + timedelta(days=3)
SEEN = re.compile(r'name="seen" value="([^"]+)"')


def offered(towns: County, meal_id: UUID, on: date) -> tuple[int, int, int]:
    """How many meals of a lunch the menu, the counter and a check-in find."""
    here, lunch = towns.here.canteen_id, Sitting.LUNCH
    listed = menu(canteen_id=here, service_on=on, sitting=lunch)
    seen = sitting_seen(canteen_id=here, service_on=on, sitting=lunch, meal_id=meal_id, person_id=None)
    return len(listed), len(trays(canteen_id=here, service_on=on, sitting=lunch)), len(seen.meals)


def test_a_closing_is_shown_confirmed_and_undone(towns: County, as_role: SignIn) -> None:
    before, after = meal(towns.here, service_on=LAST), meal(towns.here, service_on=CLOSED)
    kept, lost = place(towns.here, before, towns.here.elders[0]), place(towns.here, after, towns.here.elders[1])
    clerk, address = as_role(Role.CLERK), f"/canteens/{towns.here.canteen_id}/closing"
    form = {"closed_on": CLOSED.isoformat(), "reason": "房屋到期"}
    assert "应晚于今天。" in clerk.post(address, {**form, "closed_on": DAY.isoformat()}).content.decode()
    shown = clerk.post(address, form).content.decode()
    assert ("供餐 1 份、订餐 1 份、终端 0 台" in shown, Canteen.objects.filter(closed_on=CLOSED).exists()) == (
        True,
        False,
    )
    seen = SEEN.search(shown)
    assert seen is not None
    assert clerk.post(address, {**form, "seen": seen.group(1)}).status_code == 302
    states = dict(Order.objects.values_list("id", "state"))
    assert states == {kept: "placed", lost: "cancelled"}
    assert (offered(towns, before, LAST), offered(towns, after, CLOSED)) == ((1, 1, 1), (0, 0, 0))
    with pytest.raises(CanteenClosed):
        meal(towns.here, service_on=CLOSED, title="别的")
    with pytest.raises(CanteenClosed):
        place(towns.here, after, towns.here.elders[1])
    manager = towns.here.actor(Role.MANAGER)
    copied = copy_week(actor=manager, canteen_id=towns.here.canteen_id, to_on=DAY + timedelta(days=7), now=NOW)
    assert (copied, Meal.objects.count()) == (0, 2)
    twice = clerk.post(address, {**form, "closed_on": (CLOSED + timedelta(days=9)).isoformat()})
    assert (twice.status_code, "先撤回" in twice.content.decode()) == (422, True)
    page = clerk.get(f"/canteens/{towns.here.canteen_id}").content.decode()
    assert ("撤回关闭" in page, "2026-11-23 起关闭" in page) == (True, True)
    clerk.post(f"{address}/withdrawal", {"reason": ""})
    assert (offered(towns, after, CLOSED), Canteen.objects.get(id=towns.here.canteen_id).closed_on) == ((1, 1, 1), None)
    said = Deed.objects.filter(subject_id=towns.here.canteen_id).order_by("id").values_list("verb", flat=True)
    assert list(said)[-2:] == ["close canteen", "keep canteen open"]


def test_what_has_come_in_the_place_of_what_was_seen_is_shown_first(towns: County, as_role: SignIn) -> None:
    """As many orders as before, another one among them."""
    later = meal(towns.here, service_on=CLOSED)
    first = place(towns.here, later, towns.here.elders[0])
    clerk, address = as_role(Role.CLERK), f"/canteens/{towns.here.canteen_id}/closing"
    form = {"closed_on": CLOSED.isoformat(), "reason": "房屋到期"}
    seen = SEEN.search(clerk.post(address, form).content.decode())
    assert seen is not None
    Order.objects.filter(id=first).update(state="cancelled", ended_at=NOW)
    second = place(towns.here, later, towns.here.elders[1])
    again = clerk.post(address, {**form, "seen": seen.group(1)})
    assert (again.status_code, "供餐 1 份、订餐 1 份、终端 0 台" in again.content.decode()) == (200, True)
    clerk_here = towns.here.actor(Role.CLERK)
    with pytest.raises(ClosingMoved):
        close_as_seen(
            actor=clerk_here, canteen_id=towns.here.canteen_id, closed_on=CLOSED, digest=seen.group(1), now=NOW
        )
    assert (Order.objects.get(id=second).state, Canteen.objects.get(id=towns.here.canteen_id).closed_on) == (
        "placed",
        None,
    )


def test_a_closing_whose_day_has_come_stays(towns: County, as_role: SignIn) -> None:
    Canteen.objects.filter(id=towns.here.canteen_id).update(closed_on=DAY)
    refused = as_role(Role.CLERK).post(f"/canteens/{towns.here.canteen_id}/closing/withdrawal", {"reason": ""})
    assert (refused.status_code, "不能撤回" in refused.content.decode()) == (422, True)
