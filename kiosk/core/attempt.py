"""Attempts as a kiosk sends them: one item of a batch → Attempt or Malformed, and the fingerprint of its content.

Items are parsed one by one, and a bad one is an answer and no exception: it is stored in quarantine under its device,
sequence and fingerprint, so that nothing a kiosk ever accepted is lost (D21, K2). Keys this server does not know are
left alone: a newer page must not find its lunch refused.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Literal, TypeVar
from uuid import UUID

from kiosk.core.credential import LONGEST_SCAN

MOST_EXTRAS: Final = 20
MOST_FEN: Final = 10_000_000  # a promise of 100,000 yuan is a fault, not a lunch
MOST_SEQUENCE: Final = 2**53 - 1  # what a browser counts exactly
MOST_OFFSET_MS: Final = 10**13  # three hundred years: a clock reset to 1970 still fits
LONGEST_TOKEN: Final = 200
LONGEST_PROOF: Final = 64

T = TypeVar("T")

_OF_DEVICES: Final = ("present", "second", "name", "void")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PRINTABLE = re.compile(r"[\x20-\x7e]+")
_LONGEST_INSTANT: Final = 40
_YEARS: Final = range(1970, 9000)  # further out, arithmetic with zones leaves the calendar


class Kind(StrEnum):
    """What the device asks for. "second" and "name" come from an unlocked counter; "void" undoes a check-in (D13).

    "guest" and "staff" are meals of who is no elder; the desk alone asks for them, no device does.
    """

    PRESENT = "present"
    SECOND = "second"
    NAME = "name"
    VOID = "void"
    GUEST = "guest"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One well-formed item. What it names need not exist: that is found out later, and answered, never raised."""

    id: UUID  # made on the device, before anything was sent (K1)
    sequence: int | None  # counts up by one per device: a gap shows what is missing; a desk has no queue and none
    kind: Kind
    made_at: datetime  # device time, in UTC
    offset_ms: int | None = None  # the device's reckoning of server time minus device time; None: it does not know
    presented: str | None = None  # the raw scan, 1 to 512 printable ASCII characters
    meal_id: UUID | None = None
    promised_fen: int | None = None  # set together with the list that said so and its proof, or not at all (D11)
    price_list_id: UUID | None = None
    proof: str | None = None
    elder_id: UUID | None = None
    of: UUID | None = None  # the check-in a void undoes
    staff_token: str | None = None
    extras: tuple[UUID, ...] = ()  # an extra taken twice stands here twice


@dataclass(frozen=True, slots=True)
class Malformed:
    """An item that is no attempt: every mistake as (path, message), and what could be read all the same."""

    fields: tuple[tuple[str, str], ...]
    id: UUID | None = None
    sequence: int | None = None
    code: Literal["malformed"] = "malformed"


def fingerprint(item: object) -> str:
    """SHA-256 of an item's canonical JSON, 64 hex digits: the same content has the same, in whatever order of keys.

    Never raises on what a JSON reader can produce; content nested beyond reason shares one fingerprint.
    """
    try:
        canonical = json.dumps(item, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    except RecursionError:
        canonical = "nested too deep"
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def parse_attempt(item: object) -> Attempt | Malformed:
    """Read one item of a batch as it came out of JSON. Never raises."""
    if not isinstance(item, dict):
        return Malformed((("", "must be an object"),))
    read = _Reader(item)
    attempt_id = read.value("id", _uuid, needed=True)
    sequence = read.value("sequence", _sequence, needed=True)
    kind = read.value("kind", _kind, needed=True)
    made_at = read.value("made_at", read_instant, needed=True)
    offset_ms = read.value("offset_ms", _offset)
    presented = read.value("presented", _scan, needed=kind is Kind.PRESENT)
    elder_id = read.value("elder", _uuid, needed=kind in (Kind.SECOND, Kind.NAME))
    of = read.value("of", _uuid, needed=kind is Kind.VOID)
    meal_id = read.value("meal", _uuid)
    staff_token = read.value("staff", _token)
    promised_fen, price_list_id, proof = read.value("promise", _promise) or (None, None, None)
    extras = read.value("extras", _extras) or ()
    if read.wrong or attempt_id is None or sequence is None or kind is None or made_at is None:
        return Malformed(tuple(read.wrong), id=attempt_id, sequence=sequence)
    return Attempt(
        id=attempt_id,
        sequence=sequence,
        kind=kind,
        made_at=made_at,
        offset_ms=offset_ms,
        presented=presented,
        meal_id=meal_id,
        promised_fen=promised_fen,
        price_list_id=price_list_id,
        proof=proof,
        elder_id=elder_id,
        of=of,
        staff_token=staff_token,
        extras=extras,
    )


def read_instant(value: object) -> datetime:
    """An ISO 8601 instant with its zone, as UTC; ValueError for anything else. Also for a batch's `sent_at`."""
    message = "must be an instant in ISO 8601 with its zone"
    if not isinstance(value, str) or len(value) > _LONGEST_INSTANT:
        raise ValueError(message)
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(message) from None  # the library's own message repeats what was sent
    if instant.tzinfo is None or instant.year not in _YEARS:
        raise ValueError(message)
    return instant.astimezone(UTC)


class _Reader:
    """Reads the keys of one item and keeps every mistake, so that a fault in a page is found in one look."""

    def __init__(self, item: Mapping[str, object]) -> None:
        self._item = item
        self.wrong: list[tuple[str, str]] = []

    def value(self, key: str, form: Callable[[object], T], needed: bool = False) -> T | None:
        """What stands under `key` in its form; None when it is absent, null or wrong."""
        found = self._item.get(key)
        if found is None:
            if needed:
                self.wrong.append((key, "is required"))
            return None
        try:
            return form(found)
        except ValueError as wrong:
            self.wrong.append((key, str(wrong)))
            return None


def _uuid(value: object) -> UUID:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise ValueError("must be a UUID")
    return UUID(value)


def _kind(value: object) -> Kind:
    if not isinstance(value, str) or value not in _OF_DEVICES:
        raise ValueError("must be present, second, name or void")
    return Kind(value)


def _whole_number(value: object, least: int, most: int) -> int:
    # type() and not isinstance(): true is an int to Python and none to anybody else
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"must be a whole number from {least} to {most}")
    return value


def _sequence(value: object) -> int:
    return _whole_number(value, 1, MOST_SEQUENCE)


def _offset(value: object) -> int:
    return _whole_number(value, -MOST_OFFSET_MS, MOST_OFFSET_MS)


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or not _PRINTABLE.fullmatch(value):
        raise ValueError(f"must be 1 to {longest} printable ASCII characters")
    return value


def _scan(value: object) -> str:
    return _text(value, LONGEST_SCAN)


def _token(value: object) -> str:
    return _text(value, LONGEST_TOKEN)


def _promise(value: object) -> tuple[int, UUID, str]:
    if not isinstance(value, dict):
        raise ValueError("must be an object with fen, list and proof")
    fen, list_id = _whole_number(value.get("fen"), 0, MOST_FEN), _uuid(value.get("list"))
    return fen, list_id, _text(value.get("proof"), LONGEST_PROOF)


def _extras(value: object) -> tuple[UUID, ...]:
    if not isinstance(value, list) or len(value) > MOST_EXTRAS:
        raise ValueError(f"must be a list of at most {MOST_EXTRAS} ids")
    return tuple(_uuid(each) for each in value)
