"""What every test may count on: Hypothesis without surprises, rows written by their owner alone, nothing left over."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.flush import flush_past_guards
from tests.house.guard import owners_alone_write
from tests.tables import made_once

# The same examples on every machine where a run must prove something; new ones on a developer's desk.
settings.register_profile("house", deadline=None, print_blob=True)
settings.register_profile("strict", deadline=None, derandomize=True, database=None)
settings.load_profile("strict" if os.environ.get("NUANCAN_STRICT") == "1" else "house")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """What pytest-django asks for before it makes the database of a run."""
    with made_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def _owners_alone_write() -> Iterator[None]:
    with owners_alone_write():
        yield


@pytest.fixture(scope="session", autouse=True)
def _flush_past_guards() -> Iterator[None]:
    with flush_past_guards():
        yield


@pytest.fixture(autouse=True)
def _accounts_forgotten() -> Iterator[None]:
    """Account ids are remembered for a process's life, rosters for seconds; a test's go with its rows."""
    from canteen.queries.roster import forget_rosters
    from settlement.operations.accounts import forget_accounts

    yield
    forget_accounts()
    forget_rosters()
