"""A list's address: read leniently, written shortly, and never a way to break the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.listing import Cursor, Listing, NumberInAddress, asked, sort_text

PEOPLE = Listing(sorts=("name", "birth"), filters=("town",))


def test_nothing_asked_is_the_list_from_its_beginning() -> None:
    plain = asked({}, PEOPLE)
    assert (plain.search, plain.filters, plain.sort, plain.down, plain.cursor, plain.back) == (
        "",
        {},
        "name",
        False,
        None,
        False,
    )
    assert plain.parts == {}
    assert not plain.is_narrowed


def test_what_is_asked_comes_back_in_the_address() -> None:
    params = {"q": " 张 ", "town": "练市镇", "sort": "-birth", "export": "xlsx", "colour": "red"}
    said = asked(params, PEOPLE)
    assert said.parts == {"q": "张", "town": "练市镇", "sort": "-birth"}
    assert (said.sort, said.down, said.export, said.is_narrowed) == ("birth", True, "xlsx", True)
    assert asked(said.parts, PEOPLE).parts == said.parts


def test_a_cursor_survives_the_address() -> None:
    place = Cursor("嵇玉兰", "0192")
    forward = asked({"after": place.text()}, PEOPLE)
    assert (forward.cursor, forward.back) == (place, False)
    backward = asked({"before": place.text()}, PEOPLE)
    assert (backward.cursor, backward.back) == (place, True)


def test_sort_text() -> None:
    assert [sort_text("name", False), sort_text("name", True)] == ["name", "-name"]


@given(st.dictionaries(st.sampled_from(["q", "town", "sort", "after", "before", "export"]), st.text(max_size=500)))
def test_no_address_breaks_a_list(params: dict[str, str]) -> None:
    try:
        said = asked(params, PEOPLE)
    except NumberInAddress:
        return
    assert said.sort in PEOPLE.sorts
    assert "\x00" not in said.search + "".join(said.filters.values())
    assert asked(said.parts, PEOPLE).parts == said.parts


@pytest.mark.parametrize("where", ["q", "town"])
def test_the_number_of_a_person_is_no_search_and_no_filter(where: str) -> None:
    with pytest.raises(NumberInAddress):
        asked({where: f"{'0' * 90} 330503194005010016"}, PEOPLE)  # however far behind it stands
    assert asked({"colour": "330503194005010016"}, PEOPLE).parts == {}
