"""Acts about one policy version on pages: checked, sent back, withdrawn, approved as it was shown, ended."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from canteen.auth import acting
from canteen.core.errors import NotFound, Problem
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.forms import DAY, LONG, Field, Form
from canteen.gateways.pages import problem_words
from canteen.queries.region_names import regions_on
from settlement.operations.policies import check_policy, send_policy_back, withdraw_policy
from settlement.operations.policy_approval import approve_policy, end_policy
from settlement.queries.policies import policy_document
from settlement.queries.policy_versions import including
from settlement.views.policy_words import policy_title, version_words


@require_POST
def policy_check(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Say that the draft that was shown is ready."""
    actor, digest = acting(request), request.POST.get("digest", "")
    seen = request.POST.get("doubts", "") if request.POST.get("seen") else ""
    return _done(
        request,
        policy_id,
        lambda: check_policy(actor=actor, policy_id=policy_id, seen_digest=digest, seen_doubts=seen, now=now()),
        _("已检查，等另一个人批准。"),
    )


@require_POST
def policy_approve(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Put the version that was shown into force; the form carries its digest and the mark of the comparison (S4)."""
    actor = acting(request)
    digest, mark = (request.POST.get(name, "") for name in ("digest", "mark"))
    return _done(
        request,
        policy_id,
        lambda: approve_policy(actor=actor, policy_id=policy_id, seen_digest=digest, seen_mark=mark, now=now()),
        _("已批准，从开始那天起生效。"),
    )


@require_http_methods(["GET", "POST"])
def policy_back(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Send a checked version back to who drafts it, and say why."""
    actor = acting(request)
    act = _act(request, policy_id, title=_("退回起草"), button=_("退回"), lead=_("退回以后又是草稿，由起草人修改。"))
    form = Form([Field("answer", _("退回的原因"), LONG)])

    def do(values: dict[str, Any]) -> None:
        send_policy_back(actor=actor, policy_id=policy_id, answer=values["answer"], now=now())

    return act_page(request, act=act, form=form, do=do, said=_("已退回起草。"))


@require_http_methods(["GET", "POST"])
def policy_withdraw(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Give a version up that was never approved."""
    actor = acting(request)
    lead = _("撤销以后不能恢复；版本号保留，内容还能查看。")
    act = _act(request, policy_id, title=_("撤销这一版"), button=_("撤销"), lead=lead, grave=True)
    form = Form([Field("reason", _("撤销的原因"), LONG, needed=False)])

    def do(values: dict[str, Any]) -> None:
        withdraw_policy(actor=actor, policy_id=policy_id, reason=values["reason"] or "", now=now())

    return act_page(request, act=act, form=form, do=do, said=_("已撤销。"))


@require_http_methods(["GET", "POST"])
def policy_end(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """End an approved version on a day that lies ahead."""
    actor = acting(request)
    lead = _("从这一天起不再适用；没有别的版本接续时，以后的餐先暂挂。定下的终止日期只能提前，不能推后。")
    if leaning := _including(policy_id):
        lead += _("下列版本引用它，引用的部分从那天起先暂挂：%(names)s。") % {"names": leaning}
    act = _act(request, policy_id, title=_("终止这一版"), button=_("终止"), lead=lead, grave=True)
    form = Form([Field("until_on", _("从哪天起不再适用"), DAY), Field("reason", _("终止的原因"), LONG, needed=False)])

    def do(values: dict[str, Any]) -> None:
        reason = values["reason"] or ""
        end_policy(actor=actor, policy_id=policy_id, until_on=values["until_on"], reason=reason, now=now())

    return act_page(request, act=act, form=form, do=do, said=_("已定下终止日期。"))


def _including(policy_id: UUID) -> str:
    """The names of what includes a version."""
    on = service_day(now())
    regions, found = regions_on(on=on), including(policy_id=policy_id, on=on)
    named = [version_words(seen=each, region=regions.full_name(each.region_id)) for each in found]
    return _("、").join(named)


def _act(request: HttpRequest, policy_id: UUID, *, title: str, button: str, lead: str, grave: bool = False) -> Act:
    """What the page of an act says; it names the version, which must be in sight."""
    seen, _document = policy_document(actor=acting(request), policy_id=policy_id)
    region = regions_on(on=service_day(now())).full_name(seen.region_id)
    return Act(
        title=title,
        button=button,
        lead=lead,
        grave=grave,
        about=f"{version_words(seen=seen, region=region)} · {policy_title(seen=seen)}",
        back=reverse("policies:policy", args=[policy_id]),
        back_words=policy_title(seen=seen),
        at={"bad-policy-days": "until_on"},
    )


def _done(request: HttpRequest, policy_id: UUID, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and show the version again, with what was done or why it was not; what is not there stays not there."""
    try:
        act()
    except NotFound:
        raise
    except Problem as problem:
        messages.error(request, problem_words(problem=problem))
    else:
        messages.success(request, said)
    return redirect("policies:policy", policy_id=policy_id)
