"""The tables of a trial by groups of meals: what each payer bears adds up to a row's price, rows to the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from canteen.gateways.spreadsheet import Fen
from settlement.core.policy.values import CANTEEN, SUSPENSE
from settlement.core.shares import ELDER
from settlement.gateways.trial_table import Cell, Change, TrialTable
from settlement.gateways.trial_words import not_told, of_funds, together

Group = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Whole:
    """All meals of a trial, and how many people ate them where a table tells people."""

    sums: Mapping[str, Any]
    people: int | None = None


def groups_table(
    *, name: str, title: str, of: str, groups: Sequence[Group], whole: Whole, is_parted: bool
) -> TrialTable:
    """Return a table by groups; `is_parted`: each meal is in one of them, so that they add up to the whole.

    What is borne by nobody yet has columns where anything is. Groups that are not told stand together in a row beside
    their names, as what the others leave of the whole: so many people are they at least (told.masked).
    """
    payers = [(_("老人自付"), ELDER), (_("资金"), ""), (_("食堂承担"), CANTEEN)]
    if SUSPENSE in whole.sums["old"] or SUSPENSE in whole.sums["new"]:
        payers.append((_("暂挂"), SUSPENSE))
    with_people = whole.people is not None
    heads = [of, *([_("人数")] if with_people else []), _("人次"), _("餐费")]
    for words, _payer in payers:
        heads += [_("%(what)s（原来）") % {"what": words}, _("%(what)s（试算）") % {"what": words}]
    heads.append(_("老人变化"))
    rows: list[list[Cell]] = []
    for words, sums in groups:
        if sums.get("few"):
            rows.append([words, not_told(), *[None] * (len(heads) - 2)])
        else:
            people = [sums["people"]] if with_people else []
            rows.append([words, *people, *_figures(sums, payers)])
    untold = _untold(groups, whole.sums) if is_parted else None
    if untold:
        rows.append([together(), *([""] if with_people else []), *_figures(untold, payers)])
    total: list[Cell] = [_("合计"), *([whole.people] if with_people else []), *_figures(whole.sums, payers)]
    return TrialTable(name, title, heads, rows, _note(groups, whole, untold, is_parted), total if rows else ())


def _figures(sums: Mapping[str, Any], payers: Sequence[tuple[str, str]]) -> Iterator[Cell]:
    """Meals, their price, what each bears of it as it is and would be, what changes for the elders."""
    old, new = sums["old"], sums["new"]
    yield sums["meals"]
    yield Fen(sum(old.values()))
    for _words, payer in payers:
        for borne in (old, new):
            yield Fen(borne.get(payer, 0) if payer else of_funds(sums=borne))
    yield Change(new.get(ELDER, 0) - old.get(ELDER, 0))


def _untold(groups: Sequence[Group], whole: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the groups that are told leave of the whole; None where all are."""
    shown = [sums for _words, sums in groups if not sums.get("few")]
    if len(shown) == len(groups):
        return None
    return {
        "meals": whole["meals"] - sum(sums["meals"] for sums in shown),
        **{
            which: {
                payer: fen - sum(sums[which].get(payer, 0) for sums in shown) for payer, fen in whole[which].items()
            }
            for which in ("old", "new")
        },
    }


def _note(groups: Sequence[Group], whole: Whole, untold: object, is_parted: bool) -> str:
    """Why people do not add up, where they do not."""
    if not is_parted or untold or whole.people is None or sum(sums["people"] for _w, sums in groups) == whole.people:
        return ""
    return _("有人在这段时间里过了生日，算在两个年龄段里，人数相加会多于合计。")
