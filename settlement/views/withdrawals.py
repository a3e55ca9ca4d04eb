"""Takes back a death or a move away that was recorded by mistake; which meals wait for it is shown first (R14)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.money import format_page
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.forms import Field, Form
from canteen.gateways.registry_words import fact_shown, sittings
from canteen.operations.withdraw import withdraw_state
from canteen.queries.elder_page import elder_named, elder_of_fact, state_of
from settlement.queries.held_after import meals_waiting


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """Ask for a reason, and take the state back: she has not died, or has not gone."""
    actor, at = acting(request), now()
    elder_id, state = elder_of_fact(fact_id=fact_id), state_of(fact_id=fact_id)
    who = elder_named(actor=actor, elder_id=elder_id, roles=(Role.CLERK,), on=service_day(at))
    form = Form([Field("reason", _("哪里登记错了"), most=200, first=True, wide=True)])
    waiting = meals_waiting(elder_id=elder_id, state=state[0], since=state[1]) if state else ()
    about = who.name
    if state is not None:
        words = fact_shown(kind="state", value=state[0], place="")
        about = _("%(name)s，登记为 %(day)s %(words)s") % {
            "name": who.name,
            "day": state[1].isoformat(),
            "words": words,
        }
    act = Act(
        title=_("撤回登记"),
        button=_("撤回"),
        back=reverse("elders:elder", args=[elder_id]),
        back_words=who.name,
        about=about,
        lead=_("撤回以后，哪一天都不算去世或迁出，记录和原因保留；因迁出而结束的户籍、居住接着算。"),
        grave=True,
    )
    shown = [(meal, sittings()[meal.sitting], format_page(meal.fen)) for meal in waiting]
    total = {"count": len(waiting), "sum": format_page(sum(meal.fen for meal in waiting))}
    told = ngettext(
        "因这条登记，有 %(count)d 餐的补贴共 %(sum)s 元挂起。撤回不改动它们，由财务逐笔裁定。",
        "因这条登记，有 %(count)d 餐的补贴共 %(sum)s 元挂起。撤回不改动它们，由财务逐笔裁定。",
        len(waiting),
    )
    context = {"meals": shown, "waits": told % total if waiting else _("没有因这条登记而挂起的餐。")}

    def do(values: dict[str, Any]) -> None:
        withdraw_state(actor=actor, fact_id=fact_id, reason=values["reason"], now=at)

    template = "settlement/withdrawal.html"
    return act_page(request, act=act, form=form, do=do, said=_("已撤回。"), context=context, template=template)
