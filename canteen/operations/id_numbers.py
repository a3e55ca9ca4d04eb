"""Mends an ID number that was registered wrongly, and with it the birth date that meals are decided by (S1, D14)."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.errors import Conflict
from canteen.core.identity import birth_date, normalise_id_number
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.gateways import vault
from canteen.models import Elder
from canteen.operations.deeds import do
from canteen.operations.elder_rows import ElderExists
from canteen.queries.elders import id_number_of, require_elder


class NumberRegistered(Conflict):
    """This is the ID number that she is registered by already; nothing was written."""

    code = "number-registered"
    zh = "登记的就是这个身份证号，没有更改"


def correct_id_number(*, actor: Actor, elder_id: UUID, id_number: str, now: datetime, reason: str = "") -> date:
    """Register somebody by another ID number, and return the birth date it says: her age on every day follows it.

    Neither number stands in the deed, both birth dates do. Meals decided by the former one are the business of who
    calls, and so are the locks of their books, which are taken before hers (D18). OutOfScope, NoSuchElder, BadIdNumber;
    NumberRegistered for her own, ElderExists for somebody else's.
    """
    require_elder(actor=actor, roles=(Role.CLERK,), elder_id=elder_id, on=service_day(now))
    number = normalise_id_number(id_number)
    try:
        with transaction.atomic():
            row = Elder.objects.select_for_update().get(id=elder_id)
            if id_number_of(row) == number:
                raise NumberRegistered()
            was_born_on, row.birth_on = row.birth_on, birth_date(number)
            sealed = vault.seal(number, table="canteen_elder", column="id_number_sealed", row_id=elder_id)
            row.id_number_sealed, row.id_number_lookup = sealed, vault.lookup(number, purpose="id number")
            row.save(update_fields=["birth_on", "id_number_sealed", "id_number_lookup"])
            do(
                staff_id=actor.staff_id,
                verb="correct number",
                subject_kind="elder",
                subject_id=elder_id,
                reason=reason,
                detail={"was_born_on": was_born_on.isoformat(), "born_on": row.birth_on.isoformat()},
                now=now,
            )
    except IntegrityError:
        raise ElderExists() from None
    return row.birth_on
