"""The way of a version from draft to law: who may do what in which state, and every no by its code (R11, S4)."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canteen.core.errors import Problem
from canteen.core.scope import Actor, Role
from canteen.models import Deed
from settlement.models import Policy
from settlement.operations.policies import (
    check_policy,
    draft_policy,
    edit_policy,
    send_policy_back,
    withdraw_policy,
)
from settlement.operations.policy_approval import approve_policy, end_policy
from settlement.queries.policy_before import policy_mark
from settlement.queries.policy_doubts import mark_of_doubts, policy_doubts
from tests.settlement.acting import actor, checker, maker
from tests.town import DOCUMENT, Town, at, small_town

pytestmark = pytest.mark.django_db

NOW = at(8)
NEW_YEAR = date(2027, 1, 1)
OTHER = {**DOCUMENT, "age_reached": "next_day"}
LOCKED = re.compile(r'FROM "(\w+)"')
STATES = ("draft", "checked", "approved", "withdrawn")


def edit(by: Actor, row: Policy) -> object:
    """Put another text into it."""
    return edit_policy(
        actor=by, policy_id=row.id, seen_digest=row.digest, document=OTHER, from_on=NEW_YEAR, until_on=None, now=NOW
    )


def check(by: Actor, row: Policy) -> None:
    """Say that it is ready."""
    check_policy(actor=by, policy_id=row.id, seen_digest=row.digest, now=NOW)


def back(by: Actor, row: Policy) -> None:
    """Send it back."""
    send_policy_back(actor=by, policy_id=row.id, answer="数字不对", now=NOW)


def withdraw(by: Actor, row: Policy) -> None:
    """Give it up."""
    withdraw_policy(actor=by, policy_id=row.id, now=NOW)


def approve(by: Actor, row: Policy) -> None:
    """Put it into force as it was shown."""
    mark = policy_mark(region_id=row.region_id, from_on=row.from_on, until_on=row.until_on)
    approve_policy(actor=by, policy_id=row.id, seen_digest=row.digest, seen_mark=mark, now=NOW)


def end(by: Actor, row: Policy) -> None:
    """End it."""
    end_policy(actor=by, policy_id=row.id, until_on=date(2028, 1, 1), now=NOW)


Act = Callable[[Actor, Policy], object]
# What each act makes of a version in each state, done by who drafted and checked it, and by another person.
TABLE: dict[Act, dict[str, tuple[str, str]]] = {
    edit: {
        "draft": ("draft", "not-drafter"),
        "checked": ("policy-not-draft", "policy-not-draft"),
        "approved": ("policy-approved", "policy-approved"),
        "withdrawn": ("policy-withdrawn", "policy-withdrawn"),
    },
    check: {
        "draft": ("checked", "checked"),
        "checked": ("policy-not-draft", "policy-not-draft"),
        "approved": ("policy-approved", "policy-approved"),
        "withdrawn": ("policy-withdrawn", "policy-withdrawn"),
    },
    back: {
        "draft": ("policy-not-checked", "policy-not-checked"),
        "checked": ("draft", "draft"),
        "approved": ("policy-approved", "policy-approved"),
        "withdrawn": ("policy-withdrawn", "policy-withdrawn"),
    },
    withdraw: {
        "draft": ("withdrawn", "withdrawn"),
        "checked": ("withdrawn", "withdrawn"),
        "approved": ("policy-approved", "policy-approved"),
        "withdrawn": ("policy-withdrawn", "policy-withdrawn"),
    },
    approve: {
        "draft": ("policy-not-checked", "policy-not-checked"),
        "checked": ("policy-needs-second-person", "approved"),
        "approved": ("policy-approved", "policy-approved"),
        "withdrawn": ("policy-withdrawn", "policy-withdrawn"),
    },
    end: {
        "draft": ("policy-not-approved", "policy-not-approved"),
        "checked": ("policy-not-approved", "policy-not-approved"),
        "approved": ("approved", "approved"),
        "withdrawn": ("policy-not-approved", "policy-not-approved"),
    },
}
VERBS: dict[Act, str] = {
    edit: "edit",
    check: "check",
    back: "send-back",
    withdraw: "withdraw",
    approve: "approve",
    end: "end",
}


def in_state(town: Town, state: str) -> Policy:
    """A version of the town's, drafted by the maker and brought so far."""
    given: dict[str, Any] = {"region_id": town.region.id, "document": DOCUMENT, "from_on": NEW_YEAR}
    row = Policy.objects.get(id=draft_policy(actor=maker(town), now=NOW, **given))
    if state in ("checked", "approved"):
        check(maker(town), row)
    if state == "approved":
        approve(checker(town), row)
    if state == "withdrawn":
        withdraw(maker(town), row)
    return Policy.objects.get(id=row.id)


def outcome(act: Act, by: Actor, row: Policy) -> str:
    """The state that the version is in afterwards, or the code of the no."""
    try:
        act(by, row)
    except Problem as no:
        return no.code
    return Policy.objects.get(id=row.id).state


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", TABLE, ids=lambda act: act.__name__)
def test_each_act_in_each_state_by_either_person(act: Act, state: str) -> None:
    town = small_town(elders=0)
    rows = [in_state(town, state) for _ in range(1 if state == "approved" else 2)]
    found = []
    for by in (maker(town), checker(town)):
        row = rows[-1]
        before, deeds = Policy.objects.filter(id=row.id).values().get(), Deed.objects.filter(subject_id=row.id).count()
        found.append(outcome(act, by, row))
        if found[-1] in STATES:
            assert Deed.objects.filter(subject_id=row.id).latest("id").verb == VERBS[act]
            rows = rows[:-1] or rows
        else:
            assert Policy.objects.filter(id=row.id).values().get() == before
            assert Deed.objects.filter(subject_id=row.id).count() == deeds
    assert tuple(found) == TABLE[act][state]


@pytest.mark.postgres
@pytest.mark.parametrize("act", TABLE, ids=lambda act: act.__name__)
def test_the_versions_of_a_region_change_one_after_the_other(act: Act) -> None:
    """Else two that overlap may wait for each other in the constraint that keeps them apart (D18, D22)."""
    town = small_town(elders=0)
    states: dict[Act, str] = {check: "draft", edit: "draft", end: "approved"}
    row = in_state(town, states.get(act, "checked"))
    with CaptureQueriesContext(connection) as asked:
        act(checker(town) if act is approve else maker(town), row)
    locked = [LOCKED.findall(query["sql"]) for query in asked if "FOR NO KEY UPDATE" in query["sql"]]
    assert locked[:2] == [["canteen_region"], ["settlement_policy"]]


@pytest.mark.parametrize("act", TABLE, ids=lambda act: act.__name__)
def test_nobody_elses_region(act: Act) -> None:
    town = small_town(elders=0)
    strangers = (
        actor(town.second, Role.FINANCE, Role.CLERK, canteens=[], regions=[town.district.id]),
        actor(town.second, Role.AUDITOR, canteens=[], regions=[town.region.id]),
    )
    for state in STATES:
        row = in_state(town, state)
        for stranger in strangers:
            assert outcome(act, stranger, row) == "out-of-scope"
        if state == "approved":
            break


def test_a_draft_is_edited_as_it_was_read() -> None:
    """Two windows: what was typed into the older one does not bury what the newer one kept."""
    town = small_town(elders=0)
    row = in_state(town, "draft")
    digest = edit(maker(town), row)
    assert digest != row.digest
    assert outcome(edit, maker(town), row) == "policy-changed"
    assert outcome(check, maker(town), row) == "policy-changed"
    row.refresh_from_db()
    assert (row.digest, row.document) == (digest, OTHER)
    assert edit(maker(town), row) == digest  # the same again is nothing new
    assert Deed.objects.filter(subject_id=row.id, verb="edit").count() == 1


def test_what_was_sent_back_says_why_until_it_is_checked_again() -> None:
    town = small_town(elders=0)
    row = in_state(town, "checked")
    assert (
        outcome(lambda by, one: send_policy_back(actor=by, policy_id=one.id, answer=" ", now=NOW), checker(town), row)
        == "no-answer"
    )
    back(checker(town), row)
    row.refresh_from_db()
    assert (row.state, row.sent_back, row.checked_by) == ("draft", "数字不对", None)
    check(maker(town), row)
    row.refresh_from_db()
    assert (row.state, row.sent_back) == ("checked", "")


def test_a_withdrawn_version_keeps_its_number() -> None:
    town = small_town(elders=0)
    assert in_state(town, "withdrawn").version == 2
    assert in_state(town, "draft").version == 3


def test_a_draft_with_mistakes_is_not_kept() -> None:
    town = small_town(elders=0)
    row = in_state(town, "draft")
    wrong = {**DOCUMENT, "promise_gap": {"payer": "nobody"}}
    kept: dict[str, Any] = {"policy_id": row.id, "seen_digest": row.digest, "from_on": NEW_YEAR, "now": NOW}
    for document, until_on, code in ((wrong, None, "policy-invalid"), (DOCUMENT, NEW_YEAR, "bad-policy-days")):
        with pytest.raises(Problem) as no:
            edit_policy(actor=maker(town), document=document, until_on=until_on, **kept)
        assert no.value.code == code
    assert Policy.objects.get(id=row.id).document == DOCUMENT


def test_who_checks_has_seen_every_doubt() -> None:
    """Nobody reaches the second tier, for the first one is for everybody older too."""
    town = small_town(elders=0)
    layer = DOCUMENT["layers"][0]
    shadowed = [{"when": {"age": {"from": 60}}, "formula": {"fixed": "4.00"}}, layer["tiers"][0]]
    layers = [{**layer, "tiers": shadowed, "tiers_pick": "first"}, *DOCUMENT["layers"][1:]]
    given: dict[str, Any] = {"region_id": town.region.id, "document": {**DOCUMENT, "layers": layers}}
    row = Policy.objects.get(id=draft_policy(actor=maker(town), from_on=NEW_YEAR, now=NOW, **given))
    doubtful = policy_doubts(actor=checker(town), policy_id=row.id)
    assert [(each.path, each.code) for each in doubtful] == [("layers[0].tiers[1].when", "shadowed")]
    assert outcome(check, maker(town), row) == "doubts-unseen"
    seen = mark_of_doubts(doubtful)
    check_policy(actor=maker(town), policy_id=row.id, seen_digest=row.digest, seen_doubts=seen, now=NOW)
    assert Deed.objects.get(subject_id=row.id, verb="check").detail["doubts"] == 1
