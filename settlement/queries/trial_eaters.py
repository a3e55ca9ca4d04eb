"""Who ate, as of each day of a trial: birth dates and facts, opened once a person and kept within bounds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final
from uuid import UUID

from canteen.gateways import vault
from canteen.models.sql import as_id, as_id_or_none, marks, rows
from canteen.queries.presented import HOME_KINDS
from settlement.core.case import Fact
from settlement.core.seen import CATEGORY
from settlement.core.trial.meals import Eater, Meal
from settlement.queries.trial_grounds import Grounds

MOST_KEPT: Final = 50_000  # people; about 25 MB. In a larger town some are opened more than once
_AT_ONCE: Final = 2_000
_BORN: Final = "SELECT CAST(id AS text), birth_on FROM canteen_elder WHERE id IN ({ids})"
_FACTS: Final = """
    SELECT id, CAST(elder_id AS text), kind, value_sealed, level, region_id, from_on, until_on FROM canteen_fact
    WHERE elder_id IN ({ids}) AND kind IN ({kinds}) AND from_on < %s AND (until_on IS NULL OR until_on > %s)
    ORDER BY from_on, id"""

Who = tuple[str, str]  # the record that ate, and the person it is joined to


@dataclass(frozen=True, slots=True)
class _Dated:
    fact: Fact
    region_id: UUID | None  # where it is about a place: that lies otherwise when regions change
    from_on: date
    until_on: date


Spells = tuple[tuple[date, Eater], ...]  # until each day, that day excluded, she is as the eater says


class Eaters:
    """The people of a trial between two days. A policy sees nothing of them but what is read here."""

    def __init__(self, kinds: Iterable[str], grounds: Grounds, from_on: date, until_on: date) -> None:
        self.from_on, self.until_on, self.grounds = from_on, until_on, grounds
        self._kinds = sorted({*kinds, CATEGORY})
        self._kept: dict[Who, Spells] = {}
        self._same: dict[Eater, Eater] = {}

    def meet(self, meals: Iterable[Meal]) -> None:
        """Read whoever of these meals is not known yet; two statements for every two thousand of them."""
        wanted = dict.fromkeys((meal.elder, meal.person) for meal in meals)
        if len(self._kept) + len(wanted) > MOST_KEPT:
            self._kept.clear()
            self._same.clear()
        new = [who for who in wanted if who not in self._kept]
        for at in range(0, len(new), _AT_ONCE):
            self._read(new[at : at + _AT_ONCE])

    def eater(self, meal: Meal) -> Eater:
        """Return who ate a meal that was met, as of its day."""
        spells = self._kept[meal.elder, meal.person]
        on = meal.service_on
        for until_on, eater in spells:
            if on < until_on:
                return eater
        return spells[-1][1]

    def _read(self, some: list[Who]) -> None:
        ids = list({each for who in some for each in who})
        sql = _BORN.format(ids=marks(len(ids)))
        born: dict[str, date] = dict(rows(sql, [UUID(each) for each in ids]))
        facts = self._facts(ids)
        for elder, person in some:
            own = facts.get(elder, [])
            every = own if elder == person else [*own, *facts.get(person, [])]
            self._kept[elder, person] = self._spells(born[person], every)

    def _facts(self, ids: list[str]) -> dict[str, list[_Dated]]:
        sql = _FACTS.format(ids=marks(len(ids)), kinds=marks(len(self._kinds)))
        found: dict[str, list[_Dated]] = {}
        for row_id, elder, kind, sealed, level, region_id, from_on, until_on in rows(
            sql, (*map(UUID, ids), *self._kinds, self.until_on, self.from_on)
        ):
            value, region = "", as_id_or_none(region_id)
            if kind not in HOME_KINDS:  # of these only the place is asked
                value = vault.open(bytes(sealed), table="canteen_fact", column="value_sealed", row_id=as_id(row_id))
            dated = _Dated(Fact(kind, value, level or None), region, from_on, until_on or date.max)
            found.setdefault(elder, []).append(dated)
        return found

    def _spells(self, birth_on: date, facts: list[_Dated]) -> Spells:
        """Cut the days of the trial where a fact begins or ends; people alike share their eaters."""
        days = (on for each in facts for on in (each.from_on, each.until_on))
        inside = {on for on in days if self.from_on < on < self.until_on}
        if any(each.region_id for each in facts):
            inside.update(self.grounds.turns)
        spells = []
        for begins, ends in pairwise([self.from_on, *sorted(inside), self.until_on]):
            held = tuple([self._on(each, begins) for each in facts if each.from_on <= begins < each.until_on])
            categories = tuple(sorted({fact.value for fact in held if fact.kind == CATEGORY}))
            eater = Eater(birth_on, held, categories, tuple((fact.kind, fact.place) for fact in held if fact.place))
            spells.append((ends, self._same.setdefault(eater, eater)))
        return tuple(spells)

    def _on(self, dated: _Dated, on: date) -> Fact:
        """The fact as it is on a day: what says where says the place, as the regions lie then."""
        if dated.region_id is None:
            return dated.fact
        return replace(dated.fact, place=self.grounds.regions(on).place(dated.region_id))
