"""Pages that need the devices: the kiosk itself, the counter's desk, a month with the devices it waits for (D23)."""

from kiosk.views import counter, counter_acts, counter_cash, counter_holds, counter_sought
from kiosk.views.device import check_in, enrol
from kiosk.views.meal import meal
from kiosk.views.meal_acts import clear_hold, hold_share
from kiosk.views.month import signing, submit, workbook
from kiosk.views.swap import swap

__all__ = [
    "check_in",
    "clear_hold",
    "counter",
    "counter_acts",
    "counter_cash",
    "counter_holds",
    "counter_sought",
    "enrol",
    "hold_share",
    "meal",
    "signing",
    "submit",
    "swap",
    "workbook",
]
