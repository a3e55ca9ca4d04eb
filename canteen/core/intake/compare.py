"""Compares a row with the register and says what it comes to: what is new, what changes, what cannot be (S8)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from canteen.core.age import age_on
from canteen.core.identity import birth_date
from canteen.core.intake.cells import Wrong
from canteen.core.intake.compare_facts import CATEGORY, Grant, compare_grant, compare_stop, said_of
from canteen.core.intake.compare_places import compare_canteen, compare_staff
from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.kinds import Kind
from canteen.core.intake.known import Change, Known, KnownElder, KnownFact, Plan, planned, refused
from canteen.core.intake.moving import REGISTRATION, RESIDENCE, STATE, is_moved_later, moving
from canteen.core.intake.people import is_another_name
from canteen.core.intake.rows import Values
from canteen.core.region import Level
from canteen.core.states import DECEASED, MOVED_AWAY

YOUNGEST: Final = 60  # years: an elder is 60 to 100


def compare(kind: Kind, values: Values, known: Known) -> Plan:
    """The plan of one row that was read without mistakes."""
    return _COMPARERS[kind](values, known)


def _elder(values: Values, known: Known) -> Plan:
    region_id = UUID(values["region"])
    found = known.by_number.get(values["id_number"])
    if found is not None and not found.here:
        return refused("id_number", "elder-elsewhere")
    if region_id not in known.scope:
        return refused("region", "region-out-of-scope")
    card = values.get("card", "")
    if card in known.cards and (found is None or known.cards[card] != found.id):
        return refused("card", "card-taken")
    return _newcomer(values, known) if found is None else _known_elder(values, found, region_id, known)


def _newcomer(values: Values, known: Known) -> Plan:
    """Somebody new; younger than who canteens are for, she is registered all the same, and her row says so."""
    shown = ("name", "phone", "region", "residence", "category", "card")
    plan = planned([Change(key, "", values[key]) for key in shown if values.get(key)], new=True)
    age = age_on(birth_on=birth_date(values["id_number"]), on=known.today)
    return plan if age >= YOUNGEST else replace(plan, wrongs=(Wrong("id_number", "age-under", {"count": age}),))


def _known_elder(values: Values, found: KnownElder, region_id: UUID, known: Known) -> Plan:
    changes: list[Change] = []
    if is_another_name(values["name"], found.name) and values.get("former_name") != found.name:
        return refused("name", "name-other", name=found.name)
    if values["name"] != found.name:
        changes.append(Change("name", found.name, values["name"]))
    if values.get("phone") and values["phone"] != found.phone:
        changes.append(Change("phone", found.phone, values["phone"]))
    for key, kind, target in (("region", REGISTRATION, region_id), ("residence", RESIDENCE, _id(values, "residence"))):
        present = found.place(kind, known.today)
        if target is None or _is_there(present, target, known):
            continue
        if _leaves_town(present, target, found, known) or found.says(STATE, MOVED_AWAY, known.today):
            return refused(key, "move-by-moves")
        from_on = (_day(values, "registered_from") if kind == REGISTRATION else None) or known.today
        if found.later(kind, from_on):
            return refused(key, "moved-before")
        changes.append(Change(key, str(present.region_id) if present else "", str(target)))
    granted = _categories(values, found, known)
    if isinstance(granted, Plan):
        return granted
    changes += granted
    if values.get("card") and values["card"] not in known.cards:
        changes.append(Change("card", "", values["card"]))
    return planned(changes, elder_id=found.id)


def _leaves_town(present: KnownFact | None, target: UUID, found: KnownElder, known: Known) -> bool:
    """Whether a place lies in another town than the present one of its kind, or else than where she is known from.

    Who leaves her town leaves its subsidies: what that touches is shown and held by the list of moves alone (R14).
    """
    known_from = present or found.place(REGISTRATION, known.today) or found.place(RESIDENCE, known.today)
    if known_from is None or known_from.region_id is None:
        return False
    before, after = (known.tree.at_level(each, Level.TOWN) or each for each in (known_from.region_id, target))
    return before != after


def _categories(values: Values, found: KnownElder, known: Known) -> list[Change] | Plan:
    """What a roster's categories come to for somebody known; what it does not name is not stopped by it."""
    codes = [code for code in values.get("category", "").split(",") if code]
    stated, level = _day(values, "from_on"), values.get("level", "")
    on = stated or known.today
    held = [fact for code in codes for fact in said_of(found, code) if fact.holds(on)]
    missing = [code for code in codes if not found.says(CATEGORY, code, on)]
    if codes and not missing and level and level not in {fact.level for fact in held}:
        if stated is None or len(codes) > 1:
            return refused("level", "level-by-grants")
        missing = codes
    changes: list[Change] = []
    for code in missing:
        if stated is None and (later := [fact for fact in said_of(found, code) if fact.from_on > on]):
            return refused("category", "category-overlaps", day=later[0].from_on.isoformat())
        # Without a day it holds from the one on which the list is written, which is not known yet.
        plan = compare_grant(found, Grant(code, level, on, None))
        if plan.wrongs:
            return plan
        changes += plan.changes if stated else [Change(CATEGORY, "", code)]
    return changes


def _is_there(present: KnownFact | None, target: UUID, known: Known) -> bool:
    """Whether she lives in the region a list names; a list that names her town says nothing against the village."""
    if present is None or present.region_id is None:
        return False
    return present.region_id == target or known.tree.inside(present.region_id, target)


def person(values: Values, known: Known) -> KnownElder | Plan:
    """The elder a row is about, by ID number or else by name and birth date; or why there is none."""
    if number := values.get("id_number"):
        found = known.by_number.get(number)
        if found is None or not found.here:
            return refused("id_number", "no-such-elder")
        if values.get("name") and values["name"] != found.name:
            return refused("name", "name-differs")
        return found
    several = known.by_birth.get((values["name"], values["birth_on"]), ())
    if len(several) == 1:
        return several[0]
    return refused("name", "several-elders" if several else "no-such-elder")


def _fact(values: Values, known: Known) -> Plan:
    found = person(values, known)
    if isinstance(found, Plan):
        return found
    code = values["category"]
    from_on, until_on = _day(values, "from_on"), _day(values, "until_on")
    if from_on is not None:
        return compare_grant(found, Grant(code, values.get("level", ""), from_on, until_on))
    if until_on is None:
        raise AssertionError("a row about a category begins or ends it")
    return compare_stop(found, code, until_on, known.today)


def _card(values: Values, known: Known) -> Plan:
    found = person(values, known)
    if isinstance(found, Plan):
        return found
    if values["card"] in known.cards:
        same = known.cards[values["card"]] == found.id
        return planned([], elder_id=found.id) if same else refused("card", "card-taken")
    return planned([Change("card", "", values["card"])], elder_id=found.id)


def _death(values: Values, known: Known) -> Plan:
    found = person(values, known)
    if isinstance(found, Plan):
        return found
    died = next((fact for fact in found.facts if _says(fact, STATE, DECEASED)), None)
    if died is None:
        return planned([Change("died_on", "", values["died_on"])], elder_id=found.id)
    if died.from_on.isoformat() == values["died_on"]:
        return planned([], elder_id=found.id)
    return refused("died_on", "already-deceased", day=died.from_on.isoformat())


def _move(values: Values, known: Known) -> Plan:
    found = person(values, known)
    if isinstance(found, Plan):
        return found
    kind, from_on = values["place_kind"], date.fromisoformat(values["moved_on"])
    present, target, away = found.place(kind, from_on), values["region"], values["region"] == OUTSIDE
    move = moving(found.facts, kind=kind, away=away, on=from_on)
    is_back = any(fact.kind == STATE for fact in move.ended)
    was_there = present is not None and str(present.region_id) == target
    # Whoever has gone is gone, but a place here still ends; whoever is back begins even where she was before.
    says_something = (move.ended or move.begins) if away else (is_back or not was_there)
    if not says_something:
        return planned([], elder_id=found.id)
    if is_moved_later(found.facts, kind=kind, away=away, on=from_on):
        return refused("moved_on", "moved-before")
    before = OUTSIDE if is_back else str(present.region_id) if present else ""
    return planned([Change(kind, before, target)], elder_id=found.id)


def _says(fact: KnownFact, kind: str, value: str) -> bool:
    return fact.kind == kind and fact.value == value


def _id(values: Values, key: str) -> UUID | None:
    return UUID(values[key]) if values.get(key) else None


def _day(values: Values, key: str) -> date | None:
    return date.fromisoformat(values[key]) if values.get(key) else None


_COMPARERS: Final[Mapping[Kind, Callable[[Values, Known], Plan]]] = {
    Kind.ELDERS: _elder,
    Kind.FACTS: _fact,
    Kind.CARDS: _card,
    Kind.CANTEENS: compare_canteen,
    Kind.STAFF: compare_staff,
    Kind.DEATHS: _death,
    Kind.MOVES: _move,
}
