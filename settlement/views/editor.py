"""The editor of a draft: layers as cards, tiers as tables, example people beside them; the raw text for the rest."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from canteen.auth import acting
from canteen.core.entry import near_day
from canteen.core.errors import NotFound, Problem
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.forms import DAY, ONE_OF, Field, Form, ident
from canteen.gateways.onward import led_on
from canteen.gateways.pages import problem_words
from canteen.queries.names import canteens_by_key
from canteen.queries.region_names import Regions, regions_on
from settlement.core.editing import Draft, document_of, draft_of
from settlement.core.editing.acts import acted, focus_after
from settlement.core.policy import Policy, PolicyInvalid, parse
from settlement.core.policy.values import CANTEEN, FUND
from settlement.core.reading import NotJson, load_json
from settlement.operations.policies import MAKERS, draft_policy, edit_policy, not_editable
from settlement.queries.funds import fund_names_in
from settlement.queries.included import included
from settlement.queries.policies import NoSuchPolicy, policy_document
from settlement.views.editor_form import LONGEST, Names, draft_from
from settlement.views.editor_mistakes import Wrong, colon, fields_wrong, not_json, unreadable_of, wrongs_of
from settlement.views.editor_people import people_from, people_shown
from settlement.views.editor_shown import Shown
from settlement.views.policy_words import policy_title

# Where a new document begins: the smallest one that is of use.
BEGINNING: Final[dict[str, Any]] = {
    "format": "nuancan-policy/1",
    "title": {"zh": "补贴政策", "en": "Meal subsidy"},
    "source": {"title": "依据的文件"},
    "age_reached": "birthday",
    "promise_gap": {"payer": "canteen"},
    "layers": [
        {
            "id": "shop",
            "title": {"zh": "食堂让利", "en": "Concession"},
            "payer": "canteen",
            "lines": ["set"],
            "formula": {"fixed": "1.00"},
        }
    ],
}


@dataclass(slots=True)
class Desk:
    """What lies before whoever edits: a draft or a raw text, what is wrong with it, and the installation's names."""

    regions: Regions
    region_id: UUID | None
    funds: Mapping[str, str]
    names: Names
    draft: Draft | None
    text: str
    wrongs: list[Wrong]
    policy: Policy | None = None

    def read(self, document: object) -> None:
        """Hold a document against the language and keep what is wrong with it, by card or by path."""
        self.policy = None
        try:
            wider = self.regions.tree.path(self.region_id)[1:] if self.region_id else ()
            self.policy = parse(document, included(document=document, of=wider))
        except PolicyInvalid as wrong:
            self.refuse(wrong)

    def refuse(self, wrong: PolicyInvalid) -> None:
        """Keep what is wrong, as the page tells it."""
        self.wrongs = wrongs_of(mistakes=wrong.mistakes, draft=self.draft)


@require_http_methods(["GET", "POST"])
def policy_new(request: HttpRequest) -> HttpResponse:
    """Draft a version: from nothing, or from another one that is named by `like`."""
    actor, at = acting(request), now()
    regions = regions_on(on=service_day(at))
    choices = regions.choices(actor.regions(*MAKERS))
    form = Form([Field("region_id", _("用于哪个区划"), ONE_OF, choices=choices, read=ident), *_days()])
    document: object = BEGINNING
    if request.method == "GET" and request.GET.get("like"):
        seen, document = _like(request)
        form.typed = {"region_id": str(seen)}

    def keep(values: dict[str, Any], document: object) -> UUID:
        return draft_policy(actor=actor, document=document, now=at, **values)

    desk = _desk(request, regions, document, request.POST.get("region_id") or form.typed.get("region_id", ""))
    back = reverse("policies:policies")
    return _page(request, form, desk, keep, said=_("已存为草稿。"), title=_("起草新版"), back=back)


@require_http_methods(["GET", "POST"])
def policy_edit(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Edit a draft; the form carries the digest of what was edited."""
    actor, at = acting(request), now()
    seen, kept = policy_document(actor=actor, policy_id=policy_id)
    # What was sent is shown again whatever it has become meanwhile: nothing typed is lost, and saving says why not.
    if request.method == "GET" and (refused := not_editable(actor=actor, made_by_id=seen.made_by_id, state=seen.state)):
        messages.error(request, problem_words(problem=refused))
        return redirect("policies:policy", policy_id=policy_id)
    form = Form([Field("digest", "", "hidden", needed=False), *_days()])
    form.typed = {
        "digest": seen.digest,
        "from_on": seen.from_on.isoformat(),
        "until_on": seen.until_on.isoformat() if seen.until_on else "",
    }

    def keep(values: dict[str, Any], document: object) -> UUID:
        digest = values.pop("digest") or ""
        edit_policy(actor=actor, policy_id=policy_id, seen_digest=digest, document=document, now=at, **values)
        return policy_id

    desk = _desk(request, regions_on(on=service_day(at)), kept, str(seen.region_id))
    back = reverse("policies:policy", args=[policy_id])
    title = _("修改草稿：%(title)s") % {"title": policy_title(seen=seen)}
    return _page(request, form, desk, keep, said=_("草稿已修改。"), title=title, back=back)


@require_POST
def policy_look(request: HttpRequest) -> HttpResponse:
    """Show the example people by the draft as it stands on the page, without keeping anything.

    A form that is sent by script carries the button that has the focus: here it was not pressed.
    """
    desk = _desk(request, regions_on(on=service_day(now())), None, request.POST.get("region_id", ""), is_pressed=False)
    return render(request, "settlement/editor_people.html", _people(request, desk))


def _days() -> list[Field]:
    return [
        Field("from_on", _("从哪天起适用"), DAY),
        Field("until_on", _("从哪天起不再适用"), DAY, needed=False, hint=_("不填就一直适用，到下一版接上。")),
    ]


def _desk(request: HttpRequest, regions: Regions, kept: object, region: str, *, is_pressed: bool = True) -> Desk:
    """Lay out what was posted, or what is kept; as cards where cards say the same, else as raw text."""
    act = request.POST.get("act", "") if is_pressed else ""
    # One's own regions and all they lie in: a town's document names its district's funds, never its neighbour's.
    own = acting(request).regions(*MAKERS)
    within = {outer for inner in own if inner in regions.names for outer in regions.tree.path(inner)}
    names = Names({regions.keys[each]: regions.names[each] for each in sorted(within)}, canteens_by_key(region_ids=own))
    funds = {FUND + key: name for key, name in fund_names_in(region_ids=within).items()}
    desk = Desk(regions, _region(region, regions), funds, names, None, "", [])
    try:
        if request.method != "POST":
            document = kept
        elif "document" in request.POST:
            desk.text = request.POST["document"][:LONGEST]
            document = load_json(desk.text)
        else:
            desk.draft = acted(draft_from(request.POST, names), act)
            desk.wrongs = unreadable_of(draft=desk.draft)
            if desk.wrongs:
                return desk
            document = document_of(desk.draft)
    except NotJson as wrong:
        desk.wrongs = [not_json(wrong=wrong)]
        return desk
    wants_raw = act == "raw" or ("document" in request.POST and act != "cards")
    if wants_raw or request.GET.get("raw"):
        desk.draft = None
    elif desk.draft is None and isinstance(document, dict):
        desk.draft = draft_of(document)
    desk.text = desk.text or json.dumps(document, ensure_ascii=False, indent=2)
    desk.read(document)
    return desk


def _page(
    request: HttpRequest,
    form: Form,
    desk: Desk,
    keep: Callable[[dict[str, Any], object], UUID],
    *,
    said: str,
    title: str,
    back: str,
) -> HttpResponse:
    """Keep what was typed and show the version, or show it again with every mistake."""
    is_saved = request.method == "POST" and request.POST.get("act", "save") == "save"
    if request.method == "POST":
        values = form.read(request.POST)
        if not is_saved:
            form.wrong, form.problem = {}, ""
        elif form.is_sound and not desk.wrongs:
            try:
                policy_id = keep(values, load_json(desk.text))
            except NotFound:
                raise
            except PolicyInvalid as wrong:
                desk.refuse(wrong)
            except Problem as problem:
                form.refuse(problem, {"bad-policy-days": "until_on"})
            else:
                messages.success(request, said)
                answer = led_on(request=request, address=reverse("policies:policy", args=[policy_id]))
                return trigger_client_event(answer, "policy-saved")
    context = {
        "form": form,
        "desk": desk,
        "text": desk.text,
        "is_saved": is_saved,
        "colon": colon(),
        "focus": focus_after(desk.draft, request.POST.get("act", "")) if desk.draft else "",
        # Beside their cards mistakes stand whatever was pressed; all of them are told where saving was refused.
        "told": desk.wrongs if is_saved else [each for each in desk.wrongs if not each.card],
        "wrong": fields_wrong(desk.wrongs),
        "title": title,
        "back": back,
        **_shown(desk),
        **_people(request, desk),
    }
    is_sound = not is_saved or (form.is_sound and not desk.wrongs)
    return render(request, "settlement/editor.html", context, status=200 if is_sound else 422)


def _shown(desk: Desk) -> dict[str, Any]:
    if desk.draft is None:
        return {}
    payers = {CANTEEN: _("食堂"), **desk.funds}
    regions = {**desk.names.regions, **desk.draft.regions}
    canteens = {**desk.names.canteens, **desk.draft.canteens}
    return Shown(payers, regions, canteens, desk.wrongs).draft(desk.draft)


def _people(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    typed = request.POST.get("from_on", "")
    return people_shown(
        people=people_from(request.POST),
        policy=desk.policy,
        place=desk.regions.place(desk.region_id),
        on=_day(typed) if typed else service_day(now()),
        posted=request.POST,
        funds=desk.funds,
    ) | {"wrongs": desk.wrongs}


def _region(text: str, regions: Regions) -> UUID | None:
    try:
        region_id = UUID(text)
    except ValueError:
        return None
    return region_id if region_id in regions.names else None


def _day(text: str) -> date | None:
    try:
        return near_day(date.fromisoformat(text))
    except ValueError:
        return None


def _like(request: HttpRequest) -> tuple[UUID, dict[str, Any]]:
    try:
        seen, document = policy_document(actor=acting(request), policy_id=UUID(request.GET["like"]))
    except ValueError:
        raise NoSuchPolicy() from None
    return seen.region_id, document
