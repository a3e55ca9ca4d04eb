"""What a list of elders or categories has decided anew of meals eaten, shown before anybody confirms it (D14, S4)."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from canteen.gateways.doorbell import ring
from canteen.gateways.intake_words import kind_words, notice_words
from canteen.queries.touching import ListTouching
from settlement.queries.redecided_sums import redecided_counted
from settlement.queries.touched import touched_counted
from settlement.views.retold import shown_by_name

COUNTING: Final = "settlement.tasks.apply_touching"


def redecided_page(request: HttpRequest, seen: ListTouching) -> HttpResponse:
    """Answer with the sums of a list that retells: nothing is counted here, however long it is."""
    counted = touched_counted(import_id=seen.id, digest=seen.digest)
    found = redecided_counted(import_id=seen.id, digest=seen.digest)
    is_counting = counted is None and seen.state == "checked"
    if is_counting and not request.headers.get("HX-Request"):  # the page rings once, not each time it asks again
        ring(task=COUNTING)
    context = {
        "seen": seen,
        "kind": kind_words(kind=seen.kind),
        "sums": None if found is None else shown_by_name(found=found),
        "counted": counted,
        "is_counting": is_counting,
        "is_written": seen.state == "applied",
        "notice": notice_words(code=seen.notice),
        "may_decide": seen.waits and seen.may_decide,
    }
    return render(request, "settlement/redecided.html", context)
