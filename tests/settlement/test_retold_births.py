"""A wrong ID number is mended: her age was another on every day, and meals are decided anew by it, as shown (D14)."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.core.identity import BadIdNumber, check_digit
from canteen.models import Deed, Elder, SamePerson
from canteen.operations.elder_rows import ElderExists
from canteen.operations.id_numbers import NumberRegistered
from settlement.models import Entry, Hold
from settlement.operations.retell import number_foreseen, tell_number
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.redecided_sums import NOTHING
from tests.settlement.acting import close, eat, whole
from tests.settlement.lists_of_deaths import DAYS, LATER, clerk
from tests.settlement.test_redecisions import IN_OCTOBER, NEXT, OCTOBER, live, town_of_one, whole_books
from tests.settlement.villages import WEST_FEN, name_by, number_of, shares_of, town_of_villages
from tests.town import DAY, SINCE, Town, at, stand

pytestmark = pytest.mark.django_db
OLD_FEN = {"fund/joint": 500, "fund/charity": 100, "elder": 400}  # at eighty-six
FIRST_17 = "33050319400501001"
RIGHT = FIRST_17 + check_digit(FIRST_17)


@pytest.fixture
def town(settings: Settings) -> Town:
    stand(settings, LATER)
    return town_of_villages()


def _client(town: Town) -> Client:
    client = Client()
    client.force_login(town.clerk)
    return client


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def _told(town: Town, number: str, elder: Elder | None = None) -> dict[str, Any]:
    return {"actor": clerk(town), "elder_id": (elder or town.elders[0]).id, "id_number": number, "now": LATER}


def test_it_is_shown_confirmed_as_shown_and_comes_to_what_it_would_have_been(town: Town) -> None:
    """Her number said 1950 and says 1940: every meal is as that of somebody who was registered rightly."""
    client, elder = _client(town), town.elders[0]
    page = client.get(f"/elders/{elder.id}").content.decode()
    address = f"/elders/{elder.id}/id-number/correction"
    assert f'href="{address}"' in page
    form = {"id_number": RIGHT, "reason": "年份抄错"}
    page = client.post(address, form).content.decode()
    assert ("4 餐要重新核算" in page, "老人共少承担 4.00 元" in page) == (True, True)
    eat(town, 0, at(16, 30, on=DAYS[-1]))
    before = Entry.objects.count()
    again = client.post(address, form | {"seen": _seen(page)}).content.decode()
    elder.refresh_from_db()
    assert ("5 餐要重新核算" in again, Entry.objects.count(), elder.birth_on) == (True, before, date(1950, 5, 1))
    told = client.post(address, form | {"seen": _seen(again)}, follow=True).content.decode()
    assert ("已更正。 5 餐已重新核算。" in told, "1940-05-01" in told, RIGHT in told) == (True, True, False)
    assert shares_of(elder) == [(day, 1, OLD_FEN) for day in (*DAYS, DAYS[-1])]
    assert shares_of(town.elders[1]) == [(day, 0, WEST_FEN) for day in DAYS]
    elder.refresh_from_db()
    assert (elder.birth_on, number_of(elder)) == (date(1940, 5, 1), RIGHT)
    eat(town, 1, at(16, 40, on=DAYS[-1]))
    deeds = list(Deed.objects.filter(subject_id=elder.id).order_by("at", "id"))
    assert {deed.verb: deed.reason for deed in deeds} == {"correct number": "年份抄错", "redecide": "年份抄错"}
    assert not any(RIGHT in str(deed.detail) for deed in deeds)
    whole_books()
    # Once more, it is known.
    assert "登记的就是这个身份证号" in client.post(address, form).content.decode()


def test_of_a_sealed_month_the_difference_is_an_adjustment() -> None:
    """Its seal stands; both are written in the books of November (D16)."""
    town = town_of_one()
    sealed = close(town, OCTOBER, now=at(9))
    seen = number_foreseen(**_told(town, RIGHT))
    assert (seen.meals, seen.adjusted, seen.credit_fen) == (3, 1, 300)
    for shown in (NOTHING, "1:0"):
        with pytest.raises(TouchedOtherwise):
            tell_number(**_told(town, RIGHT), shown=shown)
    assert (Elder.objects.get().birth_on.year, Entry.objects.filter(revision=1).count()) == (1950, 0)
    assert tell_number(**_told(town, RIGHT), shown=seen.mark) == seen
    assert live() == [(day, 1, "2026-11", OLD_FEN) for day in (IN_OCTOBER, DAY, NEXT)]
    assert whole(sealed)
    whole_books()


def test_what_she_was_told_stays_hers_where_she_is_younger(town: Town) -> None:
    """Nobody is paid for before sixty: her share stays as it was promised, and the payer of the gap bears the rest."""
    first17 = "33050319700501001"
    told = _told(town, first17 + check_digit(first17))
    seen = number_foreseen(**told)
    assert (seen.meals, seen.credit_fen) == (4, 0)
    assert tell_number(**told, shown=seen.mark) == seen
    assert shares_of(town.elders[0]) == [(day, 1, {"canteen": 500, "elder": 500}) for day in DAYS]
    assert Hold.objects.count() == 0
    whole_books()


def test_what_cannot_be_is_refused_and_changes_nothing(town: Town) -> None:
    elder, other = town.elders
    refused = [(number_of(elder), NumberRegistered), (number_of(other), ElderExists), (RIGHT[:17], BadIdNumber)]
    for number, no in refused:
        with pytest.raises(no):
            number_foreseen(**_told(town, number))
        with pytest.raises(no):
            tell_number(**_told(town, number), shown=None)
    assert shares_of(elder) == [(day, 0, WEST_FEN) for day in DAYS]
    assert Deed.objects.filter(subject_id=elder.id).count() == 0
    client, before = _client(town), number_of(elder)
    page = client.post(f"/elders/{elder.id}/id-number/correction", {"id_number": number_of(other), "reason": "看错"})
    assert (page.status_code, "该身份证号已登记" in page.content.decode()) == (422, True)
    elder.refresh_from_db()
    assert number_of(elder) == before


def test_another_number_of_the_same_day_touches_no_meal(town: Town) -> None:
    client, elder = _client(town), town.elders[0]
    first17 = "33050319500501088"
    number = first17 + check_digit(first17)
    answer = client.post(f"/elders/{elder.id}/id-number/correction", {"id_number": number, "reason": "末尾抄错"})
    elder.refresh_from_db()
    assert (answer["Location"], number_of(elder)) == (f"/elders/{elder.id}", number)
    assert shares_of(elder) == [(day, 0, WEST_FEN) for day in DAYS]


def test_her_age_is_that_of_the_person_whatever_card_she_shows(town: Town) -> None:
    """Of a record whose cards another person holds only the meals before that follow its number; of hers, all."""
    card_of, person = town.elders
    SamePerson.objects.create(elder=card_of, person=person, from_on=SINCE)
    eat(town, 0, at(16, 30, on=DAYS[-1]))
    name_by(person, "33050319500501077")
    assert number_foreseen(**_told(town, RIGHT, card_of)).meals == 4
    assert number_foreseen(**_told(town, RIGHT, person)).meals == 5
