"""A statement as a workbook: summary, one row a meal, holds and adjustments (D15)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from canteen.core.errors import Conflict
from canteen.core.sitting import ZONE
from canteen.gateways.pages import in_chinese_alone
from canteen.gateways.registry_words import sittings
from canteen.gateways.spreadsheet import Column, Fen, Sheet, Table, Value, workbook
from settlement.gateways.words import payer_words
from settlement.queries.holds import reason_words
from settlement.queries.month_totals import HeldShare, PayerFigure
from settlement.queries.statement import MealRow, StatementSeen

DRAFT: Final = "草稿（未封账）"
CHANGES: Final = {1: "补记", 0: "改判", -1: "冲回"}


class BooksNotSealed(Conflict):
    """A workbook is made of sealed books only."""

    code = "books-not-sealed"
    zh = "封账后才能下载"


def statement_workbook(
    *,
    statement: StatementSeen,
    devices: Mapping[UUID, str],
    silent_kiosks: Sequence[Mapping[str, Any]],
    drafted_at: datetime | None = None,
) -> bytes:
    """Return sealed books as xlsx, the same bytes every time; `devices` names the device of each order.

    `silent_kiosks` are the devices named when the books were handed in, or, before that, those to ask about now.
    What is not sealed yet is a draft of the instant `drafted_at`, and every sheet says so. BooksNotSealed without it.
    """
    made_at = statement.sealed.sealed_at if statement.sealed else drafted_at
    if made_at is None:
        raise BooksNotSealed()
    with in_chinese_alone():  # the same bytes, whoever reads
        sheets: Sequence[Sheet] = (
            _summary(statement, silent_kiosks),
            _meals(statement, devices),
            _changes(statement, devices),
        )
    if statement.sealed is None:
        sheets = tuple(replace(sheet, title=f"{DRAFT}　{sheet.title}".strip("　")) for sheet in sheets)
    title = f"{statement.books.canteen} {statement.books.month}"
    return workbook(sheets=sheets, made_at=made_at, title=title)


def workbook_name(*, statement: StatementSeen) -> str:
    """Return what the file is called."""
    mark = statement.digest[:8] if statement.sealed else DRAFT
    return f"{statement.books.canteen}-{statement.books.month}-{mark}.xlsx"


def _summary(statement: StatementSeen, silent_kiosks: Sequence[Mapping[str, Any]]) -> Sheet:
    books, sealed = statement.books, statement.sealed
    facts: list[tuple[str, Value]] = [
        ("食堂", books.canteen),
        ("运营主体", books.organisation.name),
        ("统一社会信用代码", books.organisation.credit_code),
        ("月份", f"{books.month.year}年{books.month.number}月"),
        ("用餐人次", statement.meals_count),
        *_outsiders(statement),
        ("调整人次", statement.adjusted_meals),
        *_outsiders_adjusted(statement),
        ("提交", _who(statement.submitted_by, books.submitted_at)),
        ("批准并封账", _who(sealed.approved_by, sealed.sealed_at) if sealed else ""),
        ("封账摘要（SHA-256）" if sealed else "内容摘要（SHA-256）", statement.digest),
        ("上一封账摘要", (sealed.previous if sealed else None) or "无"),
        ("静默终端", "、".join(str(kiosk.get("name", "")) for kiosk in silent_kiosks) or "无"),
    ]
    payers = statement.payers
    figures = Table(
        title="各方承担（元）",
        columns=(Column("支付方", 26), Column("本月", 16), Column("以前月份调整", 16), Column("合计", 16)),
        rows=[
            (
                payer_words(payer=each.payer, fund_name=each.fund_name),
                Fen(each.own_fen),
                Fen(each.adjusted_fen),
                Fen(each.whole_fen),
            )
            for each in payers
        ],
        sums=(
            "合计",
            Fen(sum(each.own_fen for each in payers)),
            Fen(sum(each.adjusted_fen for each in payers)),
            Fen(statement.price_fen),
        ),
    )
    owed = Table(
        title="应拨（元）",
        columns=(Column("出资资金", 26), Column("资金代号", 16), Column("应拨金额", 16)),
        rows=[(name, key, Fen(fen)) for key, name, fen in statement.payables],
        sums=("合计", "", Fen(statement.claimed_fen)),
    )
    return Sheet(name="汇总", title="老年助餐月度对账单", facts=facts, tables=(figures, owed), landscape=False)


def _outsiders(statement: StatementSeen) -> list[tuple[str, Value]]:
    """What guests and staff ate, apart from elders' meals; nothing where nobody did, as in months long sealed."""
    counted: list[tuple[str, int]] = [("来客人次", statement.guests_count), ("员工餐份数", statement.staff_count)]
    return [(words, count) for words, count in counted if count]


def _outsiders_adjusted(statement: StatementSeen) -> list[tuple[str, Value]]:
    """What late facts changed about guests' and staff meals; nothing where that is no meal more or less."""
    counted = [("来客调整人次", statement.adjusted_guests), ("员工餐调整份数", statement.adjusted_staff)]
    return [(words, count) for words, count in counted if count]


def _meals(statement: StatementSeen, devices: Mapping[UUID, str]) -> Sheet:
    eaten = sittings()
    head = (Column("日期", 12), Column("餐次", 8), Column("姓名", 10), Column("价格", 10))
    tail = (Column("终端", 14), Column("政策版本", 10), Column("订单号", 40), Column("凭证号", 40))
    payers = statement.payers
    rows = [
        (
            row.service_on,
            eaten.get(row.sitting, row.sitting),
            row.name,
            Fen(row.price_fen),
            *_shares(row, payers),
            *_traces(row, devices),
        )
        for row in statement.meals
    ]
    sums = ("合计", "", sum(row.meals for row in statement.meals), Fen(sum(row.price_fen for row in statement.meals)))
    totals = [Fen(each.own_fen) for each in payers]
    columns = (*head, *_payer_columns(payers), *tail)
    return Sheet(name="用餐明细", tables=(Table(columns, rows, (*sums, *totals, "", "", "", "")),))


def _changes(statement: StatementSeen, devices: Mapping[UUID, str]) -> Sheet:
    payers, eaten = statement.payers, sittings()
    head = (Column("类别", 10), Column("所属月份", 12), Column("日期", 12), Column("餐次", 8), Column("姓名", 10))
    tail = (Column("终端", 14), Column("政策版本", 10), Column("订单号", 40), Column("凭证号", 40))
    late = Table(
        title="以前月份调整（元）",
        columns=(*head, Column("人次", 8), Column("金额", 10), *_payer_columns(payers), *tail),
        rows=[
            (
                CHANGES[row.meals],
                str(row.for_month),
                row.service_on,
                eaten.get(row.sitting, row.sitting),
                row.name,
                row.meals,
                Fen(row.price_fen),
                *_shares(row, payers),
                *_traces(row, devices),
            )
            for row in statement.adjustments
        ],
        sums=(
            *("合计", "", "", "", ""),
            sum(row.meals for row in statement.adjustments),
            Fen(sum(each.adjusted_fen for each in payers)),
            *(Fen(each.adjusted_fen) for each in payers),
            *("", "", "", ""),
        ),
    )
    # Below the adjustments, in their columns: the reason stands where they have payers.
    between = [""] * (len(payers) - 1)
    words = ("类别", "所属月份", "日期", "", "姓名", "", "金额", "原因", *between, "", "", "订单号", "凭证号")
    held = Table(
        title="挂起（不计入应拨，结转下月）",
        columns=[Column(word, 0) for word in words],
        rows=[_held_row(row, between) for row in statement.held],
        sums=(*("合计", "", "", "", "", ""), Fen(sum(row.fen for row in statement.held)), *[""] * (len(words) - 7)),
    )
    return Sheet(name="挂起与调整", tables=(late, held))


def _held_row(row: HeldShare, between: Sequence[str]) -> list[Value]:
    kind = "以前月份挂起" if row.carried else "本月挂起"
    money: list[Value] = [Fen(row.fen), reason_words(reason=row.reason), *between, "", ""]
    return [
        kind,
        str(row.service_on)[:7],
        row.service_on,
        "",
        row.name,
        "",
        *money,
        str(row.order_id),
        str(row.entry_id),
    ]


def _payer_columns(payers: Iterable[PayerFigure]) -> list[Column]:
    return [Column(payer_words(payer=each.payer, fund_name=each.fund_name), 16) for each in payers]


def _shares(row: MealRow, payers: Sequence[PayerFigure]) -> list[Value]:
    return [Fen(row.payers.get(each.payer, 0)) for each in payers]


def _traces(row: MealRow, devices: Mapping[UUID, str]) -> tuple[Value, ...]:
    device = devices.get(row.order_id, "") if row.order_id else ""
    version = f"第{row.policy_version}版" if row.policy_version is not None else "无"
    return (device, version, str(row.order_id), str(row.entry_id))


def _who(name: str, at: datetime | None) -> str:
    return f"{name} {at.astimezone(ZONE):%Y-%m-%d %H:%M}" if at else name
