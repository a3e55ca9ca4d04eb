"""The tables of a trial, the same on its page and in its workbook: each figure as it is and as it would be."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from canteen.core.month import Month
from canteen.gateways.pages import month_words
from canteen.gateways.spreadsheet import Fen
from settlement.gateways.trial_groups import Whole, groups_table
from settlement.gateways.trial_table import Cell, Change, TrialTable
from settlement.gateways.trial_words import band_shown, category_shown, parts_shown, steps_drawn, together
from settlement.gateways.words import payer_words


def trial_tables(
    *, result: Mapping[str, Any], fund_names: Mapping[str, str], canteen_names: Mapping[str, str]
) -> dict[str, TrialTable]:
    """Return all tables of a result but those of single people; funds and canteens by their names."""
    whole = result["whole"]
    named = [(canteen_names.get(each, each), sums) for each, sums in _in_order(result["canteens"], canteen_names)]
    categories = [(category_shown(code=code), sums) for code, sums in sorted(result["categories"].items())]
    ages = [(band_shown(number=band), sums) for band, sums in sorted(result["ages"].items())]
    everybody = Whole(whole, result["people"])
    return {
        "payers": _payers(whole, fund_names),
        "steps": _steps(result),
        "canteens": groups_table(
            name="canteens", title=_("按食堂"), of=_("食堂"), groups=named, whole=Whole(whole), is_parted=True
        ),
        "categories": groups_table(
            name="categories", title=_("按类别"), of=_("类别"), groups=categories, whole=everybody, is_parted=False
        ),
        "ages": groups_table(
            name="ages", title=_("按年龄"), of=_("年龄"), groups=ages, whole=everybody, is_parted=True
        ),
        "funds": _funds(result, fund_names),
        "dry": _dry(result, fund_names, canteen_names),
    }


def people_table(*, name: str, title: str, people: Sequence[Mapping[str, Any]]) -> TrialTable:
    """Return the table of who gains or loses most; nobody is named, the first one is number one."""
    rows: list[list[Cell]] = [
        [
            _("第 %(number)d 位") % {"number": number},
            who["meals"],
            Fen(who["old_fen"]),
            Fen(who["new_fen"]),
            Change(who["new_fen"] - who["old_fen"]),
        ]
        for number, who in enumerate(people, 1)
    ]
    old, new = (sum(who[which] for who in people) for which in ("old_fen", "new_fen"))
    sums: list[Cell] = [_("合计"), sum(who["meals"] for who in people), Fen(old), Fen(new), Change(new - old)]
    heads = [_("老人"), _("人次"), _("原来自付"), _("试算自付"), _("变化")]
    return TrialTable(name, title, heads, rows, sums=sums if people else ())


def _payers(whole: Mapping[str, Any], names: Mapping[str, str]) -> TrialTable:
    old, new = (parts_shown(whole=whole, which=which, names=names) for which in ("old", "new"))
    rows: list[list[Cell]] = [
        [payer_words(payer=was.payer, fund_name=was.fund_name), Fen(was.fen), Fen(is_.fen), Change(is_.fen - was.fen)]
        for was, is_ in zip(old, new, strict=True)
    ]
    before, after = (sum(part.fen for part in parts) for parts in (old, new))
    sums: list[Cell] = [_("合计"), Fen(before), Fen(after), Change(after - before)]
    return TrialTable("payers", _("谁来付"), [_("支付方"), _("原来"), _("试算"), _("变化")], rows, sums=sums)


def _steps(result: Mapping[str, Any]) -> TrialTable:
    steps, beside = result["steps"], result.get("steps_untold", 0)
    rows: list[list[Cell]] = [[drawn.words, drawn.meals] for drawn in steps_drawn(steps=steps) if drawn.meals]
    if beside:
        rows.append([together(), beside])
    sums: list[Cell] = [_("合计"), sum(steps.values()) + beside]
    title = _("每餐自付的变化")
    return TrialTable("steps", title, [title, _("人次")], rows, sums=sums if rows else ())


def _funds(result: Mapping[str, Any], names: Mapping[str, str]) -> TrialTable:
    rows: list[list[Cell]] = []
    for fund, pot in result["funds"].items():
        allotted = result["allotted"].get(fund, {"given_fen": 0, "short_fen": 0})
        rows.append(
            [
                names.get(fund, fund),
                Fen(pot["asked_fen"]),
                Fen(allotted["given_fen"]),
                Fen(allotted["short_fen"]),
                Fen(pot["given_fen"]),
                _day(pot["dry_on"]) or _("够用"),
            ]
        )
    heads = [_("资金"), _("需要"), _("已下达额度"), _("超出额度（分食堂、分月）"), _("全部拨入"), _("全部拨入用完之日")]
    # A joint fund has what its contributors have: what was ever given would be counted twice.
    sums = [_("合计"), *_added(rows, 1, 2, 3), "", ""]
    return TrialTable("funds", _("资金够不够"), heads, rows, sums=sums if rows else ())


def _dry(result: Mapping[str, Any], names: Mapping[str, str], canteens: Mapping[str, str]) -> TrialTable:
    rows: list[list[Cell]] = [
        [
            names.get(each["fund"], each["fund"]),
            canteens.get(each["canteen"], each["canteen"]),
            month_words(month=Month.of(date.fromisoformat(each["month"]))),
            Fen(each["given_fen"]),
            Fen(each["asked_fen"]),
            _day(each["dry_on"]),
        ]
        for each in result["dry"]
    ]
    more = result["dry_count"] - len(rows)
    note = _("另有 %(more)d 处没有列出。") % {"more": more} if more > 0 else ""
    heads = [_("资金"), _("食堂"), _("月份"), _("额度"), _("需要"), _("用完之日")]
    sums = [_("合计"), "", "", *_added(rows, 3, 4), ""]
    return TrialTable("dry", _("当月额度不够的食堂"), heads, rows, note, sums if rows and not note else ())


def _added(rows: Sequence[Sequence[Cell]], *columns: int) -> list[Cell]:
    """The sums of columns of money."""
    return [Fen(sum(cell.fen for row in rows if isinstance(cell := row[column], Fen))) for column in columns]


def _in_order(groups: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Canteens in the order of their names, as lists stand."""
    order = {each: number for number, each in enumerate(names)}
    return sorted(groups.items(), key=lambda item: order.get(item[0], len(order)))


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
