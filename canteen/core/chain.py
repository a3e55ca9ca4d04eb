"""The hash chain over deeds: canonical bytes of a deed, and the digest that covers it and all before it (S6)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

FIRST: Final = "0" * 64  # what the first link has before it


def digest(*, previous: str, sequence: int, linked_at: str, deed: Mapping[str, object]) -> str:
    """Return SHA-256, 64 hex digits, over the canonical JSON of a deed, its place, and the digest before it.

    The same on every machine: keys in order, no spaces, ASCII alone. A verifier needs nothing but this function.
    """
    body = {"deed": deed, "linked_at": linked_at, "previous": previous, "sequence": sequence}
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
