"""Chart of accounts: the grammar of addresses, what each account is for, on which side it usually stands."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from canteen.core.errors import Invalid
from canteen.core.keys import KEY
from canteen.core.month import Month, NotMonth


class Kind(StrEnum):
    """What an account is for. Every address ends in one of these, or has it before canteen and month."""

    EARNED = "earned"  # what a canteen's meals are worth
    BORNE = "borne"  # what a canteen pays itself
    SUSPENSE = "suspense"  # shares nobody has decided yet
    GUESTS = "guests"  # what guests owe for their meals; tender settles it
    STAFF = "staff"  # what a canteen's own people ate; it bears that itself
    DUE = "due"  # what an elder owes; tender settles it
    CASH = "cash"  # the drawer of a shift
    SOURCE = "source"  # where a fund's money comes from; for a joint fund its contributors
    FREE = "free"  # what a fund may still allot
    RETURNED = "returned"  # what came back to a fund after its month was sealed
    ALLOTTED = "allotted"  # what a fund lets one canteen draw in one month
    RESERVED = "reserved"  # what a contributor keeps ready for a joint fund's allotment
    ADVANCED = "advanced"  # what a fund has paid for another one's people
    OWED = "owed"  # what a fund owes the one that paid for its people


class Side(StrEnum):
    """The side that increases an account."""

    DEBIT = "debit"
    CREDIT = "credit"


_CREDITED: Final = frozenset({Kind.EARNED, Kind.FREE, Kind.RETURNED, Kind.ALLOTTED, Kind.RESERVED, Kind.OWED})
_OWNERS: Final = {
    "canteen": frozenset({Kind.EARNED, Kind.BORNE, Kind.SUSPENSE, Kind.GUESTS, Kind.STAFF}),
    "elder": frozenset({Kind.DUE}),
    "shift": frozenset({Kind.CASH}),
    "fund": frozenset({Kind.SOURCE, Kind.FREE, Kind.RETURNED, Kind.ALLOTTED, Kind.RESERVED, Kind.ADVANCED, Kind.OWED}),
}
_BETWEEN: Final = frozenset({Kind.ADVANCED, Kind.OWED})
_MONTHLY: Final = frozenset({Kind.ALLOTTED, Kind.RESERVED}) | _BETWEEN
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class BadAddress(Invalid):
    """This is not the address of an account."""

    code = "bad-address"
    zh = "科目地址不正确"


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart: `owner` is a UUID in canonical form, or a fund's key.

    `other` is the key of the fund that an advance was made for, or by.
    """

    kind: Kind
    owner_type: str
    owner: str
    canteen_id: UUID | None = None
    month: Month | None = None
    other: str = ""


def earned(canteen_id: UUID) -> str:
    """What the canteen's meals are worth: every meal credits it with its whole price (D6)."""
    return f"canteen/{canteen_id}/{Kind.EARNED}"


def borne(canteen_id: UUID) -> str:
    """What the canteen pays of its own meals."""
    return f"canteen/{canteen_id}/{Kind.BORNE}"


def suspense(canteen_id: UUID) -> str:
    """Shares that wait for a person (D5)."""
    return f"canteen/{canteen_id}/{Kind.SUSPENSE}"


def guests(canteen_id: UUID) -> str:
    """What a canteen's guests owe: who is no elder has no account of her own. Each entry names the guest's order."""
    return f"canteen/{canteen_id}/{Kind.GUESTS}"


def staff(canteen_id: UUID) -> str:
    """What the canteen's own people ate at its expense."""
    return f"canteen/{canteen_id}/{Kind.STAFF}"


def due(elder_id: UUID) -> str:
    """The elder's shares less what she has given for them (D6)."""
    return f"elder/{elder_id}/{Kind.DUE}"


def cash(shift_id: UUID) -> str:
    """The cash in the drawer of one shift."""
    return f"shift/{shift_id}/{Kind.CASH}"


def source(fund_key: str) -> str:
    """Where the money of a fund comes from."""
    return _of_fund(fund_key, Kind.SOURCE)


def free(fund_key: str) -> str:
    """What of a fund is neither allotted nor reserved."""
    return _of_fund(fund_key, Kind.FREE)


def returned(fund_key: str) -> str:
    """What came back to a fund for months that were sealed already (D13, D16)."""
    return _of_fund(fund_key, Kind.RETURNED)


def allotted(fund_key: str, canteen_id: UUID, month: Month) -> str:
    """What a fund lets one canteen draw in one month; check-ins debit it."""
    return f"{_of_fund(fund_key, Kind.ALLOTTED)}/{canteen_id}/{month}"


def reserved(fund_key: str, canteen_id: UUID, month: Month) -> str:
    """What a contributor keeps ready for a joint fund's allotment (D10)."""
    return f"{_of_fund(fund_key, Kind.RESERVED)}/{canteen_id}/{month}"


def advanced(by: str, owed_by: str, canteen_id: UUID, month: Month) -> str:
    """What a fund has paid at one canteen in one month for the people of another fund (D9)."""
    return _between(by, Kind.ADVANCED, owed_by, canteen_id, month)


def owed(owed_by: str, by: str, canteen_id: UUID, month: Month) -> str:
    """What a fund owes the one that paid for its people: the other side of `advanced`."""
    return _between(owed_by, Kind.OWED, by, canteen_id, month)


def parse_address(address: str) -> Address:
    """Take an address apart; the one and only reading of it. BadAddress for anything no function above writes."""
    owner_type, _, rest = address.partition("/")
    owner, _, rest = rest.partition("/")
    word, *where = rest.split("/")
    if owner_type not in _OWNERS or word not in _OWNERS[owner_type]:
        raise BadAddress()
    kind = Kind(word)
    if not (KEY if owner_type == "fund" else _UUID).fullmatch(owner):
        raise BadAddress()
    if kind not in _MONTHLY:
        if where:
            raise BadAddress()
        return Address(kind, owner_type, owner)
    other = where.pop(0) if kind in _BETWEEN and where else ""
    if len(where) != 2 or not _UUID.fullmatch(where[0]) or (kind in _BETWEEN and not _is_other(other, owner)):
        raise BadAddress()
    try:
        return Address(kind, owner_type, owner, UUID(where[0]), Month.parse(where[1]), other)
    except NotMonth:
        raise BadAddress() from None


def kind_of(address: str) -> Kind:
    """What the account is for. BadAddress."""
    return parse_address(address).kind


def normal_side(address: str) -> Side:
    """The side that increases an account. In code each balance is Σ debit − Σ credit; only screens flip signs (D6)."""
    return Side.CREDIT if kind_of(address) in _CREDITED else Side.DEBIT


def _of_fund(fund_key: str, kind: Kind) -> str:
    if not KEY.fullmatch(fund_key):
        raise BadAddress()
    return f"fund/{fund_key}/{kind}"


def _between(fund_key: str, kind: Kind, other: str, canteen_id: UUID, month: Month) -> str:
    if not _is_other(other, fund_key):
        raise BadAddress()
    return f"{_of_fund(fund_key, kind)}/{other}/{canteen_id}/{month}"


def _is_other(other: str, fund_key: str) -> bool:
    """Whether this is the key of another fund: nobody owes herself."""
    return other != fund_key and KEY.fullmatch(other) is not None
