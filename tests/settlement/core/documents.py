"""Policy documents for tests: the smallest parts that are valid, and whole ones at random."""

import json
from collections.abc import Sequence
from copy import deepcopy
from random import Random
from typing import Any

from hypothesis import strategies as st

from settlement.core.case import Case, Fact, Line
from settlement.core.policy import Policy, parse
from tests.settlement.core.documents_cases import DAY, PRODUCTS, random_case
from tests.settlement.core.documents_conditions import random_condition
from tests.settlement.core.documents_formulas import ROUNDINGS, over_price, random_formula
from tests.settlement.core.documents_words import (
    ALWAYS,
    CANTEENS,
    CATEGORIES,
    FUNDS,
    LEVELS,
    LIMITS,
    LINES,
    REFS,
    REGIONS,
    SUMS,
    Json,
    random_yuan,
    rarely,
    some,
)

__all__ = [
    "CATEGORIES", "DAY", "FUNDS", "LIMIT_USED", "LINES", "Json", "case", "cases", "document", "documents", "fund",
    "layer", "policies", "policy", "random_band", "random_case", "random_document", "random_payer", "random_policy",
    "random_whole", "seeds", "title",
]  # fmt: skip
LIMIT_USED = {("sitting", "2026-11-21/lunch"): {1: 0}}


def title(text: str = "某层") -> Json:
    return {"zh": text, "en": text}


def fund(key: str, then: str = "hold", part: bool = True) -> Json:
    return {"payer": {"fund": key}, "empty": {"then": then, "part": part}}


def layer(layer_id: str, formula: Json | None = None, **more: Any) -> Json:
    """A layer paid by the canteen on the set meal, unless told otherwise."""
    given = {} if formula is None else {"formula": formula}
    return {"id": layer_id, "title": title(layer_id), "payer": "canteen", "lines": ["set"], **given, **more}


def document(*layers: Json, **more: Any) -> Json:
    return {
        "format": "nuancan-policy/1",
        "title": title("某镇"),
        "age_reached": "birthday",
        "promise_gap": {"payer": "canteen"},
        "layers": list(layers),
        **more,
    }


def policy(*layers: Json, **more: Any) -> Policy:
    return parse(document(*layers, **more))


def case(*lines: int | tuple[str, int], age: int | None = 75, categories: tuple[str, ...] = (), **more: Any) -> Case:
    """A lunch on 21 November 2026; a plain number is a set meal of that many fen."""
    facts = tuple(Fact("category", category) for category in categories)
    return Case(
        service_on=more.pop("service_on", DAY),
        sitting=more.pop("sitting", "lunch"),
        lines=tuple(Line("set", line) if isinstance(line, int) else Line(*line) for line in lines),
        birth_on=more.pop("birth_on", None if age is None else DAY.replace(year=DAY.year - age)),
        facts=(*facts, *more.pop("facts", ())),
        **more,
    )


# --- whole documents and cases at random, small enough that their parts meet
# Drawn from one seed each: a hundred times faster than drawing every choice by itself, so that properties see many.
seeds = st.integers(0, 2**32 - 1)


def random_payer(
    rng: Random, key: str = "payer", thens: tuple[str, ...] = ("canteen", "hold"), *, homes: bool = False
) -> Json:
    """A payer and, for a fund, its way out."""
    if rarely(rng):
        return {key: rng.choice(("canteen", "suspense")) if key == "beyond" else "canteen"}
    payer: Json = {"fund": rng.choice(FUNDS)}
    if homes and rarely(rng):
        whose = rng.choice(("registration", "residence", "canteen"))
        payer = {"fund_of": whose, "level": rng.choice(LEVELS), "role": "meals"}
        payer |= {"advanced_by": rng.choice(FUNDS)} if rng.random() < 0.5 else {}
    return {key: payer, "empty": {"then": rng.choice(thens), "part": rng.random() < 0.5}}


def random_layer(rng: Random, layer_id: str, last: bool, limits: Sequence[str], earlier: Sequence[str]) -> Json:
    thens = ("canteen", "elder", "hold") if last else ("next", "next", "canteen", "elder", "hold")
    found: Json = {
        "id": layer_id,
        "title": title(),
        "lines": rng.choice(LINES),
        **random_payer(rng, thens=thens, homes=True),
    }
    if rarely(rng):
        found["when"] = random_condition(rng, limits)
    if rarely(rng):
        found["limits"] = some(rng, limits) if rarely(rng) else []
    if rarely(rng):
        found["discount"] = rng.random() < 0.8
    if not rarely(rng):
        return {**found, "formula": random_formula(rng, earlier)}
    pick = rng.choice(("first", "highest", "ranked"))
    tiers: list[Json] = [
        {"when": random_condition(rng, limits), "formula": random_formula(rng, earlier)}
        for _ in range(rng.randint(1, 3))
    ]
    if rarely(rng):
        del tiers[-1]["when"]
    if pick == "ranked":
        tiers = [{**tier, "rank": rank} for tier, rank in zip(tiers, rng.sample(range(1, 100), 3), strict=False)]
    return {**found, "tiers": tiers, "tiers_pick": pick}


def early(condition: Json) -> Json:
    """A condition that no layer has to be applied for: on prices alone, not on what discounts leave of them."""
    found: Json = json.loads(json.dumps(condition).replace('"of": "discounted"', '"of": "price"'))
    return found


def random_band(rng: Random, limits: Sequence[str]) -> Json:
    least = rng.randint(0, 5)
    found: Json = {"when": early(random_condition(rng, limits)), "lines": rng.choice(LINES)}
    if rarely(rng):
        found["limits"] = [name for name in limits if name not in SUMS][: rng.randint(0, 3)]
    if rarely(rng):
        exactly = over_price(rng) if rng.random() < 0.5 else f"{least}.50"
        return found | {"exactly": exactly, **random_payer(rng, "beyond")}
    found["at_least"] = over_price(rng) if rarely(rng) else f"{least}.50"
    if not rarely(rng):
        found["at_most"] = over_price(rng) if rarely(rng) else f"{least + rng.randint(0, 4)}.50"
        found |= random_payer(rng, "beyond")
    return found


def random_exclusions(rng: Random, layers: Sequence[str], limits: Sequence[str]) -> list[Json]:
    return [
        {
            "id": f"out-{number}",
            "title": title("某类人员"),
            "when": early(random_condition(rng, limits)),
            **({"layers": some(rng, layers)} if layers and rng.random() < 0.7 else {}),
        }
        for number in range(rng.choice((0, 0, 0, 0, 1, 2)))
    ]


def random_product(rng: Random, product_id: str, limits: Sequence[str], layers: Sequence[str]) -> Json:
    kind = rng.choice(("bonus", "voucher", "pass", "ticket"))
    found: Json = {"id": product_id, "title": title("某券"), "kind": kind, "lines": rng.choice(LINES)}
    found |= {"worth": random_yuan(rng)} if kind == "voucher" else {"pay": "300.00"}
    if kind == "bonus":
        found |= {"get": "200.00", "spend": rng.choice(("in_proportion", "own_first", "bonus_first"))}
        found |= {"round": rng.choice(ROUNDINGS)} if found["spend"] == "in_proportion" else {}
        if rng.random() < 0.5:
            found["bonus_at_most"] = random_yuan(rng) if rarely(rng) else random_formula(rng, layers)
    if kind in ("bonus", "voucher"):
        found |= random_payer(rng)
    if rarely(rng):
        found["when"] = early(random_condition(rng, limits))
    if rarely(rng):
        found["limits"] = [name for name in limits if name not in SUMS][:1]
    return found


def random_document(seed: int, *, prefix: str = "layer", include: Json | None = None, least: int = 0) -> Json:
    """A whole, valid document of up to five layers of its own and two bands; what it includes stands among them."""
    rng = Random(seed)
    count = rng.randint(least, 5)
    limits = [name for name in LIMITS if name in ALWAYS or rarely(rng)]
    ids = [f"{prefix}-{number}" for number in range(count)]
    own = [random_layer(rng, name, at == count - 1, limits, ids[:at]) for at, name in enumerate(ids)]
    if include is not None:
        # what is taken of another document may be carried on by a layer that must not be missing then
        own.insert(rng.randint(0, count - ("layers" in include)), {"include": include})
    bands = [random_band(rng, limits) for _ in range(rng.randint(0, 2))]
    if bands and rarely(rng):
        del bands[-1]["when"]
    return document(
        *own,
        notes=["来源没有写明的，按字面理解。"],
        age_reached=rng.choice(("birthday", "next_day", "this_month", "next_month", "this_year")),
        regions={**REGIONS},
        canteens={**CANTEENS},
        promise_gap=random_payer(rng),
        redecision={"may_raise_elder": rng.random() < 0.5},
        elder=bands,
        limits=[deepcopy(LIMITS[name]) for name in limits],
        exclusions=random_exclusions(rng, ids, limits),
        products=[random_product(rng, name, limits, ids) for name in PRODUCTS[: rng.choice((0, 0, 1, 2))]],
    )


def random_whole(seed: int) -> tuple[Json, dict[str, Json]]:
    """A document, and those it includes by their references: none, one, or one that includes another."""
    rng = Random(seed)
    city, province = REFS
    published: dict[str, Json] = {}
    if rng.random() < 0.5:
        inner: Json | None = None
        if rarely(rng):
            published[province] = random_document(seed + 2, prefix="province", least=1)
            inner = {"policy": province}
        published[city] = random_document(seed + 1, prefix="city", include=inner, least=1)
    if not published:
        return random_document(seed), {}
    names = [one["id"] for one in published[city]["layers"] if "id" in one]
    which = {"policy": city}
    # Of several layers some at the front: a later one may ask what an earlier one has taken
    chosen = {**which, "layers": names[: rng.randint(1, len(names))]} if rarely(rng) else which
    return random_document(seed, include=chosen, least=1), published


def random_policy(seed: int) -> Policy:
    """A policy of `random_whole`."""
    return parse(*random_whole(seed))


documents = seeds.map(random_document)  # each whole by itself
policies = seeds.map(random_policy)
cases = seeds.map(random_case)
