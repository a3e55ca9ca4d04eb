"""A meal decided anew: its split by what is said of its eater now, and what that changes for each payer (D14)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from canteen.core.month import Month
from settlement.core.case import Case
from settlement.core.journal import Drawn
from settlement.core.policy.document import Policy
from settlement.core.shares import ELDER, PROMISE, Advance, ClaimUse, Split
from settlement.core.split import split


@dataclass(frozen=True, slots=True)
class Standing:
    """A meal as it was decided last: fen by payer, the claims it lives with, and what she was told when that counted.

    `promised_fen` is the promise that kept her share below what was decided (D11); None where none did.
    """

    paid: Mapping[str, int]
    claims: tuple[ClaimUse, ...] = ()
    promised_fen: int | None = None
    advances: tuple[Advance, ...] = ()


@dataclass(frozen=True, slots=True)
class Redecision:
    """The split that takes the place of another, and what each payer bears before and after, in fen."""

    split: Split
    before: Mapping[str, int]
    after: Mapping[str, int]
    owed_before: tuple[Advance, ...] = ()

    @property
    def owed_after(self) -> tuple[Advance, ...]:
        """What funds then have paid for one another's people."""
        return self.split.advances

    @property
    def moved(self) -> Mapping[str, int]:
        """What each payer bears more (below zero: less); they come to nothing, for the price stays."""
        payers = dict.fromkeys([*self.before, *self.after])
        return {payer: fen for payer in payers if (fen := self.after.get(payer, 0) - self.before.get(payer, 0))}

    @property
    def credit_fen(self) -> int:
        """What she bears less, in fen: her credit (D13). Below zero where her share rises."""
        return self.before.get(ELDER, 0) - self.after.get(ELDER, 0)


def redecide(policy: Policy, case: Case, *, before: Case, standing: Standing) -> Redecision | None:
    """Decide a meal anew by what is said in the case; None where what is said now changes nobody's share.

    `case` is the meal as of its service date, with the live claims of other meals alone and with what the allotments
    hold once this meal's own draws are given back; `before` is the same by what was said when it was decided. Both are
    split alike, so that only what was told anew moves money: what allotments hold by now, or which claims were freed
    since, does not. Claims keep their seat, whatever other meals hold by now, and no other meal's is taken (D8). Her
    share rises only where the policy says so (D14); else she is taken to have been promised what she bears, and the gap
    goes to the payer of such gaps.
    """
    promised_fen = standing.promised_fen if policy.may_raise_elder else standing.paid.get(ELDER, 0)
    seats = {(claim.limit, claim.period): (claim.ordinal, claim.fen) for claim in standing.claims}
    decided, told_before = (
        split(policy, replace(each, seats=seats, promised_fen=promised_fen)) for each in (case, before)
    )
    unchanged = _same(decided, told_before.paid_by(), told_before.claims)
    unchanged = unchanged or _same(decided, standing.paid, standing.claims)
    if unchanged and decided.advances == told_before.advances:
        return None
    return Redecision(decided, dict(standing.paid), decided.paid_by(), standing.advances)


def draws_kept(*, drawn: Drawn, draws: Mapping[str, int], month: Month) -> Drawn:
    """What of new draws stays where the meal had drawn it before, of earlier months than the one it is written in.

    A fund that still bears what it bore moves no money between months: only what it bears more is of the allotment of
    `month`, and only what it bears less goes back (D16). Of several months the earliest keeps its own first.
    """
    kept: dict[tuple[str, Month], int] = {}
    open_fen = dict(draws)
    for (fund, drawn_in), fen in sorted(drawn.items()):
        stays = min(fen, open_fen.get(fund, 0))
        if drawn_in < month and stays > 0:
            kept[fund, drawn_in] = stays
            open_fen[fund] -= stays
    return kept


def by_fund(drawn: Drawn) -> dict[str, int]:
    """Fen by fund, of all months together."""
    found: dict[str, int] = {}
    for (fund, _), fen in drawn.items():
        found[fund] = found.get(fund, 0) + fen
    return found


def promise_kept(explanation: Mapping[str, object]) -> int | None:
    """Read from an entry's explanation what she was told, in fen, where that kept her share low; None elsewhere."""
    told, shares = explanation.get("promised_fen"), explanation.get("shares")
    if isinstance(told, int):
        return told
    kept = isinstance(shares, list) and any(share.get("layer") == PROMISE for share in shares)
    elder_fen = explanation.get("elder_fen")
    return elder_fen if kept and isinstance(elder_fen, int) else None


def _same(decided: Split, paid: Mapping[str, int], claims: tuple[ClaimUse, ...]) -> bool:
    return decided.paid_by() == dict(paid) and _places(decided.claims) == _places(claims)


def _places(claims: tuple[ClaimUse, ...]) -> frozenset[tuple[str, str, int]]:
    return frozenset((claim.limit, claim.period, claim.ordinal) for claim in claims)
