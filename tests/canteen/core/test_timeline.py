"""The timeline of facts: bars stay inside the picture, never lie over each other, and none is lost."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from canteen.core.timeline import WIDTH, Bar, Span, timeline

TODAY = date(2026, 11, 20)
ROWS = ("registration", "category")
days = st.dates(min_value=date(1930, 1, 1), max_value=date(2030, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    since = draw(days)
    until = draw(st.none() | st.integers(min_value=1, max_value=9000).map(lambda more: since + timedelta(days=more)))
    return Span(draw(st.sampled_from(ROWS)), draw(st.sampled_from("甲乙丙")), since, until)


@given(st.lists(spans(), max_size=12))
def test_every_statement_is_drawn_once_inside_the_picture(given: list[Span]) -> None:
    drawn = timeline(spans=given, rows=ROWS, today=TODAY)
    bars = [bar for line in drawn.lines for lane in line.lanes for bar in lane]
    assert len(bars) == len(given)
    assert all(bar.left >= 0 and bar.width > 0 for bar in bars)
    assert 0 < drawn.today < WIDTH
    for line in drawn.lines:
        for lane in line.lanes:
            ends = [bar.left + bar.width for bar in lane]
            assert all(end <= following.left for end, following in zip(ends, lane[1:], strict=False))
            told = sorted((bar.words_left, bar.words_left + bar.words_width) for bar in lane)
            assert all(end <= begin for (_, end), (begin, _) in pairwise(told))
            assert all(bar.words_width >= bar.width for bar in lane)


def test_a_registration_from_birth_is_cut_where_the_picture_begins() -> None:
    given = [
        Span("registration", "甲镇", date(1940, 5, 1), None),
        Span("category", "低保", date(2025, 1, 1), date(2026, 1, 1)),
    ]
    drawn = timeline(spans=given, rows=ROWS, today=TODAY)
    place = drawn.lines[0].lanes[0][0]
    assert place == Bar("甲镇", 0, WIDTH, is_cut=True, is_open=True, in_force=True, words_left=0, words_width=WIDTH)
    assert place.is_told_over
    granted = drawn.lines[1].lanes[0][0]
    assert (granted.is_cut, granted.in_force, granted.x) == (False, False, "40.0%")
    assert [year for year, _ in drawn.years] == [2024, 2025, 2026, 2027]


def test_words_of_a_narrow_bar_stand_where_there_is_room() -> None:
    given = [
        Span("category", "低保", date(2024, 1, 1), date(2024, 2, 1)),
        Span("category", "独居", date(2025, 1, 1), date(2025, 2, 1)),
        Span("category", "特困", date(2026, 8, 1), date(2026, 9, 1)),
        Span("state", "住院", date(2027, 10, 1), None),
    ]
    category, state = timeline(spans=given, rows=("category", "state"), today=TODAY).lines
    assert [[bar.words for bar in lane] for lane in category.lanes] == [["低保", "特困"], ["独居"]]
    (first, second), (last,) = category.lanes[0], state.lanes[0]
    ends = [bar.left + bar.width for bar in (first, second)]
    assert (first.words_left, first.words_width) == (ends[0], second.left - ends[0])
    assert (second.words_left, second.words_width) == (ends[1], WIDTH - ends[1])
    assert (last.words_left, last.words_width, last.is_told_before) == (0, last.left, True)
    assert [bar.is_told_over for bar in (first, second, last)] == [False, False, False]
