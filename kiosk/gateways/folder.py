"""The folder a trial hands out: printable cards and a sheet for scripts, readable by their owner alone."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.gateways.cards import PrintedCard, card_picture, card_png, sheet_pdf


def write_cards(folder: Path, cards: Sequence[PrintedCard], names: Sequence[str], pdf: str) -> None:
    """Write one picture a card under its name, and all of them as sheets to print; each code is drawn once."""
    drawn = {card: card_picture(card) for card in cards}.__getitem__
    for card, name in zip(cards, names, strict=True):
        (folder / name).write_bytes(card_png(card, draw=drawn))
    (folder / pdf).write_bytes(sheet_pdf(cards, draw=drawn))


def write_sheet(path: Path, sheet: Mapping[str, Any]) -> None:
    """Write the sheet at once or not at all, for whoever waits for it; it holds passwords, so 0600."""
    fresh = path.with_suffix(".fresh")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(sheet, file, ensure_ascii=False, indent=1)
        file.write("\n")
    fresh.replace(path)


def read_sheet(path: Path) -> dict[str, Any] | None:
    """Return the sheet of a trial loaded before, or None."""
    if not path.exists():
        return None
    sheet: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return sheet
