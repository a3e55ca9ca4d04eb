"""The split: what looks alike is split alike, and what cannot matter does not."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings

from settlement.core.case import Case
from settlement.core.policy import Policy, parse
from settlement.core.shares import Split
from settlement.core.split import split
from tests.settlement.core.documents import (
    Json,
    cases,
    random_case,
    random_document,
    random_policy,
    random_whole,
    seeds,
)
from tests.settlement.core.documents_cases import random_birth, random_circumstances, random_facts

ROOT = Path(__file__).resolve().parents[3]


def written(answer: Split) -> str:
    return json.dumps(answer.to_json(), ensure_ascii=False)


@given(seed=seeds, of=cases)
def test_the_same_question_has_the_same_answer_byte_for_byte(seed: int, of: Case) -> None:
    whole, published = random_whole(seed)
    mixed = replace(
        of,
        facts=of.facts[::-1],
        left=dict(reversed(list(of.left.items()))),
        used=dict(reversed(list(of.used.items()))),
        homes=dict(reversed(list(of.homes.items()))),
    )
    again = parse(json.loads(json.dumps(whole, sort_keys=True)), dict(reversed(published.items())))
    first = written(split(parse(whole, published), of))
    assert written(split(parse(whole, published), of)) == first
    assert written(split(again, mixed)) == first


def fingerprint() -> str:
    """A digest of some hundred splits of a fixed list of seeds."""
    digest = hashlib.sha256()
    for seed in range(60):
        asked = random_policy(seed)
        for at in range(3):
            digest.update(written(split(asked, random_case(3 * seed + at))).encode())
    return digest.hexdigest()


def test_another_process_with_other_hashes_answers_the_same() -> None:
    code = "from tests.settlement.core.test_split_sameness import fingerprint; print(fingerprint())"
    environment = {**os.environ, "PYTHONHASHSEED": "4242"}
    child = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert child.stdout.strip() == fingerprint()


@settings(max_examples=35)
@given(of_policy=seeds, seed=seeds)
def test_equal_keys_and_equal_money_are_split_alike(of_policy: int, seed: int) -> None:
    """The money: lines, uses, purses, promise, wallet, and where a home's fund is looked for."""
    rng = Random(seed)
    first, asked, fresh = random_case(seed), random_policy(of_policy), random_policy(of_policy)
    splits: dict[object, Split] = {}
    for _ in range(30):
        of = replace(first, birth_on=random_birth(rng), facts=random_facts(rng))
        of = replace(of, **random_circumstances(rng)) if rng.random() < 0.5 else of
        homes = (of.eating, tuple(fact for fact in of.facts if fact.place)) if asked.asks_homes else ()
        answer = split(asked, of)
        assert splits.setdefault((asked.program.key(of), homes), answer) == answer
        # and what is remembered of others who looked alike changes nothing
        forget(fresh)
        assert split(fresh, of) == answer


def forget(asked: Policy) -> None:
    asked.program._plans.clear()
    for look in asked.program.looks:
        look._kept.clear()


def test_some_of_the_eaters_above_look_alike() -> None:
    """Otherwise equal keys would never meet."""
    rng = Random(1)
    asked = [random_policy(seed) for seed in range(20)]
    eaters = [replace(random_case(1), birth_on=random_birth(rng), facts=random_facts(rng)) for _ in range(30)]
    kinds = [len({policy.program.key(of) for of in eaters}) for policy in asked]
    assert 1 < sum(kinds) / len(kinds) < 20


# --- the order of unrelated layers
# Two neighbours are unrelated when they pay for different lines, or when their conditions cannot both hold. Different
# lines alone are not enough: neither may be a discount (later thresholds look at it), ask what the other took, draw
# on the other's fund or on a sum that the other counts against; nothing may be carried into them from a layer that ran
# empty before; and no band may hold lines of both, since it cuts back the last first. What follows may be anything.


def swapped(whole: Json, at: int) -> Json:
    layers = list(whole["layers"])
    layers[at], layers[at + 1] = layers[at + 1], layers[at]
    return {**whole, "layers": layers}


def alike(whole: Json, at: int, of: Case) -> None:
    """Both orders come to the same, but for the order in which it is told."""
    one, other = split(parse(whole), of), split(parse(swapped(whole, at)), of)
    assert sorted(map(repr, one.shares)) == sorted(map(repr, other.shares))
    assert sorted(map(repr, one.skipped)) == sorted(map(repr, other.skipped))
    assert (one.elder_fen, one.claims, one.draws) == (other.elder_fen, other.claims, other.draws)
    assert sorted(one.advances) == sorted(other.advances)
    assert one.suspense_fen == other.suspense_fen


def without_next(layer: Json) -> Json:
    empty = layer.get("empty")
    return {**layer, "empty": {**empty, "then": "hold"}} if empty and empty["then"] == "next" else layer


def settled(formula: Any, other: str) -> bool:
    """Whether a formula does not ask what the other layer took."""
    return f'"layer": "{other}"' not in json.dumps(formula)


def two_layers(seed: int) -> tuple[Json, int]:
    """A document without bands, and where in it two layers stand next to each other."""
    whole = {**random_document(seed, least=3), "elder": [], "products": []}
    whole["layers"] = [without_next(one) for one in whole["layers"]]
    at = Random(seed).randint(0, len(whole["layers"]) - 2)
    second, first = whole["layers"][at + 1], whole["layers"][at]["id"]
    if not settled(second, first):
        whole["layers"][at + 1] = {key: part for key, part in second.items() if not key.startswith("tiers")}
        whole["layers"][at + 1]["formula"] = {"down_to": "4.00"}
    return whole, at


@settings(max_examples=120)
@given(seed=seeds, of=cases)
def test_layers_of_different_lines_may_stand_in_any_order(seed: int, of: Case) -> None:
    whole, at = two_layers(seed)
    shares = [
        {"lines": ["set", "delivery"], "payer": {"fund": "town"}, "limits": ["one", "two"]},
        {"lines": ["extra", "weighed"], "payer": {"fund": "charity"}, "limits": ["one"]},
    ]
    for index, own in enumerate(shares, start=at):
        plain = {key: part for key, part in whole["layers"][index].items() if key != "discount"}
        whole["layers"][index] = {**plain, **own, "empty": plain.get("empty", {"then": "canteen", "part": True})}
    alike(whole, at, replace(of, promised_fen=None))


@settings(max_examples=120)
@given(seed=seeds, of=cases)
def test_layers_that_are_never_for_the_same_meal_may_stand_in_any_order(seed: int, of: Case) -> None:
    whole, at = two_layers(seed)
    whole["elder"] = random_document(seed, least=3)["elder"]
    for index, sitting in ((at, "lunch"), (at + 1, "dinner")):
        layer = whole["layers"][index]
        parts = [{"sitting": [sitting]}, *([layer["when"]] if "when" in layer else [])]
        whole["layers"][index] = {**layer, "when": {"all": parts}}
    alike(whole, at, of)
