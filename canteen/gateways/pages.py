"""Words on pages for staff: months, days, and the noes of operations, in the language of the reader."""

from contextlib import AbstractContextManager
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from canteen.core.errors import Problem
from canteen.core.month import Month
from canteen.core.sitting import ZONE


def month_words(*, month: Month) -> str:
    """Return a month as people write it: 2026年11月."""
    return _("%(year)d年%(number)d月") % {"year": month.year, "number": month.number}


def problem_words(*, problem: Problem) -> str:
    """Return why something was not done, in the reader's language; never an internal detail (S11)."""
    return problem.zh if in_chinese() else problem.message


def day_words(*, day: date) -> str:
    """Return a day as people write it: 2026年11月1日."""
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def moment_words(*, instant: datetime) -> str:
    """Return an instant as tables write it, in the canteens' own time: 2026-11-01 11:05."""
    return f"{instant.astimezone(ZONE):%Y-%m-%d %H:%M}"


def in_chinese() -> bool:
    """Say whether the reader reads Chinese."""
    return (get_language() or "zh").startswith("zh")


def in_chinese_alone() -> AbstractContextManager[None]:
    """Give words in Chinese while the block runs, whoever reads: on a canteen's devices, in a month's files."""
    return override(settings.LANGUAGE_CODE)
