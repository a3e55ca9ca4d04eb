"""Writes dated facts out of lists: categories, deaths, moves, each from its day; nothing is deleted (R14)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from canteen.core.intake.compare_facts import CATEGORY, period_of
from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.known import Change, KnownElder, KnownFact
from canteen.core.intake.moving import STATE, moving
from canteen.core.states import DECEASED, MOVED_AWAY
from canteen.gateways.staging import Staged
from canteen.models import Fact
from canteen.models.sql import insert_many
from canteen.operations.elder_rows import NewFact, fact_row
from canteen.operations.imports.writing import Writing, note_batch
from canteen.queries.intake import elders_by_row


def write_facts(*, writing: Writing, rows: Sequence[Staged]) -> None:
    """Grant categories and end them, as planned: a period changes its end, another level begins on its own day."""
    facts: list[Fact] = []
    ended: list[Fact] = []
    elders = elders_by_row(ground=writing.ground, ids=[elder_of(row) for row in rows])
    for row in rows:
        told, over = periods_written(writing=writing, elder=elders[elder_of(row)], row=row)
        facts += told
        ended += over
    Fact.objects.bulk_update(ended, ["until_on"], batch_size=200)
    insert_many(facts)
    note_batch(writing=writing, verb="record", granted=len(facts), ended=len(ended))


def periods_written(*, writing: Writing, elder: KnownElder, row: Staged) -> tuple[list[Fact], list[Fact]]:
    """Return what a row's changes of categories write: new facts, and known ones with the day they end on, unsaved."""
    new: list[Fact] = []
    ended: list[Fact] = []
    for change in row.plan.changes:
        if not is_dated(change):
            continue
        code, level, begins, until = change.after.split("|")
        until_on = date.fromisoformat(until) if until else None
        known = _held(elder, change.before) if change.before else []
        is_same = bool(known) and begins == known[0].from_on.isoformat()
        ended += [Fact(id=fact.id, until_on=until_on if is_same else date.fromisoformat(begins)) for fact in known]
        if not is_same:
            evidence, granted_by = _paper(row, ended, change)
            fact = NewFact(CATEGORY, code, date.fromisoformat(begins), level, until_on, evidence, granted_by)
            new.append(fact_row(elder_id=elder.id, fact=fact, now=writing.now))
    return new, ended


def is_dated(change: Change) -> bool:
    """Say whether a change tells a category's days; without them it holds from the day on which it is written."""
    return change.field == CATEGORY and "|" in change.after


def _paper(row: Staged, ended: Sequence[Fact], change: Change) -> tuple[str, str]:
    """What a period rests on: what the row names; a former level that goes on rests on what it did."""
    if ended and not change.before:
        return Fact.objects.values_list("evidence", "granted_by").get(id=ended[0].id)
    return row.values.get("evidence", ""), row.values.get("granted_by", "")


def write_deaths(*, writing: Writing, rows: Sequence[Staged]) -> None:
    """Record each death from its day."""
    facts = [
        fact_row(
            elder_id=elder_of(row),
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
    """Let registration or residence be elsewhere from the day of the move, or nowhere here; who is back is here again.

    Of whoever has gone already, by another row or another list, that is not said a second time; her place ends.
    """
    elders = elders_by_row(ground=writing.ground, ids=[elder_of(row) for row in rows])
    facts, ended = [], []
    gone: dict[UUID, date] = {}
    for row in rows:
        elder_id = elder_of(row)
        kind, from_on = row.values["place_kind"], date.fromisoformat(row.values["moved_on"])
        away = row.values["region"] == OUTSIDE
        move = moving(elders[elder_id].facts, kind=kind, away=away, on=from_on)
        ended += [Fact(id=fact.id, until_on=from_on) for fact in move.ended]
        if away:
            if not move.begins or gone.get(elder_id, date.max) <= from_on:
                continue
            gone[elder_id] = from_on
        facts.append(
            fact_row(
                elder_id=elder_id,
                fact=NewFact(
                    kind=STATE if away else kind,
                    value=MOVED_AWAY if away else row.values["region"],
                    region_id=move.left if away else UUID(row.values["region"]),
                    from_on=from_on,
                    evidence=row.values.get("reason", ""),
                ),
                now=writing.now,
            )
        )
    Fact.objects.bulk_update(ended, ["until_on"], batch_size=200)
    insert_many(facts)
    note_batch(writing=writing, verb="record", moves=len(rows))


def _held(elder: KnownElder, text: str) -> list[KnownFact]:
    """The facts that a change names, the same one recorded twice among them."""
    return [fact for fact in elder.facts if fact.kind == CATEGORY and period_of(fact) == text]


def elder_of(row: Staged) -> UUID:
    """Return whom a row is about."""
    if row.plan.elder_id is None:
        raise AssertionError("a row about a known elder names her")
    return row.plan.elder_id
