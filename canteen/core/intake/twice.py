"""Rows of one list that speak of the same thing: what a row is about, and whether two of them can stand together."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from canteen.core.intake.cells import Wrong
from canteen.core.intake.compare_places import spelled_alike
from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.kinds import Kind
from canteen.core.intake.known import Plan
from canteen.core.intake.rows import Values

Period = tuple[date, date | None]


def key_of(kind: Kind, values: Values, elder_id: UUID | None = None) -> str:
    """What a row is about: two rows with the same key speak of the same thing.

    Somebody is who the register says she is, whether a row names her by her number or by name and birth date.
    """
    person = values.get("id_number") or f"{values.get('name')}|{values.get('birth_on')}"
    if elder_id is not None and kind is not Kind.ELDERS:
        person = str(elder_id)
    parts: Mapping[Kind, tuple[str, ...]] = {
        Kind.FACTS: (person, values.get("category", "")),
        Kind.CARDS: (values.get("card", ""),),
        Kind.CANTEENS: (values.get("canteen", ""), values.get("region", "")),
        Kind.STAFF: (values.get("login", ""),),
    }
    return "\x1f".join(parts.get(kind, (person,)))


def named_by(kind: Kind, values: Values) -> str:
    """What a row names beside what it is about, and only one may have: a card one person, a credit code one name."""
    key = {Kind.ELDERS: "card", Kind.CANTEENS: "credit_code"}.get(kind, "")
    return f"{key}\x1f{values[key]}" if values.get(key) else ""


def given_twice(kind: Kind, values: Values, other_values: Values) -> Wrong | None:
    """The mistake of a row that names what another has, where both cannot; it does not say yet which row that is."""
    if kind is Kind.ELDERS:
        return None if values["id_number"] == other_values["id_number"] else Wrong("card", "card-twice", {})
    names = {spelled_alike(each["organisation"]) for each in (values, other_values) if each.get("organisation")}
    return Wrong("organisation", "code-two-names", {}) if len(names) > 1 else None


def held_against(kind: Kind, values: Values, plan: Plan, other_values: Values, other_plan: Plan) -> Wrong | None:
    """The mistake of a row that cannot take effect beside another with its key, in whatever order they are written.

    Of a category several periods may be told, as long as they lie apart and no two rows speak of the same period of the
    register: each then comes to the same whether or not the other is written already. Registration and residence move
    each by itself. Somebody has several duties under one login and one name: or one would be given the other's duty.
    """
    if kind is Kind.STAFF and values["name"] != other_values["name"]:
        return Wrong("name", "login-two-names", {})
    stands = _stands_beside(kind, values, plan, other_values, other_plan)
    return None if stands else Wrong("", "twice-in-list", {})


def _stands_beside(kind: Kind, values: Values, plan: Plan, other_values: Values, other_plan: Plan) -> bool:
    if kind is Kind.STAFF:
        return any(values.get(key) != other_values.get(key) for key in ("role", "canteen", "region"))
    if kind is Kind.MOVES:
        return values["place_kind"] != other_values["place_kind"]
    if kind is not Kind.FACTS:
        return False
    if _goes_on(values, other_values) or _goes_on(other_values, values):
        return False
    mine, theirs = _told(values), _told(other_values)
    return not (
        _meet(mine, theirs)
        or any(_within(theirs[0], period) for period in _changed(plan))
        or any(_within(mine[0], period) for period in _changed(other_plan))
    )


def is_told_above(kind: Kind, values: Values, plan: Plan, above: Values) -> bool:
    """Whether a row has nothing to write once one above it with the same key is written.

    Who has gone where there are no regions is gone, whether registration or residence was said to go first; only a row
    that ends a registration or a residence here still does something.
    """
    return (
        kind is Kind.MOVES
        and values["region"] == above["region"] == OUTSIDE
        and above["moved_on"] <= values["moved_on"]
        and any(not change.before for change in plan.changes)
    )


def _goes_on(stop: Values, grant: Values) -> bool:
    """Whether one row only stops a category and another grants it on that day or later."""
    if stop.get("from_on") or not grant.get("from_on"):
        return False
    return not grant.get("until_on") or grant["until_on"] > stop["until_on"]


def _told(values: Values) -> Period:
    """The period a row tells of; one that only stops a category tells of the day before."""
    until = date.fromisoformat(values["until_on"]) if values.get("until_on") else None
    if values.get("from_on"):
        return date.fromisoformat(values["from_on"]), until
    if until is None:
        raise AssertionError("a row about a category begins or ends it")
    return until - timedelta(days=1), until


def _changed(plan: Plan) -> list[Period]:
    """The periods of the register that a row changes, as they were before."""
    found = []
    for change in plan.changes:
        if change.before:
            _, _, begins, until = change.before.split("|")
            found.append((date.fromisoformat(begins), date.fromisoformat(until) if until else None))
    return found


def _within(day: date, period: Period) -> bool:
    return period[0] <= day and (period[1] is None or day < period[1])


def _meet(one: Period, other: Period) -> bool:
    return _within(one[0], other) or _within(other[0], one)
