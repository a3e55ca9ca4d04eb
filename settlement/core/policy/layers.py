"""The shapes of layers and their tiers, and of layers that stand in another published document."""

from collections.abc import Sequence
from typing import Final

from settlement.core.policy.conditions import CONDITION, declared, lines
from settlement.core.policy.formulas import FORMULA
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.payers import BETWEEN, empty, payer, with_empty
from settlement.core.policy.shape import Found, Shape, fields, flag, items, key, option, text, whole
from settlement.core.policy.terms import Condition
from settlement.core.policy.values import CANTEEN, Layer, Tier, Title

MOST_LAYERS: Final = 40
MOST_LIMITS: Final = 10
_MOST_TIERS: Final = 40
_LONGEST_TITLE: Final = 200
_PICKS: Final = ("first", "highest", "ranked")


def title() -> Shape[Title]:
    """A name in Chinese and in English."""
    both = {"zh": text(_LONGEST_TITLE), "en": text(_LONGEST_TITLE)}
    return fields(both, {}, lambda reader, found, path: Title(found["zh"], found["en"]))


def limits_of() -> Shape[tuple[str, ...]]:
    """Which limits of the document something counts against."""
    return items(declared("limits"), most=MOST_LIMITS, distinct=True)


def all_reached(reader: PolicyReader, path: str, whens: Sequence[Condition | None]) -> None:
    """Of a list in which the first that holds counts, nothing may stand behind an item without a condition."""
    if None in whens[:-1]:
        reader.wrong(f"{path}[{whens.index(None) + 1}]", "never-reached")


def _tier() -> Shape[Tier]:
    def build(reader: PolicyReader, found: Found, path: str) -> Tier:
        return Tier(found["when"], found["formula"], found["rank"])

    return fields({"formula": FORMULA}, {"when": CONDITION, "rank": whole(1, 99)}, build)


def _layer() -> Shape[Layer]:
    needed = {
        "id": key(),
        "title": title(),
        "payer": payer((CANTEEN,), homes=True),
        "lines": lines(),
    }
    optional = {
        "when": CONDITION,
        "limits": limits_of(),
        "formula": FORMULA,
        "tiers": items(_tier(), least=1, most=_MOST_TIERS),
        "tiers_pick": option(_PICKS),
        "empty": empty(BETWEEN),
        "discount": flag(),
    }
    either = {"oneOf": [{"required": ["formula"]}, {"required": ["tiers"]}]}
    together = {"dependentRequired": {"tiers": ["tiers_pick"], "tiers_pick": ["tiers"]}}
    return fields(needed, optional, _built, {**either, **together})


def _built(reader: PolicyReader, found: Found, path: str) -> Layer:
    tiers: tuple[Tier, ...] | None = found["tiers"]
    if (tiers is None) == (found["formula"] is None):
        reader.wrong(f"{path}.formula", "formula-or-tiers")
    pick = found["tiers_pick"]
    if tiers is None:
        if pick is not None:
            reader.wrong(f"{path}.tiers_pick", "pick-without-tiers")
    elif pick is None:
        reader.wrong(f"{path}.tiers_pick", "missing-key")
    else:
        tiers = _ranked(reader, path, tiers, pick)
    plain = () if found["formula"] is None else (Tier(None, found["formula"]),)
    return Layer(
        id=found["id"],
        title=found["title"],
        payer=with_empty(reader, found["payer"], found["empty"], path),
        lines=found["lines"],
        when=found["when"],
        limits=reader.general if found["limits"] is None else found["limits"],
        tiers=plain if tiers is None else tiers,
        tiered=tiers is not None,
        pick=pick or _PICKS[0],
        discount=bool(found["discount"]),
        names_limits=found["limits"] is not None,
    )


def _ranked(reader: PolicyReader, path: str, tiers: tuple[Tier, ...], pick: str) -> tuple[Tier, ...]:
    """Look at what belongs to the pick: an order without a dead end, or ranks that differ."""
    if pick == "first":
        all_reached(reader, f"{path}.tiers", [tier.when for tier in tiers])
    seen: dict[int, str] = {}
    for index, tier in enumerate(tiers):
        at = f"{path}.tiers[{index}].rank"
        if pick != "ranked" and tier.rank is not None:
            reader.wrong(at, "rank-without-pick")
        elif pick == "ranked" and tier.rank is None:
            reader.wrong(at, "rank-unsaid")
        elif tier.rank is not None and seen.setdefault(tier.rank, at) != at:
            reader.wrong(at, "twice", first=seen[tier.rank])
    return tiers


class Include(tuple[str, tuple[str, ...] | None]):
    """A place in the list of layers where those of another document stand: its "region/version", and which of them."""


def _include() -> Shape[Include]:
    which = fields(
        {"policy": text(60)},
        {"layers": items(key(), least=1, most=MOST_LAYERS, distinct=True)},
        lambda reader, found, path: Include((found["policy"], found["layers"])),
    )
    return fields({"include": which}, {}, lambda reader, found, path: found["include"])


_LAYER: Final = _layer()
_INCLUDE: Final = _include()


def layer_or_include() -> Shape[Layer | Include]:
    """One step of a policy, or the place of another document's."""

    def read(reader: PolicyReader, value: object, path: str) -> Layer | Include:
        if isinstance(value, dict) and "include" in value:
            return _INCLUDE.read(reader, value, path)
        return _LAYER.read(reader, value, path)

    return Shape(read, {"oneOf": [_LAYER.schema, _INCLUDE.schema]})
