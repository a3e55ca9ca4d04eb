"""What two people do together: propose where an organisation is paid or who gets a duty, and decide it (S4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.errors import Problem
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page, say_masked
from canteen.gateways.clock import now
from canteen.gateways.forms import DAY, Field, Form
from canteen.gateways.pages import day_words
from canteen.gateways.registry_words import proposal_outcomes, roles
from canteen.operations.bank_accounts import (
    approve_account,
    propose_account,
    refuse_account,
    withdraw_account,
)
from canteen.operations.duty_proposals import approve_duty, refuse_duty, withdraw_duty
from canteen.operations.hand_overs import approve_hand_over, refuse_hand_over, withdraw_hand_over
from canteen.operations.proposals import NoAnswer
from canteen.queries import hand_overs
from canteen.queries.bank_accounts import DECIDERS, account_to_decide, accounts_waiting
from canteen.queries.duty_proposals import duties_waiting, duty_to_decide
from canteen.queries.organisation_list import organisation_seen
from canteen.queries.proposals import Proposed

Said = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Acts:
    """What may become of one kind of proposal."""

    approve: Callable[..., object]
    refuse: Callable[..., None]
    withdraw: Callable[..., None]


ACCOUNT_ACTS: Final = Acts(approve_account, refuse_account, withdraw_account)
DUTY_ACTS: Final = Acts(approve_duty, refuse_duty, withdraw_duty)
HAND_OVER_ACTS: Final = Acts(approve_hand_over, refuse_hand_over, withdraw_hand_over)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Propose that an organisation is paid into another account from a day on."""
    actor, at = acting(request), now()
    seen = organisation_seen(actor=actor, organisation_id=organisation_id, on=service_day(at))
    form = Form(
        [
            Field("bank", _("开户行"), most=80, first=True),
            Field("number", _("账号"), most=40, whole=True, mode="numeric", hint=_("存下以后只显示后四位。")),
            Field("from_on", _("从哪天起"), DAY, hint=_("最早今天。")),
            Field("reason", _("原因"), most=200),
        ],
        typed={"from_on": service_day(at).isoformat()},
    )

    def do(values: dict[str, Any]) -> None:
        propose_account(actor=actor, organisation_id=organisation_id, now=at, **values)

    act = Act(
        title=_("更改收款账户"),
        button=_("提交，等第二个人同意"),
        back=reverse("organisations:organisation", args=[organisation_id]),
        back_words=seen.name,
        about=seen.name,
        lead=_("请先打电话向对方核实。另一个人同意以后，那天起的补贴才付到新账户，原来的账户到那天为止。"),
        grave=True,
    )
    return act_page(request, act=act, form=form, do=do, said=_("已提交，等第二个人同意。"))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def decide_account(request: HttpRequest, account_proposal_id: UUID) -> HttpResponse:
    """Answer with a proposed account beside the present one, or decide it."""
    actor, at = acting(request), now()
    seen = account_to_decide(actor=actor, proposal_id=account_proposal_id, on=service_day(at))

    proposed = seen.proposed
    present = f"{seen.present_bank} {seen.present_number}" if seen.present_bank else _("还没有登记账户。")
    context = {
        "title": _("更改收款账户"),
        "about": proposed.organisation,
        "back": reverse("organisations:organisation", args=[proposed.organisation_id]),
        "back_words": proposed.organisation,
        "rows": [
            (_("现在的账户"), present),
            (_("新账户"), f"{proposed.bank} {proposed.number}"),
            (_("从哪天起"), proposed.from_on.isoformat()),
            *_proposed(proposed),
        ],
        "warning": _("请打对方登记过的电话核实，不要打来函上写的号码。"),
        "digest": seen.digest,
        "decides": actor.holds(*DECIDERS),
    }
    return _decision(request, proposed, context, ACCOUNT_ACTS, at)


@require_http_methods(["GET", "POST"])
def decide_hand_over(request: HttpRequest, hand_over_proposal_id: UUID) -> HttpResponse:
    """Answer with a proposed hand-over beside who runs the canteen until then, or decide it."""
    actor, at = acting(request), now()
    seen = hand_overs.hand_over_to_decide(actor=actor, proposal_id=hand_over_proposal_id)

    proposed = seen.proposed
    context = {
        "title": _("交接食堂"),
        "about": proposed.canteen,
        "back": reverse("canteens:canteen", args=[proposed.canteen_id]),
        "back_words": proposed.canteen,
        "rows": [
            (_("原来的运营主体"), seen.present or "—"),
            (_("新的运营主体"), proposed.organisation),
            (_("新主体的收款账户"), f"{seen.bank} {seen.number}" if seen.bank else _("还没有登记账户。")),
            (_("从哪天起"), proposed.from_on.isoformat()),
            *_proposed(proposed),
        ],
        "warning": _("同意以后，那天起的补贴都付给新的运营主体。"),
        "digest": seen.digest,
        "decides": proposed.canteen_id in actor.canteens(*hand_overs.DECIDERS),
    }
    return _decision(request, proposed, context, HAND_OVER_ACTS, at)


@require_http_methods(["GET", "POST"])
def decide_duty(request: HttpRequest, duty_proposal_id: UUID) -> HttpResponse:
    """Answer with a proposed duty, or decide it."""
    actor, at = acting(request), now()
    seen = duty_to_decide(actor=actor, proposal_id=duty_proposal_id)

    context = {
        "title": _("授予职责"),
        "about": _("%(name)s（%(login)s）") % {"name": seen.staff, "login": seen.login},
        "back": reverse("desk"),
        "back_words": _("办公桌"),
        "rows": [
            (_("角色"), roles()[seen.role]),
            (_("区划"), seen.region),
            (_("从哪天起"), seen.from_on.isoformat()),
            (_("到哪天止"), seen.until_on.isoformat() if seen.until_on else "—"),
            *_proposed(seen),
        ],
        "warning": _("同意以后，这个人就能在整个区划里办这个角色的事。"),
        "digest": seen.digest,
        "decides": seen.staff_id != actor.staff_id,
    }
    return _decision(request, seen, context, DUTY_ACTS, at)


def waiting(*, actor: Actor, on: date) -> list[dict[str, str]]:
    """Return what waits for the actor as the second person: words, whom it concerns, who proposed it, the address."""
    accounts = [
        {
            "words": _("更改收款账户"),
            "about": each.organisation,
            "by": each.proposed_by,
            "link": reverse("organisations:decide", args=[each.id]),
        }
        for each in (accounts_waiting(actor=actor, on=on) if actor.holds(*DECIDERS) else ())
    ]
    duties = [
        {
            "words": _("授予职责：%(role)s") % {"role": roles()[each.role]},
            "about": f"{each.staff} · {each.region}",
            "by": each.proposed_by,
            "link": reverse("staff:decide", args=[each.id]),
        }
        for each in duties_waiting(actor=actor)
    ]
    changes = [
        {
            "words": _("交接食堂"),
            "about": f"{each.canteen} · {each.organisation}",
            "by": each.proposed_by,
            "link": reverse("canteens:decide", args=[each.id]),
        }
        for each in (hand_overs.hand_overs_waiting(actor=actor, on=on) if actor.holds(*hand_overs.DECIDERS) else ())
    ]
    return accounts + duties + changes


def _proposed(seen: Proposed) -> Said:
    return [
        (_("原因"), seen.reason or "—"),
        (_("提议人"), seen.proposed_by),
        (_("提议时间"), day_words(day=service_day(seen.proposed_at))),
    ]


def _decision(request: HttpRequest, seen: Proposed, context: dict[str, Any], acts: Acts, at: datetime) -> HttpResponse:
    """Show a proposal with what this reader may do about it, or do it and go back to where it concerns."""
    form = Form([Field("answer", _("驳回的原因"), most=200, wide=True)])
    if request.method == "POST":
        try:
            _act(request, seen, form, acts, at)
        except Problem as no:
            form.refuse(no)
        if form.is_sound:
            messages.success(request, _("已办理。"))
            say_masked(request, form)
            return redirect(context["back"])
    mine = seen.proposed_by_id == acting(request).staff_id
    problem, form.problem = form.problem, ""  # said once, above both forms
    context |= {
        "form": form,
        "problem": problem,
        "waits": not seen.outcome,
        "outcome": proposal_outcomes().get(seen.outcome, ""),
        "decided": seen,
        "may_withdraw": mine and not seen.outcome,
        "may_decide": context["decides"] and not (mine or seen.outcome),
    }
    return render(request, "canteen/proposal.html", context, status=422 if problem or form.wrong else 200)


def _act(request: HttpRequest, seen: Proposed, form: Form, acts: Acts, at: datetime) -> None:
    """Do what was chosen; a refusal without its reason comes back as a form with a mistake."""
    said = {"actor": acting(request), "proposal_id": seen.id, "now": at}
    match request.POST.get("choice", ""):
        case "approve":
            acts.approve(digest=request.POST.get("digest", ""), **said)
        case "withdraw":
            acts.withdraw(**said)
        case "refuse":
            answer = form.read(request.POST)["answer"]
            if form.is_sound:
                acts.refuse(answer=answer, **said)
        case _:
            raise NoAnswer([("answer", "must say why")])
