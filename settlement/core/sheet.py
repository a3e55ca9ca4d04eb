"""The working paper of one split: what is left of each line, what purses hold, who has paid what so far."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from settlement.core.case import Case
from settlement.core.limits import rooms, spent
from settlement.core.policy.document import Policy
from settlement.core.policy.program import Step
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE, Payer
from settlement.core.shares import ELDER, PROMISE, Advance, Reason, Share, Skipped, Tender
from settlement.core.spreading import Parts, divided, spread, total

_new = tuple.__new__
REMAINDER: Final = Reason("remainder", ELDER)
_NO_LAYERS: Final = (ELDER, PROMISE)


class Due(NamedTuple):
    """A part of the price that somebody has to pay: on whose behalf, and what it counts against when paid."""

    layer: str
    limits: tuple[str, ...]
    parts: Parts
    fen: int
    code: str = ""


class Sheet:
    """Thrown away once the split is answered. A layer takes from `left`, then somebody pays what it took."""

    __slots__ = (
        "advances", "asked", "at", "banded", "bound", "carried", "case", "claimed", "counted", "draws", "held_fen",
        "held_for", "hers", "inside", "least", "left", "plan", "policy", "price", "purse", "reduced", "room", "rooms",
        "shares", "skipped", "spent", "tenders", "took",
    )  # fmt: skip

    def __init__(self, policy: Policy, case: Case) -> None:
        self.policy, self.case = policy, case
        self.plan = plan = policy.program.plan(case)
        lines = case.lines
        self.price = [line.fen for line in lines]
        self.left = self.price.copy()  # of each line, what no layer has been asked for yet
        self.reduced = [0] * len(lines)  # of each line, what discounts have taken
        self.at = [[at for at, line in enumerate(lines) if line.kind in kinds] for kinds in policy.program.line_sets]
        self.took: dict[str, int] = {}  # by layer
        self.spent = spent(plan.limits, case)
        self.rooms = rooms(plan.sums, case) if plan.sums else {}  # what limits that count fen still hold
        self.asked: dict[str, int] = {}  # of these limits: what formulas asked for, and
        self.counted: dict[str, int] = {}  # what was paid
        self.purse = dict(case.left)
        self.shares: list[Share] = []
        self.draws: dict[str, int] = {}
        self.advances: dict[tuple[str, str], int] = {}
        self.tenders: list[Tender] = []
        self.held_fen = 0
        self.held_for: dict[tuple[str, str], int] = {}  # what would have been advanced, had the fund held it
        self.skipped: list[Skipped] = []
        self.claimed = set(plan.every_meal)
        self.carried: list[Due] = []  # waits for the next layer
        self.hers: list[Due] = []  # fell to the elder because a fund ran empty
        self.bound = REMAINDER  # why the elder's share of the band's lines is what it is
        self.inside: list[int] = []  # the lines of the band, and what layers may take of them above her at_least
        self.least = self.room = 0
        self.banded = plan.band is not None and not self.is_spent(plan.band.limits)
        if plan.band is not None and self.banded:
            self.inside = self.at[plan.band_lines]
            whole = sum([self.price[at] for at in self.inside])
            self.least = plan.least(whole)
            self.room = whole - self.least

    def is_spent(self, limits: Iterable[str]) -> bool:
        """Whether one of these limits is used up."""
        return any(name in self.spent for name in limits)

    def discounted(self, lines: int) -> int:
        """The price of a set of lines after the discounts so far, in fen."""
        return sum([self.price[at] - self.reduced[at] for at in self.at[lines]])

    def discounted_on(self, kinds: frozenset[str]) -> int:
        """The price of lines of some kinds after the discounts so far, in fen."""
        return sum(
            line.fen - less for line, less in zip(self.case.lines, self.reduced, strict=True) if line.kind in kinds
        )

    def take(self, lines: Sequence[int], wanted: int) -> tuple[Parts, int]:
        """Take up to `wanted` from what is left of the lines, in proportion, leaving the elder her at_least."""
        left = self.left
        if len(lines) == 1 and not self.inside:  # nearly every meal
            at = lines[0]
            fen = left[at]
            if wanted < fen:
                fen = wanted
            if not fen:
                return [], 0
            left[at] -= fen
            return [(at, fen)], fen
        parts = self._above_least(wanted, [(at, left[at]) for at in lines if left[at]])
        for at, fen in parts:
            left[at] -= fen
        return parts, total(parts)

    def _above_least(self, wanted: int, over: Parts) -> Parts:
        """Spread what is wanted over parts: on the band's lines no more than its room, and the more on others."""
        parts = spread(wanted, over, self.case.lines)
        if not self.inside:
            return parts
        within = [part for part in parts if part[0] in self.inside]
        room = max(0, self.room)
        if total(within) > room:
            within = spread(room, [part for part in over if part[0] in self.inside], self.case.lines)
            others = [part for part in over if part[0] not in self.inside]
            parts = sorted(within + spread(wanted - room, others, self.case.lines))
        self.room -= total(within)
        return parts

    def reserve(self, limits: Sequence[str], wanted: int, taken: int) -> None:
        """Keep what a layer took, or asked for, out of the limits in fen for those who come after."""
        for limit in self.plan.sums:
            if limit.id in limits:
                counts = wanted if limit.counts == "asked" else taken
                self.rooms[limit.id] -= counts
                self.asked[limit.id] = self.asked.get(limit.id, 0) + counts

    def payer_of(self, step: Step) -> tuple[Payer, str | None]:
        """Who pays for a layer of this case, and the fund that owes it to that one (D9).

        A version that is not in force any more pays nothing: its share waits for a person. A home without such a fund
        is a fund that holds nothing.
        """
        payer = step.payer
        if step.included and step.included in self.case.lapsed:
            return Payer(SUSPENSE), None
        if payer.home is None:
            return payer, None
        owing = self._home_fund(payer)
        fund = (payer.home.advanced_by or owing) if owing else ""
        return Payer(FUND + fund, fund, payer.empty), owing if owing != fund else None

    def _home_fund(self, payer: Payer) -> str:
        home, case = payer.home, self.case
        if home is None or not case.homes:
            return ""
        places = (
            [case.eating] if home.whose == "canteen" else [fact.place for fact in case.facts if fact.kind == home.whose]
        )
        # Of two homes on one day the same one pays, in whatever order they were told.
        keys = sorted({key for place in places for level, key in place if level == home.level})
        return next((case.homes[key, home.role] for key in keys if (key, home.role) in case.homes), "")

    def charge(self, payer: Payer, layer: str, due: Due, reason: Reason, owing: str | None = None) -> None:
        """Let a payer pay, from its allotment if it is a fund, and send on what that no longer holds."""
        fund = payer.fund
        holds = due.fen if fund is None else self.purse.get(fund, 0)
        if payer.empty is None or due.fen <= holds:
            self.pay(payer.name, fund, layer, due.parts, reason, due.limits, owing)
            return
        paid, short = divided(due.parts, holds if payer.empty.part else 0, self.case.lines)
        reason = noted(reason, "allotment_fen", holds)
        if paid:
            self.pay(payer.name, fund, layer, paid, reason, due.limits, owing)
        elif due.layer == layer and layer not in _NO_LAYERS:
            self.skipped.append(Skipped(layer, reason if fund else Reason("no-home", layer)))
        waits_for = (fund, owing) if fund is not None and owing is not None else None
        self._fall(payer.empty.then, layer, due._replace(parts=short, fen=total(short)), waits_for)

    def _fall(self, then: str, layer: str, due: Due, waits_for: tuple[str, str] | None) -> None:
        """Do with money that a fund did not hold what the document says."""
        if then == "next":
            self.carried.append(due)
        elif then == "elder":
            self.fall_to_her(due, "empty")
        elif then == "canteen":
            self.pay(CANTEEN, None, layer, due.parts, short_of("stand-in", due), due.limits)
        else:
            self.pay(SUSPENSE, None, layer, due.parts, short_of("held", due), due.limits)
            if waits_for is not None:
                self.held_for[waits_for] = self.held_for.get(waits_for, 0) + due.fen

    def fall_to_her(self, due: Due, code: str) -> None:
        """What nobody else pays is the elder's, within her band, and uses up no limit in fen."""
        self.hers.append(due._replace(code=code))
        for name in due.limits:
            if name in self.rooms:
                self.rooms[name] += due.fen
                self.asked[name] = max(0, self.asked.get(name, 0) - due.fen)
        self.room += sum([fen for at, fen in due.parts if at in self.inside])

    def pay(
        self,
        payer: str,
        fund: str | None,
        layer: str,
        parts: Parts,
        reason: Reason,
        limits: Iterable[str],
        owing: str | None = None,
    ) -> None:
        """Write shares down: what is drawn, held, advanced, and which limits were used."""
        for at, fen in parts:
            self.shares.append(_new(Share, (payer, layer, at, fen, reason)))
            if fund is not None:
                self.purse[fund] -= fen
                self.draws[fund] = self.draws.get(fund, 0) + fen
                if owing is not None:
                    self.advances[fund, owing] = self.advances.get((fund, owing), 0) + fen
            elif payer == SUSPENSE:
                self.held_fen += fen
        self.claimed.update(limits)
        for name in limits if self.rooms else ():
            if name in self.rooms:  # a limit that counts meals counts no fen
                self.counted[name] = self.counted.get(name, 0) + total(parts)

    def elder_fen(self) -> int:
        """What the elder pays as things stand."""
        return sum(self.left) + sum([due.fen for due in self.hers])

    def hers_of(self, lines: Sequence[int]) -> int:
        """What the elder pays of some lines as things stand."""
        fell = sum([fen for due in self.hers for at, fen in due.parts if at in lines])
        return fell + sum([self.left[at] for at in lines])

    def relieve(self, fen: int, lines: Sequence[int]) -> Parts:
        """Take `fen` off the elder on these lines: first what fell to her by empty funds, then her own remainder."""
        relieved: dict[int, int] = {}
        for number, due in enumerate(self.hers):
            here = [part for part in due.parts if part[0] in lines]
            less, keeps = divided(here, fen, self.case.lines)
            fen -= total(less)
            for at, part in less:
                relieved[at] = relieved.get(at, 0) + part
            keeps = sorted(keeps + [part for part in due.parts if part[0] not in lines])
            self.hers[number] = due._replace(parts=keeps, fen=total(keeps))
        for at, part in spread(fen, [(at, self.left[at]) for at in lines if self.left[at]], self.case.lines):
            self.left[at] -= part
            relieved[at] = relieved.get(at, 0) + part
        return sorted(relieved.items())


def advanced(found: Mapping[tuple[str, str], int]) -> tuple[Advance, ...]:
    """What funds have paid, or would have, for the funds of visitors' homes: by these two, in fen."""
    return tuple([Advance(by, owing, fen) for (by, owing), fen in found.items()])


def short_of(code: str, due: Due) -> Reason:
    """Why somebody pays what the fund of a layer did not hold."""
    return Reason(code, due.layer, None, (("short_fen", due.fen),))


def noted(reason: Reason, name: str, fen: int) -> Reason:
    """A reason with one number more."""
    return reason._replace(numbers=(*reason.numbers, (name, fen)))
