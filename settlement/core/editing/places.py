"""Where on the editor's page a place of the document stands: from a path to the card, its tier and the field."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from settlement.core.editing.cards import Band, Layer, Limit
from settlement.core.editing.sheet import SHOWN, Draft
from settlement.core.editing.terms import Amount, Who, field_of
from settlement.core.reading import NotJson, load_json

Steps = Sequence[str]
_STEP: Final = re.compile(r'\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.\[\]]+)')
_LISTS: Final = {"layers": "layers", "elder": "bands", "limits": "limits"}
_TOP: Final = {
    ("title", "zh"): "zh",
    ("title", "en"): "en",
    ("source", "url"): "url",
    ("source",): "source",
    ("notes",): "notes",
    ("age_reached",): "age_reached",
    ("redecision",): "may_raise_elder",
    ("promise_gap", "empty", "part"): "gap.part",
    ("promise_gap", "empty"): "gap.then",
    ("promise_gap",): "gap.name",
    ("regions",): "regions",
    ("canteens",): "canteens",
}
_LAYER: Final = {
    ("title", "en"): "en",
    ("title",): "zh",
    ("payer",): "bearer.name",
    ("empty", "part"): "bearer.part",
    ("empty",): "bearer.then",
    ("tiers_pick",): "pick",
    ("tiers",): "pick",
    ("limits",): "counts",
}
_BAND: Final = {
    ("at_least",): "least",
    ("at_most",): "most",
    ("exactly",): "most",
    ("beyond",): "bearer.name",
    ("empty", "part"): "bearer.part",
    ("empty",): "bearer.then",
    ("limits",): "counts",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A field of the page, or a card or a list where no single field is meant.

    `part` is "layers", "bands", "limits", or empty for what stands in no card; `number` and `tier` count from 0.
    `field` is the end of the form's name that says what is asked: "amount.value". `rest` is the path inside raw text.
    """

    part: str = ""
    number: int | None = None
    tier: int | None = None
    field: str = ""
    rest: str = ""

    @property
    def card(self) -> str:
        """The name of its card: layers.0; empty where it stands in none."""
        return "" if self.number is None else f"{self.part}.{self.number}"

    @property
    def name(self) -> str:
        """The name of its field, or of its card or list where there is none: layers.0.tiers.1.amount.value."""
        tier = "" if self.tier is None else f"tiers.{self.tier}"
        return ".".join(filter(None, (self.card or self.part, tier, self.field)))


def spot_of(path: str, draft: Draft) -> Spot:
    """Find the field that a path of the document is written by; what has none stands in the raw text of the rest."""
    steps = [number or quoted or key for number, quoted, key in _STEP.findall(path)]
    part = _LISTS.get(steps[0]) if steps else None
    if part is None:
        field = _longest(steps, _TOP)
        return Spot(field=field) if field else Spot(field="rest", rest=path)
    cards: Sequence[Any] = getattr(draft, part) or ()
    if len(steps) < 2 or not steps[1].isdecimal() or int(steps[1]) >= len(cards):
        return Spot(part)
    number, card, inner = int(steps[1]), cards[int(steps[1])], steps[2:]
    match card.fields:
        case Layer():
            return _in_layer(number, card.fields, inner)
        case Band():
            return _within(Spot(part, number), card.fields.who, inner, _longest(inner, _BAND) or _plain(inner))
        case Limit():
            return Spot(part, number, None, _plain(inner))
    return Spot(part, number, None, "raw", ".".join(inner))


def said_twice(draft: Draft) -> tuple[str, ...]:
    """Return the keys in the raw text of the rest that have fields of their own: there they would win unseen."""
    try:
        found = load_json(draft.rest)
    except NotJson:
        return ()
    return tuple(name for name in found if name in SHOWN) if isinstance(found, dict) else ()


def unreadable(draft: Draft) -> Iterator[tuple[Spot, NotJson | None]]:
    """Yield every raw text of a draft that is no JSON, with what is wrong; None for a rest that is no object."""
    for part in _LISTS.values():
        for number, card in enumerate(getattr(draft, part) or ()):
            raws = [(Spot(part, number, None, "raw"), card.raw)] if card.fields is None else []
            if isinstance(card.fields, Layer):
                raws += _raws_of(number, card.fields)
            elif isinstance(card.fields, Band):
                raws.append((Spot(part, number, None, "who.other"), card.fields.who.other))
            yield from _not_json(raws)
    yield from _not_json([(Spot(field="rest"), draft.rest)])


def _raws_of(number: int, layer: Layer) -> list[tuple[Spot, str]]:
    raws = [(Spot("layers", number, None, "who.other"), layer.who.other)]
    for at, tier in enumerate(layer.tiers if layer.pick else layer.tiers[:1]):
        if layer.pick:
            raws.append((Spot("layers", number, at, "who.other"), tier.who.other))
        if tier.amount.kind == "raw":
            raws.append((Spot("layers", number, at, "amount.value"), tier.amount.value or " "))
    return raws


def _not_json(raws: Sequence[tuple[Spot, str]]) -> Iterator[tuple[Spot, NotJson | None]]:
    for spot, raw in raws:
        if not raw or (not raw.strip() and spot.field in ("who.other", "rest")):
            continue
        try:
            found = load_json(raw)
        except NotJson as wrong:
            yield spot, wrong
        else:
            if spot.field == "rest" and not isinstance(found, dict):
                yield spot, None


def _in_layer(number: int, layer: Layer, inner: Steps) -> Spot:
    if inner[:1] == ["tiers"] and len(inner) > 1 and inner[1].isdecimal():
        tier, at = int(inner[1]), inner[2:]
        if tier < len(layer.tiers):
            return _within_tier(Spot("layers", number, tier), layer.tiers[tier].who, layer.tiers[tier].amount, at)
    if inner[:1] == ["formula"] and layer.tiers:
        return _within_tier(Spot("layers", number, 0), Who(), layer.tiers[0].amount, inner)
    return _within(Spot("layers", number), layer.who, inner, _longest(inner, _LAYER) or _plain(inner))


def _within_tier(tier: Spot, who: Who, amount: Amount, inner: Steps) -> Spot:
    if inner[:1] != ["formula"]:
        return _within(tier, who, inner, "")
    if amount.kind == "raw":
        return Spot(tier.part, tier.number, tier.tier, "amount.value", ".".join(inner[1:]))
    last = inner[-1] if inner else ""
    of_most = inner[1:3] == ["lowest", "1"]
    field = "most" if of_most else {"of": "of", "round": "rounding"}.get(last, "value")
    return Spot(tier.part, tier.number, tier.tier, f"amount.{field}")


def _within(item: Spot, who: Who, inner: Steps, field: str) -> Spot:
    """A field of an item, or of its condition."""
    if inner[:1] != ["when"]:
        return Spot(item.part, item.number, item.tier, field)
    asked, rest = field_of(who, inner[1:])
    return Spot(item.part, item.number, item.tier, f"who.{asked}", ".".join(rest))


def _plain(inner: Steps) -> str:
    return inner[0] if inner else ""


def _longest(steps: Steps, known: dict[tuple[str, ...], str]) -> str:
    """The field of the longest beginning that has one."""
    for length in range(min(len(steps), 3), 0, -1):
        if (field := known.get(tuple(steps[:length]))) is not None:
            return field
    return ""
