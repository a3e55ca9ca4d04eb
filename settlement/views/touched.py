"""What a list of deaths or moves touches, shown before anybody confirms it: people, their meals, whose money (R14)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.errors import Problem
from canteen.core.intake.kinds import RETELLING
from canteen.core.listing import Listing, asked
from canteen.core.money import format_page
from canteen.core.sitting import service_day
from canteen.core.sought import names_nobody
from canteen.gateways.clock import now
from canteen.gateways.doorbell import ring
from canteen.gateways.exports import list_download
from canteen.gateways.intake_words import kind_words, listed, notice_words
from canteen.gateways.listing import Heading, list_shown, seekable
from canteen.gateways.pages import problem_words
from canteen.gateways.registry_words import fact_kinds, sittings
from canteen.gateways.spreadsheet import Column, Fen, Value
from canteen.operations.opening import hand_out_touched
from canteen.queries.names import canteen_names
from canteen.queries.touching import (
    ListTouching,
    PersonNamed,
    PersonTouched,
    Went,
    list_touching,
    people_in_order,
    people_named,
    people_page,
)
from settlement.operations.touch import CODES
from settlement.operations.touching import decide_touching
from settlement.queries.held_after import meals_held
from settlement.queries.redecided_sums import redecided_counted
from settlement.queries.touched import MealTouched, days_of, meals_touched, touched_counted
from settlement.views.redecided import redecided_page
from settlement.views.retold import shown_by_name

# Only those of a page are read; what the whole list comes to was counted when it was checked.
LISTING = Listing(sorts=("row",), size=100, allows=names_nobody)
WRITING: Final = "settlement.tasks.apply_touching"  # which counts too
UNREAD: Final = frozenset({"sent", "reading"})  # there is nothing to be shown yet


@seekable(LISTING)
@require_http_methods(["GET", "POST"])
def touched(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Answer with the people of a list, their meals from its days on, and the button that confirms; or confirm."""
    if request.method == "POST":
        return _decided(request, import_id)
    actor, wanted, at = acting(request), asked(request.GET, LISTING), now()
    seen = list_touching(actor=actor, import_id=import_id, now=at)
    if seen.state in UNREAD or not seen.touches:
        return redirect("imports:import", import_id)
    if not seen.holds:
        return redecided_page(request, seen)
    if wanted.export:
        hand_out_touched(actor=actor, import_id=import_id, searched=wanted.is_narrowed, now=at)
        batches = people_in_order(seen=seen, asked=wanted, on=service_day(at))
        rows = (line for batch in batches for row in _people(seen, batch) for line in _lines(row))
        return list_download(name=_("涉及的供餐"), columns=_columns(), rows=rows, made_at=at, whole=True)
    counted = touched_counted(import_id=import_id, digest=seen.digest)
    anew = redecided_counted(import_id=import_id, digest=seen.digest) if seen.kind in RETELLING else None
    is_counting = counted is None and seen.state == "checked"
    if is_counting and not request.headers.get("HX-Request"):  # the page rings once, not each time it asks again
        ring(task=WRITING)
    page = people_page(seen=seen, asked=wanted, on=service_day(at))
    context = {
        "seen": seen,
        "kind": kind_words(kind=seen.kind),
        "list": list_shown(
            path=request.path,
            asked=wanted,
            page=page,
            headings=_headings(),
            searchable=_("姓名、拼音首字母、手机后四位"),
        ),
        "people": _people(seen, page.rows),
        "is_written": seen.state == "applied",
        "counted": counted,
        "is_counting": is_counting,
        "yuan": format_page(counted.fen) if counted else "",
        "sums": shown_by_name(found=anew) if anew and (anew.meals or anew.left) else None,
        "notice": notice_words(code=seen.notice),
        "may_decide": seen.waits and seen.may_decide,
    }
    return render(request, "settlement/touched.html", context)


def _headings() -> tuple[Heading, ...]:
    return (
        Heading(_("姓名")),
        Heading(_("行"), "row", numeric=True),
        Heading(_("日期")),
        Heading(_("之后的供餐")),
        Heading(_("资金承担（元）"), numeric=True),
    )


def _columns() -> list[Column]:
    columns = [Column(_("行"), 8), Column(_("姓名"), 12), Column(_("身份证号"), 22), Column(_("日期"), 12)]
    columns += [Column(_("迁往"), 40), Column(_("用餐日期"), 12), Column(_("餐次"), 8), Column(_("食堂"), 24)]
    return [*columns, Column(_("已提交或封账"), 14), Column(_("资金承担（元）"), 16)]


def _lines(row: Mapping[str, Any]) -> Iterator[Sequence[Value]]:
    """A line for each meal, and one for somebody without any."""
    person, named = row["person"], row["named"]
    head = [person.number, named.name, named.id_number, person.happened_on, listed(row["went"], deeply=True)]
    for meal in row["eaten"]:
        closed = "" if meal["is_open"] else _("是")
        yield [*head, meal["on"], meal["sitting"], meal["place"], closed, Fen(meal["fen"])]
    if not row["eaten"]:
        yield [*head, "", "", "", "", Fen(0)]


def _decided(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Decide about what was shown; where it is something else by now, the page is shown again."""
    digest, mark = (request.POST.get(name, "") for name in ("digest", "touched"))
    try:
        decide_touching(actor=acting(request), import_id=import_id, digest=digest, mark=mark, now=now())
    except Problem as no:
        messages.error(request, problem_words(problem=no))
        return redirect("imports:touched", import_id)
    ring(task=WRITING)
    return redirect("imports:import", import_id)


def _people(seen: ListTouching, shown: Sequence[PersonTouched]) -> list[dict[str, Any]]:
    """Those of a page with their own meals, by day: what is touched now, or what was held once the list is written."""
    own: dict[UUID, list[MealTouched]] = {person.elder_id: [] for person in shown}
    days = days_of(shown)
    if seen.state == "applied" and seen.ended_at is not None:
        meals = meals_held(first_days=days, code=CODES[seen.kind], held_at=seen.ended_at)
    else:
        meals = meals_touched(first_days=days)
    for meal in sorted(meals, key=lambda each: (each.service_on, each.sitting, each.entry_id)):
        own[meal.elder_id].append(meal)
    named = people_named(elder_ids=own)
    places = canteen_names(canteen_ids={meal.canteen_id for eaten in own.values() for meal in eaten})
    return [_person(person, named[person.elder_id], own[person.elder_id], places) for person in shown]


def _person(
    person: PersonTouched, named: PersonNamed, own: Sequence[MealTouched], places: Mapping[UUID, str]
) -> dict[str, Any]:
    words = sittings()
    return {
        "person": person,
        "named": named,
        "went": [_went_words(each) for each in person.went],
        "yuan": format_page(sum(meal.fund_fen for meal in own)),
        "places": sorted({places.get(meal.canteen_id, "") for meal in own}),
        "eaten": [
            {
                "on": meal.service_on,
                "sitting": words[meal.sitting],
                "place": places.get(meal.canteen_id, ""),
                "is_open": meal.is_open,
                "fen": meal.fund_fen,
                "yuan": format_page(meal.fund_fen),
            }
            for meal in own
        ],
    }


def _went_words(went: Went) -> str:
    said = {"kind": fact_kinds()[went.kind], "place": went.place or _("外地"), "day": went.from_on.isoformat()}
    return _("%(kind)s：%(place)s，自 %(day)s") % said
