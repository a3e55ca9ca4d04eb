"""Month: which month a day belongs to, its half-open bounds, the next one."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from canteen.core.errors import Invalid

_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class NotMonth(Invalid):
    """A month is written as year and month, such as 2026-11."""

    code = "not-month"
    zh = "月份格式不正确，应如 2026-11"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month of service dates (D16); in tables it is stored as the date of its first day."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """ValueError for what no calendar has, so that a wrong month cannot exist as a value."""
        date(self.year, self.number, 1)

    @classmethod
    def of(cls, day: date) -> Self:
        """The month a service date lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Inverse of `str`: "2026-11"; NotMonth for anything else."""
        found = _WRITTEN.fullmatch(text)
        if found is None or found[1] == "0000":
            raise NotMonth()
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def next_first(self) -> date:
        """The first day that no longer belongs to the month: days are `first <= day < next_first`."""
        return self.next().first

    def next(self) -> Self:
        """The month after."""
        years, earlier = divmod(self.number, 12)
        return type(self)(self.year + years, earlier + 1)

    def previous(self) -> Self:
        """The month before."""
        return type(self)(self.year - 1, 12) if self.number == 1 else type(self)(self.year, self.number - 1)

    def contains(self, day: date) -> bool:
        """Whether a service date lies in the month."""
        return (day.year, day.month) == (self.year, self.number)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
