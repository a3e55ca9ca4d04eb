"""What a sheet is called."""

from typing import NamedTuple


class Sheet(NamedTuple):
    """A sheet's name, and whether whoever sent it had hidden it."""

    name: str
    hidden: bool
