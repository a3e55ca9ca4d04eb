"""What set meals would cost elders today: the prices a kiosk list promises (D11)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from canteen.core.month import Month
from settlement.core.alike import Basis, basis_of
from settlement.core.case import Case, Line, Place
from settlement.queries.settling import settling


def quote_basis(
    *,
    region_path: Sequence[UUID],
    canteen_id: UUID,
    service_on: date,
    sitting: str,
    price_fen: int,
    eating: Place = (),
    canteen: str = "",
    package: str = "",
) -> Basis | None:
    """Return what everybody's price of a set meal hangs on, in one statement; None where no policy is in force.

    The first meal of the sitting is quoted, with what the allotments hold now; nobody's claims are looked at, for a
    second presentation is a repeat and costs nothing (D12). Policies see where the canteen stands (`eating`), its key
    (`canteen`) and which set meal it is (`package`).
    """
    gathered = settling(
        region_path=region_path,
        person_id=canteen_id,  # nobody's claims: an id that is no person's
        canteen_id=canteen_id,
        month=Month.of(service_on).first,
        service_on=service_on,
        sitting=sitting,
    )
    if gathered.policy is None or gathered.policy_id is None:
        return None
    meal = Case(
        service_on=service_on,
        sitting=sitting,
        lines=(Line("set", price_fen),),
        left=gathered.left,
        eating=eating,
        canteen=canteen,
        package=package,
        homes=gathered.homes,
        lapsed=gathered.lapsed,
    )
    return basis_of(policy_id=gathered.policy_id, policy=gathered.policy, case=meal)
