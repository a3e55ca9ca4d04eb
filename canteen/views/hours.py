"""The hours of a canteen: the form in which they are entered, and the act that changes them from a day on."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.errors import Invalid
from canteen.core.sitting import Sitting, Window, service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.forms import DAY, TIME, Field, Form
from canteen.gateways.registry_words import sittings
from canteen.operations.hours import change_hours
from canteen.operations.places import BadPlace
from canteen.queries.place_list import place_seen
from canteen.queries.region_names import regions_on


class HoursHalf(Invalid):
    """A sitting needs both the time it opens and a later one at which it closes."""

    code = "hours-half"
    zh = "开始和结束时间要一起填，结束要晚于开始"


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Let a canteen serve at other hours from a day on."""
    actor, at = acting(request), now()
    on = service_day(at)
    seen = place_seen(actor=actor, canteen_id=canteen_id, regions=regions_on(on=on), on=on)
    typed = {"from_on": (on + timedelta(days=1)).isoformat()}  # what came today keeps the sitting it was served in
    for each in seen.hours:
        if each.in_force:
            typed |= {f"{each.sitting}_opens": f"{each.opens:%H:%M}", f"{each.sitting}_closes": f"{each.closes:%H:%M}"}
    form = Form(
        [
            Field("from_on", _("从哪天起"), DAY, first=True, wide=True, hint=_("最早今天。")),
            *hours_fields(),
            Field("reason", _("原因"), needed=False, most=200),
        ],
        typed=typed,
    )

    def do(values: dict[str, Any]) -> None:
        change_hours(actor=actor, canteen_id=canteen_id, hours=read_hours(values), now=at, **values)

    act = Act(
        title=_("更改供餐时间"),
        button=_("保存"),
        back=reverse("canteens:canteen", args=[canteen_id]),
        back_words=seen.name,
        about=seen.name,
        lead=_(
            "那天以前的用餐按原来的时间归餐次，晚上传的记录也一样。空着的餐次从那天起不供；那天以后已登记的更改作废。"
        ),
    )
    return act_page(request, act=act, form=form, do=do, said=_("已保存。"))


def hours_fields() -> list[Field]:
    """Return the fields in which the hours of the three sittings are entered."""
    found = []
    for sitting, words in sittings().items():
        opens, closes = _("%(sitting)s开始") % {"sitting": words}, _("%(sitting)s结束") % {"sitting": words}
        found += [
            Field(f"{sitting}_opens", opens, TIME, needed=False),
            Field(f"{sitting}_closes", closes, TIME, needed=False),
        ]
    return found


def read_hours(values: dict[str, Any]) -> dict[Sitting, Window | None]:
    """Take the hours of every sitting out of the values of a form; None for one that is not served.

    HoursHalf, BadPlace for a canteen that serves nothing.
    """
    found: dict[Sitting, Window | None] = {}
    for sitting in Sitting:
        opens: time | None = values.pop(f"{sitting.value}_opens")
        closes: time | None = values.pop(f"{sitting.value}_closes")
        if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
            raise HoursHalf([(f"{sitting.value}_closes", "must be after it opens")])
        found[sitting] = Window(sitting, opens, closes) if opens and closes else None
    if not any(found.values()):
        raise BadPlace([("lunch_opens", "must serve one sitting at least")])
    return found
