"""Finds a new region or canteen the key by which policy documents call it: once, for good.

Published documents name places by their keys and are never changed, so no key is: what a place is called may be put
right, and merged regions are new rows.
"""

from typing import Final

from canteen.core.errors import Conflict
from canteen.core.identity import holds_persons_number
from canteen.core.keys import free_key, is_key
from canteen.gateways.pinyin import key_of
from canteen.models import Canteen, Region

_FALLBACKS: Final = {Region: "region", Canteen: "canteen"}
# A number behind a key may take the place of its end: those that begin alike up to here are all that may be in the way.
_ALIKE: Final = 32


class KeyTaken(Conflict):
    """Another place is called by this key; choose another one, or none and let the name make one."""

    code = "key-taken"
    zh = "这个代号已经用了；请换一个，或不填"


def odd_key(*, key: str) -> list[tuple[str, str]]:
    """Return what is wrong with a key that somebody gave: nothing with none, for then the name makes one."""
    if key and (not is_key(key) or holds_persons_number(key)):
        return [("key", "must be small letters and digits, a letter first, parts between single hyphens")]
    return []


def key_for(*, model: type[Region | Canteen], name: str, wanted: str) -> str:
    """Return the key for a new place: the one that is wanted, or its name in pinyin, numbered where that is taken.

    KeyTaken. Keys are unique in the database: who writes the row tries again where somebody else was quicker.
    """
    made_of_name = key_of(name=name, fallback=_FALLBACKS[model])
    alike = model._default_manager.filter(key__startswith=(wanted or made_of_name)[:_ALIKE])
    taken = set(alike.values_list("key", flat=True))
    if wanted in taken:
        raise KeyTaken()
    return wanted or free_key(wanted=made_of_name, taken=taken)
