"""Sealed columns and keyed look-up: AEAD bound to table, column and row; HMAC instead of a plain hash (S1).

A sealed value is `format (1 byte) · key version (2 bytes) · nonce (12) · ciphertext and tag`. What it is bound to is
authenticated and not stored: a ciphertext copied into another row, column or table does not open.

Keys come from the settings: NUANCAN_KEYS (version → 32 bytes; the highest version seals, all of them open) and
NUANCAN_LOOKUP_KEY (32 bytes). Neither is used as it is: each purpose has a key of its own, derived by HKDF.
"""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from canteen.core.errors import Unavailable

_FORMAT: Final = b"\x01"
_KEY_BYTES: Final = 32
_VERSION_BYTES: Final = 2
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_HEAD_BYTES: Final = len(_FORMAT) + _VERSION_BYTES


@dataclass(frozen=True, slots=True)
class Marker:
    """Signs texts for one purpose with one version of the keys."""

    version: int
    key: bytes = field(repr=False)

    def mark(self, text: bytes) -> bytes:
        """Return the 32 bytes of the keyed HMAC-SHA-256."""
        return hmac.digest(self.key, text, "sha256")


class SealBroken(Unavailable):
    """This sealed value does not open: it was changed, moved to another place, or its key is not loaded."""

    code = "seal-broken"
    zh = "加密内容无法读取，请联系系统管理员"


def seal(plain: str, *, table: str, column: str, row_id: UUID) -> bytes:
    """Encrypt a text for one place. Two seals of the same text differ: look up by `lookup`, never by ciphertext."""
    version = max(_keys())
    head = _FORMAT + version.to_bytes(_VERSION_BYTES)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    cipher = _cipher(_keys()[version])
    return head + nonce + cipher.encrypt(nonce, plain.encode(), _bound_to(head, table, column, row_id))


def open(sealed: bytes, *, table: str, column: str, row_id: UUID) -> str:  # noqa: A001 — callers write vault.open
    """Decrypt what was sealed for this place with whichever key version it names; SealBroken."""
    sealed = bytes(sealed)  # drivers hand out memoryviews
    key = _keys().get(version_of(sealed))
    if key is None:
        raise SealBroken()
    head, nonce = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES]
    body = sealed[_HEAD_BYTES + _NONCE_BYTES :]
    try:
        return _cipher(key).decrypt(nonce, body, _bound_to(head, table, column, row_id)).decode()
    except InvalidTag:
        raise SealBroken() from None


def version_of(sealed: bytes) -> int:
    """Which key version a sealed value names, for rotation; SealBroken for what `seal` never wrote."""
    if len(sealed) < _HEAD_BYTES + _NONCE_BYTES + _TAG_BYTES or bytes(sealed[:1]) != _FORMAT:
        raise SealBroken()
    return int.from_bytes(sealed[len(_FORMAT) : _HEAD_BYTES])


def lookup(plain: str, *, purpose: str) -> str:
    """The look-up word of a text: 64 hex digits of a keyed HMAC-SHA-256, stable as long as the look-up key is.

    Callers normalise first. Different purposes give unrelated words, so two tables cannot be joined on them.
    """
    key = _derived(_checked(settings.NUANCAN_LOOKUP_KEY), f"nuancan lookup {purpose}")
    return hmac.digest(key, plain.encode(), "sha256").hex()


def versions() -> Collection[int]:
    """Return the versions of the keys that are loaded."""
    return _keys().keys()


def marker(*, purpose: str, version: int | None = None) -> Marker:
    """Return what signs for a purpose: with the newest key, or with the one of a version that is loaded (S2)."""
    version = max(_keys()) if version is None else version
    return Marker(version, _derived(_checked(_keys()[version]), f"nuancan mark {purpose}"))


def _keys() -> dict[int, bytes]:
    keys: dict[int, bytes] = settings.NUANCAN_KEYS
    return keys


def _checked(key: bytes) -> bytes:
    if len(key) != _KEY_BYTES:
        raise ValueError(f"a key has {_KEY_BYTES} bytes")
    return key


def _bound_to(head: bytes, table: str, column: str, row_id: UUID) -> bytes:
    """What the tag also covers. Lengths stand before the names, so that no two places spell the same bytes."""
    names = b"".join(len(name).to_bytes(2) + name for name in (table.encode(), column.encode()))
    return head + names + row_id.bytes


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(_derived(_checked(key), "nuancan seal"))


@lru_cache(maxsize=64)
def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose.encode()).derive(key)
