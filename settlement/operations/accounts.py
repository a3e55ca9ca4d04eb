"""Accounts come into being when money first moves on them; their ids never change and may be remembered (D20)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from settlement.models import Account

MOST_REMEMBERED = 50_000
_remembered: dict[str, UUID] = {}


def account_ids(addresses: Iterable[str]) -> Mapping[str, UUID]:
    """Return the id of each address, opening accounts that do not exist; an id is remembered once it is committed."""
    wanted = set(addresses)
    # Asked once each: another thread may forget them all between two questions.
    known = {address: found for address in wanted if (found := _remembered.get(address)) is not None}
    missing = wanted - known.keys()
    if missing:
        read = _read(missing)
        new = missing - read.keys()
        if new:
            Account.objects.bulk_create([Account(address=address) for address in sorted(new)], ignore_conflicts=True)
            read |= _read(new)
        known |= read
        transaction.on_commit(lambda: _remember(read))
    return known


def forget_accounts() -> None:
    """Forget every remembered id: for tests, where the database is emptied under a living process."""
    _remembered.clear()


def _read(addresses: set[str]) -> dict[str, UUID]:
    return dict(Account.objects.filter(address__in=addresses).values_list("address", "id"))


def _remember(found: Mapping[str, UUID]) -> None:
    if len(_remembered) + len(found) > MOST_REMEMBERED:
        _remembered.clear()
    _remembered.update(found)
