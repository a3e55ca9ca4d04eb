"""What a condition comes to: yes, no, not known, or a test that is left for the money to decide."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from settlement.core.policy.looks import Answer, within
from settlement.core.policy.terms import AllOf, AnyOf, Condition, Leaf, Not, Spend


class Spending(Protocol):
    """What a condition on the discounted price looks at."""

    def discounted_on(self, kinds: frozenset[str]) -> int:
        """The price of lines of some kinds after the discounts so far, in fen."""


Test = Callable[[Spending], Answer]


def holds(condition: Condition | None, answers: Mapping[Leaf, Answer]) -> bool:
    """Whether a condition surely holds that waits for no money, as only those of layers and tiers do."""
    return condition is None or reduced(condition, answers) is True


def reduced(condition: Condition, answers: Mapping[Leaf, Answer]) -> Answer | Test:
    """What a condition comes to once who and when are known: yes, no, not known, or a test that the money decides.

    Three values: what is not known makes neither a condition hold nor its opposite.
    """
    match condition:
        case Not(part):
            inner = reduced(part, answers)
            if callable(inner):
                return lambda paper: _not(inner(paper))
            return _not(inner)
        case AllOf(parts):
            return _joined([reduced(part, answers) for part in parts], deciding=False)
        case AnyOf(parts):
            return _joined([reduced(part, answers) for part in parts], deciding=True)
        case Spend(of="discounted"):
            return lambda paper: within(condition, paper.discounted_on(condition.lines))
    return answers[condition]


def _not(answer: Answer) -> Answer:
    return None if answer is None else not answer


def _joined(parts: Sequence[Answer | Test], *, deciding: bool) -> Answer | Test:
    """All of the parts (where a no decides) or any of them (where a yes does)."""
    tests: list[Test] = []
    known: Answer = not deciding
    for part in parts:
        if callable(part):
            tests.append(part)
        elif part is deciding:
            return deciding
        elif part is None:
            known = None
    if not tests:
        return known

    def joined(paper: Spending) -> Answer:
        found = known
        for test in tests:
            answer = test(paper)
            if answer is deciding:
                return deciding
            if answer is None:
                found = None
        return found

    return joined
