"""Lines, facts, claims so far, allotments, policy → a split with a reason per share; the elder is the remainder."""

from collections.abc import Sequence

from settlement.core.case import Case, Line
from settlement.core.limits import claim
from settlement.core.policy.counting import Counted
from settlement.core.policy.document import Policy
from settlement.core.policy.program import Planned, Step
from settlement.core.policy.values import SUSPENSE
from settlement.core.shares import ELDER, PROMISE, ClaimUse, Reason, Share, Skipped, Split
from settlement.core.sheet import REMAINDER, Due, Sheet, advanced, noted, short_of
from settlement.core.spreading import Parts, total
from settlement.core.wallet import use_wallet


def split(policy: Policy, case: Case) -> Split:
    """Share out the price of the case's lines. Total: a valid policy and case always have a split.

    Layers take in order from what is left of their lines; no layer brings the elder below her band's at_least; the
    band's payer takes what is above its at_most; what she was not told of goes to the payer of the promise gap (D11).
    The rest is hers; of that, what she holds in her wallet pays.
    """
    sheet = Sheet(policy, case)
    for planned in sheet.plan.steps:
        if planned.skipped is not None:
            sheet.skipped.append(planned.skipped)
            continue
        waiting = len(sheet.carried)  # only these: what this layer's own fund does not hold waits for the next
        if _lay(sheet, planned) and waiting:
            _stand_in(sheet, planned.step, waiting)
    for due in sheet.carried:  # what still waits for a next layer when none is left
        sheet.fall_to_her(due, "no-next")
    if sheet.banded and sheet.plan.most is not None:
        _hold_band(sheet)
    if case.promised_fen is not None:
        _keep_promise(sheet, case.promised_fen)
    if case.wallet:
        use_wallet(sheet)
    return _answer(sheet)


def undecided(lines: Sequence[Line], code: str) -> Split:
    """Rest the whole price in suspense, because of `code`: the meal stands, its money waits for a person (D5)."""
    reason = Reason(code)
    shares = tuple(Share(SUSPENSE, "", at, line.fen, reason) for at, line in enumerate(lines) if line.fen)
    return Split(shares, 0, (), {}, sum(share.fen for share in shares), ())


def _lay(sheet: Sheet, planned: Planned) -> bool:
    """Let a layer take its own part; tell whether it was asked at all. One function, for calls are most of a split."""
    step, _, test, pick, limits = planned
    if test is not None and test(sheet) is not True:
        sheet.skipped.append(step.not_met)
        return False
    if sheet.spent and sheet.is_spent(limits):
        sheet.skipped.append(step.limit_used[next(limit for limit in limits if limit in sheet.spent)])
        return False
    lines = sheet.at[step.lines]
    left = price = 0
    for at in lines:
        left += sheet.left[at]
        price += sheet.price[at]
    counted = pick(sheet, price, left)
    if counted is None:
        sheet.skipped.append(step.no_tier)
        return False
    wanted, reason = _within_sums(sheet, limits, counted) if sheet.rooms else counted
    parts, taken = sheet.take(lines, wanted)
    if taken < wanted:
        reason = _cut(sheet, reason, left, taken)
    if not taken:
        sheet.skipped.append(Skipped(step.id, reason) if left else step.nothing_left if lines else step.no_lines)
        return True
    sheet.took[step.id] = taken
    if step.discount or sheet.rooms:
        _reserve(sheet, planned, parts, wanted)
    fund = step.fund
    if fund is not None and taken <= sheet.purse.get(fund, 0) and not step.included:
        sheet.pay(step.payer.name, fund, step.id, parts, reason, limits)
    else:
        _charge_own(sheet, step, Due(step.id, limits, parts, taken), reason)
    return True


def _within_sums(sheet: Sheet, limits: tuple[str, ...], counted: Counted) -> Counted:
    """Cut what a layer asks for at what its limits in fen still hold."""
    wanted, reason = counted
    held = [(sheet.rooms[name], name) for name in limits if name in sheet.rooms]
    if not held or wanted <= min(held)[0]:
        return counted
    holds, least = min(held)
    place = [limit.id for limit in sheet.policy.limits].index(least)
    return holds, noted(noted(reason, "limit", place), "limit_left_fen", holds)


def _reserve(sheet: Sheet, planned: Planned, parts: Parts, wanted: int) -> None:
    """Tell those who come after of a discount, and of what a limit in fen still holds."""
    if planned.step.discount:
        for at, fen in parts:
            sheet.reduced[at] += fen
    if sheet.rooms:
        sheet.reserve(planned.limits, wanted, total(parts))


def _charge_own(sheet: Sheet, step: Step, due: Due, reason: Reason) -> None:
    payer, owing = sheet.payer_of(step)
    if payer.name == SUSPENSE:
        reason = Reason("lapsed", step.id)
    sheet.charge(payer, step.id, due, reason, owing)


def _stand_in(sheet: Sheet, step: Step, waiting: int) -> None:
    stood_for, sheet.carried = sheet.carried[:waiting], sheet.carried[waiting:]
    payer, owing = sheet.payer_of(step)
    code = "held" if payer.name == SUSPENSE else "stand-in"
    for due in stood_for:
        sheet.charge(payer, step.id, due, short_of(code, due), owing)


def _cut(sheet: Sheet, reason: Reason, left: int, taken: int) -> Reason:
    """Say why a layer takes less than its formula asks for."""
    if taken == left or not sheet.banded:
        return noted(reason, "left_fen", left)
    least = (("at_least_fen", sheet.least),)
    sheet.bound = Reason("at-least", ELDER, None, least)
    return reason._replace(numbers=reason.numbers + least)


def _hold_band(sheet: Sheet) -> None:
    """Charge what the elder would pay above her at_most to the payer beyond it."""
    plan = sheet.plan
    if plan.band is None or plan.most is None or plan.band.beyond is None:
        return
    most = max(sheet.least, plan.most(sum([sheet.price[at] for at in sheet.inside])))
    excess = sheet.room + sheet.least - most
    if excess > 0:
        due = Due(ELDER, plan.band.limits, sheet.relieve(excess, sheet.inside), excess)
        numbers = (("at_most_fen", most),)
        sheet.bound = Reason("at-most", ELDER, None, numbers)
        sheet.charge(plan.band.beyond, ELDER, due, Reason("beyond", ELDER, None, numbers))


def _keep_promise(sheet: Sheet, promised: int) -> None:
    """Charge what the elder would pay above the promise to the payer of the gap: she never pays more (D11)."""
    decided = sheet.elder_fen()
    if decided <= promised:
        return
    gap = decided - promised
    due = Due(PROMISE, (), sheet.relieve(gap, range(len(sheet.left))), gap)
    numbers = (("promised_fen", promised), ("decided_fen", decided))
    sheet.charge(sheet.policy.promise_gap, PROMISE, due, Reason("promise", PROMISE, None, numbers))


def _answer(sheet: Sheet) -> Split:
    """Write the elder's own shares, last, and hand the split over."""
    elder_fen = sheet.elder_fen() if sheet.hers else sum(sheet.left)
    for due in sheet.hers:
        sheet.pay(ELDER, None, due.layer, due.parts, short_of(due.code, due), ())
    for at, fen in enumerate(sheet.left):
        if fen:
            reason = sheet.bound if at in sheet.inside else REMAINDER
            sheet.shares.append(Share(ELDER, ELDER, at, fen, reason))
    claims: tuple[ClaimUse, ...] = ()
    if sheet.claimed:
        claims = tuple(
            [
                claim(limit, sheet.case, (sheet.asked if limit.counts == "asked" else sheet.counted).get(limit.id, 0))
                for limit in sheet.plan.limits
                if limit.id in sheet.claimed
            ]
        )
    advances = advanced(sheet.advances) if sheet.advances else ()
    waiting = advanced(sheet.held_for) if sheet.held_for else ()
    shares, skipped, tenders = tuple(sheet.shares), tuple(sheet.skipped), tuple(sheet.tenders)
    return Split(shares, elder_fen, claims, sheet.draws, sheet.held_fen, skipped, advances, tenders, waiting)
