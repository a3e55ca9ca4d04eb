"""A meal decided anew: its split by what is said of its eater now, and what that changes for each payer (D14)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from settlement.core.case import Case
from settlement.core.policy.document import Policy
from settlement.core.shares import ELDER, PROMISE, ClaimUse, Split
from settlement.core.split import split

Used = Mapping[tuple[str, str], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A meal as it was decided last: fen by payer, the claims it lives with, and what she was told when that counted.

    `promised_fen` is the promise that kept her share below what was decided (D11); None where none did.
    """

    paid: Mapping[str, int]
    claims: tuple[ClaimUse, ...] = ()
    promised_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Redecision:
    """The split that takes the place of another, and what each payer bears before and after, in fen."""

    split: Split
    before: Mapping[str, int]
    after: Mapping[str, int]

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
    hold once this meal's own draws are given back; `before` is the same by what was said when it was decided. Both are split
    alike, so that only what was told anew moves money: what allotments hold by now, or which claims were freed since,
    does not. Claims keep their ordinal, and no other meal's is taken (D8). Her share rises only where the policy says
    so (D14); else she is taken to have been promised what she bears, and the gap goes to the payer of such gaps.
    """
    promised_fen = standing.promised_fen if policy.may_raise_elder else standing.paid.get(ELDER, 0)
    used = _with_own_place(case.used, standing.claims)
    decided, told_before = (
        split(policy, replace(each, used=used, promised_fen=promised_fen)) for each in (case, before)
    )
    unchanged = _same(decided, told_before.paid_by(), told_before.claims)
    unchanged = unchanged or _same(decided, standing.paid, standing.claims)
    if unchanged and decided.advances == told_before.advances:
        return None
    return Redecision(decided, dict(standing.paid), decided.paid_by())


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


def _with_own_place(used: Used, claims: tuple[ClaimUse, ...]) -> Used:
    """Fill what is free below the meal's own ordinals, so that the lowest free one is its own.

    Of a limit that counts, the others and these are never more than its count less one: all lie below it.
    """
    kept = {place: dict(ordinals) for place, ordinals in used.items()}
    for claim in claims:
        ordinals = kept.setdefault((claim.limit, claim.period), {})
        for ordinal in range(1, claim.ordinal):
            ordinals.setdefault(ordinal, 0)
    return kept
