"""What is kept of an item as it was sent: without the counter's token, and in a form that every database can hold."""

import json
from typing import Any, Final

TOKEN: Final = "staff"
AS_SENT: Final = "as_sent"


def kept(item: object) -> Any:
    """Return an item of a batch as evidence; one that no JSON column takes becomes the text of it.

    PostgreSQL holds no zero characters and no half of a surrogate pair, and neither engine takes NaN. A device sends
    what it has stored for ever, so even that must find a row (K2).
    """
    bare = {key: value for key, value in item.items() if key != TOKEN} if isinstance(item, dict) else item
    try:
        text = json.dumps(bare, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, RecursionError):
        return {AS_SENT: _text(bare)}
    return bare if r"\u0000" not in text else {AS_SENT: _text(bare)}


def _text(item: object) -> str:
    try:
        return json.dumps(item)
    except RecursionError:
        return "nested too deep"
