"""The page of one meal, from the card at the door to the last posting: split, entries, holds, device, deeds."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.money import format_page
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.gateways.back import list_left
from canteen.gateways.clock import now
from canteen.gateways.deed_words import deed_words
from canteen.gateways.pages import day_words, in_chinese, month_words
from canteen.gateways.registry_words import sittings
from canteen.queries.deeds import DeedDone, deeds_about
from kiosk.queries.check_ins_of import CheckInOfMeal, check_ins_of
from kiosk.views.counter_words import KINDS, STATES
from kiosk.views.meal_forms import Tried, forms_shown
from settlement.core import chart
from settlement.core.explain import Language
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.statement import payer_place
from settlement.gateways.lists import MEALS_LIST
from settlement.gateways.words import Part, bars_of, kind_words, payer_words
from settlement.operations.questions import ASKABLE
from settlement.queries.eaten_twice import holds_beside
from settlement.queries.hold_choices import hold_choices
from settlement.queries.holds import reason_words
from settlement.queries.meal_story import EntrySeen, MealStory, meal_story
from settlement.queries.policies import POLICY_READERS


@require_GET
def meal(request: HttpRequest, books_id: UUID, entry_id: UUID) -> HttpResponse:
    """Answer with the story of one meal."""
    return meal_page(request, books_id, entry_id)


def meal_page(request: HttpRequest, books_id: UUID, entry_id: UUID, tried: Tried | None = None) -> HttpResponse:
    """Return the page of one meal, with a form that came back where one did."""
    actor = acting(request)
    language: Language = "zh" if in_chinese() else "en"
    story = meal_story(actor=actor, books_id=books_id, entry_id=entry_id, language=language)
    check_ins = check_ins_of(order_ids=[story.order_id])
    choices = hold_choices(actor=actor, story=story, on=service_day(now()))
    context = {
        **_shown(story),
        "sees_policy": bool(actor.regions(*POLICY_READERS)),
        "check_ins": [_check_in(each) for each in check_ins],
        "deeds": _deeds(story, check_ins),
        **_asking(story, actor),
        **forms_shown(story=story, choices=choices, tried=tried),
        "meals_left": list_left(request=request, name=MEALS_LIST, of=books_id),
    }
    return render(request, "kiosk/meal.html", context, status=200 if tried is None else 422)


def _shown(story: MealStory) -> dict[str, object]:
    """The meal itself: who pays, what it was, every entry."""
    bars = bars_of(parts=_parts(story))
    return {
        "story": story,
        "month": month_words(month=story.month),
        "day": day_words(day=story.service_on),
        "sitting": sittings()[story.sitting],
        "price": format_page(story.price_fen),
        "lines": [(line.name, line.kind, format_page(line.fen)) for line in story.lines],
        "shares": _shares(story, {bar.payer: bar.kind for bar in bars}),
        "bars": bars,
        "moved": len(story.entries) > 1,
        "entries": [_entry(story, each) for each in story.entries],
        "policy_title": story.policy_title.get("zh" if in_chinese() else "en", ""),
    }


def _deeds(story: MealStory, check_ins: tuple[CheckInOfMeal, ...]) -> list[tuple[DeedDone, str]]:
    held = {hold_id: hold for entry in story.entries for hold_id, hold in entry.holds.items()}
    # What swapped this meal with another was written beside the hold of the other one: only that of it is told here.
    beside = holds_beside(order_id=story.order_id) if any(hold.is_twice for hold in held.values()) else ()
    about = [story.order_id, *(each.id for each in story.entries), *held, *(one.id for one in check_ins)]
    deeds = deeds_about(subject_ids=about, by_verb={"swap": beside})
    return [(deed, deed_words(verb=deed.verb, kind=deed.subject_kind)) for deed in deeds]


def _asking(story: MealStory, actor: Actor) -> dict[str, object]:
    """Whether somebody asked about it, and whether the reader may."""
    asked_about = _meal_entry(story)
    finance = story.canteen_id in actor.canteens(Role.FINANCE)
    return {
        "asked": sorted({str(asked) for entry in story.entries for asked in entry.question_ids}),
        "may_ask": asked_about and story.books_state in ASKABLE and finance,
        "asked_about": asked_about,
    }


def _parts(story: MealStory) -> list[Part]:
    names = story.fund_names
    borne = sorted((payer_place(payer), payer, fen) for payer, fen in story.payers.items() if fen)
    return [Part(payer, names.get(payer.removeprefix(FUND), ""), fen) for _, payer, fen in borne]


def _meal_entry(story: MealStory) -> UUID | None:
    """The entry that a question may name: of the meal itself, where these books hold it."""
    return next((one.id for one in story.entries if one.kind == "meal" and one.books_id == story.books_id), None)


def _shares(story: MealStory, colours: Mapping[str, str]) -> list[dict[str, object]]:
    """Each payer's part of each line, with why; the line is named where there are several."""
    return [
        {
            "words": payer_words(payer=share.payer, fund_name=share.fund_name),
            "colour": colours.get(share.payer, ""),
            "of": story.lines[share.line].name if 1 < len(story.lines) > share.line else "",
            "fen": format_page(share.fen),
            "why": share.why,
        }
        for share in story.shares
    ]


def _entry(story: MealStory, entry: EntrySeen) -> dict[str, object]:
    postings = [
        {"debit": _account(story, one.debit), "credit": _account(story, one.credit), "fen": format_page(one.fen)}
        for one in entry.postings.values()
    ]
    holds = [
        {
            "why": reason_words(reason=hold.reason, chinese=in_chinese()),
            "fen": format_page(hold.fen),
            "is_open": hold.cleared_by_id is None,
        }
        for hold in entry.holds.values()
    ]
    return {
        "entry": entry,
        "kind": kind_words(kind=entry.kind, revision=entry.revision),
        "month": month_words(month=entry.month) if entry.month else "",
        "for_month": month_words(month=entry.for_month) if entry.for_month else "",
        "here": entry.books_id == story.books_id,
        "postings": postings,
        "holds": holds,
    }


def _account(story: MealStory, address: str) -> str:
    """What an account is called; elders and canteens are those of the meal, so nobody is named again."""
    account = chart.parse_address(address)
    words = {
        chart.Kind.EARNED: _("食堂应得"),
        chart.Kind.BORNE: payer_words(payer=CANTEEN, fund_name=""),
        chart.Kind.SUSPENSE: payer_words(payer=SUSPENSE, fund_name=""),
        chart.Kind.DUE: _("老人应付"),
        chart.Kind.CASH: _("班次现金"),
        chart.Kind.GUESTS: _("来客应付"),
        chart.Kind.STAFF: _("员工餐"),
    }
    if account.kind in words:
        return words[account.kind]
    name = story.fund_names.get(account.owner, account.owner)
    month = f" {account.month}" if account.month else ""
    if account.kind in (chart.Kind.ADVANCED, chart.Kind.OWED):
        other = story.fund_names.get(account.other, account.other)
        paid = account.kind is chart.Kind.ADVANCED
        said = _("%(fund)s 为 %(other)s 垫付") if paid else _("%(fund)s 欠 %(other)s")
        return f"{said % {'fund': name, 'other': other}}{month}"
    kinds = {chart.Kind.ALLOTTED: _("额度"), chart.Kind.RETURNED: _("退回"), chart.Kind.RESERVED: _("预留")}
    return f"{name} {kinds.get(account.kind, '')}{month}".strip()


def _check_in(one: CheckInOfMeal) -> dict[str, object]:
    return {
        "one": one,
        "kind": KINDS[one.kind],
        "decision": STATES[one.decision],
        "promised": format_page(one.promised_fen) if one.promised_fen is not None else "",
        "decided": format_page(one.decided_fen) if one.decided_fen is not None else "",
    }
