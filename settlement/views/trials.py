"""Trials of policies: their list, the form that asks for one, how far one has come, and its end."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canteen.auth import acting
from canteen.core.errors import NotFound, Problem
from canteen.core.listing import asked
from canteen.core.month import Month
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.doorbell import ring
from canteen.gateways.exports import list_download
from canteen.gateways.forms import DAY, ONE_OF, Field, Form, ident
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pages import day_words, in_chinese, moment_words, problem_words
from canteen.gateways.spreadsheet import Column, Value
from canteen.queries.names import staff_names
from canteen.queries.region_names import Regions, regions_on
from settlement.core.trial.pots import Budget
from settlement.gateways.trial_words import budget_words, trial_states
from settlement.operations.trials import TRIERS, cancel_trial, start_trial
from settlement.queries.policies import policy_document
from settlement.queries.trials import TRIALS, TrialSeen, every_trial, trial_page, trial_seen
from settlement.views.policy_words import policy_title, version_words

TRYING: Final = "settlement.tasks.try_policies"
LOOKS: Final = {"queued": "open", "running": "submitted", "done": "sealed", "cancelled": "none", "failed": "questioned"}
ONE_DAY: Final = timedelta(days=1)


@seekable(TRIALS)
@require_GET
def trials(request: HttpRequest) -> HttpResponseBase:
    """Answer with the trials in sight, or with all of them as a table."""
    actor, at, wanted = acting(request), now(), asked(request.GET, TRIALS)
    regions = regions_on(on=service_day(at))
    if wanted.export:
        rows = _sheet(every_trial(actor=actor, asked=wanted), regions)
        return list_download(name=_("试算"), columns=_columns(), rows=rows, made_at=at)
    page = trial_page(actor=actor, asked=wanted)
    names = staff_names(staff_ids={row.made_by_id for row in page.rows})
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=page.of(lambda row: trial_shown(seen=row, regions=regions, names=names)),
        headings=[
            Heading(_("政策")),
            Heading(_("区划")),
            Heading(_("日期")),
            Heading(_("状态"), "state"),
            Heading(_("谁、什么时候"), "made"),
        ],
        filters=[Filter("state", _("状态"), list(trial_states().items()))],
        searchable=_("政策名称"),
    )
    return render(request, "settlement/trials.html", {"list": shown})


@require_http_methods(["GET", "POST"])
def trial_new(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Answer with the form, or ask for a trial and go on to its page."""
    actor, at = acting(request), now()
    seen, _document = policy_document(actor=actor, policy_id=policy_id)
    regions = regions_on(on=service_day(at))
    covered = regions.within(seen.region_id, actor.regions(*TRIERS))
    form = Form(_fields(regions, covered), typed=_proposed(seen.region_id, covered, service_day(at)))
    back = reverse("policies:policy", args=[policy_id])
    act = Act(
        title=_("试算"),
        button=_("开始试算"),
        back=back,
        back_words=policy_title(seen=seen),
        about=f"{policy_title(seen=seen)} · {version_words(seen=seen, region=regions.full_name(seen.region_id))}",
        lead=_("用这段时间里真实的用餐，算一算如果按这一版政策，各方会付多少。不会改动任何账目，随时可以取消。"),
    )

    def do(values: dict[str, Any]) -> HttpResponse:
        trial_id = start_trial(
            actor=actor,
            policy_id=policy_id,
            region_id=values["region_id"],
            from_on=values["from_on"],
            until_on=values["until_on"] + ONE_DAY,
            budget=Budget(values["budget"]),
            now=at,
        )
        ring(task=TRYING)
        return redirect("trials:trial", trial_id)

    return act_page(request, act=act, form=form, do=do)


@require_POST
def trial_cancel(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """Cancel a trial that has not ended."""
    try:
        cancel_trial(actor=acting(request), trial_id=trial_id, now=now())
    except NotFound:
        raise
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, _("已取消试算。"))
    return redirect("trials:trial", trial_id)


@require_GET
def trial_progress(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """Answer with the bar alone, or tell the page to open anew when the trial has ended."""
    seen = trial_seen(actor=acting(request), trial_id=trial_id)
    if not seen.is_live:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "settlement/trial_bar.html", progress_shown(seen=seen))


def progress_shown(*, seen: TrialSeen) -> dict[str, object]:
    """Return how far a trial has come."""
    return {
        "seen": seen,
        "is_running": seen.state == "running",
        "days": seen.days,
        "percent": min(99, 100 * seen.days_done // seen.days),
    }


def trial_shown(*, seen: TrialSeen, regions: Regions, names: Mapping[UUID, str]) -> dict[str, object]:
    """Return a trial in words."""
    title = seen.title.get("zh", "") if in_chinese() else seen.title.get("en") or seen.title.get("zh", "")
    return {
        "id": seen.id,
        "title": title,
        "version": _("第 %(version)d 版") % {"version": seen.version},
        "region": regions.full_name(seen.region_id),
        "from_on": day_words(day=seen.from_on),
        "through_on": day_words(day=seen.until_on - ONE_DAY),
        "first": seen.from_on,
        "last": seen.until_on - ONE_DAY,
        "budget": budget_words().get(seen.budget, seen.budget),
        "state": trial_states()[seen.state],
        "look": LOOKS[seen.state],
        "made_by": names.get(seen.made_by_id, ""),
        "made_at": seen.made_at,
    }


def _fields(regions: Regions, covered: Iterable[UUID]) -> list[Field]:
    return [
        Field("region_id", _("区划"), ONE_OF, choices=regions.choices(covered), wide=True, read=ident),
        Field("from_on", _("从"), DAY),
        Field("until_on", _("到（含当日）"), DAY),
        Field(
            "budget",
            _("资金怎么算"),
            ONE_OF,
            choices=list(budget_words().items()),
            hint=_("不限额度时，看得出一共需要多少、哪一天会用完。"),
            wide=True,
        ),
    ]


def _proposed(region_id: UUID, covered: frozenset[UUID], today: date) -> dict[str, str]:
    """What stands in the form at first: the policy's own region, last month."""
    last = Month.of(today).previous()
    return {
        "region_id": str(region_id) if region_id in covered else "",
        "budget": Budget.ALLOTTED.value,
        "from_on": last.first.isoformat(),
        "until_on": (last.next_first - ONE_DAY).isoformat(),
    }


def _columns() -> list[Column]:
    heads = [(_("政策"), 40), (_("版本"), 8), (_("区划"), 20), (_("从"), 12), (_("到"), 12), (_("资金怎么算"), 24)]
    return [Column(words, width) for words, width in [*heads, (_("状态"), 12), (_("时间"), 20)]]


def _sheet(found: Iterable[TrialSeen], regions: Regions) -> Iterator[list[Value]]:
    for seen in found:
        shown = trial_shown(seen=seen, regions=regions, names={})
        made_at = moment_words(instant=seen.made_at)
        yield [
            str(shown["title"]),
            seen.version,
            str(shown["region"]),
            seen.from_on,
            seen.until_on - ONE_DAY,
            str(shown["budget"]),
            str(shown["state"]),
            made_at,
        ]
