"""Ids of accounts are remembered, by all threads of a server at once (D20)."""

from uuid import UUID

import pytest

from settlement.models import Account
from settlement.operations import accounts

pytestmark = pytest.mark.django_db


class Forgetful(dict[str, UUID]):
    """A memory that another thread empties between two questions."""

    def __contains__(self, address: object) -> bool:
        found = super().__contains__(address)
        self.clear()
        return found


def test_a_memory_emptied_by_another_thread_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Account.objects.create(address="fund/town/free")
    monkeypatch.setattr(accounts, "_remembered", Forgetful({row.address: row.id}))
    assert accounts.account_ids([row.address]) == {row.address: row.id}
