"""Looking for somebody in a list of the counter: what is typed is sent in a body, and no number reaches an address."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from canteen.core.listing import LONGEST_SEARCH, SEARCH, SORT, NumberInAddress
from canteen.core.sought import sought
from kiosk.core.desk_entry import in_address, plain_entry
from kiosk.queries.counter_today import LISTING
from kiosk.views.counter_acts import here
from settlement.queries.holds_listed import HOLDS_HERE

LISTS: Final = {"counter:desk": LISTING, "counter:holds": HOLDS_HERE}


@require_POST
def seek(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Lead to today's list, or to that of holds, with what was looked for, unless it is a number (S11)."""
    here(request, canteen_id)
    page = "counter:holds" if request.POST.get("list") == "holds" else "counter:desk"
    parts = {name: request.POST.get(name, "") for name in (*LISTS[page].filters, SORT)}
    text = plain_entry(request.POST.get(SEARCH, ""))[:LONGEST_SEARCH]
    if sought(text).is_harmless:
        parts[SEARCH] = text
    else:
        messages.error(request, _("这里只按姓名或拼音首字母查找。卡号和身份证号请在“扫卡”框里查。"))
    query = urlencode({name: kept for name, kept in parts.items() if kept})
    address = reverse(page, args=[canteen_id])
    return redirect(f"{address}?{query}" if query else address)


def require_no_number(request: HttpRequest) -> None:
    """Pass unless somebody put a number to be found into the address: links would repeat it. NumberInAddress."""
    found = plain_entry(request.GET.get("find", ""))
    if in_address(found) != found:
        raise NumberInAddress()
