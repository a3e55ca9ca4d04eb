"""A whole document as cards, and the document that cards come to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from settlement.core.editing.cards import (
    Band,
    Bearer,
    Card,
    Layer,
    Limit,
    band_fields,
    band_json,
    card_of,
    gap_fields,
    gap_json,
    is_typed,
    layer_fields,
    layer_json,
    limit_fields,
    limit_json,
)
from settlement.core.editing.terms import Json
from settlement.core.policy.mistakes import FORMAT
from settlement.core.reading import load_json

# The keys of a document that have fields of their own.
SHOWN: Final = frozenset(
    ("format", "title", "source", "notes", "age_reached", "redecision", "promise_gap", "limits", "elder", "layers")
) | {"regions", "canteens"}
_SAID: Final = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as the editor holds it: all values are text as typed, so that nothing is lost that is not right yet.

    `regions` and `canteens` are names by key. `rest` is the raw text of what has no fields: exclusions, products.
    """

    zh: str = ""
    en: str = ""
    source: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()
    age_reached: str = ""
    may_raise_elder: str = ""  # "yes", "no", or not said
    gap: Bearer = field(default_factory=Bearer)
    layers: tuple[Card[Layer], ...] = ()
    bands: tuple[Card[Band], ...] = ()
    banded: bool = False  # whether the document has a list of them, be it empty
    limits: tuple[Card[Limit], ...] | None = None  # None: what holds where a document names none
    regions: Mapping[str, str] = field(default_factory=dict)
    canteens: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""


def draft_of(document: Json) -> Draft | None:
    """The cards that come to this document; None for one so odd that only its raw text does."""
    try:
        draft = _draft(document)
        return draft if _is_typed(draft) and document_of(draft) == document else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def document_of(draft: Draft) -> Json:
    """The document that the cards come to, right or wrong: `parse` says which. ValueError for raw text that is no JSON.

    NotJson is such a ValueError's cause where a card's raw text cannot be read.
    """
    made: Json = {"format": FORMAT, "title": {"zh": draft.zh, "en": draft.en}}
    if draft.source or draft.url:
        made["source"] = {"title": draft.source} | ({"url": draft.url} if draft.url else {})
    if draft.notes:
        made["notes"] = list(draft.notes)
    if draft.age_reached:
        made["age_reached"] = draft.age_reached
    if draft.may_raise_elder:
        made["redecision"] = {"may_raise_elder": draft.may_raise_elder == "yes"}
    made |= {name: dict(some) for name, some in _declared(draft) if some}
    made["promise_gap"] = gap_json(draft.gap)
    if draft.limits is not None:
        made["limits"] = [_item(card, limit_json) for card in draft.limits]
    if draft.bands or draft.banded:
        made["elder"] = [_item(card, band_json) for card in draft.bands]
    made["layers"] = [_item(card, layer_json) for card in draft.layers]
    return made | (_object(draft.rest) if draft.rest.strip() else {})


def _draft(document: Json) -> Draft:
    title, source = document["title"], document.get("source", {})
    rest = {name: value for name, value in document.items() if name not in SHOWN}
    return Draft(
        zh=title["zh"],
        en=title["en"],
        source=source.get("title", ""),
        url=source.get("url", ""),
        notes=tuple(document.get("notes", ())),
        age_reached=document.get("age_reached", ""),
        may_raise_elder=_SAID[document.get("redecision", {}).get("may_raise_elder")],
        gap=gap_fields(document["promise_gap"]),
        layers=tuple(card_of(item, layer_fields, layer_json) for item in document["layers"]),
        bands=tuple(card_of(item, band_fields, band_json) for item in document.get("elder", ())),
        banded="elder" in document,
        limits=tuple(card_of(item, limit_fields, limit_json) for item in document["limits"])
        if "limits" in document
        else None,
        regions=document.get("regions", {}),
        canteens=document.get("canteens", {}),
        rest=json.dumps(rest, ensure_ascii=False, indent=2) if rest else "",
    )


def _is_typed(draft: Draft) -> bool:
    """Whether what stands in no card is text; cards have seen to it."""
    head = (draft.zh, draft.en, draft.source, draft.url, draft.notes, draft.age_reached, draft.gap)
    return is_typed((*head, *draft.regions.items(), *draft.canteens.items()))


def _declared(draft: Draft) -> tuple[tuple[str, Mapping[str, str]], ...]:
    return ("regions", draft.regions), ("canteens", draft.canteens)


def _item(card: Card[Any], write: Any) -> object:
    return load_json(card.raw) if card.fields is None else write(card.fields)


def _object(text: str) -> Json:
    found = load_json(text)
    if not isinstance(found, dict):
        raise TypeError("the rest of a document is an object")
    return found
