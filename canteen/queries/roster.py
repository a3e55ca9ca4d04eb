"""Everybody who can present something, with all that a price depends on: what kiosks' price lists are made from.

Rows are read raw and kept in columns of plain values, which cost a town of twenty thousand neither Python's collector
nor much memory. Canteens that ask within seconds of each other are handed the same roster, and its sealed values are
opened once in a worker's life.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, Final, NamedTuple
from uuid import UUID

from canteen.core.region import Place
from canteen.gateways import vault
from canteen.models.sql import marks, rows
from canteen.queries.presented import HOME_KINDS, FactInForce
from canteen.queries.region_names import regions_on

# A kiosk asks every forty seconds, and what was blocked must be dead at all of them within sixty (K8).
SHARED_FOR: Final = timedelta(seconds=10)
MOST_KEPT: Final = 4  # around midnight two days are asked about at once, and policies that see more or less

_CARDS = """
    SELECT CAST(elder.id AS text), CAST(same.person_id AS text), elder.name, elder.birth_on, person.birth_on,
        credential.code
    FROM canteen_credential credential
    JOIN canteen_elder elder ON elder.id = credential.elder_id
    LEFT JOIN canteen_sameperson same ON same.elder_id = elder.id AND same.from_on <= %s
        AND (same.until_on IS NULL OR same.until_on > %s)
    LEFT JOIN canteen_elder person ON person.id = same.person_id
    WHERE credential.blocked_at IS NULL AND (credential.expires_on IS NULL OR credential.expires_on > %s) {few}
    ORDER BY elder.id, credential.id"""

# For everybody all of the day: an IN list of twenty thousand elders costs more than the rest.
_FACTS = """
    SELECT CAST(fact.elder_id AS text), CAST(fact.id AS text), fact.value_sealed, fact.kind, fact.level, fact.from_on
    FROM canteen_fact fact
    WHERE fact.kind IN ({kinds}) AND fact.from_on <= %s AND (fact.until_on IS NULL OR fact.until_on > %s) {few}
    ORDER BY fact.from_on, fact.id"""

# Where somebody is registered, resident, permitted: of everybody, so values stay sealed and the region says it all.
_PLACED = """
    SELECT CAST(fact.elder_id AS text), CAST(fact.region_id AS text), fact.kind, fact.level, fact.from_on
    FROM canteen_fact fact
    WHERE fact.kind IN ({kinds}) AND fact.from_on <= %s AND (fact.until_on IS NULL OR fact.until_on > %s) {few}
    ORDER BY fact.from_on, fact.id"""

_FEW_CARDS = "AND elder.id IN ({ids})"
_FEW_FACTS = """
    AND (fact.elder_id IN ({ids})
         OR fact.elder_id IN (SELECT person_id FROM canteen_sameperson WHERE elder_id IN ({ids})))"""

Facts = tuple[FactInForce, ...]
Few = tuple[UUID | None, ...]  # empty: everybody


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
    """All of them, in order of their ids, column by column: what stands at one place belongs to one elder.

    `digest` covers everything in it and is the same in every worker that reads the same.
    """

    on: date
    digest: str
    elders: tuple[bytes, ...]  # ids, 16 bytes each
    persons: tuple[bytes, ...]  # whom they are joined to, themselves for most
    names: tuple[str, ...]
    born_on: tuple[date, ...]
    facts: tuple[Facts, ...]
    places: Mapping[str, int]  # code → place, in order of places

    def people(self) -> Iterator[OnRoster]:
        """Yield each elder as a value of her own."""
        codes: dict[int, list[str]] = {}
        for code, place in self.places.items():
            codes.setdefault(place, []).append(code)
        columns = zip(self.elders, self.persons, self.names, self.born_on, self.facts, strict=True)
        for place, (elder, person, name, born_on, facts) in enumerate(columns):
            yield OnRoster(UUID(bytes=elder), UUID(bytes=person), name, born_on, tuple(codes[place]), facts)


class _Read(NamedTuple):
    """The rows of one reading, of everybody or of a few, and their digest."""

    everybody: bool
    cards: list[tuple[Any, ...]]
    facts: list[tuple[Any, ...]]
    placed: list[tuple[Any, ...]]
    places: Mapping[str, Place]  # of the regions in `placed`
    digest: str


class _Kept(NamedTuple):
    """What a worker keeps of its last reading of a day."""

    read_at: datetime
    roster: Roster


_lately: dict[tuple[date, tuple[str, ...]], _Kept] = {}
_opened: dict[str, tuple[bytes, FactInForce]] = {}  # fact id → its sealed value, and the fact it opened to
_reading = Lock()


def roster(*, on: date, kinds: tuple[str, ...], elder_ids: Sequence[UUID] | None = None) -> Roster:
    """Return all elders with a live credential in two statements, with their facts of some kinds; or the few named.

    Facts are those a check-in would read: of the record, and of the person it is joined to (D1, D3). Facts that say
    where cost two statements more; they say their place that day, and their value stays sealed. SealBroken.
    """
    # Nobody at all is named by an id that nobody has.
    few: Few = () if elder_ids is None else (*elder_ids,) or (None,)
    return _built(on, _read(on, kinds, few))


def roster_lately(*, on: date, kinds: tuple[str, ...], now: datetime) -> Roster:
    """Return the roster of a day as it stood at most ten seconds ago: one reading serves every canteen of a worker.

    While nothing changes the same object is handed out, so that what was worked out of it may be kept beside it.
    """
    key = (on, kinds)
    with _reading:
        kept = _lately.get(key)
        if kept is not None and timedelta(0) <= now - kept.read_at < SHARED_FOR:
            return kept.roster
        read = _read(on, kinds)
        same = kept is not None and kept.roster.digest == read.digest
        found = kept.roster if kept is not None and same else _built(on, read)
        _lately.pop(key, None)
        while len(_lately) >= MOST_KEPT:
            del _lately[next(iter(_lately))]
        _lately[key] = _Kept(now, found)
        return found


def forget_rosters() -> None:
    """Forget what was read: the rows went with a test's transaction."""
    _lately.clear()
    _opened.clear()


def _read(on: date, kinds: tuple[str, ...], few: Few = ()) -> _Read:
    ids = marks(len(few))
    cards = rows(_CARDS.format(few=_FEW_CARDS.format(ids=ids) if few else ""), (on, on, on, *few))
    narrowed = _FEW_FACTS.format(ids=ids) if few else ""
    opened = tuple(kind for kind in kinds if kind not in HOME_KINDS)
    where = tuple(kind for kind in kinds if kind in HOME_KINDS)
    facts = rows(_FACTS.format(kinds=marks(len(opened)), few=narrowed), (*opened, on, on, *few, *few))
    digest = hashlib.blake2b(repr((on, kinds, cards)).encode(), digest_size=16)
    digest.update(repr(facts).encode())
    if not where:
        return _Read(not few, cards, facts, [], {}, digest.hexdigest())
    placed = rows(_PLACED.format(kinds=marks(len(where)), few=narrowed), (*where, on, on, *few, *few))
    regions = regions_on(on=on)
    places = {each: regions.place(UUID(each)) for each in dict.fromkeys(row[1] for row in placed) if each}
    digest.update(repr((placed, places)).encode())
    return _Read(not few, cards, facts, placed, places, digest.hexdigest())


def _built(on: date, read: _Read) -> Roster:
    by_elder = _by_elder(read)
    elders: list[bytes] = []
    persons: list[bytes] = []
    names: list[str] = []
    born: list[date] = []
    facts: list[Facts] = []
    places: dict[str, int] = {}
    last = None
    for elder, person, name, born_on, person_born_on, code in read.cards:
        if elder != last:
            last = elder
            elders.append(_bytes(elder))
            persons.append(elders[-1] if person is None else _bytes(person))
            names.append(name)
            born.append(person_born_on or born_on)
            facts.append(by_elder.get(elder, ()) if person is None else _together(by_elder, elder, person))
        places[code] = len(elders) - 1
    return Roster(on, read.digest, tuple(elders), tuple(persons), tuple(names), tuple(born), tuple(facts), places)


def _by_elder(read: _Read) -> dict[str, Facts]:
    """Facts by elder. A value that was opened before is not opened again; a reading of everybody forgets the rest."""
    global _opened
    before, after = _opened, {}
    by_elder: dict[str, Facts] = {}
    for elder, fact, sealed, kind, level, from_on in read.facts:
        value = bytes(sealed)
        known = before.get(fact)
        if known is None or known[0] != value:
            plain = vault.open(value, table="canteen_fact", column="value_sealed", row_id=UUID(fact))
            known = (value, FactInForce(kind, plain, level, from_on))
        after[fact] = known
        by_elder[elder] = (*by_elder.get(elder, ()), known[1])
    _opened = after if read.everybody else before | after
    _add_placed(by_elder, read)
    return by_elder


def _add_placed(by_elder: dict[str, Facts], read: _Read) -> None:
    """Add where everybody is registered and lives: whoever says the same of a place shares the fact."""
    alike: dict[tuple[Any, ...], FactInForce] = {}
    for elder, *said in read.placed:
        key = tuple(said)
        fact = alike.get(key)
        if fact is None:
            region, kind, level, from_on = said
            fact = alike[key] = FactInForce(kind, "", level, from_on, read.places.get(region, ()))
        by_elder[elder] = (*by_elder.get(elder, ()), fact)


def _together(by_elder: dict[str, Facts], *records: str) -> Facts:
    both = [fact for each in records for fact in by_elder.get(each, ())]
    return tuple(sorted(both, key=lambda fact: fact.from_on))


def _bytes(row_id: str) -> bytes:
    return bytes.fromhex(row_id.replace("-", ""))
