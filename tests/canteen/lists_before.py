"""A list that was checked before its rows were found by column, as its tables were then."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from canteen.core.intake.cells import Wrong
from canteen.core.intake.known import CHANGED, NEW, REPEATED, SAME, WRONG, Change, Plan
from canteen.gateways.staging import Staged, seal_row
from canteen.models.ids import new_id

ROOM: Final = "canteen"
MADE: Final = datetime(2026, 11, 6, 1, tzinfo=UTC)
# What each row comes to, and by which columns it is found afterwards.
PLANS: Final = (
    (Plan(NEW, (Change("name", "", "王桂英"), Change("region", "", "花林村"))), "|name|region|"),
    (Plan(CHANGED, (Change("phone", "", "13857204711"),)), "|phone|"),
    (Plan(SAME, ()), ""),
    (Plan(WRONG, (), (Wrong("id_number", "id-number", {}), Wrong("", "repeated", {"row": 2}))), "|id_number|row|"),
    (Plan(REPEATED, (), (Wrong("", "repeated", {"row": 2}),)), "|row|"),
)


def place_list(apps: Any) -> dict[UUID, str]:
    """Place a list, and return by which columns each of its rows is to be found."""
    staff = apps.get_model(ROOM, "Staff").objects.create(login="before", name="经办", password="!")
    region = apps.get_model(ROOM, "Region").objects.get()
    sender = apps.get_model(ROOM, "Sender").objects.order_by("id").first()
    of = apps.get_model(ROOM, "Import").objects.create(
        kind="elders", sender=sender, region=region, file_name="名册.xlsx", byte_count=1, state="checked",
        made_by=staff, made_at=MADE,
    )  # fmt: skip
    expected = {}
    for number, (plan, columns) in enumerate(PLANS, 2):
        row_id = new_id()
        apps.get_model(ROOM, "ImportRow").objects.create(
            id=row_id, of=of, number=number, outcome=plan.outcome, sealed=seal_row(Staged((), {}, plan), row_id)
        )
        expected[row_id] = columns
    return expected
