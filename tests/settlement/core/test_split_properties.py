"""The split: what holds for every valid policy and every case."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.core.case import Case, Line, period_of
from settlement.core.explain import explain
from settlement.core.policy import Policy, parse
from settlement.core.shares import ELDER, PROMISE, HoldCode, Split, reason_of
from settlement.core.split import split
from tests.settlement.core.documents import (
    LINES,
    Json,
    cases,
    documents,
    layer,
    policy,
    random_case,
    random_document,
    random_payer,
    seeds,
)

many = settings(max_examples=200)
asked_cases = st.tuples(documents.map(parse), cases)


def limits_of(asked: Policy, layer_id: str, of: Case) -> set[str]:
    """The limits a layer, or the band that may be the elder's, counts against."""
    if layer_id == ELDER:
        return set().union(*(band.limits for band in asked.bands))
    found = asked.layer(layer_id)
    return set() if found is None else set(found.limits)


@many
@given(asked_cases)
def test_the_shares_add_up_to_the_price_of_each_line(given_: tuple[Policy, Case]) -> None:
    asked, of = given_
    answer = split(asked, of)
    assert all(share.fen > 0 for share in answer.shares)
    for at, line in enumerate(of.lines):
        assert sum(share.fen for share in answer.shares if share.line == at) == line.fen
    assert answer.elder_fen == answer.paid_by().get("elder", 0)
    assert answer.suspense_fen == answer.paid_by().get("suspense", 0)


@many
@given(asked_cases)
def test_what_rests_in_suspense_says_why_by_a_code_of_its_own(given_: tuple[Policy, Case]) -> None:
    held = [share for share in split(*given_).shares if share.payer == "suspense"]
    assert {share.reason.code for share in held} <= {HoldCode.HELD, HoldCode.PROMISE, HoldCode.BEYOND}


@many
@given(asked_cases)
def test_no_fund_pays_more_than_its_allotment_holds(given_: tuple[Policy, Case]) -> None:
    asked, of = given_
    answer = split(asked, of)
    paid = {payer[5:]: fen for payer, fen in answer.paid_by().items() if payer.startswith("fund:")}
    assert answer.draws == paid
    assert set(paid) <= set(asked.funds)
    assert all(fen <= of.left[key] for key, fen in paid.items())


@many
@given(asked_cases)
def test_the_elder_never_pays_more_than_promised(given_: tuple[Policy, Case]) -> None:
    asked, of = given_
    answer = split(asked, of)
    decided = split(asked, replace(of, promised_fen=None)).elder_fen
    expected = decided if of.promised_fen is None else min(decided, of.promised_fen)
    assert answer.elder_fen == expected


@many
@given(asked_cases)
def test_claims_are_free_ordinals_of_limits_that_were_used(given_: tuple[Policy, Case]) -> None:
    asked, of = given_
    answer = split(asked, of)
    limits = {limit.id: limit for limit in asked.limits}
    for claim in answer.claims:
        limit = limits[claim.limit]
        before = of.used.get((claim.limit, claim.period), ())
        assert claim.period == period_of(limit.per, of.service_on, of.sitting)
        assert len(before) < limit.count
        assert claim.ordinal == min(set(range(1, 99)) - set(before))
    # whoever paid in the name of a layer used that layer's limits; what nobody paid for uses none
    helped = {
        share.reason.layer
        for share in answer.shares
        if share.payer != ELDER and share.reason.layer not in (PROMISE, ELDER)
    }
    needed = set().union(*(limits_of(asked, layer_id, of) for layer_id in helped))
    claimed = [claim.limit for claim in answer.claims]
    assert needed <= set(claimed)
    assert set(claimed) <= needed | limits_of(asked, ELDER, of)
    assert len(claimed) == len(set(claimed))


@many
@given(asked_cases)
def test_a_used_up_limit_closes_its_layers(given_: tuple[Policy, Case]) -> None:
    asked, of = given_
    spent = {
        limit.id
        for limit in asked.limits
        if len(of.used.get((limit.id, period_of(limit.per, of.service_on, of.sitting)), ())) >= limit.count
    }
    for share in split(asked, of).shares:
        if share.reason.layer not in (ELDER, PROMISE):
            assert spent.isdisjoint(limits_of(asked, share.reason.layer, of))


def banded(seed: int) -> tuple[Policy, Case, int, int, list[str]]:
    """A policy in which one band is everybody's."""
    rng = Random(seed)
    least = rng.randint(0, 800)
    most = least + rng.randint(0, 500)
    lines = rng.choice(LINES)
    band = {
        "lines": lines,
        "at_least": f"{least // 100}.{least % 100:02d}",
        "at_most": f"{most // 100}.{most % 100:02d}",
        **random_payer(rng, "beyond"),
    }
    whole: Json = {**random_document(seed), "elder": [band], "limits": []}
    for one in whole["layers"]:
        one.pop("limits", None)
    return parse(whole), replace(random_case(seed), promised_fen=None), least, most, lines


@many
@given(seeds.map(banded))
def test_the_elder_stays_within_her_band(given_: tuple[Policy, Case, int, int, list[str]]) -> None:
    asked, of, least, most, lines = given_
    inside = [at for at, line in enumerate(of.lines) if line.kind in lines]
    price = sum(of.lines[at].fen for at in inside)
    hers = sum(share.fen for share in split(asked, of).shares if share.payer == ELDER and share.line in inside)
    assert min(least, price) <= hers <= most


@many
@given(asked_cases)
def test_nothing_is_left_open_while_every_fund_holds_enough(given_: tuple[Policy, Case]) -> None:
    asked, of = given_
    full = split(asked, replace(of, left=dict.fromkeys(asked.funds, 10**9)))
    codes = {share.reason.code for share in full.shares}
    assert codes.isdisjoint({"stand-in", "held", "empty", "no-next"})
    assert full.suspense_fen == 0


def written(answer: Split) -> str:
    return json.dumps(answer.to_json(), ensure_ascii=False)


@given(documents, cases)
def test_the_same_question_has_the_same_answer_byte_for_byte(whole: Json, of: Case) -> None:
    mixed = replace(of, facts=of.facts[::-1], left=dict(reversed(list(of.left.items()))))
    again = parse(json.loads(json.dumps(whole, sort_keys=True)))
    first = written(split(parse(whole), of))
    assert written(split(parse(whole), of)) == first
    assert written(split(again, mixed)) == first


@many
@given(asked_cases)
def test_a_split_leaves_its_question_alone(given_: tuple[Policy, Case]) -> None:
    asked, of = given_
    before = repr(of)
    split(asked, of)
    assert repr(of) == before


@given(asked_cases, st.sampled_from(("zh", "en")))
def test_every_reason_has_words_and_survives_storing(given_: tuple[Policy, Case], language: str) -> None:
    asked, of = given_
    answer = split(asked, of)
    reasons = [share.reason for share in answer.shares] + [skipped.reason for skipped in answer.skipped]
    for reason in reasons:
        words = explain(reason, asked, "zh" if language == "zh" else "en")
        assert words
        assert "?" not in words
        assert "{" not in words
        assert not words.startswith(("尚未判定", "not decided yet"))
        assert reason_of(json.loads(json.dumps(reason.to_json()))) == reason


@given(cases)
def test_reasons_never_name_a_category(of: Case) -> None:
    tiers = [{"when": {"category": name}, "formula": {"fixed": "2.00"}} for name in ("dibao", "tekun")]
    told = written(split(policy(layer("a", tiers=tiers, tiers_pick="first")), of))
    assert "dibao" not in told
    assert "tekun" not in told


@pytest.mark.parametrize(("kind", "fen"), [("sets", 100), ("set", -1)])
def test_a_wrong_line_cannot_exist(kind: str, fen: int) -> None:
    with pytest.raises(ValueError, match="no line of an order"):
        Line(kind, fen)
