"""Days as people write them, 2026年10月1日 or 10/1: what is meant, so that a mistake can show how it is written."""

import re
from datetime import date
from typing import Final, NamedTuple
from unicodedata import normalize

_WRITTEN: Final = re.compile(r"(?:每年)?(?:([0-9]{4})[年/.-])?([0-9]{1,2})[月/.-]([0-9]{1,2})[日号]?")
_LONGEST: Final = 30
LEAP_YEAR: Final = 2028  # whose every day some year has


class DayMeant(NamedTuple):
    """A month and a day, perhaps of one year; there need be no such day."""

    year: int | None
    month: int
    day: int

    @property
    def exists(self) -> bool:
        """Whether that year, or some year where none is said, has the day."""
        try:
            date(LEAP_YEAR if self.year is None else self.year, self.month, self.day)
        except ValueError:
            return False
        return True

    @property
    def text(self) -> str:
        """The day as documents have it: 2026-10-01, or 10-01 where no year is said."""
        in_year = f"{self.month:02}-{self.day:02}"
        return in_year if self.year is None else f"{self.year:04}-{in_year}"


def day_meant(value: object) -> DayMeant | None:
    """Read a day that was written in some way, full-width or with spaces too; None for whatever is none."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    found = _WRITTEN.fullmatch("".join(normalize("NFKC", value).split()))
    if found is None:
        return None
    year, month, day = found.groups()
    return DayMeant(None if year is None else int(year), int(month), int(day))
