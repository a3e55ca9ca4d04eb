"""What each event moves: a tuple of transfers per event, each more than zero between two different accounts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from canteen.core.month import Month
from settlement.core import chart
from settlement.core.outsiders import GUEST, STAFF
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER, Advance, Split


class Transfer(NamedTuple):
    """`fen` > 0 move onto the debited account from the credited one (R1)."""

    debit: str
    credit: str
    fen: int


class Contributor(NamedTuple):
    """A fund that bears a joint fund's cost by an integer weight; contributors come in the order stated (D10)."""

    fund_key: str
    weight: int


Transfers = tuple[Transfer, ...]
Drawn = Mapping[tuple[str, Month], int]  # (fund, month of the allotment) → fen
_NOTHING: Final[Drawn] = MappingProxyType({})


def meal(split: Split, canteen_id: UUID, elder_id: UUID, month: Month, kept: Drawn = _NOTHING) -> Transfers:
    """Book a meal: the canteen has earned the whole price, each payer is debited once with its part (D6).

    `month` is the month of the books that the meal is posted in: a late meal draws that month's allotment (D16). Of
    one that is decided anew, `kept` stays drawn of earlier months, as it was.
    What a fund paid for another one's people, that one owes it from now on (D9).
    """
    earned = chart.earned(canteen_id)
    paid = (
        Transfer(payer_account(payer, canteen_id, elder_id, drawn_in), earned, part)
        for payer, fen in split.paid_by().items()
        for drawn_in, part in _by_month(payer, fen, month, kept)
    )
    return (*paid, *(one for each in split.advances for one in advance(each, canteen_id, month)))


def stays_drawn(kept: Drawn, canteen_id: UUID) -> Transfers:
    """What is not given back of a meal that is undone and posted anew: the other side of what stays drawn (D14)."""
    earned = chart.earned(canteen_id)
    return tuple(Transfer(earned, chart.allotted(fund, canteen_id, month), fen) for (fund, month), fen in kept.items())


def outsider_meal(split: Split, canteen_id: UUID) -> Transfers:
    """Book a guest's or a staff meal: the canteen has earned the whole price, one account bears it."""
    accounts = {GUEST: chart.guests(canteen_id), STAFF: chart.staff(canteen_id)}
    earned = chart.earned(canteen_id)
    return tuple(Transfer(accounts[payer], earned, fen) for payer, fen in split.paid_by().items())


def payer_account(payer: str, canteen_id: UUID, elder_id: UUID, month: Month) -> str:
    """The account a payer of a split is debited on. ValueError for what no split names."""
    if payer.startswith(FUND):
        return chart.allotted(payer.removeprefix(FUND), canteen_id, month)
    if payer == ELDER:
        return chart.due(elder_id)
    if payer == CANTEEN:
        return chart.borne(canteen_id)
    if payer == SUSPENSE:
        return chart.suspense(canteen_id)
    raise ValueError(f"no payer {payer!r}")


def tender_cash(elder_id: UUID, shift_id: UUID, fen: int) -> Transfers:
    """An elder pays her due in cash."""
    return _moved(chart.cash(shift_id), chart.due(elder_id), fen)


def hand_back_cash(elder_id: UUID, shift_id: UUID, fen: int) -> Transfers:
    """Cash goes back to an elder whose due became a credit (D13)."""
    return _moved(chart.due(elder_id), chart.cash(shift_id), fen)


def tender_guest_cash(canteen_id: UUID, shift_id: UUID, fen: int) -> Transfers:
    """A guest pays in cash."""
    return _moved(chart.cash(shift_id), chart.guests(canteen_id), fen)


def hand_back_guest_cash(canteen_id: UUID, shift_id: UUID, fen: int) -> Transfers:
    """Cash goes back to a guest whose meal was undone."""
    return _moved(chart.guests(canteen_id), chart.cash(shift_id), fen)


def appropriation(fund_key: str, fen: int) -> Transfers:
    """Money is appropriated or given to a fund, which may now allot it."""
    return _moved(chart.source(fund_key), chart.free(fund_key), fen)


def allotment(fund_key: str, canteen_id: UUID, month: Month, fen: int) -> Transfers:
    """A fund lets a canteen draw `fen` more in a month."""
    return _moved(chart.free(fund_key), chart.allotted(fund_key, canteen_id, month), fen)


def release(fund_key: str, canteen_id: UUID, month: Month, fen: int) -> Transfers:
    """What a canteen did not draw is free again."""
    return _moved(chart.allotted(fund_key, canteen_id, month), chart.free(fund_key), fen)


def reserves(contributors: Sequence[Contributor], fen: int) -> list[int]:
    """What each contributor keeps ready for a joint allotment of `fen`: its part, rounded up (D10).

    So whatever is drawn of the allotment, each contributor's largest-remainder part of it is covered.
    """
    whole = sum(contributor.weight for contributor in contributors)
    return [-(-fen * contributor.weight // whole) for contributor in contributors]


def joint_allotment(
    joint_key: str, contributors: Sequence[Contributor], canteen_id: UUID, month: Month, fen: int
) -> Transfers:
    """A joint fund lets a canteen draw `fen` more, for which every contributor reserves its part (D10)."""
    reserved = [
        Transfer(chart.free(key), chart.reserved(key, canteen_id, month), part)
        for (key, _), part in zip(contributors, reserves(contributors, fen), strict=True)
        if part
    ]
    return (*reserved, *_moved(chart.source(joint_key), chart.allotted(joint_key, canteen_id, month), fen))


def joint_release(joint_key: str, canteen_id: UUID, month: Month, fen: int) -> Transfers:
    """What was not drawn of a joint allotment lapses; the reserves behind it are freed by themselves."""
    return _moved(chart.allotted(joint_key, canteen_id, month), chart.source(joint_key), fen)


def reserve_release(fund_key: str, canteen_id: UUID, month: Month, fen: int) -> Transfers:
    """What a contributor reserved beyond its part is free again; one reserve may stand behind two joint funds."""
    return _moved(chart.reserved(fund_key, canteen_id, month), chart.free(fund_key), fen)


def late_return(fund_key: str, canteen_id: UUID, month: Month, fen: int) -> Transfers:
    """After its month was sealed, what a reversal put back on the old allotment goes to the fund instead (D16)."""
    return _moved(chart.allotted(fund_key, canteen_id, month), chart.returned(fund_key), fen)


def advance(made: Advance, canteen_id: UUID, month: Month) -> Transfers:
    """A fund has paid for the people of another one, which owes it for this canteen and month (D9)."""
    by, owed_by, fen = made
    return _moved(chart.advanced(by, owed_by, canteen_id, month), chart.owed(owed_by, by, canteen_id, month), fen)


def advances_back(borne: Iterable[tuple[str, int]], fund_key: str) -> Transfers:
    """What a fund bore of a meal is taken off it, and so is what others owe it for that: they owe it no more.

    `borne` is what accounts bear of the meal, in fen.
    """
    found = ((chart.parse_address(address), address, fen) for address, fen in borne if fen > 0)
    return tuple(
        Transfer(_other_side(account), address, fen)
        for account, address, fen in found
        if account.kind is chart.Kind.ADVANCED and account.owner == fund_key
    )


def late_advance(account: chart.Address, month: Month, fen: int) -> Transfers:
    """After its month was sealed, what a reversal took off an advance is taken off that of a later month (D16).

    The sealed month keeps what it says, and the two funds settle the difference with the later one.
    """
    if account.canteen_id is None or account.month is None:
        raise ValueError("an advance is made at a canteen in a month")
    made = Advance(account.owner, account.other, fen)
    return (*advance(made, account.canteen_id, account.month), *reversal(advance(made, account.canteen_id, month)))


def hold(payer: str, canteen_id: UUID, fen: int) -> Transfers:
    """Take a share off the payer's account `payer` and rest it in suspense: the meal stands, its money waits (D5)."""
    return _moved(chart.suspense(canteen_id), payer, fen)


def clearing(payer: str, canteen_id: UUID, fen: int) -> Transfers:
    """A person has decided: what rested in suspense goes to the account `payer`."""
    return _moved(payer, chart.suspense(canteen_id), fen)


def reversal(transfers: Iterable[Transfer]) -> Transfers:
    """Undo an entry exactly: every account gets back what it gave (R10). Last transfer first, as one backs out."""
    return tuple(Transfer(credit, debit, fen) for debit, credit, fen in reversed(tuple(transfers)))


def balances(transfers: Iterable[Transfer]) -> dict[str, int]:
    """Σ debit − Σ credit of every account touched, in fen."""
    found: dict[str, int] = {}
    for debit, credit, fen in transfers:
        found[debit] = found.get(debit, 0) + fen
        found[credit] = found.get(credit, 0) - fen
    return found


def _other_side(account: chart.Address) -> str:
    """The account that owes what stands on this one as advanced."""
    if account.canteen_id is None or account.month is None:
        raise ValueError("an advance is made at a canteen in a month")
    return chart.owed(account.other, account.owner, account.canteen_id, account.month)


def _by_month(payer: str, fen: int, month: Month, kept: Drawn) -> Iterator[tuple[Month, int]]:
    """What a payer bears, by the month of the allotment it is drawn of; for who is no fund the month is all one."""
    fund = payer.removeprefix(FUND) if payer.startswith(FUND) else ""
    for (key, drawn_in), part in sorted(kept.items()) if fund else ():
        if key == fund:
            fen -= part
            yield drawn_in, part
    if fen:
        yield month, fen


def _moved(debit: str, credit: str, fen: int) -> Transfers:
    """One transfer, or none when there is nothing to move. ValueError below zero: the way back has its own name."""
    if fen < 0:
        raise ValueError(f"{fen} fen cannot be moved")
    return (Transfer(debit, credit, fen),) if fen else ()
