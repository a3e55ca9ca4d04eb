"""The page of what funds owe one another for visitors, month by month; and what two persons do to settle it (D9)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canteen.auth import acting
from canteen.core.errors import NotFound, Problem
from canteen.core.money import format_page
from canteen.core.month import Month, NotMonth
from canteen.core.scope import Actor, OutOfScope
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.pages import month_words, problem_words
from canteen.gateways.spreadsheet import Column, Fen, Value
from canteen.queries.names import staff_names
from settlement.operations.netting import AdvancesChanged, agree_netting, propose_netting, withdraw_netting
from settlement.queries.netting import OPEN, PROPOSED, SETTLED, Between, between_funds, waits_for

MONTHS_OFFERED = 12


@require_GET
def advances(request: HttpRequest) -> HttpResponse:
    """Answer with what is not settled yet, or with all of one month; or with the same as a table."""
    actor, month = acting(request), _month(request.GET.get("month", ""))
    found = between_funds(actor=actor, month=month)
    people = staff_names(
        staff_ids={staff for row in found for staff in (row.proposed_by_id, row.agreed_by_id) if staff}
    )
    if request.GET.get("export") in ("xlsx", "csv"):
        heads = [(_("月份"), 10), (_("欠款资金"), 24), (_("垫付资金"), 24), (_("垫付"), 12), (_("对方垫付"), 12)]
        heads += [(_("净额"), 12), (_("月账"), 8), (_("状态"), 10), (_("提出"), 12), (_("同意"), 12)]
        columns = [Column(words, width) for words, width in heads]
        return list_download(name=_("垫付清算"), columns=columns, rows=_sheet(found, people), made_at=now())
    context = {
        "rows": [_row(each, people, actor) for each in found],
        "months": _offered(Month.of(service_day(now()))),
        "chosen": str(month) if month else "",
        "export": f"{request.path}?export=xlsx" + (f"&month={month}" if month else ""),
    }
    return render(request, "settlement/advances.html", context)


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Propose to settle what was shown; the form carries its mark (S4)."""
    actor, sent = acting(request), request.POST

    def act() -> None:
        month = _month(sent.get("month", ""))
        if month is None:
            raise AdvancesChanged()
        propose_netting(
            actor=actor,
            month=month,
            seen_mark=sent.get("mark", ""),
            now=now(),
        )

    return _done(request, act, _("已提出清算，等欠款一方的另一位财务同意。"))


@require_POST
def agree(request: HttpRequest, netting_id: UUID) -> HttpResponse:
    """Agree to a settlement as the second person."""
    actor = acting(request)
    return _done(
        request,
        lambda: agree_netting(actor=actor, netting_id=netting_id, now=now()),
        _("已同意，净额已从一项资金划到另一项。"),
    )


@require_POST
def take_back(request: HttpRequest, netting_id: UUID) -> HttpResponse:
    """Take back what nobody has agreed to."""
    actor = acting(request)
    return _done(
        request, lambda: withdraw_netting(actor=actor, netting_id=netting_id, now=now()), _("已撤回，可以重新提出。")
    )


def _done(request: HttpRequest, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and show the page again, with what was done or why it was not; what is out of sight stays so."""
    try:
        act()
    except (NotFound, OutOfScope):
        raise
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, said)
    return redirect("funds:advances")


def _month(text: str) -> Month | None:
    try:
        asked_for = Month.parse(text)
    except NotMonth:
        return None
    return asked_for if 2000 < asked_for.year < 2200 else None


def _offered(this: Month) -> list[tuple[str, str]]:
    """The months one chooses from: the one before this, and those before that; this one is not sealed yet."""
    months = [this.previous()]
    while len(months) < MONTHS_OFFERED:
        months.append(months[-1].previous())
    return [(str(each), month_words(month=each)) for each in months]


def _row(row: Between, people: Mapping[UUID, str], actor: Actor) -> dict[str, object]:
    return {
        "between": row,
        "month": month_words(month=row.month),
        "month_key": str(row.month),
        "paid": format_page(row.paid_fen),
        "back": format_page(row.back_fen),
        "net": format_page(row.fen),
        "state": _states()[row.state],
        "proposed_by": people.get(row.proposed_by_id, "") if row.proposed_by_id else "",
        "agreed_by": people.get(row.agreed_by_id, "") if row.agreed_by_id else "",
        "may": waits_for(row=row, actor=actor),
    }


def _sheet(rows: Iterable[Between], people: Mapping[UUID, str]) -> Iterator[list[Value]]:
    states = _states()
    for row in rows:
        money: list[Value] = [Fen(row.paid_fen), Fen(row.back_fen), Fen(row.fen)]
        signed = [people.get(staff, "") if staff else "" for staff in (row.proposed_by_id, row.agreed_by_id)]
        yield [str(row.month), row.debtor.name, row.creditor.name, *money, row.books, states[row.state], *signed]


def _states() -> dict[str, str]:
    return {OPEN: _("未清算"), PROPOSED: _("等待同意"), SETTLED: _("已清算")}
