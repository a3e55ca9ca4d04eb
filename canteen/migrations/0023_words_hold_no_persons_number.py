"""What may be an ID number is masked in words that people typed before their columns did so (S1).

Reasons of deeds stay as they are: deeds are chained, and a changed one is a forged one.
"""

from typing import Any

from django.db import migrations

from canteen.core.identity import without_persons_numbers

COLUMNS = {
    "AccountProposal": ("reason", "answer", "bank"),
    "Canteen": ("name", "address"),
    "Credential": ("blocked_reason",),
    "DutyProposal": ("reason", "answer"),
    "Elder": ("name",),
    "Fact": ("level", "evidence", "granted_by"),
    "HandOverProposal": ("reason", "answer"),
    "Import": ("file_name",),
    "Organisation": ("name",),
    "Region": ("name",),
    "Sender": ("name",),
    "Staff": ("name",),
}
AT_ONCE = 2000
LONGEST_SENDER = 80


def mask(apps: Any, schema_editor: Any) -> None:
    for table, columns in COLUMNS.items():
        rows = apps.get_model("canteen", table).objects
        for row_id, *texts in rows.order_by("id").values_list("id", *columns).iterator(chunk_size=AT_ONCE):
            masked = [without_persons_numbers(text) for text in texts]
            if masked != texts:
                said = dict(zip(columns, masked, strict=True))
                rows.filter(id=row_id).update(**(_apart(rows, row_id, said["name"]) if table == "Sender" else said))


def _apart(senders: Any, row_id: Any, name: str) -> dict[str, str]:
    """A sender's name that no other of its region has: two numbers may be the same behind their masks."""
    region_id = senders.values_list("region_id", flat=True).get(id=row_id)
    taken = set(senders.filter(region_id=region_id).exclude(id=row_id).values_list("name", flat=True))
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name[: LONGEST_SENDER - 8]} ({number})"
    return {"name": free}


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0022_a_hand_over_waits_for_a_second_person'),
    ]

    operations = [migrations.RunPython(mask, migrations.RunPython.noop)]
