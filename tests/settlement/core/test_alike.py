"""Quotes: people who look alike to a policy are quoted once, and each as if she had been alone."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.core.alike import Guest, basis_of, groups_of, share_quoted
from settlement.core.case import Case, Line
from settlement.core.policy import Policy
from settlement.core.seen import seen_of
from settlement.core.shares import Split
from settlement.core.split import split
from tests.settlement.core.documents import FUNDS, Json, layer, policies, policy, random_case, seeds
from tests.settlement.core.documents_cases import random_facts
from tests.settlement.core.documents_words import HOME_FUNDS

POLICY = UUID(int=1)
lefts = st.dictionaries(st.sampled_from((*FUNDS, *HOME_FUNDS)), st.integers(0, 5000))


def crowd(seed: int, on: date) -> list[Guest]:
    """Some thirty people, many of whom have the same age, categories and places."""
    rng = Random(seed)
    facts = [random_facts(rng) for _ in range(6)]
    births = [on - timedelta(days=rng.choice((0, 1, 365)) + 365 * rng.randint(58, 62)) for _ in range(4)]
    return [Guest(rng.choice(births), rng.choice(facts)) for _ in range(30)]


@given(policies, seeds, seeds)
def test_whom_a_policy_cannot_tell_apart_are_split_alike_at_any_meal(policy: Policy, of: int, people: int) -> None:
    """Not only her own share: each payer's, down to the reasons."""
    case = random_case(of)
    first: dict[object, Split] = {}
    for guest in crowd(people, case.service_on):
        answer = split(policy, replace(case, birth_on=guest.birth_on, facts=guest.facts))
        seen = seen_of(policy, case.service_on, guest.birth_on, guest.facts)
        assert first.setdefault(seen, answer) == answer


@given(policies, seeds, seeds)
def test_a_group_is_quoted_what_each_of_it_would_be(policy: Policy, of: int, people: int) -> None:
    case = random_case(of)
    guests = crowd(people, case.service_on)
    groups = groups_of(policy, guests, case.service_on)
    # a kiosk quotes the first set meal of the sitting, eaten in
    circumstances = {name: getattr(case, name) for name in ("left", "eating", "canteen", "package", "homes", "lapsed")}
    alone = Case(case.service_on, case.sitting, (Line("set", 1000),), **circumstances)
    basis = basis_of(policy_id=POLICY, policy=policy, case=alone)
    by_group = [share_quoted(basis, speaker) for speaker in groups.speakers]
    for guest, group in zip(guests, groups.of, strict=True):
        expected = split(policy, replace(alone, birth_on=guest.birth_on, facts=guest.facts)).elder_fen
        assert by_group[group] == expected


@given(policies, seeds, st.integers(0, 2000), lefts)
def test_what_a_fund_holds_beyond_the_price_changes_no_share(
    policy: Policy, of: int, price_fen: int, left: dict[str, int]
) -> None:
    case = replace(random_case(of), lines=(Line("set", price_fen),), left=left, wallet={})
    cut = {fund: min(fen, price_fen) for fund, fen in left.items()}
    assert split(policy, case).elder_fen == split(policy, replace(case, left=cut)).elder_fen


@given(policies)
def test_equal_bases_are_one(policy: Policy) -> None:
    """What an ample allotment is drawn by leaves the basis as it was, and so what was quoted by it."""
    one, drawn, scarce = (
        basis_of(
            policy_id=POLICY,
            policy=policy,
            case=Case(date(2026, 11, 20), "lunch", (Line("set", 1000),), left={"town": fen, "charity": 300}),
        )
        for fen in (5_000_000, 4_999_500, 900)
    )
    assert (one == drawn, hash(one) == hash(drawn), drawn == scarce) == (True, True, False)


@pytest.mark.parametrize(
    ("when", "told_apart"),
    [
        ({"age": {"from": 60}}, set()),
        ({"registered": {"in": ["zhengguo"]}}, set()),
        ({"not": {"resident": {"same": "town"}}}, {"eating"}),
        ({"any": [{"category": "dibao"}, {"eating": {"in": ["zhengguo"]}}]}, {"eating"}),
        ({"canteen": ["youte"]}, {"canteen"}),
        ({"all": [{"package": ["soft"]}, {"canteen": ["youte"]}]}, {"package", "canteen"}),
    ],
)
def test_canteens_and_packages_that_a_policy_cannot_tell_apart_quote_alike(when: Json, told_apart: set[str]) -> None:
    asked = policy(
        layer("a", {"fixed": "5.00"}, when=when), regions={"zhengguo": "正果镇"}, canteens={"youte": "优特食堂"}
    )
    plain = Case(date(2026, 11, 20), "lunch", (Line("set", 1000),))
    others: dict[str, Any] = {"eating": (("town", "zhengguo"),), "canteen": "youte", "package": "soft"}
    bases = {
        name: basis_of(policy_id=POLICY, policy=asked, case=replace(plain, **{name: of})) for name, of in others.items()
    }
    same = basis_of(policy_id=POLICY, policy=asked, case=plain)
    assert {name for name, basis in bases.items() if basis != same} == told_apart


def test_canteens_whose_own_homes_fund_pays_are_told_apart() -> None:
    """No condition looks at where it stands; whose money it is does."""
    payer = {"fund_of": "canteen", "level": "town", "role": "meals"}
    asked = policy(layer("home", {"fixed": "3.00"}, payer=payer, empty={"then": "elder", "part": True}))
    homes, left = {("zhengguo", "meals"): "town"}, {"town": 900}
    shares = []
    for town in ("zhengguo", "paitan"):
        eating = (("town", town),)
        case = Case(date(2026, 11, 20), "lunch", (Line("set", 1000),), eating=eating, homes=homes, left=left)
        basis = basis_of(policy_id=POLICY, policy=asked, case=case)
        shares.append(share_quoted(basis, Guest(date(1950, 1, 1), ())))
    assert shares == [700, 1000]
