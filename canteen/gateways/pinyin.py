"""Pinyin initials of Chinese names, by which counter staff find people without typing characters."""

import re
from typing import Final

from pypinyin import Style, lazy_pinyin

LONGEST: Final = 20
# As a surname these sound otherwise than in a word: 单 is dan, but Shan Xiaomei.
SURNAMES: Final = {
    "万俟": "mq", "尉迟": "yc", "长孙": "zs", "单于": "cy", "单": "s", "仇": "q", "解": "x", "查": "z", "区": "o",
    "曾": "z", "盖": "g", "朴": "p", "缪": "m", "翟": "z", "乐": "y", "种": "c", "员": "y", "繁": "p", "隗": "w",
}  # fmt: skip


def initials_of(*, name: str) -> str:
    """Return the initials of a name in small letters, at most twenty: 张桂英 → zgy, 单小妹 → sxm, Aygül Tohti → at."""
    text = name.strip()
    surname = next((each for each in (text[:2], text[:1]) if each in SURNAMES), "")
    words = re.split(r"[\W_]+", text.removeprefix(surname))
    syllables = [syllable for word in words if word for syllable in lazy_pinyin(word, style=Style.NORMAL)]
    return (SURNAMES.get(surname, "") + "".join(syllable[0] for syllable in syllables))[:LONGEST].lower()
