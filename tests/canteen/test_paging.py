"""Pages of a list: every row once, in order, forward and back, whatever comes and goes; the count is bounded."""

from datetime import UTC, date, datetime

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from canteen.core.listing import Asked, Cursor, Listing, Page, asked
from canteen.models import Elder
from canteen.models.ids import new_id
from canteen.queries import paging
from canteen.queries.paging import Key, by_day, by_instant, by_number, page_of

pytestmark = pytest.mark.django_db

PEOPLE = Listing(sorts=("name", "birth"), size=3)
KEYS = {"name": Key("name"), "birth": by_day("birth_on")}


def elders(count: int) -> None:
    """So many elders; each name is borne by two of them."""
    Elder.objects.bulk_create(
        Elder(
            id=new_id(),
            name=f"张{number // 2:03d}",
            birth_on=date(1940, 1, 1 + number % 9),
            id_number_sealed=b"",
            id_number_lookup=str(number),
            recorded_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
        for number in range(count)
    )


def page(**params: str) -> Page[Elder]:
    return page_of(found=Elder.objects.all(), asked=said(**params), keys=KEYS)


def said(**params: str) -> Asked:
    return asked(params, PEOPLE)


def walked(first: Page[Elder], way: str, sort: str) -> list[str]:
    """The ids met on the way from a page to the end of the list."""
    met, current = [str(row.id) for row in first.rows], first
    while place := (current.after if way == "after" else current.before):
        current = page(**{way: place.text(), "sort": sort})
        ids = [str(row.id) for row in current.rows]
        met = met + ids if way == "after" else ids + met
    return met


@pytest.mark.parametrize("sort", ["name", "-name", "birth", "-birth"])
def test_every_row_is_met_once_forward_and_back(sort: str) -> None:
    elders(11)
    key = KEYS[sort.removeprefix("-")].path
    sign = "-" if sort.startswith("-") else ""
    order = [str(each) for each in Elder.objects.order_by(f"{sign}{key}", f"{sign}id").values_list("id", flat=True)]
    forward = walked(page(sort=sort), "after", sort)
    assert forward == order
    last = Elder.objects.get(id=order[-1])
    value = last.name if key == "name" else last.birth_on.isoformat()
    back = walked(page(before=Cursor(value, order[-1]).text(), sort=sort), "before", sort)
    assert back == order[:-1]


def test_a_row_that_goes_does_not_shift_the_next_page() -> None:
    elders(8)
    first = page()
    Elder.objects.filter(id=first.rows[0].id).delete()
    assert first.after
    assert [row.name for row in page(after=first.after.text()).rows] == ["张001", "张002", "张002"]


def test_the_first_page_of_a_short_list_leads_nowhere() -> None:
    elders(3)
    only = page()
    assert (len(only.rows), only.after, only.before, only.counted, only.beyond) == (3, None, None, 3, False)
    assert page_of(found=Elder.objects.none(), asked=said(), keys=KEYS) == Page(())


def test_a_cursor_of_another_sort_begins_anew() -> None:
    elders(4)
    assert page(sort="birth", after=Cursor("张001", str(new_id())).text()).rows == page(sort="birth").rows
    assert page(after=Cursor("张001", "nobody").text()).rows == page().rows


def test_the_count_stops(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    monkeypatch.setattr(paging, "MOST_COUNTED", 5)
    elders(9)
    with django_assert_num_queries(1):
        found = page()
    assert (found.counted, found.beyond) == (5, True)
    last = Cursor("张999", str(new_id())).text()
    with django_assert_num_queries(2):
        beyond = page(after=last)
    assert (beyond.rows, beyond.counted, beyond.beyond) == ((), 5, True)


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-20", "x"])
def test_an_instant_that_no_page_wrote_is_no_place_in_a_list(value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — of whatever words
        by_instant("at").read(value)


@pytest.mark.parametrize("value", ["9" * 30, "-" + "9" * 30, "x"])
def test_a_number_that_no_column_holds_is_no_place_in_a_list(value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — of whatever words
        by_number("sequence").read(value)
