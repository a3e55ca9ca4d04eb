"""Example people beside an editor: what each pays and who bears the rest, by the draft as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.core.categories import category_of, category_words
from canteen.core.money import NotMoney, format_page, parse_yuan
from canteen.gateways.pages import in_chinese
from settlement.core.case import Case, Fact, Line, Place
from settlement.core.editing.typed import number_typed
from settlement.core.explain import Language, explain
from settlement.core.policy import Policy
from settlement.core.policy.looks import age_on
from settlement.core.policy.values import FUND
from settlement.core.shares import Split
from settlement.core.split import split
from settlement.gateways.words import Part, bars_of
from settlement.views.editor_choices import SITTINGS, Chosen, one_of

PRICE: Final = "12.00"
_MOST_FEN: Final = 100_000
_OLDEST: Final = 120
_PRICE_WRONG: Final = gettext_lazy("套餐价应为 0 到 1000 元，最多两位小数，如 12.00。")
_AGE_WRONG: Final = gettext_lazy("年龄应为 1 到 120 的整数。")
_DAY_WRONG: Final = gettext_lazy("“从哪天起适用”应为 1900 到 2199 年的日期，改好后才能算。")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up: so old, of these categories, registered here or further away."""

    age: str
    categories: str = ""
    home: str = "here"


# One of every band that most notices have, one who is poor, one from the next town, one of another district.
PEOPLE: Final = (
    Person("65"),
    Person("72"),
    Person("82"),
    Person("91"),
    Person("68", "dibao"),
    Person("82", "", "town"),
    Person("82", "", "district"),
)


def people_from(posted: QueryDict) -> list[Person]:
    """The people of the form; those that stand for most notices where none were sent."""
    ages = posted.getlist("person.age")
    if not ages:
        return list(PEOPLE)
    rows = zip(ages, posted.getlist("person.categories"), posted.getlist("person.home"), strict=False)
    return [
        Person(number_typed(age.strip()[:20]), categories.strip()[:80], home[:10])
        for age, categories, home in list(rows)[:12]
    ]


def people_shown(
    *,
    people: Sequence[Person],
    policy: Policy | None,
    place: Place,
    on: date | None,
    posted: QueryDict,
    funds: Mapping[str, str],
) -> dict[str, Any]:
    """Everybody with her bar. Without a policy (the draft has mistakes), a day or a price nobody has one."""
    typed = number_typed(posted.get("price", PRICE).strip()[:20])
    price = _price(typed)
    asked = None if policy is None or on is None or price is None else _Asked(policy, price, place, on)
    sitting = posted.get("sitting", "lunch")
    sitting = sitting if sitting in SITTINGS else "lunch"
    return {
        "price": typed,
        "price_wrong": price is None,
        "lacking": [*([_PRICE_WRONG] if price is None else ()), *([_DAY_WRONG] if on is None else ())],
        "sitting": one_of("sitting", sitting, SITTINGS),
        "people": [_person(person, asked, sitting, funds) for person in people],
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    """What everybody's meal is decided by: the policy, its price in fen, where and on which day."""

    policy: Policy
    price: int
    place: Place
    on: date


def _price(typed: str) -> int | None:
    try:
        price = parse_yuan(typed)
    except NotMoney:
        return None
    return price if price <= _MOST_FEN else None


def born_at(*, age: int, on: date, reached: str) -> date:
    """Return a birth date by which somebody is of an age (1 to 120) on a day, however ages are counted by then.

    It is not the month of her birthday: in that, or on the day itself, a policy may pay something else. `reached` as in
    `age_on`.
    """
    year = on.year - age
    tried = (date(year, 1, 1), date(year - 1, 12, 31), date(year, 12, 31))
    return next(born for born in tried if age_on(born, on, reached) == age and born.month != on.month)


def _case(person: Person, age: int, sitting: str, asked: _Asked) -> Case:
    categories = _codes(person)
    home = _home(person.home, asked.place)
    facts = [Fact("category", code) for code in categories]
    facts += [Fact(kind, "example", None, home) for kind in ("registration", "residence") if home]
    return Case(
        service_on=asked.on,
        sitting=sitting,
        lines=(Line("set", asked.price),),
        birth_on=born_at(age=age, on=asked.on, reached=asked.policy.age_reached),
        facts=tuple(facts),
        left=dict.fromkeys(asked.policy.funds, asked.price),
        eating=asked.place,
    )


def _codes(person: Person) -> list[str]:
    return [category_of(words=word) or word for word in person.categories.replace("、", " ").split()]


def _home(home: str, place: Place) -> Place:
    """Her region: the canteen's own, or one that has only the levels above in common with it."""
    if home == "none":
        return ()
    levels = [level for level, _key in place]
    return place if home == "here" or home not in levels else place[levels.index(home) + 1 :]


def _person(person: Person, asked: _Asked | None, sitting: str, funds: Mapping[str, str]) -> dict[str, Any]:
    age = int(person.age) if person.age.isascii() and person.age.isdecimal() else 0
    shown: dict[str, Any] = {
        "age": person.age,
        "categories": "、".join(category_words(code=code) for code in _codes(person)),
        "home": _homes(person.home),
    }
    if not 1 <= age <= _OLDEST:
        return shown | {"age_wrong": _AGE_WRONG}
    if asked is None:
        return shown
    decided = split(asked.policy, _case(person, age, sitting, asked))
    parts = [
        Part(payer, funds.get(payer, payer.removeprefix(FUND)) if payer.startswith(FUND) else "", fen)
        for payer, fen in decided.paid_by().items()
    ]
    return shown | {
        "bars": bars_of(parts=parts),
        "elder": format_page(decided.elder_fen),
        "because": _because(decided, asked.policy),
    }


def _because(decided: Split, policy: Policy) -> list[str]:
    language: Language = "zh" if in_chinese() else "en"
    paid = [
        _("%(words)s：%(yuan)s 元") % {"words": explain(share.reason, policy, language), "yuan": format_page(share.fen)}
        for share in decided.shares
    ]
    return [*paid, *(explain(skipped.reason, policy, language) for skipped in decided.skipped)]


def _homes(home: str) -> Chosen:
    words = {
        "here": _("户籍在本地"),
        "town": _("户籍在外镇街"),
        "district": _("户籍在外区县"),
        "none": _("没有户籍记录"),
    }
    return one_of("person.home", home, words)
