"""Lists of deaths and moves as a clerk sends them in: who ate on four days, and the page of what is touched."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Actor
from canteen.gateways import vault
from canteen.models import Duty, Fact, Import
from canteen.models.ids import new_id
from canteen.operations.imports.receive import confirm_layout, receive_import
from canteen.queries.imports import proposal_of
from canteen.queries.staff import actor_by_id
from canteen.tasks import read_imports
from settlement.tasks import apply_touching
from tests.canteen.sheets import xlsx
from tests.settlement.acting import eat, fund_month
from tests.town import DAY, SINCE, Town, at, small_town

DAYS = tuple(DAY + timedelta(days=number) for number in range(4))
DIED = DAYS[0]
LATER = at(20, on=DAYS[-1])
HEAD = ("姓名", "出生日期", "死亡日期", "备注")


def town_of_eaters(days: int = 4, document: dict[str, Any] | None = None) -> Town:
    """Two elders who eat lunch on the first of four days; a clerk and a second one in the town."""
    made = small_town(allotted_fen={}, days=DAYS, elders=2, document=document)
    fund_month(made, now=at(7))
    for elder in made.elders:
        row_id = new_id()
        Fact.objects.create(
            id=row_id,
            elder=elder,
            kind="registration",
            value_sealed=vault.seal(str(made.region.id), table="canteen_fact", column="value_sealed", row_id=row_id),
            region=made.region,
            from_on=date(1940, 5, 1),
            recorded_at=at(8),
        )
    for staff in (made.clerk, made.second):
        Duty.objects.create(staff=staff, role="clerk", region=made.region, from_on=SINCE)
    for day in DAYS[:days]:
        for number in range(2):
            eat(made, number, at(11, number, on=day))
    return made


def clerk(town: Town) -> Actor:
    return actor_by_id(staff_id=town.clerk.id, on=DAY)


def sent(town: Town, kind: Kind, rows: Sequence[tuple[object, ...]], now: datetime = LATER) -> Import:
    """A list, sent in, its columns confirmed as proposed, and read by the sweep."""
    actor = clerk(town)
    import_id = receive_import(
        actor=actor,
        kind=kind,
        region_id=town.region.id,
        sender="殡葬管理所",
        file_name="名单.xlsx",
        content=xlsx(rows),
        now=now,
    )
    found = proposal_of(seen=Import.objects.get(id=import_id))
    confirm_layout(
        actor=actor,
        import_id=import_id,
        sheet=0,
        header_row=1,
        header_height=1,
        mapping=found.mapping,
        year=2026,
        now=now,
    )
    read_imports()
    return Import.objects.get(id=import_id)


def stand_in_the_evening(patch: pytest.MonkeyPatch) -> None:
    """The sweeps' clock stands at the evening of the last day."""
    patch.setattr("canteen.tasks.now", lambda: LATER)
    patch.setattr("settlement.tasks.now", lambda: LATER)


def counted(client: Client, seen: Import) -> str:
    """The page of what a list touches, once the sweep has counted it."""
    apply_touching()
    return client.get(f"/imports/{seen.id}/meals").content.decode()


def confirmed(client: Client, seen: Import, page: str) -> Any:
    """Press the button of the page as it was shown."""
    form = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("digest", "touched")}
    return client.post(f"/imports/{seen.id}/meals", {name: found[1] for name, found in form.items() if found})
