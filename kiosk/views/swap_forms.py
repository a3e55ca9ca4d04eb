"""The form that lets the other of two meals of one sitting count, with all that it would write said beforehand (K3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from canteen.core.money import format_page
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.gateways.forms import LONG, ONE_OF, Choices, Field, Form
from canteen.gateways.pages import month_words
from kiosk.queries.check_ins_of import CheckInOfMeal, told_fen
from kiosk.views.meal_forms import PAYER, FormShown, Tried, form_shown
from settlement.core.policy.values import FUND
from settlement.core.shares import ELDER, HoldCode
from settlement.core.statement import payer_place
from settlement.gateways.words import payer_words
from settlement.operations.swap import LONGEST_OF_TWO
from settlement.queries.eaten_twice import MealBeside, meal_beside
from settlement.queries.funds import fund_names
from settlement.queries.hold_choices import HoldChoices, month_written
from settlement.queries.meal_story import HoldOfMeal, MealStory

COUNTS, WAITS = "counts", "waits"


@dataclass(frozen=True, slots=True)
class Swap:
    """A meal that is held as eaten twice, the one that counts instead, and what changing that would write."""

    hold: HoldOfMeal
    other: MealBeside
    promised_fen: int
    month: Month  # of the books in which the held meal would be decided
    other_month: Month  # of those in which the other would be held

    @property
    def key(self) -> str:
        """What tells its fields from those of other forms on the page."""
        return f"swap-{self.hold.id}"

    @property
    def hers_fen(self) -> int:
        """What she would come to bear of the held meal."""
        return self.other.hers(promised_fen=self.promised_fen, held_fen=self.hold.fen)

    @property
    def rest_fen(self) -> int:
        """What somebody else has to bear of it."""
        return self.hold.fen - self.hers_fen

    @property
    def seen(self) -> str:
        """All this in one word, which is sent back with the form."""
        return self.other.mark(month=self.month, other_month=self.other_month, hers_fen=self.hers_fen)


def swap_offered(
    *, actor: Actor, story: MealStory, choices: HoldChoices | None, check_ins: Iterable[CheckInOfMeal], on: date
) -> Swap | None:
    """Return what can be swapped; None but for an open `eaten-twice` hold beside a meal that the actor decides about.

    Three statements where there is such a hold, else none.
    """
    hold = next((each for each in story.open_holds if each.reason == HoldCode.EATEN_TWICE.value), None)
    if hold is None or choices is None:
        return None
    other = meal_beside(order_id=story.order_id, canteen_ids=actor.canteens(Role.FINANCE))
    if other is None or other.waits:
        return None
    month = month_written(canteen_id=other.canteen_id, organisation_id=other.organisation_id, last=other.last, on=on)
    return Swap(hold, other, told_fen(check_ins), choices.month, month)


def swap_form(swap: Swap, choices: HoldChoices) -> Form:
    """Return the form: who bears what she does not, and both reasons."""
    words = _("其余 %(fen)s 由谁承担") % {"fen": format_page(swap.rest_fen)}
    return Form(
        [
            Field(PAYER, words, ONE_OF, choices=_others(choices, 0)),
            Field(COUNTS, _("为什么改由这一餐计"), LONG, wide=True, most=LONGEST_OF_TWO),
            Field(WAITS, _("为什么另一餐挂起"), LONG, wide=True, most=LONGEST_OF_TWO),
        ]
    )


def swap_shown(swap: Swap, choices: HoldChoices, tried: Tried | None) -> FormShown:
    """Return the form as the page shows it."""
    shown = form_shown(swap.key, swap_form(swap, choices), _others(choices, swap.rest_fen), tried)
    return replace(shown, hold_id=swap.hold.id, seen=swap.seen)


def swap_words(swap: Swap) -> list[str]:
    """Return, in sentences, what swapping would write."""
    names = fund_names(keys=[payer.removeprefix(FUND) for payer in swap.other.shares if payer.startswith(FUND)])
    shares = sorted(swap.other.shares.items(), key=lambda share: (payer_place(share[0]), share[0]))
    borne = " · ".join(
        f"{payer_words(payer=payer, fund_name=names.get(payer.removeprefix(FUND), ''))} {format_page(fen)}"
        for payer, fen in shares
    )
    said = {
        "canteen": swap.other.canteen,
        "borne": borne,
        "month": month_words(month=swap.month),
        "other": month_words(month=swap.other_month),
        "hers": format_page(swap.hers_fen),
        "rest": format_page(swap.rest_fen),
    }
    return [
        _("另一餐在%(canteen)s，现在由这些方承担：%(borne)s。") % said,
        _("确认后，另一餐全部挂起，记入%(other)s的月账。") % said,
        _("这一餐由老人承担 %(hers)s，其余 %(rest)s 由所选的一方承担，记入%(month)s的月账。") % said,
    ]


def _others(choices: HoldChoices, fen: int) -> Choices:
    """Who may bear so much of it, the elder apart: her part is what she bore of the other meal."""
    able: Sequence[tuple[str, str]] = [
        (each.payer, payer_words(payer=each.payer, fund_name=each.fund_name))
        for each in choices.bearers
        if each.payer != ELDER and each.bears(fen)
    ]
    return able
