"""Changes of places that stand already: where a canteen is on the map, where an organisation is paid."""

import re
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.scope import Actor, OutOfScope, Role
from canteen.core.sitting import service_day
from canteen.gateways import vault
from canteen.models import BankAccount, Canteen, Organisation
from canteen.models.ids import new_id
from canteen.operations.deeds import do
from canteen.operations.places import BadPlace, NoSuchOrganisation, off_the_map
from canteen.queries.organisation_list import run_by
from canteen.queries.places import in_force

LONGEST_ADDRESS: Final = 160
LONGEST_BANK: Final = 80
_NUMBER = re.compile(r"[0-9]{8,30}")


def move_canteen(
    *,
    actor: Actor,
    canteen_id: UUID,
    address: str,
    latitude_e6: int | None,
    longitude_e6: int | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Write down another address and another place on the map, in millionths of a degree. OutOfScope, BadPlace."""
    actor.require(Role.CLERK, canteen_id=canteen_id)
    mistakes = off_the_map(latitude_e6=latitude_e6, longitude_e6=longitude_e6)
    if len(address.strip()) > LONGEST_ADDRESS:
        mistakes.append(("address", f"must be at most {LONGEST_ADDRESS} characters"))
    if mistakes:
        raise BadPlace(mistakes)
    with transaction.atomic():
        Canteen.objects.filter(id=canteen_id).update(
            address=address.strip(), latitude_e6=latitude_e6, longitude_e6=longitude_e6
        )
        do(
            staff_id=actor.staff_id,
            verb="move",
            subject_kind="canteen",
            subject_id=canteen_id,
            reason=reason,
            detail={"latitude_e6": latitude_e6, "longitude_e6": longitude_e6},
            now=now,
        )


def change_bank_account(
    *,
    actor: Actor,
    organisation_id: UUID,
    bank: str,
    number: str,
    from_on: date,
    now: datetime,
    reason: str = "",
) -> None:
    """Let an organisation be paid into another account from a day on; its number is sealed, and in no deed.

    A clerk does it whose duty covers every canteen the organisation runs or is about to run, or, where it runs none
    any more, those it ran and may be owed for: an account concerns all of them.
    OutOfScope, NoSuchOrganisation, BadPlace.
    """
    actor.require_held(Role.CLERK)
    if not Organisation.objects.filter(id=organisation_id).exists():
        raise NoSuchOrganisation()
    if not run_by(organisation_id=organisation_id, on=service_day(now)) <= actor.canteens(Role.CLERK):
        raise OutOfScope()
    digits = "".join(number.split())
    mistakes = [] if 0 < len(bank.strip()) <= LONGEST_BANK else [("bank", f"must be 1 to {LONGEST_BANK} characters")]
    if not _NUMBER.fullmatch(digits):
        mistakes.append(("number", "must be 8 to 30 digits"))
    with transaction.atomic():
        # Two changes at once meet on the organisation's row.
        Organisation.objects.select_for_update(no_key=True).get(id=organisation_id)
        if BankAccount.objects.filter(organisation_id=organisation_id, from_on__gte=from_on).exists():
            mistakes.append(("from_on", "must be after the present account began"))
        if mistakes:
            raise BadPlace(mistakes)
        BankAccount.objects.filter(in_force(from_on), organisation_id=organisation_id).update(until_on=from_on)
        row_id = new_id()
        BankAccount(
            id=row_id,
            organisation_id=organisation_id,
            bank=bank.strip(),
            number_sealed=vault.seal(digits, table="canteen_bankaccount", column="number_sealed", row_id=row_id),
            from_on=from_on,
        ).save(force_insert=True)
        do(
            staff_id=actor.staff_id,
            verb="change account",
            subject_kind="organisation",
            subject_id=organisation_id,
            reason=reason,
            detail={"account": str(row_id), "from_on": from_on.isoformat()},
            now=now,
        )
