"""The language's own words as people read them, in Chinese and English, and how a few of them are put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

Language = Literal["zh", "en"]
Both = tuple[str, str]  # Chinese, English

# What a document's own words stand for on paper.
WORDS: Final[Mapping[str, Both]] = {
    "breakfast": ("早餐", "breakfast"),
    "lunch": ("午餐", "lunch"),
    "dinner": ("晚餐", "dinner"),
    "set": ("套餐", "set meals"),
    "extra": ("加菜", "extras"),
    "weighed": ("称重菜", "weighed dishes"),
    "delivery": ("送餐费", "delivery"),
    "dine_in": ("堂食", "eaten in"),
    "take_away": ("自取", "taken away"),
    "delivered": ("送餐", "delivered"),
    "workday": ("工作日", "workdays"),
    "day_off": ("休息日", "days off"),
    # The days the law names alone (kinds_of); 法定节假日 would be read as the whole holiday with its days off.
    "statutory_holiday": ("法定节日当天（不含调休放假）", "statutory holidays (without the days off around them)"),
    "province": ("省", "province"),
    "city": ("市", "city"),
    "district": ("区县", "district"),
    "town": ("镇街", "town"),
    "village": ("村社区", "village"),
    "registration": ("户籍", "registered"),
    "residence": ("居住地", "living"),
    "permit": ("居住证", "holding a permit"),
    "price": ("原价", "the price"),
    "left": ("余额", "what is left"),
    "discounted": ("折后价", "the discounted price"),
    "down": ("不足的舍去", "rounded down"),
    "half_up": ("四舍五入", "rounded half up"),
    "up": ("不足的进一", "rounded up"),
}
PER: Final[Mapping[str, Both]] = {
    "sitting": ("每餐次", "a sitting"),
    "day": ("每天", "a day"),
    "week": ("每周（周一起）", "a week, from Monday"),
    "month": ("每月", "a month"),
    "quarter": ("每季度", "a quarter"),
    "year": ("每年", "a year"),
    "ever": ("一共", "ever"),
}
AGES: Final[Mapping[str, Both]] = {
    "birthday": ("生日当天", "the birthday"),
    "next_day": ("生日次日", "the day after the birthday"),
    "this_month": ("生日当月一日", "the first of the birthday's month"),
    "next_month": ("生日次月一日", "the first of the month after the birthday"),
    "this_year": ("当年一月一日", "the first of January"),
}
WHOSE: Final[Mapping[str, Both]] = {
    "registration": ("老人户籍所在", "her registration's"),
    "residence": ("老人居住地所在", "her residence's"),
    "canteen": ("食堂所在", "the canteen's"),
}
# What a fund of a role is called; a region may use roles of its own.
ROLES: Final[Mapping[str, Both]] = {"meals": ("助餐资金", "meals fund")}
DAYS: Final[tuple[Both, ...]] = (
    *(("星期一", "Monday"), ("星期二", "Tuesday"), ("星期三", "Wednesday"), ("星期四", "Thursday")),
    *(("星期五", "Friday"), ("星期六", "Saturday"), ("星期日", "Sunday")),
)
FAR: Final = 1_000_001  # metres or portions: the open end of a band
MANY: Final = 10_001


LINES: Final = ("set", "extra", "weighed", "delivery")


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of one document are called: regions and canteens by name, layers by title, in one language.

    Limits in words; `was` of these is what the document before called them. Funds by name, versions by their reference.
    """

    regions: Mapping[str, str] = field(default_factory=dict)
    canteens: Mapping[str, str] = field(default_factory=dict)
    layers: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)
    was: Mapping[str, str] = field(default_factory=dict)
    funds: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    left: str = ""  # what a share of what is left is a share of, where that is not the rest of a price


NO_NAMES: Final = Names()


def word(key: str, language: Language) -> str:
    """Return one of the language's own words as people read it; any other as it is written."""
    return WORDS[key][language == "en"] if key in WORDS else key


def list_words(parts: Sequence[str], language: Language, *, either: bool = True) -> str:
    """Join a few words: 午餐或晚餐, lunch or dinner; not `either`: 午餐和晚餐, lunch and dinner."""
    joint = {"zh": "或" if either else "和", "en": " or " if either else " and "}[language]
    between = "、" if language == "zh" else ", "
    return between.join(parts[:-1]) + (joint if len(parts) > 1 else "") + parts[-1] if parts else "–"


def day_words(day: date, language: Language) -> str:
    """A day on paper: 2026年10月1日."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()


def band_words(from_: int, below: int, open_end: int, units: Both, language: Language) -> str:
    """Say a band: 500 米以上（含）、不足 1000 米."""
    zh, unit = language == "zh", units[language == "en"]
    least = f"{from_} {unit}以上（含）" if zh else f"{from_} {unit} or more"
    most = f"不足 {below} {unit}" if zh else f"less than {below} {unit}"
    return ("、" if zh else ", ").join([*([least] if from_ else []), *([most] if below < open_end else [])])
