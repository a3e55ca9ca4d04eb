"""Everybody who can present something, with all that a price depends on: what kiosks' price lists are made from.

The roster is read by raw rows, its sealed values are opened once in a worker's life, and canteens that ask within
seconds of each other are handed the same one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, Final, NamedTuple
from uuid import UUID

from canteen.gateways import vault
from canteen.models.sql import as_id, as_id_or_none, marks, rows
from canteen.queries.presented import FactInForce

# A kiosk asks every forty seconds, and what was blocked must be dead at all of them within sixty (K8).
SHARED_FOR: Final = timedelta(seconds=10)
MOST_DAYS: Final = 2  # around midnight two days are asked about at once

_CARDS = """
    SELECT elder.id, same.person_id, elder.name, elder.birth_on, person.birth_on, credential.code
    FROM canteen_credential credential
    JOIN canteen_elder elder ON elder.id = credential.elder_id
    LEFT JOIN canteen_sameperson same ON same.elder_id = elder.id AND same.from_on <= %s
        AND (same.until_on IS NULL OR same.until_on > %s)
    LEFT JOIN canteen_elder person ON person.id = same.person_id
    WHERE credential.blocked_at IS NULL AND (credential.expires_on IS NULL OR credential.expires_on > %s)
    ORDER BY elder.id, credential.id"""

_FACTS = """
    SELECT fact.elder_id, fact.id, fact.value_sealed, fact.kind, fact.level, fact.from_on FROM canteen_fact fact
    WHERE fact.kind IN ({kinds}) AND fact.from_on <= %s AND (fact.until_on IS NULL OR fact.until_on > %s)
    ORDER BY fact.from_on, fact.id"""

Facts = tuple[FactInForce, ...]


class OnRoster(NamedTuple):
    """An elder with at least one live credential, as of one day."""

    elder_id: UUID
    person_id: UUID
    name: str
    birth_on: date  # of the joined person, as a check-in reads it
    codes: tuple[str, ...]
    facts: Facts


@dataclass(frozen=True, eq=False)
class Roster:
    """All of them, by id. `digest` covers everything in it and is the same in every worker that reads the same."""

    on: date
    people: tuple[OnRoster, ...]
    digest: str
    places: Mapping[str, int]  # code → place among the people


class _Kept(NamedTuple):
    """What a worker keeps of its last reading of a day."""

    read_at: datetime
    roster: Roster


_lately: dict[tuple[date, tuple[str, ...]], _Kept] = {}
_opened: dict[Any, tuple[bytes, FactInForce]] = {}  # fact id → its sealed value, and the fact it opened to
_reading = Lock()


def roster(*, on: date, kinds: tuple[str, ...]) -> Roster:
    """Return all elders with a live credential in two statements, with their facts of some kinds.

    Facts are those a check-in would read: of the record, and of the person it is joined to (D1, D3). SealBroken.
    """
    cards = rows(_CARDS, (on, on, on))
    facts, by_elder = _facts(on, kinds)
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr((on, kinds)).encode())
    people: list[OnRoster] = []
    places: dict[str, int] = {}
    last, codes = None, []
    for elder, person, name, born_on, person_born_on, code in cards:
        digest.update(f"{elder}{person}{name}\n{born_on}{person_born_on}{code}\n".encode())
        places[code] = len(people) if elder != last else len(people) - 1
        if elder == last:
            codes.append(code)
            people[-1] = people[-1]._replace(codes=tuple(dict.fromkeys(codes)))
            continue
        last, codes = elder, [code]
        elder_id = as_id(elder)
        person_id = as_id_or_none(person) or elder_id
        known = by_elder.get(elder, ()) if person is None else _together(by_elder, elder, person)
        people.append(OnRoster(elder_id, person_id, name, person_born_on or born_on, (code,), known))
    digest.update(facts)
    return Roster(on, tuple(people), digest.hexdigest(), places)


def roster_lately(*, on: date, kinds: tuple[str, ...], now: datetime) -> Roster:
    """Return the roster of a day as it stood at most ten seconds ago: one reading serves every canteen of a worker.

    While nothing changes the same object is handed out, so that what was worked out of it may be kept beside it.
    """
    key = (on, kinds)
    with _reading:
        kept = _lately.get(key)
        if kept is not None and timedelta(0) <= now - kept.read_at < SHARED_FOR:
            return kept.roster
        found = roster(on=on, kinds=kinds)
        if kept is not None and kept.roster.digest == found.digest:
            found = kept.roster
        _lately.pop(key, None)
        while len(_lately) >= MOST_DAYS:
            del _lately[next(iter(_lately))]
        _lately[key] = _Kept(now, found)
        return found


def forget_rosters() -> None:
    """Forget what was read: the rows went with a test's transaction."""
    _lately.clear()
    _opened.clear()


def _facts(on: date, kinds: tuple[str, ...]) -> tuple[bytes, dict[Any, Facts]]:
    """Facts in force by elder, and a digest of them. A value that was opened before is not opened again.

    All of the day are read: an IN list of twenty thousand ids costs more than the rest.
    """
    global _opened
    found = rows(_FACTS.format(kinds=marks(len(kinds))), (*kinds, on, on))
    before, after = _opened, {}
    digest = hashlib.blake2b(digest_size=16)
    by_elder: dict[Any, Facts] = {}
    for elder, fact, sealed, kind, level, from_on in found:
        value = bytes(sealed)
        known = before.get(fact)
        if known is None or known[0] != value:
            plain = vault.open(value, table="canteen_fact", column="value_sealed", row_id=as_id(fact))
            known = (value, FactInForce(kind, plain, level, from_on))
        after[fact] = known
        by_elder[elder] = (*by_elder.get(elder, ()), known[1])
        digest.update(f"{elder}{fact}".encode() + value)
    _opened = after
    return digest.digest(), by_elder


def _together(by_elder: dict[Any, Facts], *records: Any) -> Facts:
    both = [fact for each in records for fact in by_elder.get(each, ())]
    return tuple(sorted(both, key=lambda fact: fact.from_on))
