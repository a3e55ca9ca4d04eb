"""An act that decides past meals anew: done at once where it touches none, else shown and asked once more (D14, S4)."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from canteen.gateways.acts import Act
from canteen.gateways.forms import HIDDEN, Field, Form
from canteen.queries.names import canteen_names
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.funds import fund_names
from settlement.queries.redecided_sums import NOTHING, Redecided
from settlement.views.retold_words import fund_keys, shown, told_words

SEEN: Final = Field("seen", "", HIDDEN, needed=False)  # carries the mark of what was shown


def confirmed(
    request: HttpRequest,
    act: Act,
    form: Form,
    *,
    foresee: Callable[[], Redecided],
    tell: Callable[[str], Redecided],
    said: str,
) -> HttpResponse:
    """Do it at once where no meal is decided anew; else show how many and how much, and ask once more.

    What is confirmed is what was shown: whatever has been eaten or closed meanwhile is shown first.
    """
    seen = form.typed.get(SEEN.name)
    try:
        found = tell(seen or NOTHING) if seen else _at_once(foresee, tell)
    except TouchedOtherwise:
        return ask_again(request=request, act=act, form=form, found=foresee())
    messages.success(request, " ".join([said, told_words(found=found)]).strip())
    return redirect(act.back)


def ask_again(*, request: HttpRequest, act: Act, form: Form, found: Redecided) -> HttpResponse:
    """Answer with an act's page that shows what it has decided anew; confirmed, it carries the mark of just this."""
    form.typed = {**form.typed, SEEN.name: found.mark}
    warning = _("这会改动已经吃过的餐，请看清下面的合计再确认。")
    sums = shown_by_name(found=found)
    return render(request, "settlement/retold.html", {"act": act, "form": form, "warning": warning, "sums": sums})


def shown_by_name(*, found: Redecided) -> dict[str, Any]:
    """Return the words and figures of a preview, with the names of its canteens and funds looked up."""
    places = canteen_names(canteen_ids={each.canteen_id for each in found.months})
    return shown(found=found, places=places, funds=fund_names(keys=fund_keys(found=found)))


def _at_once(foresee: Callable[[], Redecided], tell: Callable[[str], Redecided]) -> Redecided:
    if foresee().mark != NOTHING:
        raise TouchedOtherwise()
    return tell(NOTHING)
