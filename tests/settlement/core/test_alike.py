"""Quotes: people who look alike to a policy are quoted once, and each as if she had been alone."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from settlement.core.alike import Guest, basis_of, groups_of, share_quoted
from settlement.core.case import Case, Fact, Line
from settlement.core.policy import Policy, parse
from settlement.core.split import split
from tests.settlement.core.documents import CATEGORIES, FUNDS, documents, random_case, seeds

POLICY = UUID(int=1)
KINDS = ("category", "category", "registration", "state")


def crowd(seed: int, on: date) -> list[Guest]:
    """Some thirty people, many of whom have the same age and categories."""
    rng = Random(seed)
    return [
        Guest(
            on - timedelta(days=rng.choice((0, 1, 365)) + 365 * rng.randint(58, 62)),
            tuple(Fact(rng.choice(KINDS), rng.choice(CATEGORIES)) for _ in range(rng.randint(0, 2))),
        )
        for _ in range(30)
    ]


@given(documents.map(parse), seeds, seeds)
def test_a_group_is_quoted_what_each_of_it_would_be(policy: Policy, of: int, people: int) -> None:
    case = random_case(of)
    guests = crowd(people, case.service_on)
    groups = groups_of(policy, guests, case.service_on, case.sitting)
    basis = basis_of(
        policy_id=POLICY,
        policy=policy,
        service_on=case.service_on,
        sitting=case.sitting,
        price_fen=1000,
        left=case.left,
    )
    by_group = [share_quoted(basis, speaker) for speaker in groups.speakers]
    alone = replace(case, lines=(Line("set", 1000),), used={}, promised_fen=None)
    for guest, group in zip(guests, groups.of, strict=True):
        expected = split(policy, replace(alone, birth_on=guest.birth_on, facts=guest.facts)).elder_fen
        assert by_group[group] == expected


@given(documents.map(parse), seeds, st.integers(0, 2000), st.dictionaries(st.sampled_from(FUNDS), st.integers(0, 5000)))
def test_what_a_fund_holds_beyond_the_price_changes_no_share(
    policy: Policy, of: int, price_fen: int, left: dict[str, int]
) -> None:
    drawn = random_case(of)
    case = Case(drawn.service_on, drawn.sitting, (Line("set", price_fen),), drawn.birth_on, drawn.facts, left=left)
    cut = {fund: min(fen, price_fen) for fund, fen in left.items()}
    assert split(policy, case).elder_fen == split(policy, replace(case, left=cut)).elder_fen


@given(documents.map(parse))
def test_equal_bases_are_one(policy: Policy) -> None:
    """What an ample allotment is drawn by leaves the basis as it was, and so what was quoted by it."""
    one, drawn, scarce = (
        basis_of(
            policy_id=POLICY,
            policy=policy,
            service_on=date(2026, 11, 20),
            sitting="lunch",
            price_fen=1000,
            left={"town": fen, "charity": 300},
        )
        for fen in (5_000_000, 4_999_500, 900)
    )
    assert (one == drawn, hash(one) == hash(drawn), drawn == scarce) == (True, True, False)
