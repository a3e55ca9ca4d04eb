"""Whoever types an ID number into words is told that it is not kept, once, when it has been done (S1)."""

import pytest
from django.urls import reverse

from canteen.core.scope import Role
from canteen.models import Canteen
from tests.canteen.pages.conftest import SignIn
from tests.county import County, id_number

pytestmark = pytest.mark.django_db

SAID = "身份证号已隐去，不会保存。"


@pytest.mark.parametrize(
    ("address", "times"), [(f"花林路1号 {id_number(7)}", 1), ("电话 13812345678 13912345678 2026-11-20", 0)]
)
def test_a_number_that_is_masked_is_said_to_be(as_role: SignIn, towns: County, address: str, times: int) -> None:
    clerk = as_role(Role.CLERK)
    page = reverse("canteens:correct", args=[towns.here.canteen_id])
    answers = [clerk.post(page, {"name": name, "address": address}, follow=True) for name in ("", "here食堂")]
    assert [answer.content.decode().count(SAID) for answer in answers] == [0, times]
    kept = Canteen.objects.get(id=towns.here.canteen_id).address
    assert (kept == address, clerk.get(page).content.decode().count(SAID)) == (times == 0, 0)


def test_where_a_number_belongs_nothing_is_said(as_role: SignIn, towns: County) -> None:
    clerk = as_role(Role.CLERK)
    typed = {"name": "王桂英", "id_number": id_number(60), "region_id": f"{towns.here.region_id}"}
    answer = clerk.post(reverse("elders:register"), typed, follow=True)
    assert "已登记" in answer.content.decode()
    assert SAID not in answer.content.decode()
