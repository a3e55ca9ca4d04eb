"""Two towns that a module of these tests walks through."""

from tests.access.walk import walk

__all__ = ["walk"]
