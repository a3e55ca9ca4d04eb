"""Dated statements as bars along the years: where each begins and ends, in thousandths of the width."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

WIDTH: Final = 1000
LEAST_YEARS: Final = 3  # a register that was opened last month still shows years
MOST_YEARS: Final = 12  # earlier than that, bars begin at the edge: a registration from birth on tells nothing
_LEAST_BAR: Final = 6  # a fact of a day can still be seen
_NARROW: Final = 100  # too narrow for a word
_LEAST_ROOM: Final = 350  # and its words read: the next bar of the lane leaves them this much


@dataclass(frozen=True, slots=True)
class Span:
    """A statement that holds from a day on, until another or on and on; `row` is the line it is drawn in."""

    row: str
    words: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A statement as it is drawn."""

    words: str
    left: int
    width: int
    is_cut: bool  # began before the picture does
    is_open: bool  # has no end yet
    in_force: bool
    words_left: int = 0  # where its words have room: over the bar and what is blank beside it
    words_width: int = 0

    @property
    def x(self) -> str:
        """Where it begins, as a drawing takes it."""
        return percent(self.left)

    @property
    def wide(self) -> str:
        """How wide it is, as a drawing takes it."""
        return percent(self.width)

    @property
    def words_x(self) -> str:
        """Where the room of its words begins, as a drawing takes it."""
        return percent(self.words_left)

    @property
    def words_wide(self) -> str:
        """How wide the room of its words is, as a drawing takes it."""
        return percent(self.words_width)

    @property
    def is_told_before(self) -> bool:
        """Whether its words stand left of where it begins."""
        return self.words_left < self.left

    @property
    def is_told_over(self) -> bool:
        """Whether its words stand over it, and on its colour."""
        return self.words_left == self.left


@dataclass(frozen=True, slots=True)
class Line:
    """The bars of one row, none over another: `lanes` of them at once."""

    row: str
    lanes: tuple[tuple[Bar, ...], ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture: rows of bars, a mark for each year that begins, and one for today."""

    lines: tuple[Line, ...]
    years: tuple[tuple[int, int], ...]  # year and place
    today: int


def percent(thousandths: int) -> str:
    """Return a place along the width as a drawing takes it: 12.5%."""
    return f"{thousandths / 10:.1f}%"


def timeline(*, spans: Iterable[Span], rows: Sequence[str], today: date) -> Timeline:
    """Draw statements in the rows given, which stand in this order; rows without any are left out."""
    shown = sorted(spans, key=lambda span: (span.from_on, span.words))
    first, last = _bounds(shown, today)
    days = (last - first).days

    def place(day: date) -> int:
        return max(0, min(WIDTH, (day - first).days * WIDTH // days))

    def bar(span: Span) -> Bar:
        left = place(span.from_on)
        right = WIDTH if span.until_on is None else place(span.until_on)
        held = span.from_on <= today and (span.until_on is None or today < span.until_on)
        return Bar(
            words=span.words,
            left=min(left, WIDTH - _LEAST_BAR),
            width=max(right - left, _LEAST_BAR),
            is_cut=span.from_on < first,
            is_open=span.until_on is None,
            in_force=held,
        )

    lines = tuple(
        Line(row, _lanes([bar(span) for span in shown if span.row == row]))
        for row in rows
        if any(span.row == row for span in shown)
    )
    years = tuple((year, place(date(year, 1, 1))) for year in range(first.year + 1, last.year))
    return Timeline(lines, years, place(today))


def _bounds(spans: Sequence[Span], today: date) -> tuple[date, date]:
    """From the earliest change worth seeing to the end of next year."""
    earliest = today.year - MOST_YEARS
    years = [span.from_on.year for span in spans if span.from_on.year >= earliest]
    years += [span.until_on.year for span in spans if span.until_on and span.until_on.year >= earliest]
    first = min([*years, today.year - LEAST_YEARS])
    last = min(max([*years, today.year]), today.year + MOST_YEARS)
    return date(first, 1, 1), date(last + 2, 1, 1)


def _lanes(bars: Iterable[Bar]) -> tuple[tuple[Bar, ...], ...]:
    """Put bars that overlap below each other: each into the first lane that is free by then, of words too."""
    lanes: list[list[Bar]] = []
    for bar in bars:
        free = next((lane for lane in lanes if lane[-1].left + max(lane[-1].width, _LEAST_ROOM) <= bar.left), None)
        if free is None:
            lanes.append([bar])
        else:
            free.append(bar)
    return tuple(tuple(_with_room(lane)) for lane in lanes)


def _with_room(lane: Sequence[Bar]) -> Iterable[Bar]:
    """Give words the room up to the next bar: over theirs, after a narrow one, before the first where that is more."""
    for at, bar in enumerate(lane):
        until = lane[at + 1].left if at + 1 < len(lane) else WIDTH
        end = bar.left + bar.width
        if at == 0 and bar.left > max(bar.width, until - bar.left):
            yield replace(bar, words_left=0, words_width=bar.left)
        elif bar.width < _NARROW <= until - end:
            yield replace(bar, words_left=end, words_width=until - end)
        else:
            yield replace(bar, words_left=bar.left, words_width=max(until - bar.left, bar.width))
