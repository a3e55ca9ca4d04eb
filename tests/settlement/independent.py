"""Who should pay what, worked out from check-ins and elders by hand-written arithmetic; knows nothing of settlement.

The numbers of the test town's policy stand here a second time, in yuan cents, as somebody with a pencil would use them:
10 yuan a meal; the joint fund gives 4, from eighty on 5, with dibao 6; charity gives 1 and stands in for what the joint
fund lacks; the canteen stands in for charity; she pays what is left, but never more than 5.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from canteen.gateways import vault
from canteen.models import Elder, Fact
from kiosk.models import CheckIn

PRICE = 1000


@dataclass
class Tally:
    """Meals and money of one canteen's month, and each standing meal by its order."""

    meals: int = 0
    payers: Counter[str] = field(default_factory=Counter)
    by_order: dict[str, dict[str, int]] = field(default_factory=dict)


def tally(canteen_id: UUID, month: date, allotted: Mapping[str, int]) -> Tally:
    """Go through a canteen's check-ins in the order they came in, with so much in each pot."""
    left = dict(allotted)
    found = Tally()
    shares: dict[object, dict[str, int]] = {}
    seats: set[tuple[object, date, str]] = set()
    rows = CheckIn.objects.filter(canteen_id=canteen_id).select_related("elder").order_by("received_at", "id")
    for row in rows:
        if (row.service_on.year, row.service_on.month) != (month.year, month.month):
            continue
        if row.decision == "served":
            seat = (row.elder_id, row.service_on, row.sitting)
            subsidised = seat not in seats
            seats.add(seat)
            assert row.elder is not None
            share = _share(row.elder, row.service_on, left, subsidised)
            shares[row.id] = share
            found.meals += 1
            found.payers.update(share)
            found.by_order[str(row.order_id)] = share
        elif row.decision == "voided":
            assert row.void_of is not None
            undone = shares.pop(row.void_of)
            served = CheckIn.objects.get(id=row.void_of)
            seats.discard((served.elder_id, served.service_on, served.sitting))
            found.meals -= 1
            found.payers.subtract(undone)
            del found.by_order[str(served.order_id)]
            for pot in left:
                left[pot] += undone.get(pot, 0)
    return found


def _share(elder: Elder, on: date, left: dict[str, int], subsidised: bool) -> dict[str, int]:
    if not subsidised:
        return {"elder": PRICE}
    age = on.year - elder.birth_on.year - ((on.month, on.day) < (elder.birth_on.month, elder.birth_on.day))
    if age < 60:
        return {"elder": PRICE}
    joint_wants = 600 if _has_dibao(elder, on) else 500 if age >= 80 else 400
    charity_gives = 100
    hers = PRICE - joint_wants - charity_gives
    joint = min(joint_wants, left["joint"])
    charity_wants = charity_gives + joint_wants - joint
    charity = min(charity_wants, left["charity"])
    canteen = charity_wants - charity + max(hers - 500, 0)
    left["joint"] -= joint
    left["charity"] -= charity
    share = {"elder": min(hers, 500), "canteen": canteen, "joint": joint, "charity": charity}
    return {payer: sum_ for payer, sum_ in share.items() if sum_}


def _has_dibao(elder: Elder, on: date) -> bool:
    for fact in Fact.objects.filter(elder=elder, kind="category", from_on__lte=on):
        if fact.until_on is None or fact.until_on > on:
            plain = vault.open(bytes(fact.value_sealed), table="canteen_fact", column="value_sealed", row_id=fact.id)
            if plain == "dibao":
                return True
    return False
