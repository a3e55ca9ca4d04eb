"""What in a version is probably not what was meant: found before it is checked, and seen by who checks it."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from canteen.core.categories import CODES
from canteen.core.scope import Actor
from canteen.queries.elders import categories_told
from canteen.queries.names import canteens_by_key
from canteen.queries.region_names import Regions, regions_on
from settlement.core.doubts import Doubt, doubts, own_conditions
from settlement.core.policy import Policy, parse
from settlement.core.policy.terms import Category, CategoryLevel, leaves
from settlement.core.policy.vocabulary import Language, day_words, list_words
from settlement.core.standing import Days, uncovered
from settlement.queries.funds import fund_names_in
from settlement.queries.included import included
from settlement.queries.policies import policy_document
from settlement.queries.policy_before import policy_after, policy_before
from settlement.queries.policy_versions import referred

LANGUAGES: Final[tuple[Language, Language]] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Near:
    """What stands around a region: ids of the regions it lies in or holds, keys of all regions, its funds' names."""

    ids: frozenset[UUID]
    regions: frozenset[str]
    funds: Mapping[str, str]


def doubts_in(
    *, document: Mapping[str, Any], region_id: UUID, from_on: date, until_on: date | None
) -> tuple[Doubt, ...]:
    """Return the doubts about a region's document that is to be in force from a day on. PolicyInvalid.

    Beside those that lie in the document: names of funds, regions, canteens and categories that nobody has near there
    on the day it begins; what it includes and is not in force on all its days; and that nothing follows it, or
    something else.
    """
    policy = parse(document, included(document=document))
    regions = regions_on(on=from_on)
    near = near_of(region_id=region_id, regions=regions)
    last = until_on.year if until_on else from_on.year
    years = range(from_on.year, max(from_on.year, last) + 1)
    return (
        *_afterwards(region_id, from_on, until_on),
        *_lapsing(policy, from_on, until_on),
        *_strangers(policy, near),
        *_unheard(policy, regions.tree.within(region_id)),
        *doubts(policy, years=years),
    )


def mark_of_doubts(found: Sequence[Doubt]) -> str:
    """Return what whoever checks a version has seen: SHA-256, in hex, of its doubts in any order; empty for none."""
    said = sorted([each.path, each.code, each.zh, each.en] for each in found)
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest() if said else ""


def near_of(*, region_id: UUID, regions: Regions) -> Near:
    """Return what a region's documents may name by key: funds of the regions it lies in or holds, and its canteens."""
    ids = frozenset((*regions.tree.path(region_id), *regions.tree.within(region_id)))
    return Near(ids, frozenset(regions.keys.values()), fund_names_in(region_ids=ids))


def _afterwards(region_id: UUID, from_on: date, until_on: date | None) -> Iterator[Doubt]:
    """Whether the region is left without a policy when this one ends, or comes under another than it had before.

    A next version of its own is no doubt, nor is the wider region's rule that applied before as well.
    """
    if until_on is None:
        return
    after = policy_after(region_id=region_id, from_on=from_on, until_on=until_on)
    zh, en = (_days_words([(until_on, None)], language) for language in LANGUAGES)
    if after is None:
        yield _told(
            "until_on",
            "nothing-after",
            f"{zh}，这里没有政策适用，每餐先暂挂",
            f"{en} no policy applies here, and meals are held",
        )
        return
    before = policy_before(region_id=region_id, from_on=from_on)
    if after.region_id != region_id and (before is None or before.seen.id != after.id):
        yield _told(
            "until_on",
            "other-after",
            f"{zh}，这里适用上级区划的“{after.title}”（第 {after.version} 版），不再是之前的政策",
            f"{en} “{after.title_en or after.title}” (version {after.version}) of a wider region applies here,"
            " and not what applied before",
        )


def _lapsing(policy: Policy, from_on: date, until_on: date | None) -> Iterator[Doubt]:
    """Which versions it includes layers of are not in force on all of its days: what is of them is held meanwhile."""
    places: dict[str, str] = {}
    for layer in policy.layers:
        if layer.included:
            places.setdefault(layer.included, layer.path)
    for each in referred(references=places):
        if each.seen is None:
            continue
        gaps = uncovered((from_on, until_on), (each.seen.from_on, each.seen.until_on))
        if gaps:
            zh, en = (_days_words(gaps, language) for language in LANGUAGES)
            yield _told(
                places[each.reference],
                "lapses",
                f"{zh}，引用的“{each.seen.title}”（{each.reference}）不在有效期内，引用的层先暂挂",
                f"{en} the included “{each.seen.title_en or each.seen.title}” ({each.reference}) is not in force,"
                " and its layers are held",
            )


def _days_words(spans: Sequence[Days], language: Language) -> str:
    said = []
    for from_on, until_on in spans:
        first, end = day_words(from_on, language), day_words(until_on, language) if until_on else ""
        if language == "zh":
            said.append(f"从{first}起至{end}（当日不含）" if end else f"从{first}起")
        else:
            said.append(f"from {first} up to {end} (not included)" if end else f"from {first} on")
    return list_words(said, language, either=False)


def _told(path: str, code: str, zh: str, en: str) -> Doubt:
    return Doubt(path, code, zh, en, "", "")


def _strangers(policy: Policy, near: Near) -> list[Doubt]:
    """What the document names and nobody here has."""
    funds, known = near.funds, near.regions
    canteens = canteens_by_key(region_ids=near.ids) if policy.canteens else {}
    found = [("layers", "fund", key) for key in policy.funds if key not in funds]
    found += [(f"regions.{key}", "region", key) for key in policy.regions if key not in known]
    found += [(f"canteens.{key}", "canteen", key) for key in policy.canteens if key not in canteens]
    words = {
        "fund": (
            "这里没有代号为 {key} 的资金，写到它的层付不出钱",
            "no fund here has the key {key}: its layers pay nothing",
        ),
        "region": ("没有代号为 {key} 的区划，写到它的条件没有人符合", "no region has the key {key}: nobody meets it"),
        "canteen": ("这里没有代号为 {key} 的食堂", "no canteen here has the key {key}"),
    }
    return [
        _told(path, f"no-{what}", words[what][0].format(key=key), words[what][1].format(key=key))
        for path, what, key in found
    ]


def _unheard(policy: Policy, within: Collection[UUID]) -> list[Doubt]:
    """Its own categories that are none of the usual ones and that nobody of the region was ever recorded with."""
    asked: dict[str, str] = {}
    for path, condition in own_conditions(policy):
        for leaf in leaves(condition):
            named = leaf.any_of if isinstance(leaf, Category) else ()
            for code in (leaf.category,) if isinstance(leaf, CategoryLevel) else named:
                asked.setdefault(code, path)
    odd = asked.keys() - CODES
    strange = odd - categories_told(codes=odd, region_ids=within)
    return [
        _told(
            path,
            "no-category",
            f"“{code}”不是通用的类别，这里也没有人登记过它：写到它的条件没有人符合，请核对代号",
            f"“{code}” is none of the usual categories and nobody here is recorded with it: nobody meets it",
        )
        for code, path in asked.items()
        if code in strange
    ]


def policy_doubts(*, actor: Actor, policy_id: UUID) -> tuple[Doubt, ...]:
    """Return the doubts about one version. NoSuchPolicy, PolicyInvalid."""
    seen, document = policy_document(actor=actor, policy_id=policy_id)
    return doubts_in(document=document, region_id=seen.region_id, from_on=seen.from_on, until_on=seen.until_on)
