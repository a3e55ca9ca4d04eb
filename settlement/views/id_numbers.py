"""Mending an ID number: which meals another birth date decides anew is shown before anybody confirms (D14, S4)."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.identity import normalise_id_number
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.forms import Field, Form
from canteen.queries.elder_page import elder_named
from settlement.operations.retell import number_foreseen, tell_number
from settlement.views.retold import SEEN, confirmed


@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, elder_id: UUID) -> HttpResponse:
    """Register an elder by another ID number; her birth date, and so her age on every day, follows it."""
    actor, at = acting(request), now()
    who = elder_named(actor=actor, elder_id=elder_id, roles=(Role.CLERK,), on=service_day(at))
    form = Form(
        [
            Field(
                "id_number",
                _("正确的身份证号"),
                most=40,
                first=True,
                check=reverse("elders:check"),
                hint=_("出生日期按它来算。"),
                read=normalise_id_number,
            ),
            Field("reason", _("哪里登记错了"), most=200),
            SEEN,
        ]
    )
    act = Act(
        title=_("更正身份证号"),
        button=_("更正"),
        back=reverse("elders:elder", args=[elder_id]),
        back_words=who.name,
        about=who.name,
        lead=_("出生日期变了，已经吃过的餐会按新的年龄重新核算，先给您看过再确认。"),
        grave=True,
        at={"bad-id-number": "id_number", "elder-exists": "id_number", "number-registered": "id_number"},
    )

    def do(values: dict[str, Any]) -> HttpResponse:
        told = {"actor": actor, "elder_id": elder_id, "id_number": values["id_number"], "now": at}
        tell = partial(tell_number, **told, reason=values["reason"])
        foresee = partial(number_foreseen, **told)
        return confirmed(request, act, form, foresee=foresee, tell=lambda mark: tell(shown=mark), said=_("已更正。"))

    return act_page(request, act=act, form=form, do=do)
