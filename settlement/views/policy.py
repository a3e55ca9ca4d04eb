"""The page of one policy version: what it says and changes, who had a hand in it, and what may be done with it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.core.timeline import Span, percent, timeline
from canteen.gateways.clock import now
from canteen.gateways.pages import day_words, in_chinese
from canteen.queries.names import staff_names
from canteen.queries.region_names import Regions, regions_on
from settlement.core.editing import draft_of
from settlement.core.policy import Policy, PolicyInvalid, refs_of
from settlement.core.policy_words import Told
from settlement.core.standing import Standing
from settlement.operations.policies import MAKERS
from settlement.queries.policies import PolicySeen, Sight, sight_of
from settlement.queries.policy_before import Compared, policy_compared
from settlement.queries.policy_doubts import doubts_in, mark_of_doubts, near_of
from settlement.queries.policy_start import first_start_of
from settlement.queries.policy_versions import Referred, beside, including, referred, versions_in
from settlement.queries.trials import trials_of
from settlement.views.editor_mistakes import colon, doubted_of, wrongs_of
from settlement.views.policy_notice import clauses_of, policy_read, references_of
from settlement.views.policy_words import difference_rows, policy_shown, versions_called
from settlement.views.trials import trial_shown

DIGEST_PART = 8


@dataclass(frozen=True, slots=True)
class _Page:
    """What every part of the page asks: whose it is, what may be opened, what things are called."""

    actor: Actor
    on: date
    regions: Regions
    sight: Sight

    def named(self, seen: PolicySeen) -> dict[str, object]:
        """A version that this page names, and whether its own page may be opened."""
        named = policy_shown(seen=seen, region=self.regions.full_name(seen.region_id), on=self.on)
        return {**named, "is_open": seen in self.sight}


@require_GET
def policy(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Answer with one version: its text, its days, whose hands it went through, and its differences."""
    actor, on = acting(request), service_day(now())
    regions = regions_on(on=on)
    compared = policy_compared(actor=actor, policy_id=policy_id, regions=regions)
    page = _Page(actor, on, regions, sight_of(actor=actor, regions=regions))
    seen, read = compared.seen, policy_read(document=compared.document)
    region, near = regions.full_name(seen.region_id), near_of(region_id=seen.region_id, regions=regions)
    versions = versions_in(region_id=seen.region_id, sight=page.sight)
    found = referred(references=_references(compared, read))
    called = versions_called(found=found, regions=regions)
    told = Told(region, seen.from_on, seen.until_on, near.funds, called)
    may = _acts(actor, seen, on)
    context = {
        **policy_shown(seen=seen, region=region, on=on),
        "seen": seen,
        "is_wider": seen.region_id in page.sight.wider,
        "hands": _hands(seen, staff_names(staff_ids=seen.hands)),
        "digest_parts": [seen.digest[at : at + DIGEST_PART] for at in range(0, len(seen.digest), DIGEST_PART)],
        "clauses": clauses_of(policy=read, told=told),
        "document": json.dumps(compared.document, ensure_ascii=False, indent=2),
        "versions": [policy_shown(seen=each, region=region, on=on) for each in versions],
        **_doubts(compared),
        **_compared(compared, page, read, told),
        **_days(compared, page),
        **_included(compared, page, found),
        **_drawn(versions, on),
        "may": may,
        "editor": reverse("policies:edit", args=[seen.id]) if "edit" in may else None,
        "trials": _tried(seen, page),
    }
    return render(request, "settlement/policy.html", context)


def _tried(seen: PolicySeen, page: _Page) -> list[dict[str, object]]:
    """On which meals it was tried, for who is still to sign it."""
    found = trials_of(actor=page.actor, policy_id=seen.id) if seen.state in ("draft", "checked") else ()
    return [
        {**trial_shown(seen=each, regions=page.regions, names={}), "is_outdated": each.is_outdated} for each in found
    ]


def _compared(compared: Compared, page: _Page, read: Policy | None, told: Told) -> dict[str, object]:
    """What it says otherwise than what applied before it, and whether that page may be opened."""
    before = compared.before
    if before is None:
        return {"against": None, "differences": (), "mark": compared.mark}
    rows = difference_rows(
        found=compared.differences,
        before=before.document,
        after=compared.document,
        read=read,
        funds=told.funds,
        versions=told.versions,
    )
    against = page.named(before.seen)
    against["is_wider"] = is_wider = before.seen.region_id != compared.seen.region_id
    ends = not is_wider and before.seen.until_on is None and compared.seen.state != "approved"
    leaning = including(policy_id=before.seen.id, on=page.on) if ends else ()
    return {
        "against": against,
        "ends": ends,
        "leaning": [page.named(each) for each in leaning],
        "differences": rows,
        "mark": compared.mark,
    }


def _days(compared: Compared, page: _Page) -> dict[str, object]:
    """What of its days one has to know who signs: when it may begin, what is beside it, what applies after it."""
    first_on = first_start_of(seen=compared.seen, on=page.on)
    return {
        "first_on": day_words(day=first_on) if first_on else "",
        "after": page.named(compared.after) if compared.after else None,
        **_beside(compared.seen, page, may_begin=first_on is None),
    }


def _beside(seen: PolicySeen, page: _Page, *, may_begin: bool) -> dict[str, object]:
    """Which versions keep it from being approved, and which that wait as it does stand in each other's way.

    Nothing stands in the way of what begins too early to be approved at all, nor does that stand in anything's way.
    """
    found = beside(seen=seen) if seen.state in ("draft", "checked") else ()
    rivals = []
    for each in found:
        if each.state != "checked" or not may_begin or first_start_of(seen=each, on=page.on):
            continue
        match seen.shuts_out(each), each.shuts_out(seen):
            case True, True:
                rivals.append((_("批准了其中一版，另一版就不能再批准。"), page.named(each)))
            case True, False:
                rivals.append((_("先批准这里的一版，那一版就不能再批准；请先批准那一版。"), page.named(each)))
            case False, True:
                rivals.append((_("先批准那一版，这里的一版就不能再批准；请先批准这里的一版。"), page.named(each)))
    shut = [each for each in found if each.state == "approved" and each.shuts_out(seen)]
    return {"shut_out_by": [(_way_out(each, seen, page.on), page.named(each)) for each in shut], "rivals": rivals}


def _way_out(approved: PolicySeen, seen: PolicySeen, on: date) -> str:
    """What can be done about an approved version that keeps this one out: it ends after it began, and after today."""
    if approved.from_on < seen.from_on and on < seen.from_on:
        return _("请先把那一版终止在这一版开始以前，或者改这一版的日期。")
    return _("请改这一版的日期。")


def _references(compared: Compared, read: Policy | None) -> tuple[str, ...]:
    """Every version that this page names by its reference, each once."""
    before = refs_of(compared.before.document) if compared.before else ()
    return tuple(dict.fromkeys((*refs_of(compared.document), *before, *references_of(read))))


def _included(compared: Compared, page: _Page, found: Sequence[Referred]) -> dict[str, object]:
    """Which versions include this one, and what it includes itself, with what is newer there."""
    seen, own = compared.seen, refs_of(compared.document)
    held = including(policy_id=seen.id, on=page.on, sight=page.sight) if seen.state == "approved" else ()
    return {
        "including": [page.named(each) for each in held],
        "includes": [
            {
                "reference": each.reference,
                "seen": page.named(each.seen) if each.seen else None,
                "newer": page.named(each.newer) if each.newer else None,
            }
            for each in found
            if each.reference in own
        ],
    }


def _hands(seen: PolicySeen, names: Mapping[UUID, str]) -> list[tuple[str, str, object]]:
    """Who drafted, checked and approved it, and when; of what is not done yet nothing."""
    hands = (
        (_("起草"), seen.made_by_id, seen.made_at),
        (_("检查"), seen.checked_by_id, seen.checked_at),
        (_("批准"), seen.approved_by_id, seen.approved_at),
    )
    return [(words, names.get(who, ""), at) for words, who, at in hands if who is not None]


def _doubts(compared: Compared) -> dict[str, object]:
    """What is wrong or doubtful in a version that is still to be checked or approved, by the cards of its editor."""
    seen, chinese = compared.seen, in_chinese()
    if seen.state not in ("draft", "checked"):
        return {}
    document, draft = compared.document, draft_of(compared.document)
    try:
        found = doubts_in(document=document, region_id=seen.region_id, from_on=seen.from_on, until_on=seen.until_on)
    except PolicyInvalid as wrong:
        return {"mistakes": wrongs_of(mistakes=wrong.mistakes, draft=draft), "colon": colon()}
    examples = (each.example if chinese else each.example_en for each in found)
    told = list(zip(doubted_of(doubts=found, draft=draft), examples, strict=True))
    return {"doubts": told, "doubts_mark": mark_of_doubts(found), "colon": colon()}


def _drawn(versions: Sequence[PolicySeen], on: date) -> dict[str, object]:
    """The versions as bars along the years: those that are approved, and those that are not yet."""
    rows = {"approved": _("已批准"), "waiting": _("未批准")}
    spans = [
        Span(
            row="approved" if each.state == "approved" else "waiting",
            words=_("第 %(version)d 版") % {"version": each.version},
            from_on=each.from_on,
            until_on=each.until_on,
        )
        for each in versions
    ]
    drawn = timeline(spans=spans, rows=list(rows), today=on)
    marks = [{"words": year, "x": percent(place), "minor": year % 3 > 0} for year, place in drawn.years]
    return {"timeline": drawn, "marks": marks, "today": percent(drawn.today), "row_words": rows}


def _acts(actor: Actor, seen: PolicySeen, on: date) -> frozenset[str]:
    """What this person may do with this version now; the operations ask again."""
    if seen.region_id not in actor.regions(*MAKERS):
        return frozenset()
    own = actor.staff_id == seen.made_by_id
    match seen.standing(on):
        case Standing.DRAFT:
            return frozenset({"check", "withdraw", "copy", *(["edit"] if own else [])})
        case Standing.CHECKED:
            signs = actor.staff_id not in (seen.made_by_id, seen.checked_by_id)
            return frozenset({"back", "withdraw", "copy", *(["approve"] if signs else ["wait"])})
        case Standing.COMING | Standing.IN_FORCE:
            return frozenset({"end", "copy"})
    return frozenset({"copy"})
