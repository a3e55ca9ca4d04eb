"""The page of single entries of a month: filtered by day, payer and state, found by the id of an order or entry."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.core.money import format_page
from canteen.gateways.back import keep_list
from canteen.gateways.clock import now
from canteen.gateways.csv_export import csv_download
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pages import day_words, month_words
from canteen.gateways.registry_words import sittings
from canteen.gateways.spreadsheet import Column, Fen, Value
from settlement.gateways.lists import MEALS_LIST
from settlement.gateways.words import kind_words, payer_words
from settlement.queries.meals_listed import ANY_FUND, MEALS, MealListed, every_meal, meals_listed
from settlement.queries.month_summary import MonthHead, month_head
from settlement.queries.payers_of import days_of, months_of, payers_of
from settlement.views.statement import head_shown


@seekable(MEALS)
@require_GET
def meals(request: HttpRequest, books_id: UUID) -> HttpResponseBase:
    """Answer with what was posted about meals in one month's books, or with all of it as a file."""
    head = month_head(actor=acting(request), books_id=books_id)
    wanted = asked(request.GET, MEALS)
    payers = payers_of(canteen_id=head.canteen_id, month=head.month.first)
    if wanted.export:
        make = csv_download if wanted.export == "csv" else list_download
        name = f"{head.canteen}-{head.month}-{_('用餐明细')}"
        rows = _sheet(every_meal(books_id=books_id, asked=wanted), [payer for payer, _name in payers])
        return make(name=name, columns=_columns(payers), rows=rows, made_at=now())
    page = meals_listed(books_id=books_id, asked=wanted)
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=page.of(_row),
        headings=_headings(),
        filters=_filters(head, payers),
        searchable=_("订单号或凭证号（至少前八位）"),
    )
    context = {**head_shown(head), "list": shown, "csv": shown.export.replace("export=xlsx", "export=csv")}
    answer = render(request, "settlement/meals.html", context)
    return keep_list(request=request, answer=answer, name=MEALS_LIST, of=books_id)


def _headings() -> list[Heading]:
    plain = [Heading(_("餐次")), Heading(_("姓名")), Heading(_("类别"))]
    sums = [_("餐费"), _("老人"), _("资金"), _("其他")]
    return [Heading(_("日期"), "day"), *plain, *(Heading(words, numeric=True) for words in sums)]


def _filters(head: MonthHead, payers: Iterable[tuple[str, str]]) -> list[Filter]:
    states = [
        ("live", _("有效")),
        ("voided", _("已撤销、已重算")),
        ("held", _("有挂起")),
        ("adjusted", _("以前月份的调整")),
        ("moved", _("改判和冲销")),
        ("drawn", _("动用本月额度")),
    ]
    days = [(day.isoformat(), day_words(day=day)) for day in days_of(month=head.month)]
    named = [(payer, payer_words(payer=payer, fund_name=name)) for payer, name in payers]
    named.append((ANY_FUND, _("全部资金")))
    eaters = [("elder", _("老人")), ("guest", _("来客")), ("staff", _("员工"))]
    months = [(str(month), month_words(month=month)) for month in months_of(books_id=head.id, month=head.month)]
    return [
        Filter("on", _("日期"), days),
        Filter("for_month", _("所属月份"), months),
        Filter("eater", _("用餐人"), eaters),
        Filter("payer", _("支付方"), named),
        Filter("state", _("状态"), states),
    ]


def _row(meal: MealListed) -> dict[str, object]:
    elder_fen = meal.payers.get("elder", 0)
    return {
        "meal": meal,
        "kind": kind_words(kind=meal.kind, revision=meal.revision),
        "sitting": sittings()[meal.sitting],
        "price": format_page(meal.price_fen),
        "elder": format_page(elder_fen),
        "funds": format_page(meal.funds_fen),
        "other": format_page(meal.price_fen - elder_fen - meal.funds_fen),
        "for_month": str(meal.for_month) if meal.for_month else "",
    }


def _columns(payers: Iterable[tuple[str, str]]) -> list[Column]:
    heads = [
        (_("日期"), 12),
        (_("餐次"), 8),
        (_("姓名"), 10),
        (_("类别"), 10),
        (_("份数"), 8),
        (_("所属月份"), 10),
        (_("餐费"), 10),
    ]
    shares = [Column(payer_words(payer=payer, fund_name=name), 16) for payer, name in payers]
    tail = [Column(_("已冲销"), 8), Column(_("订单号"), 40), Column(_("凭证号"), 40)]
    return [*(Column(words, width) for words, width in heads), *shares, *tail]


def _sheet(rows: Iterable[MealListed], payers: list[str]) -> Iterator[list[Value]]:
    for meal in rows:
        words = (sittings()[meal.sitting], meal.name, kind_words(kind=meal.kind, revision=meal.revision))
        head: list[Value] = [meal.service_on, *words, meal.portions, str(meal.for_month or ""), Fen(meal.price_fen)]
        shares = [Fen(meal.payers.get(payer, 0)) for payer in payers]
        yield [*head, *shares, _("是") if meal.voided else "", str(meal.order_id), str(meal.entry_id)]
