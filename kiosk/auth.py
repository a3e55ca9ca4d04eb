"""Which device speaks (K10)."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja.security import APIKeyHeader

from canteen.core.errors import Refused
from canteen.core.sitting import Timetable
from canteen.models.sql import as_id, as_instant, rows
from canteen.queries.hours import hours_of
from kiosk.gateways.signatures import digest_of

SCHEME = "Device "
_KIOSK = """
    SELECT kiosk.canteen_id, kiosk.secret_digest, kiosk.revoked_at, contact.at
    FROM kiosk_kiosk kiosk JOIN kiosk_contact contact ON contact.kiosk_id = kiosk.id WHERE kiosk.id = %s"""


class DeviceUnknown(Refused):
    """This device is not enrolled, or was revoked."""

    code = "device-unknown"
    zh = "终端未登记或已停用"


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device and the canteen it stands in."""

    id: UUID
    canteen_id: UUID
    revoked: bool
    heard_at: datetime
    hours: Timetable


def device_of(request: HttpRequest, *, revoked_too: bool = False) -> Device:
    """Return the device a request speaks for; DeviceUnknown.

    A revoked device keeps the right to hand in its queue, into quarantine, and nothing else (D21).
    """
    header = request.headers.get("Authorization", "")
    name, _, secret = header.removeprefix(SCHEME).partition(".")
    try:
        kiosk_id = UUID(name)
    except ValueError:
        raise DeviceUnknown() from None
    found = rows(_KIOSK, (kiosk_id,))
    if not header.startswith(SCHEME) or not found or not hmac.compare_digest(found[0][1], digest_of(secret)):
        raise DeviceUnknown()
    canteen_id, revoked, heard_at = as_id(found[0][0]), found[0][2] is not None, as_instant(found[0][3])
    if heard_at is None or (revoked and not revoked_too):
        raise DeviceUnknown()
    return Device(kiosk_id, canteen_id, revoked, heard_at, hours_of(canteen_id=canteen_id))


class DeviceKey(APIKeyHeader):
    """Lets an enrolled device pass, before its body is read; DeviceUnknown for everybody else (K10)."""

    param_name = "Authorization"

    def __init__(self, *, revoked_too: bool = False) -> None:
        super().__init__()
        self.revoked_too = revoked_too

    def authenticate(self, request: HttpRequest, key: str | None) -> Device:
        """Return the device."""
        return device_of(request, revoked_too=self.revoked_too)


def speaking(request: HttpRequest) -> Device:
    """Return the device that `DeviceKey` let pass; DeviceUnknown where an address forgot to demand one."""
    device = getattr(request, "auth", None)
    if not isinstance(device, Device):
        raise DeviceUnknown()
    return device
