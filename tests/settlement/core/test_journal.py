"""The journal: worked examples that a ledger keeps, and reversals that undo them to nothing."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.month import Month
from settlement.core import chart, journal
from settlement.core.case import Case, Line
from settlement.core.journal import Contributor, Transfer, balances
from settlement.core.payables import Joint, taken_over
from settlement.core.policy import Policy
from settlement.core.split import split, undecided
from tests.settlement.core.documents import case, cases, fund, layer, policies, policy

CANTEEN = UUID("01890000-0000-7000-8000-00000000000c")
ELDER = UUID("01890000-0000-7000-8000-00000000000e")
SHIFT = UUID("01890000-0000-7000-8000-00000000000f")
NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)

EARNED, BORNE, SUSPENSE = chart.earned(CANTEEN), chart.borne(CANTEEN), chart.suspense(CANTEEN)
DUE, CASH = chart.due(ELDER), chart.cash(SHIFT)
TOWN = chart.allotted("town", CANTEEN, NOVEMBER)
JOINT = chart.allotted("joint", CANTEEN, NOVEMBER)
HALVES = [Contributor("district", 1), Contributor("town", 1)]


def left(*entries: Iterable[Transfer]) -> dict[str, int]:
    """What stands on each account after some entries; accounts at zero are left out."""
    return {account: fen for account, fen in balances(sum(map(tuple, entries), ())).items() if fen}


def apportioned(contributors: Sequence[Contributor], net_fen: int) -> tuple[Transfer, ...]:
    """What contributors take over of a joint fund at seal."""
    parts = Joint("joint", tuple(contributors), (0,) * len(contributors)).parts(net_fen)
    return taken_over("joint", parts, CANTEEN, NOVEMBER, 0)


def lapsed(contributors: Sequence[Contributor], fen: int, unused: Sequence[int]) -> tuple[Transfer, ...]:
    """What of a joint allotment was not drawn, and of each reserve not taken over."""
    freed = zip(contributors, unused, strict=True)
    return (
        *journal.joint_release("joint", CANTEEN, NOVEMBER, fen),
        *(one for (key, _), part in freed for one in journal.reserve_release(key, CANTEEN, NOVEMBER, part)),
    )


def lunch() -> tuple[Transfer, ...]:
    """Twelve yuan: seven from the town's fund, one from the canteen, four from the elder."""
    layers = [layer("town", {"fixed": "7.00"}, **fund("town")), layer("shop", {"fixed": "1.00"})]
    return journal.meal(split(policy(*layers), case(1200, left={"town": 9900})), CANTEEN, ELDER, NOVEMBER)


def test_a_meal_and_its_tender() -> None:
    meal = lunch()
    assert meal == (Transfer(TOWN, EARNED, 700), Transfer(BORNE, EARNED, 100), Transfer(DUE, EARNED, 400))
    assert left(meal) == {EARNED: -1200, TOWN: 700, BORNE: 100, DUE: 400}
    tender = journal.tender_cash(ELDER, SHIFT, 400)
    assert tender == (Transfer(CASH, DUE, 400),)
    assert left(meal, tender) == {EARNED: -1200, TOWN: 700, BORNE: 100, CASH: 400}


def test_a_void_after_payment_leaves_her_a_credit_until_it_is_handed_back() -> None:
    meal, tender = lunch(), journal.tender_cash(ELDER, SHIFT, 400)
    void = journal.reversal(meal)
    assert void == (Transfer(EARNED, DUE, 400), Transfer(EARNED, BORNE, 100), Transfer(EARNED, TOWN, 700))
    assert left(meal, tender, void) == {CASH: 400, DUE: -400}
    assert left(meal, tender, void, journal.hand_back_cash(ELDER, SHIFT, 400)) == {}


def test_a_void_after_the_seal_credits_the_fund() -> None:
    late = journal.late_return("town", CANTEEN, NOVEMBER, 700)
    returned = chart.returned("town")
    assert late == (Transfer(TOWN, returned, 700),)
    assert left(lunch(), journal.reversal(lunch()), late) == {TOWN: 700, returned: -700}


def test_an_undecided_meal_rests_in_suspense_until_it_is_cleared() -> None:
    meal = journal.meal(undecided((Line("set", 1200),), "no-policy"), CANTEEN, ELDER, NOVEMBER)
    assert meal == (Transfer(SUSPENSE, EARNED, 1200),)
    cleared = journal.clearing(TOWN, CANTEEN, 800) + journal.clearing(DUE, CANTEEN, 400)
    assert left(meal, cleared) == {EARNED: -1200, TOWN: 800, DUE: 400}


def test_holding_a_posted_meal_moves_its_share_and_nothing_else() -> None:
    held = journal.hold(TOWN, CANTEEN, 700)
    assert held == (Transfer(SUSPENSE, TOWN, 700),)
    assert left(lunch(), held) == {EARNED: -1200, SUSPENSE: 700, BORNE: 100, DUE: 400}
    assert left(held, journal.clearing(TOWN, CANTEEN, 700)) == {}


def test_a_fund_from_appropriation_to_release() -> None:
    free, source = chart.free("town"), chart.source("town")
    given_ = journal.appropriation("town", 100_000)
    allotted = journal.allotment("town", CANTEEN, NOVEMBER, 10_000)
    assert left(given_, allotted) == {source: 100_000, free: -90_000, TOWN: -10_000}
    released = journal.release("town", CANTEEN, NOVEMBER, 9_300)
    assert left(given_, allotted, lunch(), released) == {
        source: 100_000,
        free: -99_300,
        EARNED: -1200,
        BORNE: 100,
        DUE: 400,
    }


def test_a_joint_fund_halves_an_odd_sum_in_stated_order() -> None:
    """The example: 100.01 are allotted, 70.01 drawn; the district, stated first, bears the odd fen."""
    allotted = journal.joint_allotment("joint", HALVES, CANTEEN, NOVEMBER, 10_001)
    ours, theirs = (chart.reserved(key, CANTEEN, NOVEMBER) for key in ("district", "town"))
    source, free, free_too = chart.source("joint"), chart.free("district"), chart.free("town")
    assert allotted == (
        Transfer(free, ours, 5_001),
        Transfer(free_too, theirs, 5_001),
        Transfer(source, JOINT, 10_001),
    )
    drawn = (Transfer(JOINT, EARNED, 7_001),)
    sealed = apportioned(HALVES, 7_001)
    assert sealed == (Transfer(ours, source, 3_501), Transfer(theirs, source, 3_500))
    released = lapsed(HALVES, 3_000, [1_500, 1_501])
    assert left(allotted, drawn, sealed, released) == {EARNED: -7_001, free: 3_501, free_too: 3_500}


def test_a_month_of_reversals_goes_back_the_same_way() -> None:
    assert left(apportioned(HALVES, 701), apportioned(HALVES, -701)) == {}


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=5).filter(any),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
)
def test_a_joint_fund_always_comes_out_even(weights: list[int], allotted_fen: int, drawn_fen: int) -> None:
    drawn_fen = min(drawn_fen, allotted_fen)
    contributors = [Contributor(f"fund-{at}", weight) for at, weight in enumerate(weights)]
    allotted = journal.joint_allotment("joint", contributors, CANTEEN, NOVEMBER, allotted_fen)
    drawn = (Transfer(JOINT, EARNED, drawn_fen),)
    sealed = apportioned(contributors, drawn_fen)
    kept = balances((*allotted, *sealed))
    unused = [-kept.get(chart.reserved(key, CANTEEN, NOVEMBER), 0) for key, _ in contributors]
    assert min(unused) >= 0  # what is drawn never costs a contributor more than it reserved
    released = lapsed(contributors, allotted_fen - drawn_fen, unused)
    rest = left(allotted, drawn, sealed, released)
    assert set(rest) <= {EARNED, *(chart.free(key) for key, _ in contributors)}
    assert sum(fen for account, fen in rest.items() if account != EARNED) == drawn_fen == -rest.get(EARNED, 0)


@given(policies, cases)
def test_a_meal_debits_each_payer_once_and_a_reversal_leaves_nothing(asked: Policy, of: Case) -> None:
    answer = split(asked, of)
    meal = journal.meal(answer, CANTEEN, ELDER, NOVEMBER)
    assert all(transfer.fen > 0 and transfer.debit != transfer.credit for transfer in meal)
    # beside what the canteen earns there is only what funds owe each other
    owed = [one for advance in answer.advances for one in journal.advance(advance, CANTEEN, NOVEMBER)]
    earned = [transfer for transfer in meal if transfer.credit == EARNED]
    assert [transfer for transfer in meal if transfer.credit != EARNED] == owed
    debits = [transfer.debit for transfer in earned]
    assert len(set(debits)) == len(debits)
    accounts = {payer: journal.payer_account(payer, CANTEEN, ELDER, NOVEMBER) for payer in answer.paid_by()}
    assert {transfer.debit: transfer.fen for transfer in earned} == {
        accounts[payer]: fen for payer, fen in answer.paid_by().items()
    }
    assert left(meal, journal.reversal(meal)) == {}
    assert journal.reversal(journal.reversal(meal)) == meal


def test_nothing_to_move_is_no_transfer_and_less_is_refused() -> None:
    assert journal.tender_cash(ELDER, SHIFT, 0) == ()
    with pytest.raises(ValueError, match="cannot be moved"):
        journal.allotment("town", CANTEEN, DECEMBER, -1)
    with pytest.raises(ValueError, match="no payer"):
        journal.payer_account("somebody", CANTEEN, ELDER, DECEMBER)
