"""The split: what holds of the money for every valid policy and every case."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from settlement.core.case import Case, Line, period_of
from settlement.core.policy import Policy, parse
from settlement.core.policy.values import Limit
from settlement.core.shares import ELDER, PROMISE, HoldCode
from settlement.core.split import split
from tests.settlement.core.documents import (
    LINES,
    Json,
    cases,
    layer,
    policies,
    policy,
    random_case,
    random_document,
    random_payer,
    seeds,
)

many = settings(max_examples=150)
asked_cases = given(asked=policies, of=cases)


def payers_of(asked: Policy, of: Case) -> set[str]:
    """The funds that may pay: those the document names, and those of homes."""
    return {*asked.funds, *of.homes.values()}


def used_by(asked: Policy, step: str) -> set[str]:
    """The limits that a layer, a product, or the band that may be the elder's, counts against."""
    if step == ELDER:
        return set().union(*(band.limits for band in asked.bands))
    layers = {layer.id: layer.limits for layer in asked.layers}
    products = {product.id: product.limits for product in asked.products}
    return {*layers.get(step, ()), *products.get(step, ())}


def before(limit: Limit, of: Case) -> dict[int, int]:
    """What was used of a limit before, in the period of the meal."""
    return dict(of.used.get((limit.id, period_of(limit.per, of.service_on, of.sitting)), {}))


def in_force(of: Case) -> Case:
    """The case with no version lapsed: a share that rests for that tells no more for which layer it stands in."""
    return replace(of, lapsed=frozenset())


def is_spent(limit: Limit, of: Case) -> bool:
    used = before(limit, of)
    counted = limit.count is not None and len(used) >= limit.count
    return counted or (limit.sum_fen is not None and bool(of.used) and sum(used.values()) >= limit.sum_fen)


@many
@asked_cases
def test_the_shares_add_up_to_the_price_of_each_line(asked: Policy, of: Case) -> None:
    answer = split(asked, of)
    assert all(share.fen > 0 for share in answer.shares)
    for at, line in enumerate(of.lines):
        assert sum(share.fen for share in answer.shares if share.line == at) == line.fen
    assert answer.elder_fen == answer.paid_by().get("elder", 0)
    assert answer.suspense_fen == answer.paid_by().get("suspense", 0)


@many
@asked_cases
def test_what_rests_in_suspense_says_why_by_a_code_of_its_own(asked: Policy, of: Case) -> None:
    codes = {share.reason.code for share in split(asked, of).shares if share.payer == "suspense"}
    assert codes <= {HoldCode.HELD, HoldCode.PROMISE, HoldCode.BEYOND, HoldCode.LAPSED}
    if of.lapsed.isdisjoint(asked.includes):
        assert HoldCode.LAPSED not in codes


@many
@asked_cases
def test_no_fund_pays_more_than_its_allotment_holds(asked: Policy, of: Case) -> None:
    answer = split(asked, of)
    paid = {payer[5:]: fen for payer, fen in answer.paid_by().items() if payer.startswith("fund:")}
    assert answer.draws == paid
    assert set(paid) <= payers_of(asked, of)
    assert all(fen <= of.left[key] for key, fen in paid.items())


@many
@asked_cases
def test_what_is_advanced_is_drawn_from_the_one_and_owed_by_the_other(asked: Policy, of: Case) -> None:
    answer = split(asked, of)
    by: dict[str, int] = {}
    for advance in answer.advances:
        assert advance.fen > 0
        assert advance.by != advance.owed_by
        assert advance.owed_by in of.homes.values()
        by[advance.by] = by.get(advance.by, 0) + advance.fen
    assert all(fen <= answer.draws[key] for key, fen in by.items())
    assert len({(advance.by, advance.owed_by) for advance in answer.advances}) == len(answer.advances)


@many
@asked_cases
def test_the_elder_never_pays_more_than_promised(asked: Policy, of: Case) -> None:
    bare = replace(of, wallet={})
    decided = split(asked, replace(bare, promised_fen=None)).elder_fen
    for promised in {0, max(0, decided - 1), decided, decided + 1, of.promised_fen or 0}:
        assert split(asked, replace(bare, promised_fen=promised)).elder_fen == min(decided, promised)
        # what she holds in her wallet can only make it less
        assert split(asked, replace(of, promised_fen=promised)).elder_fen <= min(decided, promised)


@many
@asked_cases
def test_a_wallet_pays_no_more_than_it_holds_and_no_more_than_is_hers(asked: Policy, of: Case) -> None:
    answer = split(asked, of)
    hers = split(asked, replace(of, wallet={})).elder_fen
    borne = 0
    for tender in answer.tenders:
        product = next(one for one in asked.products if one.id == tender.product)
        holding = of.wallet[tender.product]
        if product.kind == "bonus":
            assert 0 <= tender.fen <= holding.own_fen
            assert 0 <= tender.borne_fen <= holding.bonus_fen
        else:
            assert holding.uses > 0
            assert tender.borne_fen <= product.worth_fen
        assert tender.fen + tender.borne_fen > 0
        borne += tender.borne_fen
    assert answer.elder_fen == hers - borne
    assert sum(tender.fen for tender in answer.tenders) <= answer.elder_fen


@many
@asked_cases
def test_claims_are_free_ordinals_of_limits_that_were_used(asked: Policy, of: Case) -> None:
    of = in_force(of)
    answer = split(asked, of)
    limits = {limit.id: limit for limit in asked.limits}
    for claim in answer.claims:
        limit = limits[claim.limit]
        used = before(limit, of)
        assert claim.period == period_of(limit.per, of.service_on, of.sitting)
        assert not is_spent(limit, of) or limit.counts == "every_meal"
        assert claim.ordinal == min(set(range(1, 99)) - set(used))
        assert 0 <= claim.fen <= (limit.sum_fen or 0)
    # whoever paid in the name of a layer used those of its limits that bind her; what nobody paid for uses none
    binding = {limit.id for limit in asked.program.plan(of).limits}
    every_meal = {limit.id for limit in asked.limits if limit.counts == "every_meal"} & binding
    helped = {share.reason.layer for share in answer.shares if share.payer != ELDER} - {PROMISE, ELDER}
    needed = set().union(*(used_by(asked, step) for step in helped)) & binding
    prepaid = set().union(*(used_by(asked, tender.product) for tender in answer.tenders))
    claimed = [claim.limit for claim in answer.claims]
    assert needed | every_meal <= set(claimed)
    assert set(claimed) <= (needed | every_meal | prepaid | used_by(asked, ELDER)) & binding
    assert len(claimed) == len(set(claimed))


@many
@asked_cases
def test_a_used_up_limit_closes_its_layers(asked: Policy, of: Case) -> None:
    spent = {limit.id for limit in asked.program.plan(of).limits if is_spent(limit, of)}
    for share in split(asked, of).shares:
        if share.reason.layer not in (ELDER, PROMISE):
            assert spent.isdisjoint(used_by(asked, share.reason.layer))


@many
@asked_cases
def test_a_claim_counts_what_others_have_paid_in_the_name_of_its_layers(asked: Policy, of: Case) -> None:
    of = in_force(of)
    answer = split(asked, of)
    for claim in answer.claims:
        limit = next(one for one in asked.limits if one.id == claim.limit)
        if limit.sum_fen is not None:
            paid = sum(
                share.fen
                for share in answer.shares
                if share.payer != ELDER and claim.limit in used_by(asked, share.reason.layer)
            )
            left = limit.sum_fen - sum(before(limit, of).values())
            # "beyond" takes what fell to her in the name of a layer, and is none of the layers' money
            assert (paid == claim.fen) if limit.counts == "paid" else (paid <= claim.fen)
            assert claim.fen <= left


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
        "limits": [],
        **random_payer(rng, "beyond"),
    }
    whole: Json = {**random_document(seed), "elder": [band], "exclusions": []}
    return parse(whole), replace(random_case(seed), promised_fen=None, wallet={}), least, most, lines


@many
@given(seeds.map(banded))
def test_the_elder_stays_within_her_band(given_: tuple[Policy, Case, int, int, list[str]]) -> None:
    asked, of, least, most, lines = given_
    inside = [at for at, line in enumerate(of.lines) if line.kind in lines]
    price = sum(of.lines[at].fen for at in inside)
    hers = sum(share.fen for share in split(asked, of).shares if share.payer == ELDER and share.line in inside)
    assert min(least, price) <= hers <= most


@many
@asked_cases
def test_nothing_is_left_open_while_every_fund_holds_enough(asked: Policy, of: Case) -> None:
    rich = replace(of, left=dict.fromkeys(payers_of(asked, of), 10**9), lapsed=frozenset())
    shares = split(asked, rich).shares
    short = {share.reason.layer for share in shares if share.reason.code in ("stand-in", "held", "empty", "no-next")}
    # only a home that has no such fund is short, whatever the others hold
    assert short <= {layer.id for layer in asked.layers if layer.payer.home is not None}
    waiting = {share.reason.code for share in shares if share.payer == "suspense" and share.reason.layer not in short}
    assert waiting <= {HoldCode.BEYOND, HoldCode.PROMISE}


@many
@asked_cases
def test_a_split_leaves_its_question_alone(asked: Policy, of: Case) -> None:
    before_ = repr(of)
    split(asked, of)
    assert repr(of) == before_


@given(of=cases)
def test_reasons_never_name_a_category(of: Case) -> None:
    tiers = [{"when": {"category": name}, "formula": {"fixed": "2.00"}} for name in ("dibao", "tekun")]
    answer = split(policy(layer("a", tiers=tiers, tiers_pick="first")), of)
    told = json.dumps(answer.to_json(), ensure_ascii=False)
    assert "dibao" not in told
    assert "tekun" not in told


@pytest.mark.parametrize(("kind", "fen"), [("sets", 100), ("set", -1)])
def test_a_wrong_line_cannot_exist(kind: str, fen: int) -> None:
    with pytest.raises(ValueError, match="no line of an order"):
        Line(kind, fen)
