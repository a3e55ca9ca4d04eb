"""ID numbers and names: check digit, 15 to 18 digits, birth date, masking."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from operator import mul

from canteen.core.errors import Invalid
from canteen.core.persons_numbers import CHECK_DIGITS, WEIGHTS, has_digits_enough, in_one_width, spans_of

_LONG = re.compile(r"[1-9][0-9]{16}[0-9X]")
_SHORT = re.compile(r"[1-9][0-9]{14}")
_LONG_NUMBER = re.compile(r"\d(?:[\s\-‐-―－]*\d){7,}")
# Fourteen digits and more, in groups or not, whatever they may be; but days one behind the other.
_FOURTEEN = re.compile(r"[0-9](?:[ \-_·]*[0-9]){13,}(?:[ \-_·]*X(?: *[0-9]){0,2}(?![0-9A-Z]))?", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
# No ID number begins with 19 or 20, for no province has these numbers.
_DAYS = re.compile(r"(?:(?:19|20)[0-9]{2}(?:-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4})[ \-]*)+")
_MASK = "*"


class BadIdNumber(Invalid):
    """This is not a valid ID number: its length, birth date or check digit is wrong."""

    code = "bad-id-number"
    zh = "身份证号有误：长度、出生日期或校验码不正确"


def check_digit(first17: str) -> str:
    """The eighteenth character of an ID number, "0" to "9" or "X", from its first seventeen digits."""
    if len(first17) != len(WEIGHTS) or not (first17.isascii() and first17.isdigit()):
        raise ValueError("seventeen ASCII digits are needed")
    total = sum(map(mul, WEIGHTS, map(int, first17)))
    return CHECK_DIGITS[total % 11]


def normalise_id_number(text: str) -> str:
    """The 18-character form of an ID number as typed, scanned or pasted; BadIdNumber.

    Full-width characters, spaces around and inside, and a small x are put right. Numbers of the first generation
    (15 digits, issued until 1999) get the century 19 and their check digit, so that one person has one number.
    """
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if _SHORT.fullmatch(number):
        first17 = f"{number[:6]}19{number[6:]}"
        number = first17 + check_digit(first17)
    if not _LONG.fullmatch(number) or number[-1] != check_digit(number[:17]):
        raise BadIdNumber()
    birth_date(number)
    return number


def is_id_number(text: str) -> bool:
    """Whether a text is an ID number as cards carry it; fifteen digits may be a number of another kind as well."""
    try:
        normalise_id_number(text)
    except BadIdNumber:
        return False
    return not _SHORT.fullmatch("".join(text.split()))


def without_long_numbers(text: str) -> str:
    """Return a text in which every run of eight digits or more is masked, grouped or not; a day as 2026-11-20 stays."""
    return _LONG_NUMBER.sub(lambda found: found[0] if _DAY.fullmatch(found[0]) else "****", text)


def holds_persons_number(text: str) -> bool:
    """Whether somewhere in a text there stands what may be meant as an ID number, sound or mistyped."""
    return without_persons_numbers(text) != text


def without_persons_numbers(text: str) -> str:
    """Return a text in which whatever may be meant as an ID number is masked, sound or mistyped; the rest as it came.

    One wrong digit leaves a number as telling as a right one; what counts as one says canteen.core.persons_numbers.
    What is masked never becomes longer, and masking it again changes nothing.
    """
    while has_digits_enough(text) and (spans := spans_of(close := in_one_width(text))):
        text = _masked(text, close, spans)
    return text


def without_fourteen_digits(text: str) -> str:
    """Return a text in which every run of fourteen digits or more is masked too, whatever it may be; days stay.

    For cells of lists that somebody takes home because something is wrong with them.
    """
    close = in_one_width(text)
    spans = [found.span() for found in _FOURTEEN.finditer(close) if not _DAYS.fullmatch(found[0])]
    return without_persons_numbers(_masked(text, close, spans))


def _masked(text: str, close: str, spans: Iterable[tuple[int, int]]) -> str:
    at, kept = 0, []
    for first, end in spans:
        kept += [text[at:first], _mask_persons("".join(filter(str.isalnum, close[first:end])))]
        at = end
    return "".join(kept) + text[at:]


def _mask_persons(number: str) -> str:
    # Behind an ID number a certificate says what kind of disability it is, and how severe.
    return mask_id_number(number[:18]) + _MASK * len(number[18:])


def birth_date(number: str) -> date:
    """The birth date inside an 18-character ID number; BadIdNumber when no calendar has it."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadIdNumber() from None


def is_woman(number: str) -> bool:
    """Whether an 18-character ID number is a woman's: its seventeenth digit is even."""
    return int(number[16]) % 2 == 0


def mask_name(name: str) -> str:
    """A name as public screens show it (U7): first and last character stay; of two only the first, of one none."""
    name = name.strip()
    if len(name) <= 2:
        return name[: len(name) - 1] + _MASK if name else ""
    return name[0] + _MASK * (len(name) - 2) + name[-1]


def mask_id_number(number: str) -> str:
    """An ID number as staff pages show it: province and the last two characters stay.

    Enough to tell two namesakes apart on the telephone. The usual form that hides only the birth date is no mask for
    an elder, whose birth date stands beside it.
    """
    if len(number) < 6:
        return _MASK * len(number)
    return number[:2] + _MASK * (len(number) - 4) + number[-2:]
