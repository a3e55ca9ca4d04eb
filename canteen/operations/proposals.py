"""What all proposals have in common: they wait, another person decides them, and it is written down once (S4)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from canteen.core.errors import Conflict, Invalid, Refused
from canteen.core.identity import without_persons_numbers
from canteen.core.scope import Actor, OutOfScope
from canteen.core.sitting import service_day
from canteen.models import Outcome
from canteen.queries.proposals import AnyProposal
from canteen.queries.staff import NoSuchStaff, actor_by_id, is_one_hand

LONGEST_WORDS: Final = 200
SET_COUNTS: Final = timedelta(days=7)  # in which the owner comes to work and finds that the old password is gone


class ProposalDecided(Conflict):
    """This proposal has been decided already."""

    code = "proposal-decided"
    zh = "这项提议已经处理过了"


class OwnProposal(Refused):
    """Who proposed a change does not decide it; another person does."""

    code = "own-proposal"
    zh = "不能同意或驳回自己的提议，要由另一个人办理"


class OneHand(Refused):
    """One of the two set the other's password lately, or the same person set both: they do not count as two."""

    code = "one-hand"
    zh = "你们中一人的密码最近是对方给的，或都是同一个人给的，不能算两个人；请换一个人办理，或满七天后重新提交"


class ProposerLeft(Conflict):
    """Who proposed this may not propose it any more; refuse it, and let somebody propose it anew."""

    code = "proposer-left"
    zh = "提议人已不再有权提出这项更改，请驳回，由有权的人重新提议"


class NotProposer(Refused):
    """Only who proposed a change withdraws it; others refuse it."""

    code = "not-proposer"
    zh = "只有提议人自己能撤回"


class ProposalLate(Conflict):
    """The day from which this was to hold has passed; propose it anew."""

    code = "proposal-late"
    zh = "生效日期已经过了，请驳回或撤回后重新提议"


class ProposalMoved(Conflict):
    """This is no longer what you were shown; look at it again."""

    code = "proposal-moved"
    zh = "内容和您看到的不一样了，请重新查看"


class NoAnswer(Invalid):
    """Say why this is refused."""

    code = "no-answer"
    zh = "请写明驳回的原因"


def require_another(row: AnyProposal, *, actor: Actor) -> None:
    """Pass whoever may decide a proposal that waits: anybody but who made it. ProposalDecided, OwnProposal."""
    if row.outcome:
        raise ProposalDecided()
    if row.proposed_by_id == actor.staff_id:
        raise OwnProposal()


def require_two_hands(*, first: UUID, second: UUID, at: datetime) -> None:
    """Pass two people of whom nobody could have been both when the first one acted; OneHand.

    Who makes a code for somebody can sign in as them. It counts from a week before `at`, and for what was set since.
    """
    if is_one_hand(first=first, second=second, since=at - SET_COUNTS):
        raise OneHand()


def require_another_hand(*, acted: Iterable[tuple[UUID, datetime]], second: UUID) -> None:
    """Pass where one of those who acted, each at an instant, is surely another person than the second; OneHand."""
    if all(is_one_hand(first=first, second=second, since=at - SET_COUNTS) for first, at in acted):
        raise OneHand()


def refusal(text: str) -> str:
    """Return why somebody refuses, as it is kept; NoAnswer."""
    why = without_persons_numbers(text.strip())[:LONGEST_WORDS]
    if not why:
        raise NoAnswer([("answer", "must say why")])
    return why


def approve(
    row: AnyProposal,
    *,
    actor: Actor,
    may_propose: Callable[[Actor], None],
    seen: str,
    digest: str,
    now: datetime,
) -> None:
    """Write down that a second person approves a proposal that waits, in the caller's transaction.

    `may_propose` raises OutOfScope for who may not propose it now; `seen` is the digest of what was shown, `digest`
    that of what stands. OneHand, ProposerLeft, ProposalLate, ProposalMoved.
    """
    require_two_hands(first=row.proposed_by_id, second=actor.staff_id, at=row.proposed_at)
    today = service_day(now)
    try:
        may_propose(actor_by_id(staff_id=row.proposed_by_id, on=today))
    except (NoSuchStaff, OutOfScope):
        raise ProposerLeft() from None
    if row.from_on < today:
        raise ProposalLate()
    if seen != digest:
        raise ProposalMoved()
    _decide(row, actor, Outcome.APPROVED, now)


def refuse(row: AnyProposal, *, actor: Actor, answer: str, now: datetime) -> None:
    """Write down that a second person refuses a proposal that waits, and why, in the caller's transaction."""
    _decide(row, actor, Outcome.REFUSED, now, answer)


def withdraw(row: AnyProposal, *, actor: Actor, now: datetime) -> None:
    """Write down that who made a proposal takes it back, in the caller's transaction. ProposalDecided, NotProposer."""
    if row.outcome:
        raise ProposalDecided()
    if row.proposed_by_id != actor.staff_id:
        raise NotProposer()
    _decide(row, actor, Outcome.WITHDRAWN, now)


def _decide(row: AnyProposal, actor: Actor, outcome: Outcome, now: datetime, answer: str = "") -> None:
    row.outcome, row.answer, row.decided_by_id, row.decided_at = outcome.value, answer, actor.staff_id, now
    row.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
