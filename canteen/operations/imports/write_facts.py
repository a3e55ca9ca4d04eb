"""Writes dated facts out of lists: categories, deaths, moves, each from its day; nothing is deleted (R14)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from canteen.core.intake.compare import CATEGORY, STATE
from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.known import KnownElder
from canteen.core.states import DECEASED, MOVED_AWAY
from canteen.gateways.staging import Staged
from canteen.models import Fact
from canteen.models.sql import insert_many
from canteen.operations.elder_rows import NewFact, fact_row
from canteen.operations.imports.writing import Writing, note_batch
from canteen.queries.elders import PLACE_KINDS
from canteen.queries.intake import elders_by_row


def write_facts(*, writing: Writing, rows: Sequence[Staged]) -> None:
    """Grant categories and end them, as planned: a period changes its end, another level begins on its own day."""
    facts: list[Fact] = []
    ended: list[Fact] = []
    elders = elders_by_row(ground=writing.ground, ids=[_elder_of(row) for row in rows])
    for row in rows:
        change = row.plan.changes[0]
        code, level, begins, until = change.after.split("|")
        until_on = date.fromisoformat(until) if until else None
        if change.before:
            _, _, before_begins, _ = change.before.split("|")
            old = _held(elders[_elder_of(row)], code, date.fromisoformat(before_begins))
            if begins == before_begins:
                ended.append(Fact(id=old, until_on=until_on))
                continue
            ended.append(Fact(id=old, until_on=date.fromisoformat(begins)))
        facts.append(
            fact_row(
                elder_id=_elder_of(row),
                fact=NewFact(
                    kind=CATEGORY,
                    value=code,
                    level=level,
                    evidence=row.values.get("evidence", ""),
                    granted_by=row.values.get("granted_by", ""),
                    from_on=date.fromisoformat(begins),
                    until_on=until_on,
                ),
                now=writing.now,
            )
        )
    Fact.objects.bulk_update(ended, ["until_on"], batch_size=200)
    insert_many(facts)
    note_batch(writing=writing, verb="record", granted=len(facts), ended=len(ended))


def write_deaths(*, writing: Writing, rows: Sequence[Staged]) -> None:
    """Record each death from its day."""
    facts = [
        fact_row(
            elder_id=_elder_of(row),
            fact=NewFact(
                kind=STATE,
                value=DECEASED,
                from_on=date.fromisoformat(row.values["died_on"]),
                evidence=row.values.get("reason", ""),
            ),
            now=writing.now,
        )
        for row in rows
    ]
    insert_many(facts)
    note_batch(writing=writing, verb="record", deaths=len(facts))


def write_moves(*, writing: Writing, rows: Sequence[Staged]) -> None:
    """Let registration or residence be elsewhere from the day of the move, or nowhere here.

    Of whoever has gone already, by another row or another list, that is not said a second time; her residence ends.
    """
    elders = elders_by_row(ground=writing.ground, ids=[_elder_of(row) for row in rows])
    facts, ended = [], []
    gone: dict[UUID, date] = {}
    for row in rows:
        elder_id = _elder_of(row)
        kind, from_on = row.values["place_kind"], date.fromisoformat(row.values["moved_on"])
        away = row.values["region"] == OUTSIDE
        former = elders[elder_id].place(kind, from_on)
        if former is not None and not (away and kind == PLACE_KINDS[0]):
            ended.append(Fact(id=former.id, until_on=from_on))
        if away:
            if elders[elder_id].says(STATE, MOVED_AWAY, from_on) or gone.get(elder_id, date.max) <= from_on:
                continue
            gone[elder_id] = from_on
        facts.append(
            fact_row(
                elder_id=elder_id,
                fact=NewFact(
                    kind=STATE if away else kind,
                    value=MOVED_AWAY if away else row.values["region"],
                    region_id=None if away else UUID(row.values["region"]),
                    from_on=from_on,
                    evidence=row.values.get("reason", ""),
                ),
                now=writing.now,
            )
        )
    Fact.objects.bulk_update(ended, ["until_on"], batch_size=200)
    insert_many(facts)
    note_batch(writing=writing, verb="record", moves=len(rows))


def _held(elder: KnownElder, code: str, from_on: date) -> UUID:
    same = (CATEGORY, code, from_on)
    return next(fact.id for fact in elder.facts if (fact.kind, fact.value, fact.from_on) == same)


def _elder_of(row: Staged) -> UUID:
    if row.plan.elder_id is None:
        raise AssertionError("a row about a known elder names her")
    return row.plan.elder_id
