"""The wire of kiosks, and what staff do about devices and check-ins from a desk."""

from kiosk.api.desk import router as desk_router
from kiosk.api.months import router as months_router
from kiosk.api.swaps import router as swaps_router
from kiosk.api.wire import router as device_router

__all__ = ["desk_router", "device_router"]

desk_router.add_router("", months_router)
desk_router.add_router("", swaps_router)
