"""Organisations by town and by whether they run something; a list of staff is taken home as a deed (S1, S3)."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from canteen.core.scope import Role
from canteen.gateways.pinyin import order_of
from canteen.models import Canteen, Deed, Organisation, Staff, Tenure
from tests.canteen.pages.conftest import SignIn
from tests.county import DAY, County

pytestmark = pytest.mark.django_db


def names(client: Client, query: str) -> list[str]:
    """The names on the page; the same as in its export."""
    page = client.get(f"/organisations?{query}").content.decode()
    shown = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)
    body = io.BytesIO(client.get(f"/organisations?export=xlsx&{query}").content)
    assert [row[0] for row in list(load_workbook(body).worksheets[0].values)[1:]] == shown, query
    return shown


def test_organisations_are_filtered_by_what_they_run_and_where(towns: County, as_role: SignIn) -> None:
    there, _idle = (
        Organisation.objects.create(name=name, sorts_as=order_of(name=name), credit_code=code)
        for name, code in (("邻镇中心", "91330503MA2B22222X"), ("空闲中心", "91330503MA2B33333X"))
    )
    Tenure.objects.filter(canteen=towns.there.canteen_id).update(organisation=there)
    clerk, founder = as_role(Role.CLERK), Client()
    founder.force_login(founder_of(towns))
    assert names(clerk, "") == ["空闲中心", "邻镇中心", "暖阳服务中心"]
    assert names(clerk, "runs=yes") == ["暖阳服务中心"]
    assert names(clerk, "runs=no&sort=-name") == ["邻镇中心", "空闲中心"]
    assert names(clerk, f"town={towns.here.region_id}") == ["暖阳服务中心"]
    assert names(clerk, f"town={towns.there.region_id}") == []
    assert names(clerk, "town=zz") == []
    assert "there镇" not in clerk.get("/organisations").content.decode()
    assert names(founder, "runs=yes") == ["邻镇中心", "暖阳服务中心"]
    assert names(founder, f"town={towns.there.region_id}&runs=yes") == ["邻镇中心"]
    assert names(founder, f"town={towns.there.region_id}&runs=no") == ["空闲中心", "暖阳服务中心"]
    with CaptureQueriesContext(connection) as captured:
        assert founder.get("/organisations?runs=yes").status_code == 200
    assert len(captured) < 12


def test_a_closed_canteen_is_run_no_more(towns: County, as_role: SignIn) -> None:
    clerk, here = as_role(Role.CLERK), Canteen.objects.filter(id=towns.here.canteen_id)
    for closed_on, runs in ((DAY + timedelta(days=1), "1"), (DAY, "0")):
        here.update(closed_on=closed_on)
        listed = re.search(r'data-label="运营的食堂">(\d+)<', clerk.get("/organisations").content.decode())
        assert listed is not None
        assert (listed[1], names(clerk, "runs=yes") == ["暖阳服务中心"]) == (runs, runs == "1")
    here.update(closed_on=None, opened_on=DAY + timedelta(days=1))
    assert names(clerk, "runs=no") == ["暖阳服务中心"]


def founder_of(towns: County) -> Staff:
    return Staff.objects.get(id=towns.founder_id)


def test_a_list_of_staff_is_taken_home_as_a_deed(towns: County, as_role: SignIn) -> None:
    clerk = as_role(Role.CLERK)
    assert clerk.get("/staff").status_code == 200
    assert not Deed.objects.filter(verb="export staff").exists()
    for query, narrowed in (("", False), ("&q=here", True)):
        assert clerk.get(f"/staff?export=xlsx{query}").status_code == 200
        deed = Deed.objects.filter(verb="export staff").latest("id")
        assert (deed.staff_id, deed.detail) == (towns.here.staff[Role.CLERK], {"narrowed": narrowed})
    assert Deed.objects.filter(verb="export staff").count() == 2
