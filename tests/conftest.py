"""What every test may count on: Hypothesis without surprises, and rows written by their owner alone."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.house.guard import owners_alone_write

# The same examples on every machine where a run must prove something; new ones on a developer's desk.
settings.register_profile("house", deadline=None, print_blob=True)
settings.register_profile("strict", deadline=None, derandomize=True, database=None)
settings.load_profile("strict" if os.environ.get("NUANCAN_STRICT") == "1" else "house")


@pytest.fixture(scope="session", autouse=True)
def _owners_alone_write() -> Iterator[None]:
    with owners_alone_write():
        yield
