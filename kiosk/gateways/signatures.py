"""Signatures at the edge: printed codes, and the token of an unlocked counter strip."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.core import signing

from canteen.gateways import vault
from kiosk.core.attempt import fingerprint
from kiosk.core.credential import QrCard, encode, public_key_of

UNLOCKED_FOR = timedelta(minutes=5)
# A device reckons the server's time to within this; an attempt from before the unlocking is nobody's on the staff.
RECKONED_WITHIN = timedelta(minutes=1)
_SALT = "nuancan counter strip"


def counter_token(*, staff_id: UUID, kiosk_id: UUID, now: datetime) -> str:
    """Return what an unlocked strip puts on its attempts: who, on which device, since when; signed."""
    return signing.Signer(salt=_SALT).sign(f"{staff_id.hex}:{kiosk_id.hex}:{int(now.timestamp())}")


def staff_unlocked(*, token: str | None, kiosk_id: UUID, at: datetime) -> UUID | None:
    """Return who had unlocked the strip of this device when an attempt was made, or None."""
    if not token:
        return None
    try:
        staff, kiosk, seconds = signing.Signer(salt=_SALT).unsign(token).split(":")
        since = datetime.fromtimestamp(int(seconds), UTC)
    except (signing.BadSignature, ValueError):
        return None
    in_time = since - RECKONED_WITHIN <= at <= since + UNLOCKED_FOR
    return UUID(hex=staff) if kiosk == kiosk_id.hex and in_time else None


@lru_cache(maxsize=1)
def public_keys() -> Mapping[int, bytes]:
    """Return the keys printed codes are verified with: the newest two (K7)."""
    newest = sorted(settings.NUANCAN_QR_KEYS)[-2:]
    return {version: public_key_of(settings.NUANCAN_QR_KEYS[version]) for version in newest}


def signed_text(card: QrCard) -> str:
    """Return the text of a printed code, signed with the newest key."""
    newest = max(settings.NUANCAN_QR_KEYS)
    return encode(card, newest, settings.NUANCAN_QR_KEYS[newest])


def mark_of(item: object) -> str:
    """Return the keyed fingerprint of what a device sent: an ID number in it cannot be found by trying (S1)."""
    return vault.lookup(fingerprint(item), purpose="attempt")


def digest_of(secret: str) -> str:
    """Return what is kept of a device's secret or of an enrolment code: SHA-256, for both are random (K10)."""
    return hashlib.sha256(secret.encode()).hexdigest()
