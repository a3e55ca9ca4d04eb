"""What holds where a policy document leaves a key out, written as a document would write it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from settlement.core.policy.parse import AGE_REACHED
from settlement.core.policy.rules import DEFAULT_LIMITS

_HELD: Final[Mapping[str, Any]] = {
    "age_reached": AGE_REACHED[0],
    "limits": [{"id": each.id, "per": each.per, "count": each.count} for each in DEFAULT_LIMITS],
    "redecision": {"may_raise_elder": False},
    **{key: [] for key in ("notes", "exclusions", "elder", "products")},
    **{key: {} for key in ("regions", "canteens")},
}
# Of an item of one of a document's lists.
_HELD_OF: Final[Mapping[str, Mapping[str, Any]]] = {"layers": {"discount": False}, "elder": {"at_least": "0.00"}}


def completed(document: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a document with what it leaves out and holds anyway, as far as there is something of it in the other."""
    unsaid = {key: held for key, held in _HELD.items() if key in other and key not in document}
    return {**document, **{key: _beside(other[key], held) for key, held in unsaid.items() if held or not other[key]}}


def held_unsaid(key: str, within: str, item: Mapping[str, Any], document: Mapping[str, Any], written: Any) -> Any:
    """Return what holds of an item that leaves a key out, beside what is written for it elsewhere; None for nothing.

    `within` is the key of the list of the document that the item stands in. The document may be one that cannot be
    read: a draft is compared while it is still wrong.
    """
    if key == "limits" and within in _HELD_OF:
        return _beside(written, _counted(document, sums=within == "layers"))
    if key == "at_least" and "exactly" in item:
        return None
    return _HELD_OF.get(within, {}).get(key)


def _beside(written: Any, held: Any) -> Any:
    """What holds, in the words of what is written where that says as much.

    The order of a list, and what a limit is called, say nothing.
    """
    if not isinstance(written, list) or not isinstance(held, list):
        return held
    same = [next((each for each in written if _said(each) == _said(one)), one) for one in held]
    return written if sorted(map(_said, same)) == sorted(map(_said, written)) else same


def _counted(document: Mapping[str, Any], *, sums: bool) -> list[Any]:
    """The limits that a layer or a band counts against where it names none: all but those of products, and sums."""
    limits = _items(document.get("limits", _HELD["limits"]))
    named = [each.get("limits") for each in _items(document.get("products"))]
    of_products = [limit for some in named if isinstance(some, list) for limit in some]
    return [each.get("id") for each in limits if each.get("id") not in of_products and (sums or "sum" not in each)]


def _items(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _said(value: Any) -> str:
    said = {key: part for key, part in value.items() if key != "id"} if isinstance(value, dict) else value
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
