"""Writes elders out of lists: new ones by the batch, changed ones field by field; and the cards given to them."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from canteen.core.intake.compare_facts import CATEGORY
from canteen.core.intake.known import NEW
from canteen.core.intake.moving import REGISTRATION, RESIDENCE
from canteen.core.intake.rows import Values
from canteen.gateways.pinyin import initials_of, order_of
from canteen.gateways.staging import Staged
from canteen.models import Elder, Fact
from canteen.models.sql import insert_many
from canteen.operations.elder_rows import NewFact, fact_row, set_phone
from canteen.operations.imports.write_facts import elder_of, is_dated, periods_written
from canteen.operations.imports.writing import Writing, note_batch
from canteen.operations.register_many import NewCard, NewElder, issue_cards, register_elders
from canteen.queries.intake import elders_by_row

_OF_HER_ROW = ("name", "phone")
_PLACES = {"region": REGISTRATION, "residence": RESIDENCE}


def write_elders(*, writing: Writing, rows: Sequence[Staged]) -> None:
    """Register the new ones and change the known ones. ElderExists, CodeTaken."""
    new = [row.values for row in rows if row.plan.outcome == NEW]
    ids = register_elders(
        actor=writing.actor,
        elders=[_new_elder(values, writing.today) for values in new],
        now=writing.now,
        import_id=writing.import_id,
    )
    cards = [NewCard(elder_id, values["card"]) for elder_id, values in zip(ids, new, strict=True) if values.get("card")]
    changed = [row for row in rows if row.plan.outcome != NEW]
    _change(writing, changed)
    cards += [
        NewCard(elder_of(row), change.after) for row in changed for change in row.plan.changes if change.field == "card"
    ]
    issue_cards(actor=writing.actor, cards=cards, now=writing.now, import_id=writing.import_id)


def write_cards(*, writing: Writing, rows: Sequence[Staged]) -> None:
    """Give the cards of a list. CodeTaken, NoSuchElder."""
    issue_cards(
        actor=writing.actor,
        cards=[NewCard(elder_of(row), row.values["card"]) for row in rows],
        now=writing.now,
        import_id=writing.import_id,
    )


def end_former(*, elder_id: UUID, kind: str, from_on: date, on: date, writing: Writing) -> None:
    """End the registration or residence that is in force on a day, when another begins."""
    former = elders_by_row(ground=writing.ground, ids=[elder_id])[elder_id].place(kind, on)
    if former is not None:
        Fact.objects.filter(id=former.id).update(until_on=from_on)


def _new_elder(values: Values, today: date) -> NewElder:
    since = _day(values, "registered_from", None)
    facts = tuple(
        NewFact(CATEGORY, code, _day(values, "from_on", None) or today, level=values.get("level", ""))
        for code in filter(None, values.get("category", "").split(","))
    )
    return NewElder(
        name=values["name"],
        id_number=values["id_number"],
        region_id=UUID(values["region"]),
        registered_from=since,
        residence_region_id=UUID(values["residence"]) if values.get("residence") else None,
        phone=values.get("phone", ""),
        facts=facts,
    )


def _change(writing: Writing, rows: Sequence[Staged]) -> None:
    facts = [fact for row in rows for fact in _facts(writing, row)]
    dated = [
        row for row in rows if any(change.field == CATEGORY and "|" in change.after for change in row.plan.changes)
    ]
    elders = elders_by_row(ground=writing.ground, ids=[elder_of(row) for row in dated])
    ended: list[Fact] = []
    for row in dated:
        told, over = periods_written(writing=writing, elder=elders[elder_of(row)], row=row)
        facts += told
        ended += over
    Fact.objects.bulk_update(ended, ["until_on"], batch_size=200)
    insert_many(facts)
    _rename(rows)
    note_batch(writing=writing, verb="correct", elders=len(rows), facts=len(facts), ended=len(ended))


def _rename(rows: Sequence[Staged]) -> None:
    """Write names and telephones that change. These rows stay locked to the end of the writing, so no others are."""
    said = {
        elder_of(row): {change.field: change.after for change in row.plan.changes if change.field in _OF_HER_ROW}
        for row in rows
    }
    elders = list(Elder.objects.filter(id__in=[elder_id for elder_id, fields in said.items() if fields]).order_by("id"))
    for elder in elders:
        fields = said[elder.id]
        if "name" in fields:
            elder.name, elder.initials = fields["name"], initials_of(name=fields["name"])
            elder.sorts_as = order_of(name=fields["name"], is_person=True)
        if "phone" in fields:
            set_phone(elder, phone=fields["phone"])
    written = ["name", "initials", "sorts_as", "phone_sealed", "phone_tail_lookup"]
    Elder.objects.bulk_update(elders, written, batch_size=100)


def _facts(writing: Writing, row: Staged) -> Iterator[Fact]:
    elder_id = elder_of(row)
    for change in row.plan.changes:
        if change.field in _PLACES:
            kind, key = _PLACES[change.field], "registered_from" if change.field == "region" else ""
            from_on = _day(row.values, key, None) or writing.today
            end_former(elder_id=elder_id, kind=kind, from_on=from_on, on=writing.today, writing=writing)
            yield fact_row(
                elder_id=elder_id,
                fact=NewFact(kind=kind, value=change.after, region_id=UUID(change.after), from_on=from_on),
                now=writing.now,
            )
        elif change.field == CATEGORY and not is_dated(change):
            yield fact_row(
                elder_id=elder_id,
                fact=NewFact(
                    kind=CATEGORY,
                    value=change.after,
                    level=row.values.get("level", ""),
                    from_on=writing.today,
                ),
                now=writing.now,
            )


def _day(values: Values, key: str, otherwise: date | None) -> date | None:
    return date.fromisoformat(values[key]) if values.get(key) else otherwise
