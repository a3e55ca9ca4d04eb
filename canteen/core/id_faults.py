"""What exactly is wrong with an ID number while it is being typed, so that a page can say it before it is sent."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from canteen.core.identity import BadIdNumber, birth_date, normalise_id_number

_LONG = 18


class Fault(StrEnum):
    """What is wrong first."""

    SHORT = "short"
    LONG = "long"
    LETTERS = "letters"
    BIRTH = "birth"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Read:
    """An ID number as far as it was typed: what it is, or what is wrong; `missing` counts the characters to come."""

    number: str = ""
    fault: Fault | None = None
    missing: int = 0


def read_id_number(text: str) -> Read:
    """Read what was typed so far; nothing typed has no fault."""
    typed = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if not typed:
        return Read()
    try:
        return Read(number=normalise_id_number(typed))
    except BadIdNumber:
        return _fault(typed)


def _fault(typed: str) -> Read:
    if not (typed[: _LONG - 1].isascii() and typed[: _LONG - 1].isdigit()):
        return Read(fault=Fault.LETTERS)
    if len(typed) < _LONG:
        return Read(fault=Fault.SHORT, missing=_LONG - len(typed))
    if len(typed) > _LONG:
        return Read(fault=Fault.LONG)
    try:
        birth_date(typed)
    except BadIdNumber:
        return Read(fault=Fault.BIRTH)
    return Read(fault=Fault.CHECK)
