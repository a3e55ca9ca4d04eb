"""The two limits a check-in is held against: an empty endpoint, and one INSERT chain of exactly its rows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from django.http import HttpRequest
from ninja import Router, Schema

from canteen.models.ids import new_id
from canteen.models.sql import insert
from kiosk.api.wire import BatchSent
from kiosk.auth import device_of
from kiosk.models import CheckIn
from ordering.models import Line, Order
from settlement.models import Claim, Entry, Posting

router = Router()


class Said(Schema):
    """The answer of an empty endpoint."""

    ok: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """One statement ready to run, and where in its parameters each fresh value goes."""

    sql: str
    params: tuple[Any, ...]
    places: dict[int, Any]  # position → the value it stands for in the check-in that was copied


@router.get("/empty", response=Said)
def get_empty(request: HttpRequest) -> dict[str, bool]:
    """Nothing but the server, the middleware and the router."""
    return {"ok": True}


@router.post("/chain", response=Said)
def post_chain(request: HttpRequest, batch: BatchSent) -> dict[str, bool]:
    """Authenticate the device, then write the rows of one check-in in one statement that decides nothing."""
    device = device_of(request)
    chain, fresh = _chain(device.canteen_id), {}
    params = list(chain.params)
    for place, old in chain.places.items():
        if old not in fresh:
            fresh[old] = new_id() if isinstance(old, UUID) else new_id().hex[-20:]
        params[place] = fresh[old]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(chain.sql, params)
    return {"ok": True}


@cache
def _chain(canteen_id: UUID) -> Chain:
    """Copy a check-in that was made beforehand at this canteen, row for row; built once and only filled in after."""
    check_in = CheckIn.objects.filter(canteen_id=canteen_id, decision="served").order_by("id")[0]
    assert check_in.order_id
    assert check_in.entry_id
    copied: list[models.Model] = [
        Order.objects.get(id=check_in.order_id),
        *Line.objects.filter(order_id=check_in.order_id),
        Entry.objects.get(id=check_in.entry_id),
        *Posting.objects.filter(entry_id=check_in.entry_id).order_by("position"),
        *Claim.objects.filter(entry_id=check_in.entry_id),
        check_in,
    ]
    fresh: set[Any] = {row.pk for row in copied}
    for row in copied:
        if isinstance(row, Claim):
            row.period = uuid4().hex[:20]
            fresh.add(row.period)
    check_in.fingerprint = "chain"
    check_in.sequence = None
    check_in.received_at = datetime.now(UTC)
    statements = insert(copied)
    *first, last = statements
    head = ",".join(f"w{number} AS ({statement.sql})" for number, statement in enumerate(first))
    params = tuple(value for statement in statements for value in statement.params)
    places = {place: value for place, value in enumerate(params) if isinstance(value, UUID | str) and value in fresh}
    return Chain(f"WITH {head} {last.sql}", params, places)
