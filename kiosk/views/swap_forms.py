"""What the page of a swap says of both meals of a sitting, before and after, and its form (K3)."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from canteen.core.money import format_page
from canteen.core.month import Month
from canteen.gateways.forms import LONG, ONE_OF, Field, Form
from canteen.gateways.pages import month_words
from kiosk.queries.check_ins_of import CheckInOfMeal
from kiosk.queries.swaps import Swap
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER
from settlement.core.statement import payer_place
from settlement.gateways.words import payer_words
from settlement.operations.swap import LONGEST_OF_TWO
from settlement.queries.funds import fund_names

PAYER, COUNTS, WAITS = "payer", "counts", "waits"


@dataclass(frozen=True, slots=True)
class Line:
    """What one payer bears of a meal, now and after the swap, in yuan; empty where it is nothing."""

    words: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of both meals, and in which month's books the swap stands there."""

    counts: bool
    books_id: UUID
    entry_id: UUID
    canteen: str
    title: str
    served: CheckInOfMeal | None
    told: str
    lines: tuple[Line, ...]
    price: str
    written: str


def sides_of(*, swap: Swap) -> tuple[Side, Side]:
    """Return the held meal, and the one that counts; one statement for what funds are called."""
    story, other = swap.story, swap.other
    held = Side(
        counts=False,
        books_id=story.books_id,
        entry_id=story.entry_id,
        canteen=story.canteen,
        title=story.title,
        served=swap.served,
        told=format_page(swap.promised_fen),
        lines=_held_lines(swap),
        price=format_page(swap.hold.fen),
        written=_written(swap.month),
    )
    counting = Side(
        counts=True,
        books_id=other.books_id,
        entry_id=other.entry_id,
        canteen=other.canteen,
        title=other.title,
        served=swap.other_served,
        told=format_page(swap.other_served.told_fen if swap.other_served else 0),
        lines=_counting_lines(swap),
        price=format_page(other.fen),
        written=_written(swap.other_month),
    )
    return held, counting


def swap_form(*, swap: Swap, able: bool) -> Form:
    """Return the form: who bears what she does not, and both reasons.

    `able` leaves out whose allotment is too small. Such a one is read all the same: the operation says why not.
    """
    bearers = [each for each in swap.bearers if not able or each.bears(swap.rest_fen)]
    offered = [(each.payer, payer_words(payer=each.payer, fund_name=each.fund_name)) for each in bearers]
    left_out = _("入账月份额度不足的资金不能选。") if len(bearers) < len(swap.bearers) else ""
    rest = _("其余 %(fen)s 由谁承担") % {"fen": format_page(swap.rest_fen)}
    return Form(
        [
            Field(PAYER, rest, ONE_OF, choices=offered, hint=left_out, wide=True),
            Field(COUNTS, _("为什么改由这一餐计"), LONG, wide=True, most=LONGEST_OF_TWO),
            Field(WAITS, _("为什么另一餐挂起"), LONG, wide=True, most=LONGEST_OF_TWO),
        ],
        typed={PAYER: CANTEEN} if [payer for payer, _words in offered] == [CANTEEN] else {},
    )


def swap_words(*, swap: Swap) -> list[str]:
    """Return, in sentences, what swapping would write."""
    said = {
        "here": swap.story.canteen,
        "there": swap.other.canteen,
        "month": month_words(month=swap.month),
        "other": month_words(month=swap.other_month),
        "hers": format_page(swap.hers_fen),
        "rest": format_page(swap.rest_fen),
        "fen": format_page(swap.other.fen),
    }
    return [
        _("%(here)s的这一餐由老人承担 %(hers)s，其余 %(rest)s 由所选的一方承担，记入%(month)s的月账。") % said,
        _("%(there)s的另一餐全部挂起，共 %(fen)s，记入%(other)s的月账。") % said,
    ]


def _held_lines(swap: Swap) -> tuple[Line, ...]:
    waits = Line(payer_words(payer=SUSPENSE, fund_name=""), _yuan(swap.hold.fen), "")
    then = ((payer_words(payer=ELDER, fund_name=""), swap.hers_fen), (_("所选的一方"), swap.rest_fen))
    return (waits, *(Line(words, "", _yuan(fen)) for words, fen in then if fen))


def _counting_lines(swap: Swap) -> tuple[Line, ...]:
    shares = sorted(swap.other.shares.items(), key=lambda share: (payer_place(share[0]), share[0]))
    names = fund_names(keys=[payer.removeprefix(FUND) for payer, _fen in shares if payer.startswith(FUND)])
    words = [payer_words(payer=payer, fund_name=names.get(payer.removeprefix(FUND), "")) for payer, _fen in shares]
    waits = Line(payer_words(payer=SUSPENSE, fund_name=""), "", _yuan(swap.other.fen))
    return (*(Line(name, _yuan(fen), "") for name, (_payer, fen) in zip(words, shares, strict=True)), waits)


def _yuan(fen: int) -> str:
    return format_page(fen) if fen else ""


def _written(month: Month) -> str:
    return _("记入%(month)s的月账。") % {"month": month_words(month=month)}
