"""Answers in words and from JSON: nothing escapes, every reason has words, a written case is split as one in memory."""

import json
from dataclasses import replace
from typing import Literal, get_args

import pytest
from hypothesis import given, settings

from settlement.core import explain as explaining
from settlement.core.case import Case, Place
from settlement.core.explain import explain
from settlement.core.policy import Policy
from settlement.core.quoting import quote, read_case
from settlement.core.seen import SEEN_KINDS
from settlement.core.shares import HoldCode, Reason, reason_of
from settlement.core.split import split
from tests.settlement.core.documents import Json, cases, policies, random_case, random_policy

LANGUAGES: tuple[Literal["zh", "en"], ...] = get_args(explaining.Language)
NOT_OF_A_SPLIT = {"guest-meal", "staff-meal", "no-policy", "eaten-twice"}
BY_HAND = {HoldCode.AFTER_DEATH, HoldCode.AFTER_MOVE, HoldCode.BY_HAND}


def reasons_of(asked: Policy, of: Case) -> list[Reason]:
    answer = split(asked, of)
    return [share.reason for share in answer.shares] + [skipped.reason for skipped in answer.skipped]


@settings(max_examples=200)
@given(asked=policies, of=cases)
def test_every_reason_has_words_and_survives_storing(asked: Policy, of: Case) -> None:
    for reason in reasons_of(asked, of):
        for language in LANGUAGES:
            words = explain(reason, asked, language)
            assert words
            assert "?" not in words
            assert "{" not in words
            assert not words.startswith(("尚未判定", "not decided yet"))
            # who has lost the policy still says something
            assert explain(reason, None, language)
        assert reason_of(json.loads(json.dumps(reason.to_json()))) == reason


def test_every_reason_there_are_words_for_is_given() -> None:
    """And no other: over some thousand splits every code comes up."""
    given_ = {
        reason.code
        for seed in range(80)
        for asked in [random_policy(seed)]
        for at in range(4)
        for reason in reasons_of(asked, random_case(4 * seed + at))
    }
    assert given_ == set(explaining._WORDS) - NOT_OF_A_SPLIT
    assert set(HoldCode) - BY_HAND <= set(explaining._WORDS)


def written_place(place: Place) -> Json:
    return dict(place)


def written_case(asked: Policy, of: Case) -> Json:
    """A case as somebody writes it down for `quote`; nothing was used before."""
    funds = {*asked.funds, *of.homes.values()}
    products = {product.id for product in asked.products}
    known = {"birth_on": of.birth_on and of.birth_on.isoformat(), "promised_fen": of.promised_fen}
    return {
        "id": "一",
        "service_on": of.service_on.isoformat(),
        "sitting": of.sitting,
        "lines": [{"kind": line.kind, "fen": line.fen} for line in of.lines],
        "facts": [
            {"kind": fact.kind, "value": fact.value, "level": fact.level, "place": written_place(fact.place)}
            for fact in of.facts
            if fact.kind in SEEN_KINDS
        ],
        "left_fen": {key: fen for key, fen in of.left.items() if key in funds},
        "eating": written_place(of.eating),
        **({"canteen": of.canteen} if of.canteen else {}),
        **({"package": of.package} if of.package else {}),
        "mode": of.mode,
        "distance_m": of.distance_m,
        "portions": of.portions,
        "homes": {f"{region}/{role}": key for (region, role), key in of.homes.items()},
        "lapsed": sorted(of.lapsed.intersection(asked.includes)),
        "wallet": {name: held._asdict() for name, held in of.wallet.items() if name in products},
        **known,
    }


@settings(max_examples=150)
@given(asked=policies, of=cases)
def test_a_written_case_is_split_as_one_in_memory(asked: Policy, of: Case) -> None:
    fresh = replace(of, used={})
    document = json.loads(json.dumps(written_case(asked, fresh)))
    answer, expected = quote(asked, document), split(asked, fresh)
    assert answer["payers"] == expected.paid_by()
    assert {key: answer[key] for key in ("elder_fen", "suspense_fen", "claims", "draws")} == {
        key: part for key, part in expected.to_json().items() if key in ("elder_fen", "suspense_fen", "claims", "draws")
    }
    json.dumps(answer, ensure_ascii=False)


@pytest.mark.parametrize("seed", range(12))
def test_what_was_used_before_is_read_with_its_money(seed: int) -> None:
    asked, of = random_policy(seed), random_case(seed)
    document = written_case(asked, of)
    document["used"] = {limit.id: {"count": 2, "fen": 300} for limit in asked.limits}
    used = read_case(asked, document).used
    assert {key[0]: sum(uses.values()) for key, uses in used.items()} == {limit.id: 300 for limit in asked.limits}
    assert all(set(uses) == {1, 2} for uses in used.values())
