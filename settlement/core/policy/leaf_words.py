"""Plain conditions in words, in Chinese and English: who she is, what meal it is, where and when it is eaten."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from canteen.core.categories import category_words
from canteen.core.diets import DIETS, diet_words
from canteen.core.money import format_yuan
from settlement.core.policy.terms import (
    NEVER_BELOW,
    Age,
    Birthday,
    BirthMonth,
    CalendarIs,
    CanteenIs,
    Category,
    CategoryLevel,
    Dates,
    Diet,
    Distance,
    Eating,
    Home,
    Institution,
    Leaf,
    ModeIs,
    MonthDay,
    Nth,
    PackageIs,
    Portions,
    SittingIs,
    Spend,
    Weekday,
    YearDay,
    Yearly,
)
from settlement.core.policy.vocabulary import (
    DAYS,
    FAR,
    LINES,
    MANY,
    Language,
    Names,
    band_words,
    day_words,
    list_words,
    word,
)

# What is so or not so, by the condition: in English and in Chinese, not so and so.
_SO: Final[Mapping[type[Leaf], tuple[tuple[str, str], tuple[str, str]]]] = {
    Birthday: (("not on her birthday", "on her birthday"), ("不是生日当天", "生日当天")),
    BirthMonth: (
        ("not in the month of her birthday", "in the month of her birthday"),
        ("不是生日当月", "生日当月"),
    ),
    Institution: (
        ("not staying in an institution", "staying in an institution"),
        ("没有入住养老机构", "入住养老机构"),
    ),
}


def leaf_words(leaf: Leaf, language: Language, names: Names) -> str:
    """Say whom or what meal a plain condition holds for: 属于低保; lunch or dinner."""
    zh, either = language == "zh", list_words
    match leaf:
        case Age(from_, below):
            return _age(from_, below, language)
        case Category(any_of):
            said = either([_category(code, language) for code in any_of], language)
            return f"属于{said}" if zh else f"in the category {said}"
        case CategoryLevel(category, any_of):
            said = _category(category, language)
            levels = either(any_of, language)
            return f"属于{said}（级别 {levels}）" if zh else f"in the category {said}, level {levels}"
        case Home():
            return _home(leaf, language, names)
        case Diet(any_of):
            said = either([_diet(code, language) for code in any_of], language)
            return f"需要{said}" if zh else f"on the diet {said}"
        case Birthday(so) | BirthMonth(so) | Institution(so):
            return _SO[type(leaf)][zh][so]
        case Nth(limit):
            called, times = names.limits.get(limit, limit), _times(leaf, language)
            return f"额次“{called}”的{times}" if zh else f"{times} of the limit “{called}”"
    return _meal(leaf, language, names)


def _category(code: str, language: Language) -> str:
    """A category by its name; a region's own code in quotes."""
    said = category_words(code=code, chinese=language == "zh")
    return f"“{code}”" if said == code else said


def _diet(code: str, language: Language) -> str:
    """A diet by its name; a region's own code in quotes."""
    if not any(diet.code == code for diet in DIETS):
        return f"“{code}”" + ("膳食" if language == "zh" else "")
    return diet_words(code=code, chinese=language == "zh")


def _age(from_: int, below: int, language: Language) -> str:
    zh = language == "zh"
    least, most = (f"年满 {from_} 周岁", f"不满 {below} 周岁") if zh else (f"{from_} or older", f"younger than {below}")
    said = [*([least] if from_ else []), *([most] if below < NEVER_BELOW else [])]
    return ("、" if zh else ", ").join(said) or (f"{least}" if zh else "of any known age")


def _home(home: Home, language: Language, names: Names) -> str:
    zh = language == "zh"
    if home.same is not None:
        level = word(home.same, language)
        kind = word(home.kind, language)
        return f"{kind}与食堂在同一{level}" if zh else f"{kind} in the canteen's own {level}"
    places = list_words([names.regions.get(each, each) for each in home.any_of], language)
    return f"{word(home.kind, language)}在{places}" if zh else f"{word(home.kind, language)} in {places}"


def _meal(leaf: Leaf, language: Language, names: Names) -> str:
    zh, either = language == "zh", list_words
    match leaf:
        case SittingIs(any_of):
            return either([word(each, language) for each in any_of], language)
        case Eating(any_of):
            places = either([names.regions.get(each, each) for each in any_of], language)
            return f"在{places}的食堂用餐" if zh else f"eating in {places}"
        case CanteenIs(any_of):
            places = either([names.canteens.get(each, each) for each in any_of], language)
            return f"在{places}用餐" if zh else f"eating at {places}"
        case ModeIs(any_of):
            return either([word("delivered" if each == "delivery" else each, language) for each in any_of], language)
        case PackageIs(any_of):
            return f"套餐类别为 {either(any_of, language)}" if zh else f"the package {either(any_of, language)}"
    return _measured(leaf, language)


def _measured(leaf: Leaf, language: Language) -> str:
    """What of a meal is counted: how far, how many, which day, how much."""
    zh, either = language == "zh", list_words
    match leaf:
        case Distance(from_, below):
            said = band_words(from_, below, FAR, ("米", "metres"), language)
            return f"送餐距离 {said}" if zh else f"delivered over {said}"
        case Portions(from_, below):
            said = band_words(from_, below, MANY, ("份", "portions"), language)
            return f"一次送 {said}" if zh else f"{said} delivered together"
        case CalendarIs(any_of):
            return either([word(each, language) for each in any_of], language)
        case Weekday(any_of):
            return either([DAYS[each][not zh] for each in any_of], language)
        case MonthDay(any_of):
            days = either([f"{each}日" if zh else str(each) for each in any_of], language)
            return f"每月{days}" if zh else f"on day {days} of the month"
        case Dates(spans):
            return either([_span(*span, language) for span in spans], language)
        case Yearly(spans):
            days = either([_year_span(*span, language) for span in spans], language)
            return f"每年{days}" if zh else f"each year {days}"
        case Spend():
            return _spend(leaf, language)
    raise TypeError(leaf)


def _times(nth: Nth, language: Language) -> str:
    zh = language == "zh"
    if nth.any_of:
        times = list_words([str(each) for each in nth.any_of], language, either=True)
        return f"第 {times} 次" if zh else f"use {times}"
    if nth.below >= MANY:
        return f"第 {nth.from_} 次起" if zh else f"use {nth.from_} on"
    return f"第 {nth.from_} 至 {nth.below - 1} 次" if zh else f"uses {nth.from_} to {nth.below - 1}"


def _span(from_: date, through: date, language: Language) -> str:
    zh = language == "zh"
    first, last = day_words(from_, language), day_words(through, language)
    if from_ == through:
        return first
    if from_ == date.min:
        return f"{last}及以前" if zh else f"until {last}"
    if through == date.max:
        return f"{first}及以后" if zh else f"from {first} on"
    return f"{first}至{last}" if zh else f"{first} to {last}"


def _year_span(from_: YearDay, through: YearDay, language: Language) -> str:
    zh = language == "zh"
    first, last = (f"{month}月{day}日" if zh else f"{month:02}-{day:02}" for month, day in (from_, through))
    if from_ == through:
        return first
    over = from_ > through
    return (
        f"{first}至{'次年' if over else ''}{last}" if zh else f"{first} to {last}{' of the next year' if over else ''}"
    )


def _spend(spend: Spend, language: Language) -> str:
    zh = language == "zh"
    bounds = (
        (spend.at_least, ("不低于", "at least")),
        (spend.more_than, ("超过", "more than")),
        (spend.at_most, ("不超过", "at most")),
        (spend.less_than, ("低于", "less than")),
    )
    said = [f"{words[not zh]} {format_yuan(fen)} {'元' if zh else 'yuan'}" for fen, words in bounds if fen is not None]
    lines = list_words([word(each, language) for each in LINES if each in spend.lines], language, either=False)
    base = word(spend.of, language)
    return f"{lines}的{base}{'、'.join(said)}" if zh else f"{base} of {lines} {' and '.join(said)}"
