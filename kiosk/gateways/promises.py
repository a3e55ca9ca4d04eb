"""Proofs of promised prices: the server signs what a list says, and knows its own word when it comes back (D11).

A proof is 16 letters of base64: key version (2 bytes) and the first 80 bits of HMAC-SHA-256 over list, elder, meal and
fen. The key is derived from NUANCAN_KEYS for this alone; the newest version signs and all that are loaded prove, so a
rotation leaves the promises of devices that are off line good.
"""

import base64
import binascii
import hmac
from typing import Final
from uuid import UUID

from canteen.gateways import vault

PROOF_LETTERS: Final = 16
_VERSION_BYTES: Final = 2
_MAC_BYTES: Final = 10
_FEN_BYTES: Final = 4
_PURPOSE: Final = "kiosk promise"


class Prover:
    """Signs what one list says of one meal."""

    __slots__ = ("_head", "_marker", "_version", "version")

    def __init__(self, list_id: UUID, meal_id: UUID, marker: vault.Marker) -> None:
        self._head = list_id.bytes + meal_id.bytes
        self._marker = marker
        self.version = marker.version
        self._version = marker.version.to_bytes(_VERSION_BYTES)

    def proof(self, elder: bytes, fen: int) -> str:
        """Return the proof that an elder, by the 16 bytes of her id, was promised the meal at so many fen."""
        mac = self._marker.mark(self._head + elder + fen.to_bytes(_FEN_BYTES))
        return base64.urlsafe_b64encode(self._version + mac[:_MAC_BYTES]).decode()


def prover(*, list_id: UUID, meal_id: UUID) -> Prover:
    """Return who signs for a list, with the newest key."""
    return Prover(list_id, meal_id, vault.marker(purpose=_PURPOSE))


def proves(*, proof: str, list_id: UUID, elder_id: UUID, meal_id: UUID, fen: int) -> bool:
    """Say whether a list of ours promised this elder this meal at so many fen."""
    version = _version_of(proof)
    if version not in vault.versions():
        return False
    marker = vault.marker(purpose=_PURPOSE, version=version)
    return hmac.compare_digest(Prover(list_id, meal_id, marker).proof(elder_id.bytes, fen), proof)


def _version_of(proof: str) -> int | None:
    """The key version a proof names; None for what is no proof."""
    if len(proof) != PROOF_LETTERS or not proof.isascii():
        return None
    try:
        return int.from_bytes(base64.b64decode(proof, altchars="-_", validate=True)[:_VERSION_BYTES])
    except binascii.Error:
        return None
