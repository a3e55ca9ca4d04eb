"""Writes canteens and staff out of lists."""

import secrets
from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from canteen.core.intake.compare_places import SITTINGS
from canteen.core.intake.known import NEW
from canteen.core.intake.rows import Values
from canteen.core.scope import CANTEEN_ROLES, Role
from canteen.core.sitting import Sitting, Window
from canteen.gateways.staging import Staged
from canteen.models import Canteen, Import, Staff
from canteen.operations.duties import grant_duty
from canteen.operations.hours import change_hours
from canteen.operations.imports.writing import Writing, note_batch
from canteen.operations.places import register_canteen, register_organisation
from canteen.operations.staff import register_staff
from canteen.queries.intake import known_of


def write_canteens(*, writing: Writing, rows: Sequence[Staged]) -> None:
    """Register new canteens, with their organisations where these are new too, and change known ones."""
    for row in rows:
        known = known_of(ground=writing.ground, rows=[row.values])
        if row.plan.outcome == NEW:
            runs = known.organisations.get(row.values["credit_code"])
            _register(writing, row.values, runs.id if runs else None)
        else:
            found = known.canteens[row.values["canteen"]]
            region_id = UUID(row.values["region"])
            near = [
                each.id
                for each in found
                if known.tree.inside(each.region_id, region_id) or known.tree.inside(region_id, each.region_id)
            ]
            _change(writing, near[0], row)
    changed = sum(row.plan.outcome != NEW for row in rows)
    note_batch(writing=writing, verb="correct", canteens=changed)


def _register(writing: Writing, values: Values, organisation_id: UUID | None) -> None:
    if organisation_id is None:
        organisation_id = register_organisation(
            actor=writing.actor, name=values["organisation"], credit_code=values["credit_code"], now=writing.now
        )
    register_canteen(
        actor=writing.actor,
        name=values["canteen"],
        region_id=UUID(values["region"]),
        organisation_id=organisation_id,
        hours=[_window(each, values[each]) for each in SITTINGS if values.get(each)],
        opened_on=date.fromisoformat(values["opened_on"]),
        now=writing.now,
        kind=values.get("kind", Canteen.Kind.CANTEEN.value),
        address=values.get("address", ""),
        latitude_e6=int(values["latitude"]) if values.get("latitude") else None,
        longitude_e6=int(values["longitude"]) if values.get("longitude") else None,
    )


def _change(writing: Writing, canteen_id: UUID, row: Staged) -> None:
    said = {change.field: change.after for change in row.plan.changes}
    columns: dict[str, str | int] = {key: said[key] for key in ("kind", "address") if key in said}
    columns |= {f"{key}_e6": int(said[key]) for key in ("latitude", "longitude") if key in said}
    if columns:
        Canteen.objects.filter(id=canteen_id).update(**columns)
    dated = [(each, *said[each].split("|")) for each in SITTINGS if each in said]
    if dated:
        _sitting, _text, stated = dated[0]  # one day for the whole row
        change_hours(
            actor=writing.actor,
            canteen_id=canteen_id,
            hours={Sitting(each): _window(each, text) for each, text, _ in dated},
            from_on=date.fromisoformat(stated) if stated else writing.today,
            now=writing.now,
        )


def _window(sitting: str, text: str) -> Window:
    opens, closes = text.split("-")
    return Window(Sitting(sitting), time.fromisoformat(opens), time.fromisoformat(closes))


def write_staff(*, writing: Writing, rows: Sequence[Staged]) -> None:
    """Register staff and grant their duties.

    Nobody knows the password they begin with: a code for a new one is handed out as to somebody who has lost it.
    Who sent the list in proposed them, who signed it grants. LoginTaken, DutyHeld, DutyNeedsSecond, NotForOneself,
    OutOfScope.
    """
    proposed_by = Import.objects.values_list("made_by_id", flat=True).get(id=writing.import_id)
    for row in rows:
        values, role = row.values, Role(row.values["role"])
        known = known_of(ground=writing.ground, rows=[values])
        present = Staff.objects.filter(login=values["login"]).values_list("id", flat=True).first()  # or a row above
        staff_id = present or register_staff(
            actor=writing.actor,
            login=values["login"],
            name=values["name"],
            password=secrets.token_urlsafe(24),
            now=writing.now,
        )
        in_canteen = role in CANTEEN_ROLES
        grant_duty(
            actor=writing.actor,
            staff_id=staff_id,
            role=role,
            from_on=date.fromisoformat(values["from_on"]) if values.get("from_on") else writing.today,
            region_id=None if in_canteen else UUID(values["region"]),
            canteen_id=known.canteens[values["canteen"]][0].id if in_canteen else None,
            now=writing.now,
            proposed_by=proposed_by,
        )
