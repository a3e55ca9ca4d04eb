"""Example people beside an editor: what each pays and who bears the rest, by the draft as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from canteen.core.categories import category_of, category_words
from canteen.core.money import NotMoney, format_page, parse_yuan
from canteen.gateways.pages import in_chinese
from settlement.core.case import Case, Fact, Line, Place
from settlement.core.explain import Language, explain
from settlement.core.policy import Policy
from settlement.core.policy.values import FUND
from settlement.core.shares import Split
from settlement.core.split import split
from settlement.gateways.words import Part, bars_of
from settlement.views.editor_shown import SITTINGS, Chosen, one_of

PRICE: Final = "12.00"
_MOST_FEN: Final = 100_000
_OLDEST: Final = 120


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
    return [Person(age.strip()[:3], categories.strip()[:80], home[:10]) for age, categories, home in list(rows)[:12]]


def people_shown(
    *,
    people: Sequence[Person],
    policy: Policy | None,
    place: Place,
    on: date,
    posted: QueryDict,
    funds: Mapping[str, str],
) -> dict[str, Any]:
    """Everybody with her bar. Without a policy (the draft has mistakes) nobody has one."""
    typed = posted.get("price", PRICE).strip()
    try:
        price = min(parse_yuan(typed), _MOST_FEN)
    except NotMoney:
        price = 0
    sitting = posted.get("sitting", "lunch")
    sitting = sitting if sitting in SITTINGS else "lunch"
    return {
        "price": typed,
        "sitting": one_of("sitting", sitting, SITTINGS),
        "people": [
            _person(person, policy, _case(person, price, sitting, place, on, policy), funds) for person in people
        ],
    }


def _case(person: Person, price: int, sitting: str, place: Place, on: date, policy: Policy | None) -> Case:
    age = int(person.age) if person.age.isdecimal() and int(person.age) <= _OLDEST else 0
    categories = _codes(person)
    home = _home(person.home, place)
    facts = [Fact("category", code) for code in categories]
    facts += [Fact(kind, "example", None, home) for kind in ("registration", "residence") if home]
    return Case(
        service_on=on,
        sitting=sitting,
        lines=(Line("set", price),),
        # A year old enough for every way of counting an age.
        birth_on=date(on.year - age, 1, 1) if age else None,
        facts=tuple(facts),
        left=dict.fromkeys(policy.funds, price) if policy else {},
        eating=place,
    )


def _codes(person: Person) -> list[str]:
    return [category_of(words=word) or word for word in person.categories.replace("、", " ").split()]


def _home(home: str, place: Place) -> Place:
    """Her region: the canteen's own, or one that has only the levels above in common with it."""
    if home == "none":
        return ()
    levels = [level for level, _key in place]
    return place if home == "here" or home not in levels else place[levels.index(home) + 1 :]


def _person(person: Person, policy: Policy | None, case: Case, funds: Mapping[str, str]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "age": person.age,
        "categories": "、".join(category_words(code=code) for code in _codes(person)),
        "home": _homes(person.home),
    }
    if policy is None or case.birth_on is None:
        return shown
    decided = split(policy, case)
    parts = [
        Part(payer, funds.get(payer, payer.removeprefix(FUND)) if payer.startswith(FUND) else "", fen)
        for payer, fen in decided.paid_by().items()
    ]
    return shown | {
        "bars": bars_of(parts=parts),
        "elder": format_page(decided.elder_fen),
        "because": _because(decided, policy),
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
