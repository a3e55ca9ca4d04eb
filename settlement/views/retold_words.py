"""What meals decided anew come to, in words and figures of a page: months, payers before and after, her credit."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canteen.core.money import format_page
from canteen.gateways.pages import month_words
from settlement.core.policy.values import FUND
from settlement.core.shares import ELDER
from settlement.core.statement import payer_place
from settlement.gateways.words import payer_words
from settlement.queries.redecided_sums import Redecided


def fund_keys(*, found: Redecided) -> set[str]:
    """Return the keys of all funds among its payers, and of those that owe one of them."""
    paying = {payer.removeprefix(FUND) for payer in (*found.before, *found.after) if payer.startswith(FUND)}
    return paying | {key for pair in (*found.owed_before, *found.owed_after) for key in pair.split("/")}


def shown(*, found: Redecided, places: Mapping[UUID, str], funds: Mapping[str, str]) -> dict[str, Any]:
    """Return the words and figures of a preview; `places` are canteens by id, `funds` are names by key."""
    return {
        "meals": found.meals,
        "left": found.left,
        "adjusted": found.adjusted,
        "credit": credit_words(fen=found.credit_fen),
        "months": [
            {
                "place": places.get(each.canteen_id, ""),
                "month": month_words(month=each.month),
                "written_in": month_words(month=each.written_in),
                "is_open": each.is_open,
                "meals": each.meals,
                "less": format_page(each.before.get(ELDER, 0) - each.after.get(ELDER, 0)),
            }
            for each in found.months
        ],
        "payers": [*_payers(found, funds), *_owed(found, funds)],
    }


def credit_words(*, fen: int) -> str:
    """Return what elders bear less, in words, or more."""
    if fen < 0:
        return _("老人共多承担 %(yuan)s 元，记为她应付的餐费。") % {"yuan": format_page(-fen)}
    if fen > 0:
        return _("老人共少承担 %(yuan)s 元；已经付过的，记为她的余额。") % {"yuan": format_page(fen)}
    return _("老人承担的不变。")


def told_words(*, found: Redecided) -> str:
    """Return what became of past meals when something was recorded; nothing where none was in question."""
    said = []
    if found.meals:
        words = ngettext("%(n)d 餐已重新核算。", "%(n)d 餐已重新核算。", found.meals)
        said += [words % {"n": found.meals}, credit_words(fen=found.credit_fen)]
    if found.left:
        words = ngettext("%(n)d 餐正在挂起或已经裁定，没有改动。", "%(n)d 餐正在挂起或已经裁定，没有改动。", found.left)
        said.append(words % {"n": found.left})
    return " ".join(said)


def _payers(found: Redecided, funds: Mapping[str, str]) -> list[dict[str, Any]]:
    payers = sorted(dict.fromkeys([*found.before, *found.after]), key=payer_place)
    return [
        _row(
            payer_words(payer=payer, fund_name=funds.get(payer.removeprefix(FUND), "")),
            found.before.get(payer, 0),
            found.after.get(payer, 0),
        )
        for payer in payers
    ]


def _owed(found: Redecided, funds: Mapping[str, str]) -> list[dict[str, Any]]:
    """What of that funds have paid for one another's people, and who owes it."""
    rows = []
    for pair in sorted({*found.owed_before, *found.owed_after}):
        names = {name: funds.get(key, key) for name, key in zip(("owes", "paid"), pair.split("/"), strict=True)}
        words = _("其中 %(paid)s 为 %(owes)s 垫付") % names
        rows.append(_row(words, found.owed_before.get(pair, 0), found.owed_after.get(pair, 0)))
    return rows


def _row(words: str, before: int, after: int) -> dict[str, Any]:
    more = format_page(after - before)
    return {"words": words, "before": format_page(before), "after": format_page(after), "more": more}
