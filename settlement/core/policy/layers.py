"""Read the layers, the elder's bands and the limits of a policy document."""

from collections.abc import Mapping, Sequence
from typing import Final

from settlement.core.case import LINE_KINDS, PERIODS
from settlement.core.policy.conditions import read_when
from settlement.core.policy.formulas import read_formula
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.values import (
    CANTEEN,
    FUND,
    SUSPENSE,
    Band,
    Condition,
    Empty,
    Layer,
    Limit,
    Payer,
    Tier,
    Title,
)
from settlement.core.reading import present
from settlement.core.shares import ELDER, PROMISE

_MOST_LAYERS: Final = 40
_MOST_TIERS: Final = 40
_MOST_LIMITS: Final = 10
_MOST_MEALS: Final = 1_000
_LONGEST_TITLE: Final = 200
_PICKS: Final = ("first", "highest")
_BETWEEN: Final = ("canteen", "elder", "hold", "next")  # what an empty fund may be followed by inside the layers,
_LAST: Final = ("canteen", "hold")  # and where the elder's share is settled already and no layer comes any more


def read_layers(reader: PolicyReader, value: object, limits: Sequence[str]) -> tuple[Layer, ...]:
    """Read the layers, in the order in which they take from what is left."""
    items = list(reader.items(value, "layers", most=_MOST_LAYERS))
    layers = tuple(_layer(reader, item, path, limits) for path, item in items)
    seen = {ELDER: "", PROMISE: ""}
    for layer, (path, _) in zip(layers, items, strict=True):
        _once(reader, layer.id, f"{path}.id", seen)
    if layers and layers[-1].payer.empty is not None and layers[-1].payer.empty.then == "next":
        reader.wrong(f"{items[-1][0]}.empty.then", "no-layer-next")
    return layers


def read_bands(reader: PolicyReader, value: object, limits: Sequence[str]) -> tuple[Band, ...]:
    """Read the elder's bands; the first whose condition holds is hers."""
    items = list(reader.items(value, "elder", most=_MOST_TIERS))
    bands = tuple(_band(reader, item, path, limits) for path, item in items)
    _all_reached(reader, [path for path, _ in items], [band.when for band in bands])
    return bands


def read_limits(reader: PolicyReader, value: object) -> tuple[Limit, ...]:
    """Read the limits: so many subsidised meals in each sitting, day, week, month or year."""
    limits = []
    seen: dict[str, str] = {}
    for path, item in reader.items(value, "limits", most=_MOST_LIMITS):
        found = reader.fields(item, path, ("id", "per", "count"))
        limit = Limit(
            reader.key(found["id"], f"{path}.id"),
            reader.option(found["per"], f"{path}.per", PERIODS),
            reader.whole(found["count"], f"{path}.count", least=1, most=_MOST_MEALS),
        )
        _once(reader, limit.id, f"{path}.id", seen)
        limits.append(limit)
    return tuple(limits)


def read_title(reader: PolicyReader, value: object, path: str) -> Title:
    """Read a name in Chinese and in English."""
    found = reader.fields(value, path, ("zh", "en"))
    return Title(
        reader.text(found["zh"], f"{path}.zh", most=_LONGEST_TITLE),
        reader.text(found["en"], f"{path}.en", most=_LONGEST_TITLE),
    )


def read_promise_gap(reader: PolicyReader, value: object) -> Payer:
    """Read who pays what the elder was not told of (D11)."""
    found = reader.fields(value, "promise_gap", ("payer",), ("empty",))
    return _payer(reader, found, "promise_gap", "payer", _LAST, (CANTEEN, SUSPENSE))


def _layer(reader: PolicyReader, value: object, path: str, limits: Sequence[str]) -> Layer:
    optional = ("when", "limits", "formula", "tiers", "tiers_pick", "empty")
    found = reader.fields(value, path, ("id", "title", "payer", "lines"), optional)
    tiered = present(found["tiers"])
    if tiered is present(found["formula"]) and isinstance(value, dict):
        reader.wrong(f"{path}.formula", "formula-or-tiers")
    pick = _PICKS[0]
    if tiered:
        tiers, pick = _tiers(reader, found, path)
    else:
        tiers = (Tier(None, read_formula(reader, found["formula"], f"{path}.formula")),)
        if present(found["tiers_pick"]):
            reader.wrong(f"{path}.tiers_pick", "pick-without-tiers")
    return Layer(
        id=reader.key(found["id"], f"{path}.id"),
        title=read_title(reader, found["title"], f"{path}.title"),
        payer=_payer(reader, found, path, "payer", _BETWEEN, (CANTEEN,)),
        lines=_lines(reader, found["lines"], f"{path}.lines"),
        when=read_when(reader, found["when"], f"{path}.when") if present(found["when"]) else None,
        limits=_limits_of(reader, found["limits"], f"{path}.limits", limits),
        tiers=tiers,
        tiered=tiered,
        pick=pick,
    )


def _tiers(reader: PolicyReader, layer: Mapping[str, object], path: str) -> tuple[tuple[Tier, ...], str]:
    if not present(layer["tiers_pick"]):
        reader.wrong(f"{path}.tiers_pick", "missing-key")
    pick = reader.option(layer["tiers_pick"], f"{path}.tiers_pick", _PICKS)
    items = list(reader.items(layer["tiers"], f"{path}.tiers", least=1, most=_MOST_TIERS))
    tiers = []
    for at, item in items:
        found = reader.fields(item, at, ("formula",), ("when",))
        when = read_when(reader, found["when"], f"{at}.when") if present(found["when"]) else None
        tiers.append(Tier(when, read_formula(reader, found["formula"], f"{at}.formula")))
    if layer["tiers_pick"] == "first":
        _all_reached(reader, [at for at, _ in items], [tier.when for tier in tiers])
    return tuple(tiers), pick


def _band(reader: PolicyReader, value: object, path: str, limits: Sequence[str]) -> Band:
    optional = ("when", "limits", "at_least", "at_most", "beyond", "empty")
    found = reader.fields(value, path, ("lines",), optional)
    at_least = reader.yuan_fen(found["at_least"], f"{path}.at_least")
    at_most, beyond = None, None
    if present(found["at_most"]):
        at_most = reader.yuan_fen(found["at_most"], f"{path}.at_most")
        if at_most < at_least:
            reader.wrong(f"{path}.at_most", "most-below-least")
        if not present(found["beyond"]):
            reader.wrong(f"{path}.beyond", "missing-key")
        beyond = _payer(reader, found, path, "beyond", _LAST, (CANTEEN, SUSPENSE))
    else:
        if not present(found["at_least"]) and isinstance(value, dict):
            reader.wrong(f"{path}.at_least", "nothing-said")
        for key in ("beyond", "empty"):
            if present(found[key]):
                reader.wrong(f"{path}.{key}", "nothing-beyond")
    return Band(
        when=read_when(reader, found["when"], f"{path}.when") if present(found["when"]) else None,
        lines=_lines(reader, found["lines"], f"{path}.lines"),
        limits=_limits_of(reader, found["limits"], f"{path}.limits", limits),
        at_least_fen=at_least,
        at_most_fen=at_most,
        beyond=beyond,
    )


def _payer(
    reader: PolicyReader,
    found: Mapping[str, object],
    path: str,
    key: str,
    thens: Sequence[str],
    names: Sequence[str],
) -> Payer:
    """Read a payer and, beside it, what happens when it is a fund that runs empty."""
    value, empty, at = found[key], found["empty"], f"{path}.{key}"
    if isinstance(value, dict):
        fund = reader.key(reader.fields(value, at, ("fund",))["fund"], f"{at}.fund")
        if not present(empty):
            reader.wrong(f"{path}.empty", "missing-key")
        said = reader.fields(empty, f"{path}.empty", ("then", "part"))
        then = reader.option(said["then"], f"{path}.empty.then", thens)
        return Payer(FUND + fund, fund, Empty(then, reader.flag(said["part"], f"{path}.empty.part")))
    if not isinstance(value, str) or value not in names:
        if present(value):
            known = ", ".join(f'"{name}"' for name in names)
            reader.wrong(at, "not-a-payer", known=f'{known}, {{"fund": "…"}}')
        return Payer(names[0])
    if present(empty):
        reader.wrong(f"{path}.empty", "never-empty")
    return Payer(value)


def _lines(reader: PolicyReader, value: object, path: str) -> frozenset[str]:
    items = reader.items(value, path, least=1, most=len(LINE_KINDS))
    return frozenset(_distinct(reader, [(at, reader.option(item, at, LINE_KINDS)) for at, item in items]))


def _limits_of(reader: PolicyReader, value: object, path: str, known: Sequence[str]) -> tuple[str, ...]:
    """Which limits a layer or band counts against: all of the document unless it names its own, possibly none."""
    if not present(value):
        return tuple(known)
    named = []
    for at, item in reader.items(value, path, most=_MOST_LIMITS):
        if isinstance(item, str) and item in known:
            named.append((at, item))
        else:
            reader.wrong(at, "no-such-limit", known=", ".join(known) or "none")
    return _distinct(reader, named)


def _distinct(reader: PolicyReader, named: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for path, name in named:
        _once(reader, name, path, seen)
    return tuple(seen)


def _once(reader: PolicyReader, name: str, path: str, seen: dict[str, str]) -> None:
    if name in seen and not seen[name]:
        reader.wrong(path, "reserved", id=name)
    elif name in seen:
        reader.wrong(path, "twice", first=seen[name])
    elif name:
        seen[name] = path


def _all_reached(reader: PolicyReader, paths: Sequence[str], whens: Sequence[Condition | None]) -> None:
    """Of a list in which the first that holds counts, nothing may stand behind an item without a condition."""
    for path, before in zip(paths[1:], whens[:-1], strict=True):
        if before is None:
            reader.wrong(path, "never-reached")
            return
