"""The page of one trial: how far it has come, or what came of it; and its workbook."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.exports import download
from canteen.gateways.pages import in_chinese
from canteen.gateways.spreadsheet import Sheet, Value, workbook
from canteen.queries.elders import in_scope
from canteen.queries.names import canteen_names, staff_names
from canteen.queries.region_names import regions_on
from settlement.core.policy.values import FUND
from settlement.core.policy.vocabulary import list_words
from settlement.core.trial.told import FEW, LEAST_DAYS
from settlement.gateways.trial_table import TrialTable
from settlement.gateways.trial_tables import people_table, trial_tables
from settlement.gateways.trial_words import counts_shown, not_told, parts_shown, steps_drawn
from settlement.gateways.words import bars_of
from settlement.operations.trials import TRIERS
from settlement.queries.funds import fund_names
from settlement.queries.trials import TrialSeen, trial_seen
from settlement.views.trials import progress_shown, trial_shown

WHO_OPENS = (Role.CLERK, Role.AUDITOR)  # the page of an elder


@require_GET
def trial(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """Answer with a trial: its progress while it goes on, what came of it when it is done, else why nothing did."""
    actor, on = acting(request), service_day(now())
    seen, regions = trial_seen(actor=actor, trial_id=trial_id), regions_on(on=on)
    context = {
        **trial_shown(seen=seen, regions=regions, names=staff_names(staff_ids={seen.made_by_id})),
        **progress_shown(seen=seen),
        "may_try": seen.region_id in actor.regions(*TRIERS),
    }
    if seen.result is not None:
        context |= _result(seen.result, actor)
    return render(request, "settlement/trial.html", context)


@require_GET
def trial_workbook(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """Answer with all tables of a trial that is done, a sheet each; else lead to its page."""
    actor, on = acting(request), service_day(now())
    seen = trial_seen(actor=actor, trial_id=trial_id)
    if seen.result is None or seen.ended_at is None or seen.result.get("few"):
        return redirect("trials:trial", trial_id)
    regions = regions_on(on=on)
    shown = trial_shown(seen=seen, regions=regions, names=staff_names(staff_ids={seen.made_by_id}))
    tables = [*_tables(seen.result).values(), *_people(seen.result)]
    sheets = [
        Sheet(table.sheet_name, [table.table()], str(shown["title"]) if not at else "", _facts(shown, seen, at))
        for at, table in enumerate(tables)
    ]
    body = workbook(sheets=sheets, made_at=seen.ended_at, title=_("试算"))
    return download(name=f"{_('试算')}-{shown['title']}-{seen.from_on:%Y%m%d}.xlsx", body=body)


def _facts(shown: Mapping[str, Any], seen: TrialSeen, at: int) -> Sequence[tuple[str, Value]]:
    """What the first sheet says of the whole."""
    if at or seen.result is None:
        return ()
    counts = counts_shown(result=seen.result)
    return [
        (_("政策版本"), shown["version"]),
        (_("区划"), shown["region"]),
        (_("从"), shown["first"]),
        (_("到（含当日）"), shown["last"]),
        (_("资金怎么算"), shown["budget"]),
        (_("人次"), seen.result["whole"]["meals"]),
        (_("人数"), seen.result["people"]),
        (_("少付的人"), counts["less"]),
        (_("多付的人"), counts["more"]),
        (_("不变的人"), counts["same"]),
        (_("由人裁定、照原样计入的人次"), seen.result["stood"]),
    ]


def _result(result: Mapping[str, Any], actor: Actor) -> dict[str, object]:
    whole, tables = result["whole"], _tables(result)
    names = _fund_names(result)
    return {
        "result": result,
        "meals": whole["meals"],
        "old_bars": bars_of(parts=parts_shown(whole=whole, which="old", names=names)),
        "new_bars": bars_of(parts=parts_shown(whole=whole, which="new", names=names)),
        "tables": tables,
        "counts": counts_shown(result=result),
        "not_asked": _not_asked(result, names),
        "changes_few": FEW if result.get("few") else 0,
        "least_days": LEAST_DAYS if result.get("short") else 0,
        "not_told": not_told(),
        "steps": steps_drawn(steps=result["steps"]),
        "people": [
            _linked(table, result[which], actor) | {"is_told": result.get(of) is not None}
            for table, which, of in zip(_people(result), ("gain", "lose"), ("less", "more"), strict=True)
        ],
    }


def _not_asked(result: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Which funds bear something though the draft asks nothing of them: of meals that stand as they are."""
    bearing = [part for part in parts_shown(whole=result["whole"], which="new", names=names) if part.fen]
    funds = [part.payer.removeprefix(FUND) for part in bearing if part.payer.startswith(FUND)]
    said = [names.get(fund, fund) for fund in funds if fund not in result["funds"]]
    return list_words(said, "zh" if in_chinese() else "en", either=False) if said else ""


def _linked(table: TrialTable, people: Sequence[Mapping[str, Any]], actor: Actor) -> dict[str, object]:
    """A table of people, with the page of each for whoever may open it."""
    ids = [UUID(who["elder"]) for who in people]
    seen = set[UUID]()
    if ids and actor.holds(*WHO_OPENS):
        found = in_scope(actor=actor, roles=WHO_OPENS, on=service_day(now())).filter(id__in=ids)
        seen = set(found.values_list("id", flat=True))
    told = zip(ids, table.shown, strict=True)
    rows = [(each if each in seen else None, words, cells) for each, (words, cells, _span) in told]
    return {"title": table.title, "heads": table.heads, "rows": rows, "summed": table.summed}


def _tables(result: Mapping[str, Any]) -> dict[str, TrialTable]:
    named = {*result["canteens"], *(each["canteen"] for each in result["dry"])}
    found = canteen_names(canteen_ids=[UUID(each) for each in named])
    names = {str(canteen_id): name for canteen_id, name in found.items()}
    return trial_tables(result=result, fund_names=_fund_names(result), canteen_names=names)


def _people(result: Mapping[str, Any]) -> tuple[TrialTable, TrialTable]:
    return (
        people_table(name="gain", title=_("少付最多的十位"), people=result["gain"]),
        people_table(name="lose", title=_("多付最多的十位"), people=result["lose"]),
    )


def _fund_names(result: Mapping[str, Any]) -> Mapping[str, str]:
    whole = result["whole"]
    payers = {payer.removeprefix("fund:") for which in ("old", "new") for payer in whole[which]}
    return fund_names(keys=payers | set(result["funds"]))
