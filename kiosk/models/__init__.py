"""Tables of devices, attempts and price lists."""

from kiosk.models.check_ins import CheckIn, ParkedVoid, PriceList
from kiosk.models.devices import Contact, EnrolCode, Kiosk, WrongPin

__all__ = ["CheckIn", "Contact", "EnrolCode", "Kiosk", "ParkedVoid", "PriceList", "WrongPin"]
