"""The tables of a trial, the same on its page and in its workbook: each figure as it is and as it would be."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from canteen.core.money import format_page
from canteen.core.month import Month
from canteen.gateways.pages import month_words
from canteen.gateways.spreadsheet import Column, Fen, Table, Value
from settlement.core.policy.values import CANTEEN, SUSPENSE
from settlement.core.shares import ELDER
from settlement.core.trial.told import FEW
from settlement.gateways.trial_words import (
    band_shown,
    category_shown,
    change_shown,
    of_funds,
    parts_shown,
)
from settlement.gateways.words import payer_words


@dataclass(frozen=True, slots=True)
class Change:
    """A sum in fen that would be more or less."""

    fen: int


LONGEST_NAME: Final = 31
_NO_SHEET: Final = re.compile(r"[\[\]:*?/\\]")
Cell = str | int | Fen | date | Change | None


@dataclass(frozen=True, slots=True)
class TrialTable:
    """One table: its first column says what a row is about, the others are figures."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""

    @property
    def shown(self) -> Iterator[tuple[str, list[tuple[str, str]], int]]:
        """Yield each row for a page: what it is about, each figure with its heading, how many columns the last takes.

        Nothing stands behind the last figure of a row: a group that is too small has one remark in place of figures.
        """
        for first, *cells in self.rows:
            told = [(head, _cell(cell)) for head, cell in zip(self.heads[1:], cells, strict=True) if cell is not None]
            yield _cell(first), told, len(cells) - len(told) + 1

    @property
    def sheet_name(self) -> str:
        """What its sheet is called: a sheet's name is short, and takes not every sign."""
        return _NO_SHEET.sub("", self.title)[:LONGEST_NAME].strip()

    def table(self) -> Table:
        """Return it for a workbook."""
        columns = [Column(head, 24 if at == 0 else 14) for at, head in enumerate(self.heads)]
        return Table(columns, [[_value(cell) for cell in row] for row in self.rows], title=self.title)


def trial_tables(
    *, result: Mapping[str, Any], fund_names: Mapping[str, str], canteen_names: Mapping[str, str]
) -> dict[str, TrialTable]:
    """Return all tables of a result but those of single people; funds and canteens by their names."""
    whole = result["whole"]
    return {
        "payers": _payers(whole, fund_names),
        "canteens": _groups(
            "canteens",
            _("按食堂"),
            _("食堂"),
            [(canteen_names.get(each, each), sums) for each, sums in _in_order(result["canteens"], canteen_names)],
        ),
        "categories": _groups(
            "categories",
            _("按类别"),
            _("类别"),
            [(category_shown(code=code), sums) for code, sums in sorted(result["categories"].items())],
            with_people=True,
        ),
        "ages": _groups(
            "ages",
            _("按年龄"),
            _("年龄"),
            [(band_shown(number=band), sums) for band, sums in sorted(result["ages"].items())],
            with_people=True,
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
    return TrialTable(name, title, [_("老人"), _("人次"), _("原来自付"), _("试算自付"), _("变化")], rows)


def _payers(whole: Mapping[str, Any], names: Mapping[str, str]) -> TrialTable:
    old, new = (parts_shown(whole=whole, which=which, names=names) for which in ("old", "new"))
    rows: list[list[Cell]] = [
        [payer_words(payer=was.payer, fund_name=was.fund_name), Fen(was.fen), Fen(is_.fen), Change(is_.fen - was.fen)]
        for was, is_ in zip(old, new, strict=True)
    ]
    before, after = (sum(part.fen for part in parts) for parts in (old, new))
    rows.append([_("合计"), Fen(before), Fen(after), Change(after - before)])
    return TrialTable("payers", _("谁来付"), [_("支付方"), _("原来"), _("试算"), _("变化")], rows)


def _groups(
    name: str, title: str, of: str, groups: Sequence[tuple[str, Mapping[str, Any]]], *, with_people: bool = False
) -> TrialTable:
    heads = [of, *([_("人数")] if with_people else []), _("人次")]
    for words in (_("老人自付"), _("资金"), _("食堂承担")):
        heads += [_("%(what)s（原来）") % {"what": words}, _("%(what)s（试算）") % {"what": words}]
    heads.append(_("老人变化"))
    rows: list[list[Cell]] = []
    for words, sums in groups:
        if sums.get("few"):
            rows.append([words, _("少于 %(few)d 人，不显示") % {"few": FEW}, *[None] * (len(heads) - 2)])
            continue
        old, new = sums["old"], sums["new"]
        row: list[Cell] = [words, *([sums["people"]] if with_people else []), sums["meals"]]
        for was, is_ in (
            (old.get(ELDER, 0), new.get(ELDER, 0)),
            (of_funds(sums=old), of_funds(sums=new)),
            (_rest(old), _rest(new)),
        ):
            row += [Fen(was), Fen(is_)]
        row.append(Change(new.get(ELDER, 0) - old.get(ELDER, 0)))
        rows.append(row)
    return TrialTable(name, title, heads, rows)


def _rest(sums: Mapping[str, int]) -> int:
    """What the canteen bears, and what waits for a decision beside it."""
    return sums.get(CANTEEN, 0) + sums.get(SUSPENSE, 0)


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
    heads = [_("资金"), _("需要"), _("已下达额度"), _("超出额度"), _("全部拨入"), _("全部拨入用完之日")]
    return TrialTable("funds", _("资金够不够"), heads, rows)


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
    return TrialTable("dry", _("当月额度不够的食堂"), heads, rows, note)


def _in_order(groups: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Canteens in the order of their names, as lists stand."""
    order = {each: number for number, each in enumerate(names)}
    return sorted(groups.items(), key=lambda item: order.get(item[0], len(order)))


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _cell(cell: Cell) -> str:
    if isinstance(cell, Change):
        return change_shown(fen=cell.fen)
    if isinstance(cell, Fen):
        return format_page(cell.fen)
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _value(cell: Cell) -> Value:
    return Fen(cell.fen) if isinstance(cell, Change) else cell
