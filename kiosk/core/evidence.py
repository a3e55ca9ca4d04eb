"""What is kept of an item as it was sent: no counter's token, no ID number, and in a form every database can hold."""

import json
from typing import Any, Final

from canteen.core.identity import without_persons_numbers
from kiosk.core.credential import PREFIX

TOKEN: Final = "staff"
SCAN: Final = "presented"
AS_SENT: Final = "as_sent"


def kept(item: object) -> Any:
    """Return an item of a batch as evidence; one that no JSON column takes becomes the text of it.

    A reader also types the number of an ID card held to it, and who types one mistypes it: whatever may be one is
    masked, for nothing takes it away again (S1).

    PostgreSQL holds no zero characters and no half of a surrogate pair, and neither engine takes NaN. A device sends
    what it has stored for ever, so even that must find a row (K2).
    """
    bare = _bare(item) if isinstance(item, dict) else item
    try:
        text = json.dumps(bare, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, RecursionError):
        return {AS_SENT: _text(bare)}
    return bare if r"\u0000" not in text else {AS_SENT: _text(bare)}


def _bare(item: dict[Any, Any]) -> dict[Any, Any]:
    bare = {key: value for key, value in item.items() if key != TOKEN}
    scan = bare.get(SCAN)
    if isinstance(scan, str) and not scan.startswith(PREFIX):
        bare[SCAN] = without_persons_numbers(scan)
    return bare


def _text(item: object) -> str:
    try:
        return json.dumps(item)
    except RecursionError:
        return "nested too deep"
