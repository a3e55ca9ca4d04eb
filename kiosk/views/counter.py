"""The counter's desk: find who stands there, see today's list live (U9, D12)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.queries.counter_search import COUNTERS
from canteen.queries.places import canteens_of
from kiosk.core.desk_entry import plain_entry
from kiosk.queries.counter_today import LISTING, day_counted
from kiosk.views.counter_day_sheet import day_sheet
from kiosk.views.counter_page import desk_at, glance_at, head_context, serving_context, today_context
from kiosk.views.counter_panel import hits_context, panel_context
from kiosk.views.counter_sought import require_no_number


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Go to the desk of the reader's canteen, or let one choose among several."""
    actor = acting(request)
    mine = actor.canteens(*COUNTERS)
    places = [place for place in canteens_of(actor=actor, on=service_day(now())) if place.id in mine]
    if len(places) == 1:
        return redirect("counter:desk", canteen_id=places[0].id)
    return render(request, "kiosk/counter_desk/choose.html", {"places": places})


@require_GET
def desk(request: HttpRequest, canteen_id: UUID) -> HttpResponseBase:
    """Answer with the whole desk, or with all that today's list was asked for as a table."""
    at_desk = desk_at(actor=acting(request), canteen_id=canteen_id, at=now())
    require_no_number(request)
    wanted = asked(request.GET, LISTING)
    if wanted.export:
        return day_sheet(at_desk, wanted)
    context = {
        **head_context(at_desk),
        **serving_context(at_desk),
        **panel_context(request, at_desk),
        **today_context(request, at_desk),
    }
    return render(request, "kiosk/counter_desk/desk.html", context)


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Answer with those whom the typed words fit, while somebody types.

    The page asks in a body: logs hold addresses, and what is typed may turn out to be a card or an ID number (S11).
    """
    at_desk = glance_at(actor=acting(request), canteen_id=canteen_id, at=now())
    typed = plain_entry((request.POST or request.GET).get("find", ""))
    return render(request, "kiosk/counter_desk/hits.html", {"desk": at_desk, **hits_context(at_desk, typed)})


@require_GET
def today(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Answer with today's list, or with nothing while it says what the page shows already."""
    at_desk = glance_at(actor=acting(request), canteen_id=canteen_id, at=now())
    require_no_number(request)
    on = at_desk.seat.service_on
    counted = day_counted(actor=at_desk.actor, canteen_id=canteen_id, service_on=on)
    if request.GET.get("since") == counted.mark:
        return HttpResponse(status=204)
    context = {"desk": at_desk, **today_context(request, at_desk, counted)}
    return render(request, "kiosk/counter_desk/today.html", context)
