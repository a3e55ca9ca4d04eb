"""A trial in words and drawings: what it was asked, how it stands, who pays by it and who paid, what changes a meal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from canteen.core.age import BANDS
from canteen.core.categories import category_words
from canteen.core.money import format_page
from canteen.gateways.pages import in_chinese
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER
from settlement.core.trial.pots import Budget
from settlement.core.trial.tally import MOST_STEPS, NONE
from settlement.gateways.words import Part

HIGH: Final = 200  # of the drawing of steps
STEP: Final = 1000 // (2 * MOST_STEPS + 1)
_OTHERS: Final = (CANTEEN, SUSPENSE)


@dataclass(frozen=True, slots=True)
class StepDrawn:
    """One column of the drawing of what changes for elders: so many meals, as high as that."""

    words: str
    meals: int
    kind: str  # "less", "none" or "more"
    x: int
    y: int
    width: int
    height: int


def trial_states() -> dict[str, str]:
    """Return what each state of a trial is called."""
    return {
        "queued": _("排队中"),
        "running": _("试算中"),
        "done": _("已完成"),
        "cancelled": _("已取消"),
        "failed": _("未能完成"),
    }


def budget_words() -> dict[str, str]:
    """Return what the three ways of counting money are called."""
    return {
        Budget.ALLOTTED.value: _("按各食堂当月额度"),
        Budget.APPROPRIATED.value: _("按资金全部拨入"),
        Budget.OPEN.value: _("不限额度，只看需要多少"),
    }


def not_told() -> str:
    """Return what stands in place of a figure that speaks of few people, or would tell of few by what it leaves."""
    return _("为保护少数人，不显示")


def together() -> str:
    """Return what the row is called in which all stand that is not told one by one."""
    return _("不显示的合在一起")


def counts_shown(*, result: Mapping[str, Any]) -> dict[str, str]:
    """Return how many people would pay less, more and the same, in words where one is not told."""
    counts = {name: result.get(name) for name in ("less", "more", "same")}
    return {name: not_told() if count is None else str(count) for name, count in counts.items()}


def category_shown(*, code: str) -> str:
    """Return what a row of the table by category is called."""
    return category_words(code=code, chinese=in_chinese()) if code != NONE else _("没有类别")


def band_shown(*, number: str) -> str:
    """Return what a row of the table by age is called."""
    first, last = BANDS[int(number)]
    if last is None:
        return _("%(first)d 岁以上") % {"first": first}
    if first == 0:
        return _("%(age)d 岁以下") % {"age": last + 1}
    return _("%(first)d–%(last)d 岁") % {"first": first, "last": last}


def parts_shown(*, whole: Mapping[str, Any], which: str, names: Mapping[str, str]) -> list[Part]:
    """Return who bears the meals, old or new: the elders first, then the funds, then the rest; the same in both."""
    payers = {*whole["old"], *whole["new"]}
    funds = sorted(payer for payer in payers if payer.startswith(FUND))
    order = [ELDER, *funds, *(payer for payer in _OTHERS if payer in payers)]
    return [Part(payer, names.get(payer.removeprefix(FUND), ""), whole[which].get(payer, 0)) for payer in order]


def of_funds(*, sums: Mapping[str, int]) -> int:
    """Return what all funds bear, in fen."""
    return sum(fen for payer, fen in sums.items() if payer.startswith(FUND))


def change_shown(*, fen: int) -> str:
    """Return a change in yuan with its sign, so that nobody reads a saving as a cost."""
    return f"+{format_page(fen)}" if fen > 0 else format_page(fen)


def steps_drawn(*, steps: Mapping[str, int]) -> list[StepDrawn]:
    """Return the columns of the drawing, from most less to most more, those without a meal too."""
    most = max(steps.values(), default=0)
    drawn = []
    for at, step in enumerate(range(-MOST_STEPS, MOST_STEPS + 1)):
        meals = steps.get(str(step), 0)
        height = max(meals * HIGH // most, 1) if meals else 0
        kind = "none" if step == 0 else "less" if step < 0 else "more"
        drawn.append(StepDrawn(_step(step), meals, kind, at * STEP + 6, HIGH - height, STEP - 12, height))
    return drawn


def _step(step: int) -> str:
    if step == 0:
        return _("不变")
    last, beyond = abs(step), abs(step) == MOST_STEPS
    if step < 0:
        return _("少付 %(yuan)d 元以上") % {"yuan": last - 1} if beyond else _("少付至 %(yuan)d 元") % {"yuan": last}
    return _("多付 %(yuan)d 元以上") % {"yuan": last - 1} if beyond else _("多付至 %(yuan)d 元") % {"yuan": last}
