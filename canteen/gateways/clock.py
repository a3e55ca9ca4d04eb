"""The clock at the edge: the only place that asks what time it is; everything deeper takes `now`."""

from datetime import UTC, datetime, timedelta

from django.conf import settings


def now() -> datetime:
    """The present instant, aware and in UTC.

    A trial may run at another hour: settings.NUANCAN_CLOCK_SHIFT (zero in production) is added, and time still passes.
    Only edges, tasks and management commands call this.
    """
    shift: timedelta = settings.NUANCAN_CLOCK_SHIFT
    return datetime.now(UTC) + shift
