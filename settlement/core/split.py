"""Lines, facts, claims so far, allotments, policy → a split with a reason per share; the elder is the remainder."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from settlement.core.case import Case, Line
from settlement.core.limits import claim, spent
from settlement.core.policy.document import Policy
from settlement.core.policy.program import BandStep, Step
from settlement.core.policy.values import CANTEEN, SUSPENSE, Payer
from settlement.core.seen import seen_of
from settlement.core.shares import ELDER, PROMISE, Reason, Share, Skipped, Split

Parts = list[tuple[int, int]]  # (line, fen > 0), each line at most once


def split(policy: Policy, case: Case) -> Split:
    """Share out the price of the case's lines. Total: a valid policy and case always have a split.

    Layers take in order from what is left of their lines; no layer brings the elder below her band's at_least; the
    band's payer takes what is above its at_most; what she was not told of goes to the payer of the promise gap (D11).
    The rest is hers.
    """
    sheet = _Sheet(policy, case)
    for step in policy.program.steps:
        sheet.lay(step)
    sheet.end_layers()
    sheet.hold_band()
    sheet.keep_promise()
    return sheet.answer()


def undecided(lines: Sequence[Line], code: str) -> Split:
    """Rest the whole price in suspense, because of `code`: the meal stands, its money waits for a person (D5)."""
    reason = Reason(code)
    shares = tuple(Share(SUSPENSE, "", at, line.fen, reason) for at, line in enumerate(lines) if line.fen)
    return Split(shares, 0, (), {}, sum(share.fen for share in shares), ())


class _Due(NamedTuple):
    """A part of the price that somebody has to pay: on whose behalf, and what it counts against when paid."""

    layer: str
    limits: tuple[str, ...]
    parts: Parts
    fen: int
    code: str = ""


_REMAINDER: Final = Reason("remainder", ELDER)
_NO_LAYERS: Final = (ELDER, PROMISE)


class _Sheet:
    """The working paper of one split; thrown away once answered."""

    __slots__ = (
        "at", "band", "bound", "carried", "case", "claimed", "draws", "held_fen", "hers", "inside", "left", "policy",
        "price", "purse", "room", "seen", "shares", "skipped", "spent",
    )  # fmt: skip

    def __init__(self, policy: Policy, case: Case) -> None:
        self.policy, self.case = policy, case
        lines = case.lines
        self.price = [line.fen for line in lines]
        self.left = self.price.copy()  # of each line, what no layer has been asked for yet
        self.at = [[at for at, line in enumerate(lines) if line.kind in kinds] for kinds in policy.program.line_sets]
        self.seen = seen_of(policy, case.service_on, case.sitting, case.birth_on, case.facts)
        self.spent = spent(policy.limits, case)
        self.purse = dict(case.left)
        self.shares: list[Share] = []
        self.draws: dict[str, int] = {}
        self.held_fen = 0
        self.skipped: list[Skipped] = []
        self.claimed: set[str] = set()
        self.carried: list[_Due] = []  # waits for the next layer
        self.hers: list[_Due] = []  # fell to the elder because a fund ran empty
        self.bound = _REMAINDER  # why the elder's share of the band's lines is what it is
        self.band = self._band()
        self.inside: list[int] = []  # the lines of the band, and what layers may take of them above her at_least
        self.room = 0
        if self.band is not None:
            self.inside = self.at[self.band.lines]
            self.room = sum([self.left[at] for at in self.inside]) - self.band.band.at_least_fen

    def _band(self) -> BandStep | None:
        """The first band that is for this person, unless a limit it counts against is used up."""
        for step in self.policy.program.bands:
            if step.test(self.seen):
                return step if self.spent.isdisjoint(step.band.limits) else None
        return None

    def lay(self, step: Step) -> None:
        """Let a layer take its own part, then stand in for those before it whose funds ran empty."""
        if step.test is not None and not step.test(self.seen):
            self.skipped.append(step.not_met)
            return
        if self.spent and not self.spent.isdisjoint(step.limits):
            self.skipped.append(step.limit_used)
            return
        lines, left, price = self.at[step.lines], 0, 0
        for at in lines:
            left += self.left[at]
            price += self.price[at]
        counted = step.pick(self.seen, price, left)
        if counted is None:
            self.skipped.append(step.no_tier)
            return
        wanted, reason = counted
        parts, taken = self._take(lines, wanted)
        if taken < wanted:
            reason = self._cut(reason, left, taken)
        waiting = len(self.carried)  # only these: what this layer's own fund does not hold waits for the next
        if taken:
            fund = step.fund
            if fund is None or taken <= self.purse.get(fund, 0):
                self._pay(step.payer.name, fund, step.id, parts, reason, step.limits)
            else:
                self._charge(step.payer, step.id, _Due(step.id, step.limits, parts, taken), reason)
        else:
            self.skipped.append(Skipped(step.id, reason) if left else step.nothing_left)
        if waiting:
            self._stand_in(step, waiting)

    def _stand_in(self, step: Step, waiting: int) -> None:
        stood_for, self.carried = self.carried[:waiting], self.carried[waiting:]
        for due in stood_for:
            self._charge(step.payer, step.id, due, _short("stand-in", due))

    def _take(self, lines: Sequence[int], wanted: int) -> tuple[Parts, int]:
        """Take up to `wanted` from what is left of the lines, in their order, leaving the elder her at_least."""
        parts: Parts = []
        taken, left, inside = 0, self.left, self.inside
        for at in lines:
            fen = min(left[at], wanted - taken)
            if at in inside:
                fen = max(0, min(fen, self.room))
                self.room -= fen
            if fen:
                parts.append((at, fen))
                left[at] -= fen
                taken += fen
        return parts, taken

    def _cut(self, reason: Reason, left: int, taken: int) -> Reason:
        """Say why a layer takes less than its formula asks for."""
        if taken == left or self.band is None:
            return _with(reason, "left_fen", left)
        least = (("at_least_fen", self.band.band.at_least_fen),)
        self.bound = Reason("at-least", ELDER, None, least)
        return reason._replace(numbers=reason.numbers + least)

    def _charge(self, payer: Payer, layer: str, due: _Due, reason: Reason) -> None:
        """Let a payer pay, from its allotment if it is a fund, and send on what that no longer holds."""
        fund = payer.fund
        holds = due.fen if fund is None else self.purse.get(fund, 0)
        if payer.empty is None or due.fen <= holds:
            self._pay(payer.name, fund, layer, due.parts, reason, due.limits)
            return
        paid, short = _cut_off(due.parts, holds if payer.empty.part else 0)
        reason = _with(reason, "allotment_fen", holds)
        if paid:
            self._pay(payer.name, fund, layer, paid, reason, due.limits)
        elif due.layer == layer and layer not in _NO_LAYERS:
            self.skipped.append(Skipped(layer, reason))
        self._fall(payer.empty.then, layer, due._replace(parts=short, fen=_sum(short)))

    def _fall(self, then: str, layer: str, due: _Due) -> None:
        """Do with money that a fund did not hold what the document says."""
        if then == "next":
            self.carried.append(due)
        elif then == "elder":
            self._fall_to_her(due, "empty")
        elif then == "canteen":
            self._pay(CANTEEN, None, layer, due.parts, _short("stand-in", due), due.limits)
        else:
            self._pay(SUSPENSE, None, layer, due.parts, _short("held", due), due.limits)

    def _fall_to_her(self, due: _Due, code: str) -> None:
        self.hers.append(due._replace(code=code))
        self.room += sum([fen for at, fen in due.parts if at in self.inside])

    def _pay(
        self, payer: str, fund: str | None, layer: str, parts: Parts, reason: Reason, limits: Iterable[str]
    ) -> None:
        for at, fen in parts:
            self.shares.append(Share(payer, layer, at, fen, reason))
            if fund is not None:
                self.purse[fund] -= fen
                self.draws[fund] = self.draws.get(fund, 0) + fen
            elif payer == SUSPENSE:
                self.held_fen += fen
        self.claimed.update(limits)

    def end_layers(self) -> None:
        """What still waits for a next layer when none is left falls to the elder, within her band."""
        for due in self.carried:
            self._fall_to_her(due, "no-next")

    def hold_band(self) -> None:
        """Charge what the elder would pay above her at_most to the payer beyond it."""
        if self.band is None or (most := self.band.band.at_most_fen) is None:
            return
        excess = self.room + self.band.band.at_least_fen - most
        beyond = self.band.band.beyond
        if excess > 0 and beyond is not None:
            due = _Due(ELDER, self.band.band.limits, self._relieve(excess, self.inside), excess)
            numbers = (("at_most_fen", most),)
            self.bound = Reason("at-most", ELDER, None, numbers)
            self._charge(beyond, ELDER, due, Reason("beyond", ELDER, None, numbers))

    def keep_promise(self) -> None:
        """Charge what the elder would pay above the promise to the payer of the gap: she never pays more (D11)."""
        promised, decided = self.case.promised_fen, self._elder_fen()
        if promised is None or decided <= promised:
            return
        gap = decided - promised
        due = _Due(PROMISE, (), self._relieve(gap, range(len(self.left))), gap)
        numbers = (("promised_fen", promised), ("decided_fen", decided))
        self._charge(self.policy.promise_gap, PROMISE, due, Reason("promise", PROMISE, None, numbers))

    def _elder_fen(self) -> int:
        return sum(self.left) + sum([due.fen for due in self.hers])

    def _relieve(self, fen: int, lines: Sequence[int]) -> Parts:
        """Take `fen` off the elder on these lines: first what fell to her by empty funds, then her own remainder."""
        relieved: dict[int, int] = {}
        for number, due in enumerate(self.hers):
            keeps: Parts = []
            for at, hers in due.parts:
                less = min(fen, hers) if at in lines else 0
                fen -= less
                relieved[at] = relieved.get(at, 0) + less
                if hers > less:
                    keeps.append((at, hers - less))
            self.hers[number] = due._replace(parts=keeps, fen=_sum(keeps))
        for at in lines:
            less = min(fen, self.left[at])
            fen -= less
            self.left[at] -= less
            relieved[at] = relieved.get(at, 0) + less
        return [(at, less) for at, less in sorted(relieved.items()) if less]

    def answer(self) -> Split:
        """Write the elder's own shares, last, and hand the split over."""
        elder_fen = self._elder_fen()
        for due in self.hers:
            self._pay(ELDER, None, due.layer, due.parts, _short(due.code, due), ())
        for at, fen in enumerate(self.left):
            if fen:
                self.shares.append(Share(ELDER, ELDER, at, fen, self._hers_because(at)))
        claims = tuple(claim(limit, self.case) for limit in self.policy.limits if limit.id in self.claimed)
        return Split(tuple(self.shares), elder_fen, claims, self.draws, self.held_fen, tuple(self.skipped))

    def _hers_because(self, line: int) -> Reason:
        return self.bound if line in self.inside else _REMAINDER


def _cut_off(parts: Parts, fen: int) -> tuple[Parts, Parts]:
    """Divide parts, in the order of lines, into the first `fen` and the rest."""
    first, rest = Parts(), Parts()
    for at, part in parts:
        now = min(fen, part)
        fen -= now
        if now:
            first.append((at, now))
        if part > now:
            rest.append((at, part - now))
    return first, rest


def _sum(parts: Parts) -> int:
    return sum([fen for _, fen in parts])


def _short(code: str, due: _Due) -> Reason:
    """Why somebody pays what the fund of a layer did not hold."""
    return Reason(code, due.layer, None, (("short_fen", due.fen),))


def _with(reason: Reason, name: str, fen: int) -> Reason:
    return reason._replace(numbers=(*reason.numbers, (name, fen)))
