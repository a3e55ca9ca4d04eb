"""Categories as towns name them, and the codes that policies and facts carry; a region may use codes of its own too."""

import re
from dataclasses import dataclass
from typing import Final

OWN_CODE: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Category:
    """One category: its code, its official words, and how else lists write it."""

    code: str
    words: str
    english: str
    also: str = ""


CATEGORIES: Final = (
    Category("tekun", "特困", "extreme poverty", "特困人员 特困供养 五保 五保户 城市三无 分散供养 分散特困 集中特困"),
    Category("dibao", "低保", "minimum living allowance", "低保户 最低生活保障 低保对象 低保家庭"),
    Category("dibao-edge", "低保边缘", "near the allowance", "低边 低边户 低保边缘户 低收入 低收入家庭 低边家庭"),
    Category("disabled", "失能", "in need of care", "失能失智 半失能 失智 失能老人 完全失能 部分失能"),
    Category("severe-disability", "重残", "severely disabled", "重度残疾 重度残疾人 一二级残疾"),
    Category("living-alone", "独居", "living alone", "独居老人 孤寡 孤寡老人"),
    Category("empty-nest", "空巢", "children far away", "空巢老人 留守 留守老人"),
    Category(
        "planning-family",
        "计划生育特殊家庭",
        "special family of birth planning",
        "计生特殊家庭 计生特扶 特扶 计划生育特别扶助 失独 失独家庭",
    ),
    Category("honoured", "优抚", "honoured veteran or kin", "优抚对象 重点优抚 烈属 退役军人 伤残军人"),
)

CODES: Final = frozenset(category.code for category in CATEGORIES)
_BY_WORD: Final = {
    word: category.code for category in CATEGORIES for word in (category.code, category.words, *category.also.split())
}


def category_of(*, words: str) -> str | None:
    """Return the code of what a list calls a category; codes pass as they are, unknown words give None."""
    word = "".join(words.split()).casefold()
    for tail in ("", "人员", "对象", "家庭", "户", "老人"):
        code = _BY_WORD.get(word.removesuffix(tail))
        if code:
            return code
    return word if OWN_CODE.fullmatch(word) else None


def category_words(*, code: str, chinese: bool = True) -> str:
    """Return a category in words; a region's own code is shown as it is."""
    found = next((each for each in CATEGORIES if each.code == code), None)
    return code if found is None else found.words if chinese else found.english
