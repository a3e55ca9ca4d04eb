"""Where in a text an ID number may stand: whole, mistyped, cut, in groups; telephones, days and codes of firms do not.

A run of digits is looked at in its groups, as they were typed. A number that stands in one group, or in the groups
people write it in, is taken for a person's where it says a birth day, even a mistyped one; of digits that only
happen to stand beside each other, telephones, days and codes are set aside first, unless the check digit fits.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from canteen.core.credit_code import is_credit_code

# GB 11643: weights 2^(17-i) mod 11, and the digit that belongs to each remainder
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS: Final = "10X98765432"

_FEWEST: Final = 14  # a region and a birth day: with fewer digits nobody is found
_MOST_GROUPS: Final = 6
_BETWEEN: Final = r"[ \-−─━_·•・.,/、。'’`]"
_RUN = re.compile(rf"[0-9](?:{_BETWEEN}*[0-9X])*", re.IGNORECASE)
_GROUP = re.compile(r"[0-9]+X?|X", re.IGNORECASE)
# The id of an order or an entry, as people copy it from a page: one in a hundred has fourteen digits in a row.
_ROW_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", re.IGNORECASE)
# GB/T 2260: the two digits in front of every ID number but a foreigner's
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9](?:[0-9]{3})?")  # as programs write it behind a day
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_MOBILE_IN_GROUPS: Final = (3, 4, 4)


class Group(NamedTuple):
    """Digits without anything between them, X behind them perhaps, and where in the text they begin and end."""

    first: int
    end: int
    text: str


def in_one_width(text: str) -> str:
    """A text of the same length in which every digit is a plain one, and what is not seen, or parts digits, a space."""
    return text if text.isascii() and text.isprintable() else "".join(map(_plain, text))


def has_digits_enough(text: str) -> bool:
    """Whether there are as many digits in a text, of whatever script, as tell somebody: in most texts there are not."""
    return sum(map(str.isdigit, text)) >= _FEWEST


def spans_of(close: str) -> list[tuple[int, int]]:
    """Where whatever may be meant as an ID number begins and ends in a text in one width, in order, none in another."""
    hidden = _CODE.sub(lambda found: _passed_over(found) if _is_of_a_firm(found[0].upper()) else found[0], close)
    hidden = _ROW_ID.sub(_passed_over, hidden)
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(hidden):
        if sum(map(str.isdigit, run[0])) >= _FEWEST:
            groups = [
                Group(run.start() + each.start(), run.start() + each.end(), each[0].upper())
                for each in _GROUP.finditer(run[0])
            ]
            found += [(groups[first].first, groups[last].end) for first, last in _of_run(groups, hidden)]
    return found


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Pd":
            return "-"
        case "Cc" | "Cf" | "Zs" | "Zl" | "Zp" | "Mn" | "Me":
            return " "
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _passed_over(found: re.Match[str]) -> str:
    return "#" * len(found[0])


def _is_of_a_firm(code: str) -> bool:
    """Whether a code is a sound one of an organisation; one with a birth day in it may be a person's all the same."""
    return is_credit_code(code) and not any(_is_day(code[at : at + 8]) for at in range(len(code) - 7))


def _of_run(groups: Sequence[Group], close: str) -> list[tuple[int, int]]:
    """The first and the last group of each number in a run."""
    whole = [(at, at) for at, group in enumerate(groups) if _tells(group.text)]
    whole += [*_in_shape(groups), *_sound(groups)]
    apart = {at for first, last in whole for at in range(first, last + 1)} | _set_aside(groups, close)
    whole += _left(groups, close, apart)
    found: list[tuple[int, int]] = []
    for first, last in sorted(whole):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return [(first, _with_kind(groups, last, close)) for first, last in found]


def _tells(text: str) -> bool:
    """Whether what was typed in one go may be a person's number, or hold one; one digit wrong or missing, or cut."""
    digits = text.rstrip("X")
    if len(digits) < _FEWEST:
        return False
    size = len(text)
    stamped = _is_day(text[:8]) and _TIME.fullmatch(text[8:])
    if stamped:
        return False
    if any(_is_day(text[at : at + 8]) for at in range(min(6, size - 12), max(6, size - 12) + 1)):
        return True
    if digits != text:
        return True
    if size in (14, 15) and _is_short(text):
        return True
    return 17 <= size <= 20 and not _is_bank_card(text) and _nearly(text[:18] if size == 20 else text)


def _nearly(text: str) -> bool:
    """Whether a province stands in front and one half of a birth day in its place: one digit may be wrong, or gone."""
    return bool(_PROVINCE.match(text)) and (_is_year(text[6:10]) or _is_day(f"2000{text[-8:-4]}"))


def _is_short(text: str) -> bool:
    """Whether it may be a number of the first generation, or one without its last digit."""
    return bool(_PROVINCE.match(text)) and _is_day(f"19{text[6:12]}")


def _is_day(text: str) -> bool:
    if not (_is_year(text[:4]) and len(text) == 8 and text.isdigit()):
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _is_year(text: str) -> bool:
    return text[:2] in ("19", "20")


def _is_bank_card(text: str) -> bool:
    """Whether it is as long as a bank card, or begins as China's do, and its last digit fits the others, by Luhn."""
    doubled = "".join(str(int(digit) * (1 + at % 2)) for at, digit in enumerate(reversed(text)))
    return (len(text) == 19 or text.startswith("62")) and sum(map(int, doubled)) % 10 == 0


def _in_shape(groups: Sequence[Group]) -> Iterator[tuple[int, int]]:
    """Groups that are eighteen digits with a birth day in its place, or that are parted as people part the number."""
    for first in range(len(groups)):
        text, sizes = "", list[int]()
        for last in range(first, min(first + _MOST_GROUPS, len(groups))):
            text += groups[last].text
            sizes.append(len(groups[last].text))
            eighteen = len(text) == 18 and text[:17].isdigit() and text[0] != "0" and not _is_year(text)
            if last > first and ((eighteen and _is_day(text[6:14])) or _is_parted(sizes, text)):
                yield first, last


def _is_parted(sizes: Sequence[int], text: str) -> bool:
    """Whether groups are a region, a birth day and the rest: 330503 19400101 1234, a digit wrong or missing."""
    if sizes[0] != 6 or not _PROVINCE.match(text):
        return False
    match sizes[1:]:
        case [7 | 8 | 9 as day, rest] | [7 | 8 | 9 as day, rest, 1] if 3 <= rest <= 5:
            born = text[6 : 6 + day]
        case [4, 2, 2, rest] | [4, 4, rest] if 3 <= rest <= 5:
            born = text[6:14]
        case [6, 3]:
            return _is_short(text)
        case [8]:
            return text[6:8] == "19" and _is_day(text[6:])  # who writes down a day of the last century is born on it
        case _:
            return False
    return _is_year(born) or _is_day(f"2000{born[-4:]}")


def _sound(groups: Sequence[Group]) -> Iterator[tuple[int, int]]:
    """Digits that are an ID number whose check digit fits, however they are parted."""
    text = "".join(group.text for group in groups)
    owner = [at for at, group in enumerate(groups) for _ in group.text]
    for at in range(len(text) - 17):
        number = text[at : at + 18]
        if _PROVINCE.match(number) and number[:17].isdigit() and _is_day(number[6:14]):
            total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
            if number[17] == CHECK_DIGITS[total % 11]:
                yield owner[at], owner[at + 17]


def _set_aside(groups: Sequence[Group], close: str) -> set[int]:
    """The groups that are a mobile number or a day, in one group or three."""
    found: set[int] = set()
    for at, group in enumerate(groups):
        if _is_day(group.text) or _MOBILE.fullmatch(group.text):
            found.add(at)
        three = groups[at : at + 3]
        if len(three) < 3:
            continue
        year, month, day = (each.text for each in three)
        parting = [close[one.end : other.first] for one, other in pairwise(three)]
        dated = parting[0] == parting[1] and parting[0] in ("-", ".", "/") and len(year) == 4
        dated = dated and _is_day(f"{year}{month:0>2}{day:0>2}")
        called = tuple(map(len, (year, month, day))) == _MOBILE_IN_GROUPS and _MOBILE.fullmatch(year + month + day)
        if dated or called:
            found |= {at, at + 1, at + 2}
    return found


def _left(groups: Sequence[Group], close: str, apart: set[int]) -> Iterator[tuple[int, int]]:
    """Of the groups between those set aside, whatever is a number as a whole, or as far as it is parted alike."""
    first = 0
    for last in range(len(groups)):
        if last in apart:
            first = last + 1
            continue
        if last + 1 == len(groups) or last + 1 in apart:
            for one, other in {(first, last), *_alike(groups, close, first, last)}:
                if other > one and _is_number(groups[one : other + 1]):
                    yield one, other


def _alike(groups: Sequence[Group], close: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The longest stretches of groups with the same between each two of them."""
    begun, before = first, None
    for at in range(first, last + 1):
        parting = close[groups[at].end : groups[at + 1].first] if at < last else None
        if at > begun and parting != before:
            yield begun, at
            begun = at
        before = parting


def _is_number(groups: Sequence[Group]) -> bool:
    text, sizes = "".join(group.text for group in groups), {len(group.text) for group in groups[:-1]}
    if not text[:_FEWEST].isdigit() or text[0] == "0":
        return False
    if sizes == {4} and len(groups[-1].text) <= 4:
        return _tells(text)
    if len(text) in (18, 20) and _is_day(text[6:14]):
        return True
    if not _PROVINCE.match(text):
        return False
    return len(text) < 18 and (_is_day(text[6:14]) or (len(text) == 15 and _is_short(text)))


def _with_kind(groups: Sequence[Group], last: int, close: str) -> int:
    """The last group, with the two digits a disability certificate says its kind and degree by behind the number."""
    if last + 1 < len(groups):
        behind = groups[last + 1]
        if behind.text.isdigit() and len(behind.text) <= 2 and not close[groups[last].end : behind.first].strip():
            return last + 1
    return last
