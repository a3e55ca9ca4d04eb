"""Regions: what lies in what is a question of the day, and a tree that is none is refused."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.region import Level, Node, NoSuchRegion, Parent, RegionKnot, Tree


def region(number: int) -> UUID:
    return UUID(int=number)


CITY, OLD_TOWN, NEW_TOWN, VILLAGE, ZONE_VILLAGE, ELSEWHERE = map(region, range(1, 7))
FOUNDED, MERGED, LATER = date(2020, 1, 1), date(2026, 7, 1), date(2026, 11, 21)
NODES = [
    Node(CITY, Level.CITY),
    Node(OLD_TOWN, Level.TOWN),
    Node(NEW_TOWN, Level.TOWN),
    Node(VILLAGE, Level.VILLAGE),
    Node(ZONE_VILLAGE, Level.VILLAGE),
    Node(ELSEWHERE, Level.DISTRICT),
]
ROWS = [
    Parent(OLD_TOWN, CITY, FOUNDED, MERGED),
    Parent(NEW_TOWN, CITY, FOUNDED),
    Parent(VILLAGE, OLD_TOWN, FOUNDED, MERGED),
    Parent(VILLAGE, NEW_TOWN, MERGED),
    Parent(ZONE_VILLAGE, CITY, FOUNDED),  # a development zone: no town between
    Parent(ELSEWHERE, None, FOUNDED),
]


@pytest.mark.parametrize(
    ("day", "path"),
    [
        (date(2019, 12, 31), (VILLAGE,)),
        (FOUNDED, (VILLAGE, OLD_TOWN, CITY)),
        (date(2026, 6, 30), (VILLAGE, OLD_TOWN, CITY)),
        (MERGED, (VILLAGE, NEW_TOWN, CITY)),
        (LATER, (VILLAGE, NEW_TOWN, CITY)),
    ],
)
def test_the_path_is_that_of_the_day(day: date, path: tuple[UUID, ...]) -> None:
    assert Tree.on(day, NODES, ROWS).path(VILLAGE) == path


def test_containment() -> None:
    tree = Tree.on(LATER, NODES, ROWS)
    pairs = [(VILLAGE, VILLAGE), (VILLAGE, NEW_TOWN), (VILLAGE, CITY), (VILLAGE, OLD_TOWN), (CITY, VILLAGE)]
    assert [tree.inside(*pair) for pair in pairs] == [True, True, True, False, False]
    assert tree.inside(VILLAGE, ELSEWHERE) is False


def test_what_a_duty_on_a_region_covers() -> None:
    tree = Tree.on(LATER, NODES, ROWS)
    assert tree.within(NEW_TOWN) == {NEW_TOWN, VILLAGE}
    assert tree.within(OLD_TOWN) == {OLD_TOWN}
    assert tree.within(CITY) == {CITY, NEW_TOWN, VILLAGE, ZONE_VILLAGE}
    assert tree.within(VILLAGE) == {VILLAGE}


def test_levels_may_be_skipped() -> None:
    tree = Tree.on(LATER, NODES, ROWS)
    assert [tree.at_level(VILLAGE, level) for level in Level] == [None, CITY, None, NEW_TOWN, VILLAGE]
    assert [tree.at_level(ZONE_VILLAGE, level) for level in Level] == [None, CITY, None, None, ZONE_VILLAGE]
    assert tree.level(ZONE_VILLAGE) is Level.VILLAGE


def test_an_unknown_region_is_named() -> None:
    tree, stranger = Tree.on(LATER, NODES, ROWS), region(99)
    for ask in (
        lambda: tree.path(stranger),
        lambda: tree.level(stranger),
        lambda: tree.within(stranger),
        lambda: tree.inside(stranger, CITY),
        lambda: tree.inside(CITY, stranger),
        lambda: Tree.on(LATER, NODES, [Parent(stranger, CITY, FOUNDED)]),
        lambda: Tree.on(LATER, NODES, [Parent(CITY, stranger, FOUNDED)]),
    ):
        with pytest.raises(NoSuchRegion):
            ask()


@pytest.mark.parametrize(
    "rows",
    [
        [Parent(VILLAGE, OLD_TOWN, FOUNDED), Parent(VILLAGE, NEW_TOWN, MERGED)],  # two parents from then on
        [Parent(VILLAGE, None, FOUNDED), Parent(VILLAGE, NEW_TOWN, MERGED)],
        [Parent(CITY, CITY, FOUNDED)],
        [Parent(CITY, NEW_TOWN, FOUNDED), Parent(NEW_TOWN, VILLAGE, FOUNDED), Parent(VILLAGE, CITY, FOUNDED)],
    ],
)
def test_what_is_no_tree_on_the_day_is_refused(rows: list[Parent]) -> None:
    with pytest.raises(RegionKnot):
        Tree.on(LATER, NODES, rows)


def test_rows_out_of_force_cannot_knot() -> None:
    rows = [Parent(CITY, CITY, FOUNDED, MERGED), Parent(VILLAGE, CITY, MERGED)]
    assert Tree.on(LATER, NODES, rows).path(VILLAGE) == (VILLAGE, CITY)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30), st.data())
def test_inside_path_and_within_tell_the_same_story(above: list[int], data: st.DataObject) -> None:
    """A random tree: region n lies in any region before it, or is a root."""
    nodes = [Node(region(number), Level.VILLAGE) for number in range(len(above))]
    rows = [
        Parent(region(number), region(parent) if parent < number else None, FOUNDED)
        for number, parent in enumerate(above)
    ]
    tree = Tree.on(LATER, nodes, rows)
    inner, outer = (region(data.draw(st.integers(0, len(above) - 1))) for _ in range(2))
    told = {tree.inside(inner, outer), outer in tree.path(inner), inner in tree.within(outer)}
    assert told in ({True}, {False})
    assert tree.path(inner)[0] == inner
    assert len(set(tree.path(inner))) == len(tree.path(inner))
