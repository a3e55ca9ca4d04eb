"""Admission: a table of evidence and decisions, and what holds for every piece of evidence there can be."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.admission import (
    REASON_WORDS,
    CredentialState,
    Earlier,
    Evidence,
    MealSeen,
    PromiseSeen,
    Quarantined,
    Reason,
    Repeat,
    Served,
    admit,
)
from kiosk.core.attempt import Kind
from kiosk.core.credential import Refusal, RefusalCode

DAY = date(2026, 11, 21)
SCAN = Evidence(
    kind=Kind.PRESENT, service_on=DAY, meal=MealSeen.HERE, credential=CredentialState.LIVE, elder_known=True
)
BY_NAME = Evidence(
    kind=Kind.NAME, service_on=DAY, meal=MealSeen.HERE, credential=None, elder_known=True, counter_unlocked=True
)
SECOND = replace(BY_NAME, kind=Kind.SECOND)
TOLD_APART = {"earlier": Earlier.ELSEWHERE, "promise": PromiseSeen.KEPT, "told_off_line": True}


@pytest.mark.parametrize(
    ("evidence", "change", "decision"),
    [
        (SCAN, {}, Served()),
        (SCAN, {"promise": PromiseSeen.KEPT}, Served()),
        (SCAN, {"earlier": Earlier.HERE}, Repeat(same_canteen=True)),
        (SCAN, {"earlier": Earlier.ELSEWHERE}, Repeat(same_canteen=False)),
        (SCAN, TOLD_APART, Served(apart=True)),
        (SCAN, TOLD_APART | {"earlier": Earlier.HERE}, Repeat(same_canteen=True)),
        (SCAN, TOLD_APART | {"told_off_line": False}, Repeat(same_canteen=False)),
        (SCAN, TOLD_APART | {"promise": PromiseSeen.NONE}, Repeat(same_canteen=False)),
        (SCAN, TOLD_APART | {"promise": PromiseSeen.NOT_FOUND}, Repeat(same_canteen=False)),
        (SCAN, TOLD_APART | {"meal": MealSeen.MISSING}, Repeat(same_canteen=False)),
        (SCAN, TOLD_APART | {"credential": CredentialState.BLOCKED}, Quarantined(Reason.BLOCKED_CREDENTIAL)),
        (BY_NAME, TOLD_APART, Repeat(same_canteen=False)),
        (SECOND, TOLD_APART, Served()),
        (SCAN, {"earlier": Earlier.HERE, "meal": MealSeen.MISSING}, Repeat(same_canteen=True)),
        (SCAN, {"earlier": Earlier.HERE, "promise": PromiseSeen.NOT_FOUND}, Repeat(same_canteen=True)),
        (SCAN, {"credential": None, "elder_known": False}, Quarantined(Reason.UNKNOWN_CREDENTIAL)),
        (SCAN, {"credential": CredentialState.BLOCKED}, Quarantined(Reason.BLOCKED_CREDENTIAL)),
        (SCAN, {"credential": CredentialState.REPLACED}, Quarantined(Reason.REPLACED_CREDENTIAL)),
        (
            SCAN,
            {"credential": CredentialState.BLOCKED, "earlier": Earlier.HERE},
            Quarantined(Reason.BLOCKED_CREDENTIAL),
        ),
        (SCAN, {"elder_known": False}, Quarantined(Reason.UNKNOWN_ELDER)),
        (SCAN, {"died_on": DAY}, Served()),  # she ate on her last day
        (SCAN, {"died_on": DAY - timedelta(days=1)}, Quarantined(Reason.ELDER_DECEASED)),
        (
            SCAN,
            {"died_on": DAY - timedelta(days=10), "earlier": Earlier.HERE},
            Quarantined(Reason.ELDER_DECEASED),
        ),
        (SCAN, {"meal": MealSeen.MISSING}, Quarantined(Reason.NO_MEAL)),
        (SCAN, {"meal": MealSeen.ELSEWHERE}, Quarantined(Reason.MEAL_ELSEWHERE)),
        (SCAN, {"promise": PromiseSeen.NOT_FOUND}, Quarantined(Reason.LIST_MISMATCH)),
        (
            SCAN,
            {"meal": MealSeen.MISSING, "promise": PromiseSeen.NOT_FOUND},
            Quarantined(Reason.NO_MEAL),
        ),
        (BY_NAME, {}, Served()),
        (BY_NAME, {"earlier": Earlier.HERE}, Repeat(same_canteen=True)),
        (BY_NAME, {"counter_unlocked": False}, Quarantined(Reason.COUNTER_LOCKED)),
        (BY_NAME, {"elder_known": False}, Quarantined(Reason.UNKNOWN_ELDER)),
        (SECOND, {}, Served()),
        (SECOND, {"earlier": Earlier.HERE}, Served()),
        (SECOND, {"earlier": Earlier.ELSEWHERE}, Served()),
        (SECOND, {"earlier": Earlier.HERE, "counter_unlocked": False}, Quarantined(Reason.COUNTER_LOCKED)),
        (SECOND, {"earlier": Earlier.HERE, "meal": MealSeen.MISSING}, Quarantined(Reason.NO_MEAL)),
        (SECOND, {"died_on": DAY - timedelta(days=1)}, Quarantined(Reason.ELDER_DECEASED)),
    ],
)
def test_decisions(evidence: Evidence, change: dict[str, Any], decision: object) -> None:
    assert admit(replace(evidence, **change)) == decision


def test_a_refused_scan_keeps_its_code() -> None:
    reasons = [admit(replace(SCAN, refusal=Refusal(code), credential=None)) for code in RefusalCode]
    assert reasons == [
        Quarantined(Reason.QR_MALFORMED),
        Quarantined(Reason.QR_TRUNCATED),
        Quarantined(Reason.QR_WRONG_VERSION),
        Quarantined(Reason.QR_WRONG_ALGORITHM),
        Quarantined(Reason.QR_WRONG_KEY),
        Quarantined(Reason.QR_BAD_SIGNATURE),
        Quarantined(Reason.QR_NOT_YET_VALID),
        Quarantined(Reason.QR_EXPIRED),
    ]


def test_a_void_is_not_admitted() -> None:
    with pytest.raises(ValueError, match="void"):
        admit(replace(SCAN, kind=Kind.VOID))


def test_every_reason_has_words_for_the_counter() -> None:
    assert set(REASON_WORDS) == set(Reason)
    assert [reason for reason in Reason if not REASON_WORDS[reason].strip()] == []


EVIDENCE = st.builds(
    Evidence,
    kind=st.sampled_from([Kind.PRESENT, Kind.SECOND, Kind.NAME]),
    service_on=st.just(DAY),
    meal=st.sampled_from(MealSeen),
    promise=st.sampled_from(PromiseSeen),
    earlier=st.sampled_from(Earlier),
    refusal=st.none() | st.sampled_from(RefusalCode).map(Refusal),
    credential=st.none() | st.sampled_from(CredentialState),
    elder_known=st.booleans(),
    died_on=st.none() | st.dates(DAY - timedelta(days=2), DAY + timedelta(days=2)),
    counter_unlocked=st.booleans(),
    told_off_line=st.booleans(),
)


@given(EVIDENCE)
def test_only_sound_evidence_is_served_and_only_a_first_portion_without_the_counter(evidence: Evidence) -> None:
    decision = admit(evidence)
    if not isinstance(decision, Served):
        return
    assert (evidence.elder_known, evidence.meal) == (True, MealSeen.HERE)
    assert evidence.promise is not PromiseSeen.NOT_FOUND
    if evidence.kind is Kind.PRESENT:
        assert (evidence.refusal, evidence.credential) == (None, CredentialState.LIVE)
    else:
        assert evidence.counter_unlocked is True
    assert evidence.earlier is Earlier.NOWHERE or evidence.kind is Kind.SECOND or decision.apart
    if decision.apart:
        assert (evidence.earlier, evidence.promise) == (Earlier.ELSEWHERE, PromiseSeen.KEPT)
        assert (evidence.kind, evidence.told_off_line) == (Kind.PRESENT, True)


@given(EVIDENCE)
def test_a_repeat_tells_the_canteens_apart_and_never_comes_of_a_second_portion(evidence: Evidence) -> None:
    decision = admit(evidence)
    if isinstance(decision, Repeat):
        assert evidence.kind is not Kind.SECOND
        assert decision == Repeat(same_canteen=evidence.earlier is Earlier.HERE)
