"""Compares a row with the register and says what it comes to: what is new, what changes, what cannot be (S8)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from canteen.core.intake.compare_places import compare_canteen, compare_staff
from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.kinds import Kind
from canteen.core.intake.known import Change, Known, KnownElder, KnownFact, Plan, planned, refused
from canteen.core.intake.rows import Values
from canteen.core.states import DECEASED, MOVED_AWAY

REGISTRATION, RESIDENCE, CATEGORY, STATE = "registration", "residence", "category", "state"


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
    return _newcomer(values) if found is None else _known_elder(values, found, region_id, known)


def _newcomer(values: Values) -> Plan:
    shown = ("name", "phone", "region", "residence", "category", "card")
    return planned([Change(key, "", values[key]) for key in shown if values.get(key)], new=True)


def _known_elder(values: Values, found: KnownElder, region_id: UUID, known: Known) -> Plan:
    changes: list[Change] = []
    if values["name"] != found.name:
        changes.append(Change("name", found.name, values["name"]))
    if values.get("phone") and values["phone"] != found.phone:
        changes.append(Change("phone", found.phone, values["phone"]))
    for key, kind, target in (("region", REGISTRATION, region_id), ("residence", RESIDENCE, _id(values, "residence"))):
        present = found.place(kind, known.today)
        if target is None or _is_there(present, target, known):
            continue
        from_on = _day(values, "registered_from" if kind == REGISTRATION else "", known.today)
        if found.later(kind, from_on):
            return refused(key, "moved-before")
        changes.append(Change(key, str(present.region_id) if present else "", str(target)))
    from_on = _day(values, "from_on", known.today)
    changes += [
        Change("category", "", code)
        for code in filter(None, values.get("category", "").split(","))
        if not any(_says(fact, CATEGORY, code) and fact.holds(from_on) for fact in found.facts)
    ]
    if values.get("card") and values["card"] not in known.cards:
        changes.append(Change("card", "", values["card"]))
    return planned(changes, elder_id=found.id)


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
    code, until = values["category"], values.get("until_on", "")
    same = [fact for fact in found.facts if _says(fact, CATEGORY, code)]
    if not values.get("from_on"):
        return _ending(found, same, date.fromisoformat(until), code)
    from_on = date.fromisoformat(values["from_on"])
    present = next((fact for fact in same if fact.holds(from_on)), None)
    if present is None:
        return planned(
            [Change("category", "", _period(code, values.get("level", ""), from_on, until))], elder_id=found.id
        )
    level = values.get("level") or present.level
    after = until or (present.until_on.isoformat() if present.until_on else "")
    before_text = _period(
        code, present.level, present.from_on, present.until_on.isoformat() if present.until_on else ""
    )
    after_text = _period(code, level, present.from_on if level == present.level else from_on, after)
    changes = [Change("category", before_text, after_text)] if before_text != after_text else []
    if changes and level != present.level and from_on == present.from_on:
        return refused("level", "level-same-day")
    return planned(changes, elder_id=found.id)


def _ending(found: KnownElder, same: list[KnownFact], until_on: date, code: str) -> Plan:
    """A row that only stops a category ends the fact in force on the day before."""
    open_ones = [fact for fact in same if fact.from_on < until_on and (not fact.until_on or fact.until_on >= until_on)]
    if not open_ones:
        return refused("category", "category-not-held")
    fact = open_ones[-1]
    if fact.until_on == until_on:
        return planned([], elder_id=found.id)
    before = _period(code, fact.level, fact.from_on, fact.until_on.isoformat() if fact.until_on else "")
    after = _period(code, fact.level, fact.from_on, until_on.isoformat())
    return planned([Change("category", before, after)], elder_id=found.id)


def _period(code: str, level: str, from_on: date, until: str) -> str:
    """A grant in one text: code, level, first day, the day it no longer counts."""
    return f"{code}|{level}|{from_on.isoformat()}|{until}"


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
    present = found.place(kind, from_on)
    if values["region"] == OUTSIDE:
        return _move_away(found, kind, present, from_on)
    target = UUID(values["region"])
    if present is not None and present.region_id == target:
        return planned([], elder_id=found.id)
    if found.later(kind, from_on):
        return refused("moved_on", "moved-before")
    return planned([Change(kind, str(present.region_id) if present else "", str(target))], elder_id=found.id)


def _move_away(found: KnownElder, kind: str, present: KnownFact | None, from_on: date) -> Plan:
    """A move to where there are no regions: whoever has gone is gone; a residence here ends nevertheless."""
    ends = kind == RESIDENCE and present is not None
    if ends and present is not None and present.from_on == from_on:
        return refused("moved_on", "moved-before")
    if not ends and found.says(STATE, MOVED_AWAY, from_on):
        return planned([], elder_id=found.id)
    return planned([Change(kind, str(present.region_id) if present else "", OUTSIDE)], elder_id=found.id)


def _says(fact: KnownFact, kind: str, value: str) -> bool:
    return fact.kind == kind and fact.value == value


def _id(values: Values, key: str) -> UUID | None:
    return UUID(values[key]) if values.get(key) else None


def _day(values: Values, key: str, otherwise: date) -> date:
    return date.fromisoformat(values[key]) if values.get(key) else otherwise


_COMPARERS: Final[Mapping[Kind, Callable[[Values, Known], Plan]]] = {
    Kind.ELDERS: _elder,
    Kind.FACTS: _fact,
    Kind.CARDS: _card,
    Kind.CANTEENS: compare_canteen,
    Kind.STAFF: compare_staff,
    Kind.DEATHS: _death,
    Kind.MOVES: _move,
}
