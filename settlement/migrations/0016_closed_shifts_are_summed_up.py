"""Shifts that were closed before get what was missing or over, from their postings; who and why, from their deeds."""

from typing import Any

from django.db import migrations
from django.db.models import Q, Sum

MOVED = {
    "taken_fen": Sum("entries__postings__fen", filter=Q(entries__postings__debit__address__startswith="shift/")),
    "back_fen": Sum("entries__postings__fen", filter=Q(entries__postings__credit__address__startswith="shift/")),
}


def sum_up(apps: Any, schema_editor: Any) -> None:
    shifts = apps.get_model("settlement", "Shift").objects
    deeds = apps.get_model("canteen", "Deed").objects
    closed = shifts.filter(closed_at__isnull=False).annotate(**MOVED)
    columns = ("id", "float_fen", "counted_fen", "taken_fen", "back_fen")
    for row_id, float_fen, counted_fen, taken_fen, back_fen in closed.values_list(*columns).iterator(chunk_size=2000):
        expected_fen = float_fen + (taken_fen or 0) - (back_fen or 0)
        deed = deeds.filter(subject_id=row_id, subject_kind="shift", verb="close").order_by("at").last()
        said = {"closed_by_id": deed.staff_id, "reason": deed.reason} if deed else {}
        shifts.filter(id=row_id).update(difference_fen=counted_fen - expected_fen, **said)


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0015_shifts_say_what_was_missing"),
    ]

    operations = [migrations.RunPython(sum_up, migrations.RunPython.noop)]
