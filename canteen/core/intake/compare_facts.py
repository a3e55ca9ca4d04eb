"""Compares grants and stops of one category with its periods in the register, so that no two of these overlap (D3)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from canteen.core.intake.known import Change, KnownElder, KnownFact, Plan, planned, refused

CATEGORY = "category"


class Grant(NamedTuple):
    """What a list tells of a category: its code, a level or "", the first day, the day it no longer counts."""

    code: str
    level: str
    from_on: date
    until_on: date | None


def said_of(found: KnownElder, code: str) -> list[KnownFact]:
    """What the register says of one category of hers, the oldest first."""
    return sorted((each for each in found.facts if (each.kind, each.value) == (CATEGORY, code)), key=_begins)


def compare_grant(found: KnownElder, grant: Grant) -> Plan:
    """What a grant comes to: a new period, one before what is known, a longer or shorter one, another level for a time.

    A grant without an end says nothing against one that is known, one without a level nothing against the level.
    """
    same = said_of(found, grant.code)
    present = [fact for fact in same if fact.holds(grant.from_on)]
    if not present:
        return _apart(found, grant, same)
    if any(_agrees(grant, fact) for fact in present):
        return planned([], elder_id=found.id)
    if len(present) > 1:
        return _overlapping(present)
    fact = present[0]
    end = grant.until_on or fact.until_on
    if others := [each for each in _reached(same, grant.from_on, end) if each is not fact]:
        return _overlapping(others)
    changes = _moved_end(grant, fact) if grant.level in ("", fact.level) else _other_level(grant, fact)
    return changes if isinstance(changes, Plan) else planned(changes, elder_id=found.id)


def compare_stop(found: KnownElder, code: str, until_on: date, today: date) -> Plan:
    """What stopping a category on a day comes to: every period in force on the day before ends, however many there are.

    A period that begins on that day or later cannot end before it begins: where it still counts, it stands in the way,
    unless the stop was told already and it was granted anew after a while.
    """
    same = said_of(found, code)
    lasting = [fact for fact in same if fact.until_on is None or fact.until_on > until_on]
    running = [fact for fact in lasting if fact.from_on < until_on]
    later = [fact for fact in lasting if fact.from_on >= until_on and (fact.until_on is None or fact.until_on > today)]
    is_told = not running and any(fact.until_on == until_on for fact in same)
    if later and not (is_told and later[0].from_on > until_on):
        return refused("category", "category-goes-on", day=later[0].from_on.isoformat())
    if not running:
        return planned([], elder_id=found.id) if is_told else refused("category", "category-not-held")
    ends = (Change(CATEGORY, period_of(fact), period(code, fact.level, fact.from_on, until_on)) for fact in running)
    return planned(list(dict.fromkeys(ends)), elder_id=found.id)


def period(code: str, level: str, from_on: date, until_on: date | None) -> str:
    """A grant in one text: code, level, first day, the day it no longer counts."""
    return f"{code}|{level}|{from_on.isoformat()}|{until_on.isoformat() if until_on else ''}"


def period_of(fact: KnownFact) -> str:
    """A fact of the register as such a text."""
    return period(fact.value, fact.level, fact.from_on, fact.until_on)


def _apart(found: KnownElder, grant: Grant, same: list[KnownFact]) -> Plan:
    """A grant that nothing is known of on its first day; one that goes on into what is known reaches up to it."""
    until_on, level = grant.until_on, grant.level
    if later := _reached(same, grant.from_on, until_on):
        following = later[0]
        goes_on = until_on is None and following.until_on is None and level in ("", following.level)
        if len(later) > 1 or not goes_on:
            return _overlapping(later)
        until_on, level = following.from_on, following.level
    return planned([Change(CATEGORY, "", period(grant.code, level, grant.from_on, until_on))], elder_id=found.id)


def _agrees(grant: Grant, fact: KnownFact) -> bool:
    return grant.level in ("", fact.level) and grant.until_on in (None, fact.until_on)


def _moved_end(grant: Grant, fact: KnownFact) -> list[Change] | Plan:
    """Another end of what is known from the same day on, or a later one; a part of it tells nothing of its end."""
    until_on = grant.until_on
    is_earlier = until_on is not None and (fact.until_on is None or until_on < fact.until_on)
    if is_earlier and grant.from_on != fact.from_on:
        return refused("category", "category-within", day=fact.from_on.isoformat())
    return [Change(CATEGORY, period_of(fact), period(grant.code, fact.level, fact.from_on, until_on))]


def _other_level(grant: Grant, fact: KnownFact) -> list[Change] | Plan:
    """The former level ends where the other begins; where that one is told for a time, it goes on afterwards."""
    if grant.from_on == fact.from_on:
        return refused("level", "level-same-day")
    until_on = grant.until_on or fact.until_on
    changes = [Change(CATEGORY, period_of(fact), period(grant.code, grant.level, grant.from_on, until_on))]
    if until_on and (fact.until_on is None or until_on < fact.until_on):
        changes.append(Change(CATEGORY, "", period(grant.code, fact.level, until_on, fact.until_on)))
    return changes


def _reached(same: Iterable[KnownFact], from_on: date, until_on: date | None) -> list[KnownFact]:
    """Those in force on any day of a period."""
    return [
        fact
        for fact in same
        if (until_on is None or fact.from_on < until_on) and (fact.until_on is None or fact.until_on > from_on)
    ]


def _overlapping(facts: list[KnownFact]) -> Plan:
    return refused("category", "category-overlaps", day=facts[0].from_on.isoformat())


def _begins(fact: KnownFact) -> date:
    return fact.from_on
