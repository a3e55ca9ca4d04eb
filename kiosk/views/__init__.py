"""Pages that need the devices: the kiosk itself, and a month with the devices that may still hold meals of it (D23)."""

from kiosk.views.device import check_in, enrol
from kiosk.views.meal import meal
from kiosk.views.month import signing, submit, workbook

__all__ = ["check_in", "enrol", "meal", "signing", "submit", "workbook"]
