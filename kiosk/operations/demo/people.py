"""Invents the elders of the trial: names, an age pyramid, valid ID numbers of a county that does not exist."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from canteen.core.identity import check_digit, mask_name
from kiosk.operations.demo import cast
from kiosk.operations.demo.cast import Person
from kiosk.operations.demo.gazetteer import DistrictPlan, TownPlan

# Of a thousand elders so many are of these ages; within a band all ages are alike.
PYRAMID: Final = ((60, 64, 265), (65, 69, 245), (70, 74, 200), (75, 79, 130), (80, 84, 88), (85, 89, 50), (90, 94, 17),
                  (95, 99, 4), (100, 102, 1))  # fmt: skip
WOMEN_PERCENT: Final = ((85, 64), (75, 56), (60, 51))  # from an age on, the oldest first
# Categories by the thousand, from an age on.
CATEGORIES: Final = (
    ("dibao", 60, 22),
    ("tekun", 60, 8),
    ("dibao-edge", 60, 12),
    ("disabled", 75, 60),
    ("severe-disability", 60, 18),
    ("living-alone", 70, 110),
    ("empty-nest", 65, 90),
    ("planning-family", 60, 5),
    ("honoured", 65, 15),
)
ENDED_PER_THOUSAND: Final = 90  # of grants: they ended before the trial begins
RECENT_PER_THOUSAND: Final = 40  # of grants: they begin in the months of the trial
HAS_CARD_PERCENT: Final = 93
HAS_PHONE_PERCENT: Final = 82
LIVES_ELSEWHERE_PER_THOUSAND: Final = 55  # in another village than the one of registration
MOVED_IN_PERCENT: Final = 35  # registered where they married, not where they were born

_FAMILIES: Final = (
    "沈沈沈陆陆姚姚潘潘费费钱钱俞吴吴朱朱施屠徐徐蒋方邱陈陈陈张张张王王李李周周金金章闵嵇顾杨杨许胡郑黄宋计杭"
    "慎庄唐罗孙倪凌温谈丁戴鲍叶高汤严冯褚卫蔡夏范谢邵汪毛丘茅郁宣诸"
)
_HER: Final = (
    "阿桂美雪玉秀菊惠小巧金月凤水银爱宝翠彩素文林培慧春杏荷",
    "英珍凤宝兰仙娟妹云花娥芬琴芳囡金华珠梅玲莲英珍",
)
_HIS: Final = ("根金荣水长福才阿文永建国志明掌泉应连新庆炳祖世德顺", "生根林金宝清荣法发明毛泉祥民兴良康山江堂夫龙海")
_ONE_LETTER_PERCENT: Final = 6
_PHONE_HEAD: Final = "154"  # given to no network, so that no such number rings anywhere


@dataclass(frozen=True, slots=True)
class Grant:
    """A category that holds, or held, for a time."""

    kind: str
    from_on: date
    until_on: date | None = None
    level: str = ""


@dataclass(frozen=True, slots=True)
class ElderPlan:
    """An elder who is to be registered; villages are places in her town's list."""

    person: Person
    birth_on: date
    id_number: str
    town: str
    registered_in: int
    lives_in: int
    registered_from: date | None
    phone: str
    grants: tuple[Grant, ...]
    has_card: bool


def elders_plan(*, plan: DistrictPlan, seed: int, today: date, first: date) -> Iterator[ElderPlan]:
    """Invent everybody, town by town, the cast first; ages are those of `today`, `first` is where the history begins.

    The same seed and day give the same people.
    """
    numbers = _Numbers()
    for town in plan.towns:
        random = Random(f"{seed}/people/{town.key}")
        known = cast.ELDERS if town is plan.towns[0] else ()
        for person in known:
            birth_on = _birthday_apart(random, person.age, today)
            grants = tuple(Grant(word, cast.FACTS_SINCE) for word in person.categories)
            yield _elder(random, town, person, birth_on, numbers, grants, home=0)
        for _ in range(town.elders - len(known)):
            person = _person(random)
            birth_on = _birthday(random, person.age, today)
            grants = _grants(random, person.age, birth_on, first, today)
            home = random.randrange(len(town.villages))
            yield _elder(random, town, person, birth_on, numbers, grants, home=home)


def _elder(
    random: Random,
    town: TownPlan,
    person: Person,
    birth_on: date,
    numbers: "_Numbers",
    grants: tuple[Grant, ...],
    *,
    home: int,
) -> ElderPlan:
    of_cast = person in cast.ELDERS
    elsewhere = random.randrange(1000) < LIVES_ELSEWHERE_PER_THOUSAND and not of_cast
    married_at = random.randrange(20, 30) * 365
    return ElderPlan(
        person=person,
        birth_on=birth_on,
        id_number=numbers.id_number(birth_on, is_woman=person.is_woman),
        town=town.key,
        registered_in=random.randrange(len(town.villages)) if elsewhere else home,
        lives_in=home,
        registered_from=birth_on + timedelta(days=married_at) if random.randrange(100) < MOVED_IN_PERCENT else None,
        phone=numbers.phone(random) if random.randrange(100) < HAS_PHONE_PERCENT else "",
        grants=grants,
        has_card=random.randrange(100) < HAS_CARD_PERCENT or of_cast,
    )


def _person(random: Random) -> Person:
    youngest, oldest, _ = random.choices(PYRAMID, [share for _, _, share in PYRAMID])[0]
    age = random.randint(youngest, oldest)
    percent = next(percent for since, percent in WOMEN_PERCENT if age >= since)
    is_woman = random.randrange(100) < percent
    # Those between seventy and ninety come most; younger ones cook at home, older ones are brought their meal.
    likely = 85 - abs(age - 80) + random.randrange(-25, 15)
    return Person(
        invented_name(random=random, is_woman=is_woman),
        is_woman,
        age,
        max(15, min(likely, 95)),
        max(5, likely // 2 - 5),
    )


def invented_name(*, random: Random, is_woman: bool) -> str:
    """A name of the country; none that a public screen would mask like somebody's of the cast."""
    masks = {mask_name(person.name) for person in cast.ELDERS}
    while True:
        heads, tails = _HER if is_woman else _HIS
        own = random.choice(tails)
        if random.randrange(100) >= _ONE_LETTER_PERCENT:
            own = random.choice(heads) + own
        name = random.choice(_FAMILIES) + own
        if mask_name(name) not in masks and len(set(name)) == len(name):
            return name


def _birthday(random: Random, age: int, today: date) -> date:
    """Any birthday that makes somebody this old today."""
    return _born(age, today - timedelta(days=random.randrange(365)))


def _birthday_apart(random: Random, age: int, today: date) -> date:
    """A birthday that keeps somebody this old over all of the history and the weeks to come."""
    return _born(age, today - timedelta(days=random.randrange(75, 290)))


def _born(age: int, birthday: date) -> date:
    day = 28 if (birthday.month, birthday.day) == (2, 29) else birthday.day
    return date(birthday.year - age, birthday.month, day)


def _grants(random: Random, age: int, birth_on: date, first: date, today: date) -> tuple[Grant, ...]:
    return tuple(
        _grant(random, word, birth_on, first, today)
        for word, since, share in CATEGORIES
        if age >= since and random.randrange(1000) < share
    )


def _grant(random: Random, word: str, birth_on: date, first: date, today: date) -> Grant:
    level = str(random.randint(1, 2)) if word == "severe-disability" else ""
    chance = random.randrange(1000)
    if chance < RECENT_PER_THOUSAND:
        return Grant(word, first + timedelta(days=random.randrange((today - first).days + 1)), level=level)
    since = max(first - timedelta(days=random.randrange(90, 3600)), date(birth_on.year + 55, 1, 1))
    if chance < RECENT_PER_THOUSAND + ENDED_PER_THOUSAND:
        return Grant(word, since, since + timedelta(days=random.randrange(30, 90)), level)
    return Grant(word, since, level=level)


class _Numbers:
    """Hands out ID numbers and telephone numbers, none twice."""

    def __init__(self) -> None:
        self._last: dict[tuple[date, bool], int] = {}
        self._phones: set[str] = set()

    def id_number(self, birth_on: date, *, is_woman: bool) -> str:
        """The next number of a day; the last digit before the check digit is even for a woman."""
        count = self._last.get((birth_on, is_woman), 0) + 1
        self._last[birth_on, is_woman] = count
        first17 = f"{cast.ID_NUMBER_REGION}{birth_on:%Y%m%d}{2 * count + (0 if is_woman else 1):03d}"
        return first17 + check_digit(first17)

    def phone(self, random: Random) -> str:
        """A number of eleven digits that nobody has."""
        while (number := f"{_PHONE_HEAD}{random.randrange(10**8):08d}") in self._phones:
            pass
        self._phones.add(number)
        return number
