"""Tables of devices, attempts and promised prices."""

from kiosk.models.check_ins import CheckIn, ListedPrice, ParkedVoid, PriceList
from kiosk.models.devices import Contact, EnrolCode, Kiosk, WrongPin

__all__ = ["CheckIn", "Contact", "EnrolCode", "Kiosk", "ListedPrice", "ParkedVoid", "PriceList", "WrongPin"]
