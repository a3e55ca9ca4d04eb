"""Every act leaves one deed."""

from collections.abc import Callable

import pytest

from canteen.core.errors import Problem
from canteen.models import Deed, Duty
from canteen.operations import credentials, elders, places, staff
from tests.county import NOW, WORD, County, county, id_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    return county()


def test_every_act_leaves_one_deed_and_a_refused_one_none(made: County) -> None:
    founder, before = made.founder(), Deed.objects.count()
    acts: tuple[Callable[[], object], ...] = (
        lambda: staff.register_staff(actor=founder, login="new", name="x", password=WORD, now=NOW),
        lambda: places.register_organisation(actor=founder, name="x", credit_code="91330503MA2B000091", now=NOW),
        lambda: elders.register_elder(
            actor=founder, name="x", id_number=id_number(9), region_id=made.here.region_id, now=NOW
        ),
        lambda: credentials.issue_card(actor=founder, elder_id=made.here.elders[0], number="800001", now=NOW),
    )
    for count, act in enumerate(acts, start=1):
        act()
        assert Deed.objects.count() == before + count
        with pytest.raises(Problem):
            act()
        assert Deed.objects.count() == before + count
    assert Duty.objects.filter(staff__login="new").count() == 0
