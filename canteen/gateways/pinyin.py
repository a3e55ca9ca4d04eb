"""Pinyin of Chinese names: initials for counter staff, the order in which lists stand, keys for policy documents."""

import itertools
import re
import unicodedata
from functools import cache
from typing import Final

from pypinyin import Style, lazy_pinyin

from canteen.core.identity import without_persons_numbers
from canteen.core.keys import LONGEST_KEY

LONGEST: Final = 20
LONGEST_ORDER: Final = 240
# As a surname these sound otherwise than in a word: 单 is dan, but Shan Xiaomei.
SURNAMES: Final = {
    "万俟": "mo4 qi2", "尉迟": "yu4 chi2", "长孙": "zhang3 sun1", "单于": "chan2 yu2", "单": "shan4", "仇": "qiu2",
    "解": "xie4", "查": "zha1", "区": "ou1", "曾": "zeng1", "盖": "ge3", "朴": "piao2", "缪": "miao4", "翟": "zhai2",
    "乐": "yue4", "种": "chong2", "员": "yun4", "繁": "po2", "隗": "wei3",
}  # fmt: skip
_HAN: Final = r"㐀-鿿豈-﫿\U00020000-\U0003ffff"
_PIECES: Final = re.compile(rf"([{_HAN}]+)|([0-9]+)|([^\W\d_{_HAN}]+)")
_SOUNDS: Final = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
_DIGITS: Final = 6


def initials_of(*, name: str) -> str:
    """Return the initials of a name in small letters, at most twenty: 张桂英 → zgy, 单小妹 → sxm, Aygül Tohti → at."""
    text = name.strip()
    surname = _surname(text)
    words = re.split(r"[\W_]+", text.removeprefix(surname))
    syllables = [syllable for word in words if word for syllable in lazy_pinyin(word, style=Style.NORMAL)]
    first = [sound[0] for sound in SURNAMES.get(surname, "").split()]
    return "".join([*first, *(syllable[0] for syllable in syllables)])[:LONGEST].lower()


def order_of(*, name: str, is_person: bool = False) -> str:
    """Return what a name is sorted by, as dictionaries do: by sound, by tone, then one character after the other.

    Small letters a to z and digits alone, at most 240, so that every collation of every database gives one order:
    丁 → ding10 4e01 (without the space), and numbers as wide as six digits, 第2 before 第10. Of a person, the surname
    sounds as a surname. It stands in addresses of lists: what may be an ID number is masked as in the name (S11).
    """
    text = unicodedata.normalize("NFKC", without_persons_numbers(name)).strip()
    surname = _surname(text) if is_person else ""
    keys = [_key(sound, char) for sound, char in zip(SURNAMES.get(surname, "").split(), surname, strict=True)]
    for han, number, letters in _PIECES.findall(text.removeprefix(surname)):
        if han:
            keys += map(_key, map(_sound, han) if is_person else _sounds(han), han)
        else:
            keys.append(number.zfill(_DIGITS) if number else _plain(letters))
    return "".join(keys)[:LONGEST_ORDER]


def key_of(*, name: str, fallback: str) -> str:
    """Return the key by which policy documents may call a place: 正果镇 → zhengguozhen, 第2食堂 → di2shitang.

    At most 40 small letters and digits, cut between two syllables. `fallback` (region, canteen) stands before what
    begins with a digit, and alone where nothing is left of the name. What may be an ID number is masked first (S11).
    """
    text = unicodedata.normalize("NFKC", without_persons_numbers(name))
    pieces = (_syllables(han) if han else [_plain(word)] for han, word in _SOUNDS.findall(text))
    sounds = [piece for piece in itertools.chain.from_iterable(pieces) if piece]
    head = "" if sounds and sounds[0][0].isalpha() else f"{fallback}-"
    ends = [end for end in itertools.accumulate(map(len, sounds)) if end <= LONGEST_KEY - len(head)]
    # A first piece that is longer than any key is no syllable.
    return (head + "".join(sounds)[: ends[-1] if ends else LONGEST_KEY - len(head)]).rstrip("-")


def _syllables(han: str) -> list[str]:
    return [_plain(sound) if sound.isascii() else "" for sound in lazy_pinyin(han, style=Style.NORMAL)]


def _surname(text: str) -> str:
    return next((each for each in (text[:2], text[:1]) if each in SURNAMES), "")


@cache
def _sound(character: str) -> str:
    """The sound of a character with its tone, by itself: a name is no word, and a register has a few thousand."""
    return lazy_pinyin(character, style=Style.TONE3, neutral_tone_with_five=True)[0]


def _sounds(han: str) -> list[str]:
    """The sound of each character with its tone, as it stands in a word where that is known."""
    sounds = lazy_pinyin(han, style=Style.TONE3, neutral_tone_with_five=True)
    return sounds if len(sounds) == len(han) else ["" for _ in han]


def _key(sound: str, character: str) -> str:
    # Digits come before letters: li before lian. One character's names stand together: all 张 before all 章.
    return f"{_plain(sound) if sound.isascii() else ''}{ord(character):05x}"


def _plain(letters: str) -> str:
    close = unicodedata.normalize("NFKD", letters).casefold()
    return "".join(char for char in close if char.isascii() and char.isalnum())
