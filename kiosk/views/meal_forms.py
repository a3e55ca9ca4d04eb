"""The forms on the page of one meal: a share taken into suspense, and for each open hold who is to bear it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from canteen.core.money import format_page
from canteen.core.month import Month
from canteen.gateways.forms import LONG, ONE_OF, Choices, Field, Form
from canteen.gateways.pages import in_chinese, month_words
from settlement.core.policy.values import FUND
from settlement.core.shares import ELDER
from settlement.core.statement import payer_place
from settlement.gateways.words import payer_words
from settlement.queries.hold_choices import HoldChoices
from settlement.queries.holds import reason_words
from settlement.queries.meal_story import HoldOfMeal, MealStory

PAYER, REASON = "payer", "reason"
HOLD = "hold"  # what stands for the form that holds a share, where others have the id of their hold


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that came back with mistakes: which one, and what was typed."""

    key: str
    form: Form

    @property
    def said(self) -> str:
        """What was wrong with it, for a page on which it stands no more."""
        return self.form.problem or next(iter(self.form.wrong.values()), "")


@dataclass(frozen=True, slots=True)
class FormShown:
    """A form with what can be chosen in it now; `key` tells the fields of one form from those of another."""

    key: str
    form: Form
    offered: Choices
    chosen: str
    hold_id: UUID | None = None
    about: str = ""
    left_out: Sequence[str] = ()
    is_twice: bool = False  # whether the other meal of this sitting might be held instead: on a page of its own
    seen: str = ""  # what the page shows of it, sent back with it: nothing else is written

    @property
    def is_open(self) -> bool:
        """Whether it came back with mistakes, and so stands open."""
        return not self.form.is_sound


def clear_form(choices: HoldChoices) -> Form:
    """Return the form that decides a hold; the operation says of a payer that cannot bear it why not."""
    every = [(each.payer, payer_words(payer=each.payer, fund_name=each.fund_name)) for each in choices.bearers]
    return _form(_("由谁承担"), every)


def hold_form(choices: HoldChoices, story: MealStory) -> Form:
    """Return the form that holds a share."""
    return _form(_("哪一份"), _shares(choices.shares, story))


def seen_of_hold(choices: HoldChoices) -> str:
    """What is shown of the shares that can be held: the month they would be written in, and each in fen."""
    return f"{choices.month} " + ",".join(f"{payer}={fen}" for payer, fen in sorted(choices.shares.items()))


def seen_of_clearing(choices: HoldChoices, hold: HoldOfMeal) -> str:
    """What is shown of an open hold: the month it would be written in, and how many fen."""
    return f"{choices.month} {hold.fen}"


def form_shown(key: str, form: Form, offered: Choices, tried: Tried | None) -> FormShown:
    """Return a form with what can be chosen in it now, as it was typed where it is the one that came back."""
    if tried is not None and tried.key == key:
        form = tried.form
    alone = offered[0][0] if len(offered) == 1 else ""
    return FormShown(key, form, offered, form.typed.get(PAYER, alone))


def forms_shown(*, story: MealStory, choices: HoldChoices | None, tried: Tried | None) -> dict[str, object]:
    """Return what the page shows of both kinds of forms; none for who may decide nothing here."""
    clearings = [_clearing(hold, choices, tried) for hold in story.open_holds] if choices else []
    left = {payer: fen for payer, fen in choices.shares.items() if fen} if choices else {}
    holding = _holding(story, choices, left, tried) if choices and left else None
    standing = {each.key for each in (*clearings, *([holding] if holding else []))}
    return {
        "clearings": clearings,
        "holding": holding,
        "refused": tried.said if tried and tried.key not in standing else "",
        "written": _written(choices.month, story) if choices else "",
    }


def _holding(story: MealStory, choices: HoldChoices, left: Mapping[str, int], tried: Tried | None) -> FormShown:
    shown = form_shown(HOLD, hold_form(choices, story), _shares(left, story), tried)
    return replace(shown, seen=seen_of_hold(choices))


def _clearing(hold: HoldOfMeal, choices: HoldChoices, tried: Tried | None) -> FormShown:
    able = [each for each in choices.bearers if each.bears(hold.fen)]
    offered = [(each.payer, payer_words(payer=each.payer, fund_name=each.fund_name)) for each in able]
    left_out = {each.payer for each in choices.bearers} - {each.payer for each in able}
    shown = form_shown(str(hold.id), clear_form(choices), offered, tried)
    why = reason_words(reason=hold.reason, chinese=in_chinese())
    return replace(
        shown,
        hold_id=hold.id,
        about=f"{format_page(hold.fen)} · {why}",
        left_out=_left_out(left_out),
        is_twice=hold.is_twice,
        seen=seen_of_clearing(choices, hold),
    )


def _left_out(payers: set[str]) -> list[str]:
    """Why some who might bear it cannot be chosen."""
    said = []
    if ELDER in payers:
        said.append(_("政策不允许事后增加老人的支付，所以不能选老人。"))
    if payers - {ELDER}:
        said.append(_("入账月份额度不足的资金不能选。"))
    return said


def _shares(shares: Mapping[str, int], story: MealStory) -> Choices:
    names = story.fund_names
    return [
        (payer, f"{payer_words(payer=payer, fund_name=names.get(payer.removeprefix(FUND), ''))} {format_page(fen)}")
        for payer, fen in sorted(shares.items(), key=lambda share: (payer_place(share[0]), share[0]))
    ]


def _form(words: str, every: Sequence[tuple[str, str]]) -> Form:
    return Form([Field(PAYER, words, ONE_OF, choices=every), Field(REASON, _("原因"), LONG, wide=True)])


def _written(month: Month, story: MealStory) -> str:
    """In which books it will stand, in words (D15, D16)."""
    words = month_words(month=month)
    if month == Month.of(story.service_on):
        return _("记入%(month)s的月账。") % {"month": words}
    said = _("这一餐当月的月账已经提交或封账，或以后的月账已经记过它：记入%(month)s的月账，作为以前月份的调整。")
    return said % {"month": words}
