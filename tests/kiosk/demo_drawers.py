"""What the cash drawers of a loaded town have to come to, told from the tables alone."""

from datetime import datetime

from django.db.models import F, Sum

from canteen.models import Deed
from kiosk.operations.demo import Loaded, habits
from settlement.models import Entry, Posting, Shift
from tests.settlement.adding_up import client_of


def drawers_add_up(loaded: Loaded, now: datetime) -> None:
    """Opened, filled, counted and explained as the habits say, where people eat every day and nowhere else."""
    came, halls = loaded.tally.came, loaded.registry.halls
    dense = {hall.canteen_id for hall in halls if hall.plan.dense}
    assert set(Shift.objects.values_list("canteen_id", flat=True)) == dense
    counted = Shift.objects.exclude(closed_at=None)
    assert (Shift.objects.count(), counted.count()) == (came["drawers"], came["counted"])
    # It is lunch time: the drawers of this very lunch stand open.
    assert sorted(Shift.objects.filter(closed_at=None).values_list("canteen_id", flat=True)) == sorted(dense)
    assert not Shift.objects.filter(opened_at__gt=now).exists()
    assert not counted.filter(closed_at__gt=now).exists()
    assert not counted.filter(closed_at__lte=F("opened_at")).exists()
    moved = 0
    for shift in counted:
        into = Posting.objects.filter(debit__address=f"shift/{shift.id}/cash").aggregate(fen=Sum("fen"))["fen"] or 0
        back = Posting.objects.filter(credit__address=f"shift/{shift.id}/cash").aggregate(fen=Sum("fen"))["fen"] or 0
        assert shift.counted_fen == shift.float_fen + into - back + shift.difference_fen
        assert not shift.difference_fen or into or back
        assert bool(shift.reason) is bool(shift.difference_fen or shift.closed_by_id != shift.staff_id)
        moved += into - back
    assert moved <= came["cash_fen"]
    assert counted.exclude(difference_fen=0).count() == came[habits.DIFFERENCE.key] > 0
    assert counted.exclude(closed_by=F("staff")).count() == came[habits.FORGOTTEN.key]
    taken = Entry.objects.filter(kind=Entry.Kind.TENDER).exclude(explanation={})
    assert taken.count() == came[habits.CASH.key] > 0
    assert Deed.objects.filter(subject_kind="shift").count() == came["drawers"] + came["counted"]
    odd = counted.exclude(difference_fen=0).latest("opened_at")
    state = "missing" if odd.difference_fen < 0 else "over"
    page = client_of("finance").get(f"/shifts?state={state}").content.decode()
    assert f"/shifts/{odd.id}" in page
    assert odd.reason in page
