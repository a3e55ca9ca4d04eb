"""What finance says of a fund on its page: the role by which policies find it where they follow an elder home (D9)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.keys import LONGEST_KEY
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.forms import Field, Form
from settlement.operations.fund_roles import assign_role
from settlement.queries.fund_moves import fund_seen


@require_http_methods(["GET", "POST"])
def fund_role(request: HttpRequest, fund_id: UUID) -> HttpResponse:
    """Ask for the role of a fund, and keep it."""
    actor = acting(request)
    seen = fund_seen(actor=actor, fund_id=fund_id)
    form = Form(
        [
            Field(
                "role",
                _("用途代号"),
                needed=False,
                hint=_("小写字母、数字和连字符，如 meals。不填表示没有政策按用途找它。"),
                most=LONGEST_KEY,
                first=True,
            ),
            Field("reason", _("原因"), needed=False, wide=True),
        ],
        typed={"role": seen.role},
    )
    act = Act(
        title=_("用途代号"),
        button=_("保存"),
        back=reverse("funds:fund", args=[fund_id]),
        back_words=seen.name,
        about=f"{seen.name} · {seen.key}",
        lead=_("政策可以写“由老人户籍地的某用途资金承担”，系统按区划和用途代号找到资金。已经结算的供餐不变。"),
        at={"role-taken": "role", "bad-role": "role"},
    )

    def do(values: dict[str, Any]) -> None:
        assign_role(actor=actor, fund_key=seen.key, role=values["role"] or "", reason=values["reason"] or "", now=now())

    return act_page(request, act=act, form=form, do=do, said=_("用途代号已保存。"))
