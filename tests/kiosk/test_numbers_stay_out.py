"""Whoever is looked for in a list: no number of a person stands in an address, and so in no log of addresses (S11)."""

import pytest
from django.test import Client

from canteen.models import Duty
from tests.county import id_number
from tests.kiosk.desk import desk_path, entered, neighbour
from tests.town import SINCE, Town, small_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# Every list in which people are looked for: who reads it, its page, where its form is sent, and what else it sends.
LISTS = {
    "elders": ("clerk", "/elders", "/elders/search", {}),
    "cards": ("clerk", "/cards", "/cards/search", {}),
    "today": ("counter", "{desk}", "{desk}/search", {}),
    "holds at the counter": ("counter", "{desk}/holds", "{desk}/search", {"list": "holds"}),
}
NUMBERS = {
    "an ID number": id_number(7),
    "an ID number in parts": f"{id_number(7)[:6]} {id_number(7)[6:14]} {id_number(7)[14:]}",
    "a card": "800000000000",
    "a mobile": "13857204711",
    "a printed code": "NC1:6BFOXN*TS0BI$ZD-PHKVA5C5",
}


def read(town: Town, which: str) -> tuple[Client, str, str, dict[str, str]]:
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.district, from_on=SINCE)
    login, page, sent_to, more = LISTS[which]
    desk = desk_path(town)
    return entered(login), page.format(desk=desk), sent_to.format(desk=desk), more


@pytest.mark.parametrize("which", LISTS)
def test_a_number_looked_for_stands_in_no_address(which: str) -> None:
    town = small_town(elders=0)
    neighbour(town, 0, "张桂英", phone="13857204711")
    client, page, sent_to, more = read(town, which)
    form = client.get(page).content.decode()
    assert f'method="post" action="{sent_to}" role="search"' in form
    assert f'method="get" action="{page}"' not in form
    for what, number in NUMBERS.items():
        answer = client.post(sent_to, {"q": number, **more})
        assert answer.status_code == 302, what
        assert not holds(answer["Location"], number), what
        by_hand = client.get(page, {"q": number}, follow=True)  # written into the address by hand, it is not repeated
        assert (by_hand.status_code, by_hand.redirect_chain) == (200, [(page, 302)]), what
        assert not holds(by_hand.content.decode(), number), what


@pytest.mark.parametrize("which", LISTS)
def test_a_name_looked_for_stands_in_the_address(which: str) -> None:
    client, page, sent_to, more = read(small_town(elders=0), which)
    answer = client.post(sent_to, {"q": "zgy", **more})
    assert answer["Location"] == f"{page}?q=zgy"


def test_a_number_in_the_address_of_the_desk_is_not_repeated_every_few_seconds() -> None:
    town = small_town(elders=0)
    for query in (f"?q={id_number(7)}", f"/today?q={id_number(7)}", f"?find={id_number(7)}"):
        answer = entered().get(desk_path(town, query))
        assert (answer.status_code, id_number(7) in answer["Location"]) == (302, False), query


def holds(text: str, number: str) -> bool:
    """Whether this much of a number stands in a text: more than the four digits by which a telephone is found."""
    plain = text.replace("%20", "").replace("+", "").replace(" ", "")
    close = number.replace(" ", "")
    return any(close[at : at + 8] in plain for at in range(len(close) - 7))
