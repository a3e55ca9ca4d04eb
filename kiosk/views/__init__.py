"""Pages that need the devices: the kiosk itself, and a month with the devices that may still hold meals of it (D23)."""

from kiosk.views.device import check_in, enrol
from kiosk.views.month import statement, submit, workbook

__all__ = ["check_in", "enrol", "statement", "submit", "workbook"]
