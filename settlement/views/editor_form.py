"""What an editor's form sends, as a draft: fields by their dotted names, layers.0.tiers.1.amount.value."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import QueryDict

from canteen.core.categories import category_of
from settlement.core.editing import Draft
from settlement.core.editing.cards import Band, Bearer, Card, Layer, Limit, Tier
from settlement.core.editing.terms import Amount, Who
from settlement.core.editing.typed import number_typed

_BETWEEN: Final = re.compile(r"[\s、,，;；]+")
_MOST: Final = 60  # of layers, tiers, bands, limits: more than a document may have
LONGEST: Final = 200_000
Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What regions and canteens are called, by key, and the key of each name that only one of them has."""

    regions: Mapping[str, str]
    canteens: Mapping[str, str]

    def keys(self, text: str, what: str) -> tuple[str, ...]:
        """The keys that a text of names (or keys) says, in its order; a name nobody has stays as it is."""
        known: Mapping[str, str] = getattr(self, what)
        by_name: dict[str, list[str]] = {}
        for key, name in known.items():
            by_name.setdefault(name, []).append(key)
        said = []
        for word in (word for word in _BETWEEN.split(text) if word):
            keys = by_name.get(word, [])
            said.append(keys[0] if len(keys) == 1 and word not in known else word)
        return tuple(said)


def said_of(keys: Iterable[str], names: Mapping[str, str]) -> str:
    """Say keys by their names. A key stays one whose name would not be read as it again: two have it, or it is two."""
    every = list(names.values())

    def said(key: str) -> str:
        name = names.get(key, key)
        return name if every.count(name) == 1 and name not in names and not _BETWEEN.search(name) else key

    return "、".join(map(said, keys))


def draft_from(posted: QueryDict, names: Names) -> Draft:
    """Read the whole form. Nothing is judged here: what makes no sense is for the reader of documents to say."""
    tree = _tree(posted)
    regions, canteens = _declared(tree, "regions"), _declared(tree, "canteens")
    names = Names(
        {**names.regions, **{key: name for key, name in regions.items() if name}},
        {**names.canteens, **{key: name for key, name in canteens.items() if name}},
    )
    draft = Draft(
        zh=_text(tree, "zh"),
        en=_text(tree, "en"),
        source=_text(tree, "source"),
        url=_text(tree, "url"),
        notes=tuple(line.strip() for line in _text(tree, "notes").splitlines() if line.strip()),
        age_reached=_text(tree, "age_reached"),
        may_raise_elder=_text(tree, "may_raise_elder"),
        gap=_bearer(_part(tree, "gap")),
        layers=tuple(_card(each, _layer(each, names)) for each in _list(tree, "layers")),
        bands=tuple(_card(each, _band(each, names)) for each in _list(tree, "bands")),
        banded="banded" in tree,
        limits=tuple(_card(each, _limit(each)) for each in _list(tree, "limits")) if "limited" in tree else None,
        regions=regions,
        canteens=canteens,
        rest=_text(tree, "rest"),
    )
    return _declaring(draft, names)


def _declaring(draft: Draft, names: Names) -> Draft:
    """Declare the regions and canteens that fields name, as the installation calls them."""
    regions, canteens = dict(draft.regions), dict(draft.canteens)
    for who in _everybody(draft):
        for key in (*who.registered_in, *who.resident_in, *who.permit_in, *who.eating_in):
            if key in names.regions:
                regions.setdefault(key, names.regions[key])
        for key in who.canteens:
            if key in names.canteens:
                canteens.setdefault(key, names.canteens[key])
    return replace(draft, regions=regions, canteens=canteens)


def _everybody(draft: Draft) -> list[Who]:
    layers = [card.fields for card in draft.layers if card.fields is not None]
    bands = [card.fields for card in draft.bands if card.fields is not None]
    return [
        *(layer.who for layer in layers),
        *(tier.who for layer in layers for tier in layer.tiers),
        *(band.who for band in bands),
    ]


def _tree(posted: QueryDict) -> Tree:
    """Take the dotted names apart: every leaf is the list of values that came under its name."""
    tree: Tree = {}
    for name, values in posted.lists():
        *steps, last = name.split(".")
        at = tree
        for step in steps:
            below = at.setdefault(step, {})
            if not isinstance(below, dict):
                break
            at = below
        else:
            at[last] = [str(value)[:LONGEST] for value in values]
    return tree


def _list(tree: Tree, name: str) -> list[Tree]:
    """The items of a list, in the order of their numbers."""
    found = _part(tree, name)
    numbers = sorted(int(key) for key in found if key.isdecimal() and len(key) < 4)[:_MOST]
    return [found[str(number)] for number in numbers if isinstance(found.get(str(number)), dict)]


def _part(tree: Tree, name: str) -> Tree:
    found = tree.get(name)
    return found if isinstance(found, dict) else {}


def _texts(tree: Tree, name: str) -> tuple[str, ...]:
    found = tree.get(name)
    return tuple(value for value in found if value) if isinstance(found, list) else ()


def _text(tree: Tree, name: str) -> str:
    found = tree.get(name)
    return found[-1].strip() if isinstance(found, list) and found else ""


def _number(tree: Tree, name: str) -> str:
    return number_typed(_text(tree, name))


def _declared(tree: Tree, name: str) -> dict[str, str]:
    """Names by key, a line each: zhengguo 正果镇. Any other line, or one of a key that was there, has no name."""
    declared: dict[str, str] = {}
    for line in filter(None, map(str.strip, _text(tree, name).splitlines())):
        key, *words = line.split(None, 1)
        if words and declared.get(key, words[0]) == words[0]:
            declared[key] = words[0]
        else:
            declared[line] = ""
    return declared


def lines_of(names: Mapping[str, str]) -> str:
    """Return names by key as they are typed, a line each."""
    return "\n".join(f"{key} {name}".rstrip() for key, name in names.items())


def _card(tree: Tree, fields: Any) -> Card[Any]:
    return Card(None, _text(tree, "raw")) if "raw" in tree else Card(fields)


def _bearer(tree: Tree) -> Bearer:
    return Bearer(_text(tree, "name") or "canteen", _text(tree, "then") or "hold", bool(_text(tree, "part")))


def _layer(tree: Tree, names: Names) -> Layer:
    pick = _text(tree, "pick")
    tiers = tuple(
        Tier(_who(_part(each, "who"), names), _amount(_part(each, "amount"))) for each in _list(tree, "tiers")
    )
    return Layer(
        id=_text(tree, "id"),
        zh=_text(tree, "zh"),
        en=_text(tree, "en"),
        bearer=_bearer(_part(tree, "bearer")),
        lines=_texts(tree, "lines"),
        who=_who(_part(tree, "who"), names),
        tiers=tiers or (Tier(),),
        pick=pick,
        limits=_texts(tree, "limits") if _text(tree, "counts") == "some" else None,
        discount=bool(_text(tree, "discount")),
    )


def _band(tree: Tree, names: Names) -> Band:
    return Band(
        who=_who(_part(tree, "who"), names),
        lines=_texts(tree, "lines"),
        exactly=bool(_text(tree, "exactly")),
        least=_number(tree, "least"),
        most=_number(tree, "most"),
        bearer=_bearer(_part(tree, "bearer")),
        limits=_texts(tree, "limits") if _text(tree, "counts") == "some" else None,
    )


def _limit(tree: Tree) -> Limit:
    return Limit(
        id=_text(tree, "id"),
        per=_text(tree, "per"),
        count=_number(tree, "count"),
        sum=_number(tree, "sum"),
        counts=_text(tree, "counts"),
        unasked=bool(_text(tree, "unasked")),
    )


def _who(tree: Tree, names: Names) -> Who:
    words = [word for word in _BETWEEN.split(_text(tree, "categories")) if word]
    return Who(
        age_from=_number(tree, "age_from"),
        age_below=_number(tree, "age_below"),
        categories=tuple(category_of(words=word) or word for word in words),
        registered_in=names.keys(_text(tree, "registered_in"), "regions"),
        resident_in=names.keys(_text(tree, "resident_in"), "regions"),
        permit_in=names.keys(_text(tree, "permit_in"), "regions"),
        eating_in=names.keys(_text(tree, "eating_in"), "regions"),
        same=_text(tree, "same"),
        sittings=_texts(tree, "sittings"),
        days=_texts(tree, "days"),
        modes=_texts(tree, "modes"),
        packages=tuple(word for word in _BETWEEN.split(_text(tree, "packages")) if word),
        canteens=names.keys(_text(tree, "canteens"), "canteens"),
        outside=bool(_text(tree, "outside")),
        other=_text(tree, "other"),
        order=tuple(_text(tree, "order").split()),
    )


def _amount(tree: Tree) -> Amount:
    kind = _text(tree, "kind") or "fixed"
    return Amount(
        kind=kind,
        value=_text(tree, "value") if kind == "raw" else _number(tree, "value"),
        of=_text(tree, "of") or "price",
        rounding=_text(tree, "rounding") or "down",
        most=_number(tree, "most"),
    )
