"""Days between which the answers of conditions on the service date change, the plainest first."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import prod
from typing import Any, Final

from canteen.core.calendar import kinds_of
from settlement.core.policy.looks import in_span
from settlement.core.policy.terms import CalendarIs, Dates, MonthDay, Weekday, Yearly

_PLAINEST: Final = date(2026, 11, 18)  # days in words need a year: of one whose schedule is known
_FROM: Final = date(2025, 12, 31)  # later days are plainer than earlier ones
# Days walked of a piece: until every day of the year has been every day of the week, 29 February with them; where
# holidays, which take longest, are asked about as well, until 29 February came twice; and of all pieces together.
_WALKED, _WALKED_WITH_HOLIDAYS, _WALKED_IN_ALL = 28 * 366, 8 * 366, 40 * 366
_LEAVES_KEPT: Final = 1024

HOLDS_ON: Final[Mapping[type, Callable[[Any, date], bool]]] = {
    CalendarIs: lambda leaf, day: not kinds_of(day).isdisjoint(leaf.any_of),
    Weekday: lambda leaf, day: day.weekday() in leaf.any_of,
    MonthDay: lambda leaf, day: day.day in leaf.any_of,
    Dates: lambda leaf, day: any(in_span(day, *span) for span in leaf.spans),
    Yearly: lambda leaf, day: any(in_span(_year_day(day), *span) for span in leaf.spans),
}


def _year_day(day: date) -> tuple[int, int]:
    return day.month, day.day


# Three things of a day that leaves look at, each with days on which it is all that it can be. None of them hangs on
# another, but that a holiday may have its place in the year.
_SEEN: Final[Sequence[tuple[tuple[type, ...], Callable[[date], Hashable], tuple[date, ...]]]] = (
    ((MonthDay, Yearly), _year_day, tuple(date(2028, 1, 1) + timedelta(days=more) for more in range(366))),
    ((Weekday,), date.weekday, tuple(_PLAINEST + timedelta(days=more) for more in range(7))),
    ((CalendarIs,), kinds_of, (date(2026, 11, 18), date(2026, 11, 21), date(2026, 10, 1))),
)

_Look = tuple[Callable[[date], Hashable], Mapping[Hashable, int]]  # how it is read of a day, and what is answered alike
_Met = dict[tuple[int, ...], date]


def days_asked(leaves: Sequence[Any]) -> tuple[list[date], bool]:
    """A day for each way in which leaves answer together, and whether no other day is answered in yet another way.

    Time is cut wherever a span begins or ends, and each piece is walked until all that can be seen of a day was met.
    Of a long one not everything may be met: no 1 October is a working day, and so nobody knows whether one will be.
    """
    looks = [(sees, alike) for kinds, sees, days in _SEEN if (alike := _alike(leaves, kinds, days, sees))]
    most = prod(len(set(alike.values())) for _, alike in looks)
    dates = [leaf for leaf in leaves if isinstance(leaf, Dates)]
    longest = _WALKED_WITH_HOLIDAYS if any(isinstance(leaf, CalendarIs) for leaf in leaves) else _WALKED
    left = _WALKED_IN_ALL
    met: dict[tuple[bool, ...], _Met] = {}
    not_walked = set()
    for piece in _pieces(dates):
        start = date.fromordinal(piece[0])
        answers = tuple(HOLDS_ON[Dates](leaf, start) for leaf in dates)
        walked = _walk(piece[: min(longest, left)], looks, met.setdefault(answers, {}), most)
        left -= walked
        if walked < len(piece):
            not_walked.add(answers)
    plain = sorted((day for found in met.values() for day in found.values()), key=_plainness)
    return plain, all(len(met[answers]) == most for answers in not_walked)


def _walk(piece: range, looks: Sequence[_Look], met: _Met, most: int) -> int:
    """Add the first day of each kind to those met, until so many are; return how many days that took."""
    for walked, ordinal in enumerate(piece):
        if len(met) == most:
            return walked
        day = date.fromordinal(ordinal)
        met.setdefault(tuple([alike[sees(day)] for sees, alike in looks]), day)
    return len(piece)


def _alike(
    leaves: Sequence[Any], kinds: tuple[type, ...], days: tuple[date, ...], sees: Callable[[date], Hashable]
) -> dict[Hashable, int]:
    """What can be seen of a day, with a number that is the same where all leaves of these kinds answer alike."""
    asked = [_answers(leaf, days) for leaf in leaves if isinstance(leaf, kinds)]
    numbers: dict[tuple[bool, ...], int] = {}
    together = zip(days, zip(*asked, strict=True), strict=bool(asked))
    return {sees(day): numbers.setdefault(answers, len(numbers)) for day, answers in together}


@lru_cache(maxsize=_LEAVES_KEPT)
def _answers(leaf: Any, days: tuple[date, ...]) -> tuple[bool, ...]:
    return tuple(HOLDS_ON[type(leaf)](leaf, day) for day in days)


def _pieces(dates: Iterable[Dates]) -> list[range]:
    """The ordinals of all days, cut wherever a span begins or ends, the plainest first."""
    cuts = {date.min.toordinal(), _FROM.toordinal(), date.max.toordinal() + 1}
    for first, last in (span for leaf in dates for span in leaf.spans):
        cuts |= {first.toordinal(), last.toordinal() + 1}
    pieces = [range(*ends) for ends in pairwise(sorted(cuts))]
    later = [piece for piece in pieces if piece[0] >= _FROM.toordinal()]
    earlier = [piece[::-1] for piece in pieces[: len(pieces) - len(later)]]
    return [range(_PLAINEST.toordinal(), _PLAINEST.toordinal() + 1), *later, *reversed(earlier)]


def _plainness(day: date) -> tuple[bool, bool, timedelta]:
    return day != _PLAINEST, day < _FROM, abs(day - _FROM)
