"""Layers, bands and limits as cards: fields where the shape is a common one, the raw text of the rest."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Generic, TypeVar

from settlement.core.editing.terms import Amount, Json, Who, amount_of, condition_of, formula_of, who_of
from settlement.core.editing.typed import number_in
from settlement.core.reading import NotJson, load_json

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who pays: "canteen", "suspense" or "fund:<key>", and what happens when a fund is empty."""

    name: str = "canteen"
    then: str = "hold"
    part: bool = True


@dataclass(frozen=True, slots=True)
class Tier:
    """One row of a layer's table."""

    who: Who = field(default_factory=Who)
    amount: Amount = field(default_factory=Amount)


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a common shape; `pick` is empty where there is one formula for everybody."""

    id: str = ""
    zh: str = ""
    en: str = ""
    bearer: Bearer = field(default_factory=Bearer)
    lines: tuple[str, ...] = ("set",)
    who: Who = field(default_factory=Who)
    tiers: tuple[Tier, ...] = (Tier(),)
    pick: str = ""
    limits: tuple[str, ...] | None = None  # None: all of the document
    discount: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """What the elder pays: from `least` to `most`, or exactly `most`, beside which a `least` is a mistake."""

    who: Who = field(default_factory=Who)
    lines: tuple[str, ...] = ("set",)
    exactly: bool = False
    least: str = ""
    most: str = ""
    bearer: Bearer = field(default_factory=Bearer)
    limits: tuple[str, ...] | None = None  # None: all of the document that count meals


@dataclass(frozen=True, slots=True)
class Limit:
    """So many meals, or so much, in a period.

    `unasked` is one of a list that began where the document named none, so that without it there is none again.
    """

    id: str = ""
    per: str = "day"
    count: str = ""
    sum: str = ""
    counts: str = ""
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Card(Generic[C]):
    """One item of a list: its fields, or its raw text where no fields say the same."""

    fields: C | None
    raw: str = ""


def card_of(item: object, read: Callable[[Json], C | None], write: Callable[[C], Json]) -> Card[C]:
    """Show an item by its fields where they say exactly what it says; else raw."""
    found = read(item) if isinstance(item, dict) else None
    if found is not None and is_typed(found) and write(found) == item:
        return Card(found)
    return Card(None, json.dumps(item, ensure_ascii=False, indent=2))


def is_typed(value: object) -> bool:
    """Whether fields hold nothing but text and ticks: what else stands in a document, no field of a page can say."""
    if is_dataclass(value):
        held = [(getattr(value, each.name), each.default) for each in fields(value)]
        return all(one is default or is_typed(one) for one, default in held)
    return all(map(is_typed, value)) if isinstance(value, tuple) else isinstance(value, str | bool)


def id_in(raw: str) -> str:
    """Return the id that an item's raw text gives it; empty where it gives none."""
    try:
        item = load_json(raw)
    except NotJson:
        return ""
    found = item.get("id") if isinstance(item, dict) else None
    return found if isinstance(found, str) else ""


def layer_json(layer: Layer) -> Json:
    """The layer in the document."""
    made: Json = {"id": layer.id, "title": {"zh": layer.zh, "en": layer.en}}
    made |= _bearer_json(layer.bearer, "payer") | {"lines": list(layer.lines)}
    when = condition_of(layer.who)
    if when is not None:
        made["when"] = when
    if layer.limits is not None:
        made["limits"] = list(layer.limits)
    if layer.discount:
        made["discount"] = True
    if not layer.pick:
        return made | {"formula": formula_of(layer.tiers[0].amount if layer.tiers else Amount())}
    return made | {"tiers": [_tier_json(tier) for tier in layer.tiers], "tiers_pick": layer.pick}


def layer_fields(item: Json) -> Layer | None:
    """The fields of a layer, as far as there are any."""
    who, title = who_of(item.get("when")), item.get("title", {})
    tiers = item.get("tiers", [{"formula": item.get("formula")}])
    rows = [_tier_fields(tier) for tier in tiers] if isinstance(tiers, list) else [None]
    if None in rows or not isinstance(title, dict):
        return None
    return Layer(
        id=item.get("id", ""),
        zh=title.get("zh", ""),
        en=title.get("en", ""),
        bearer=_bearer_fields(item, "payer"),
        lines=tuple(item.get("lines", ())),
        who=who,
        tiers=tuple(row for row in rows if row is not None),
        pick=item.get("tiers_pick", ""),
        limits=tuple(item["limits"]) if "limits" in item else None,
        discount=item.get("discount", False),
    )


def band_json(band: Band) -> Json:
    """The band in the document."""
    made: Json = {"lines": list(band.lines)}
    when = condition_of(band.who)
    if when is not None:
        made["when"] = when
    if band.limits is not None:
        made["limits"] = list(band.limits)
    if band.least:
        made["at_least"] = band.least
    if band.exactly:
        return made | {"exactly": band.most} | _bearer_json(band.bearer, "beyond")
    if band.most:
        made["at_most"] = band.most
    # Somebody chosen for what is beyond nothing is a mistake to be told: the amount was forgotten, or is no more meant.
    return made | (_bearer_json(band.bearer, "beyond") if band.most or band.bearer.name != Bearer().name else {})


def band_fields(item: Json) -> Band:
    """The fields of a band, as far as there are any."""
    who, exactly = who_of(item.get("when")), "exactly" in item
    return Band(
        who=who,
        lines=tuple(item.get("lines", ())),
        exactly=exactly,
        least=item.get("at_least", ""),
        most=item["exactly"] if exactly else item.get("at_most", ""),
        bearer=_bearer_fields(item, "beyond"),
        limits=tuple(item["limits"]) if "limits" in item else None,
    )


def limit_json(limit: Limit) -> Json:
    """The limit in the document."""
    number = number_in(limit.count)
    count = limit.count if number is None else number
    made = {"id": limit.id, "per": limit.per, "count": count, "sum": limit.sum, "counts": limit.counts}
    return {name: value for name, value in made.items() if value != ""}


def limit_fields(item: Json) -> Limit:
    """The fields of a limit."""
    count = item.get("count", "")
    return Limit(item.get("id", ""), item.get("per", ""), str(count), item.get("sum", ""), item.get("counts", ""))


def gap_json(bearer: Bearer) -> Json:
    """The payer of the promise gap in the document."""
    return _bearer_json(bearer, "payer")


def gap_fields(item: object) -> Bearer:
    """Who pays the promise gap."""
    return _bearer_fields(item if isinstance(item, dict) else {}, "payer")


def _tier_json(tier: Tier) -> Json:
    when = condition_of(tier.who)
    return ({} if when is None else {"when": when}) | {"formula": formula_of(tier.amount)}


def _tier_fields(item: object) -> Tier | None:
    if not isinstance(item, dict):
        return None
    return Tier(who_of(item.get("when")), amount_of(item.get("formula")))


def _bearer_json(bearer: Bearer, key: str) -> Json:
    if not bearer.name.startswith("fund:"):
        return {key: bearer.name}
    return {key: {"fund": bearer.name.removeprefix("fund:")}, "empty": {"then": bearer.then, "part": bearer.part}}


def _bearer_fields(item: Mapping[str, Any], key: str) -> Bearer:
    payer, empty = item.get(key), item.get("empty", {})
    if isinstance(payer, dict) and isinstance(empty, dict):
        return Bearer(f"fund:{payer.get('fund', '')}", str(empty.get("then", "")), empty.get("part") is True)
    return Bearer(payer) if isinstance(payer, str) else Bearer()
