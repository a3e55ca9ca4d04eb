"""Attempts: one item in, an attempt or every mistake out; a fingerprint that knows content from order."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.attempt import Attempt, Kind, Malformed, fingerprint, parse_attempt, read_instant

ID, MEAL, LIST, ELDER, EXTRA = (f"01936f3a-0000-7000-8000-00000000000{number}" for number in range(1, 6))
PRESENT: dict[str, Any] = {
    "id": ID,
    "sequence": 12,
    "kind": "present",
    "presented": "10203040",
    "meal": MEAL,
    "made_at": "2026-11-21T11:05:00.250+08:00",
    "promise": {"fen": 400, "list": LIST, "proof": "AAF0ZXN0"},
    "of": None,
    "staff": None,
    "elder": None,
}
MADE_AT = datetime(2026, 11, 21, 3, 5, 0, 250000, tzinfo=UTC)


def test_a_scan_in_full() -> None:
    item = PRESENT | {"offset_ms": -1500, "staff": "t0ken", "extras": [EXTRA, EXTRA]}
    assert parse_attempt(item) == Attempt(
        id=UUID(ID),
        sequence=12,
        kind=Kind.PRESENT,
        made_at=MADE_AT,
        offset_ms=-1500,
        presented="10203040",
        meal_id=UUID(MEAL),
        promised_fen=400,
        price_list_id=UUID(LIST),
        proof="AAF0ZXN0",
        staff_token="t0ken",
        extras=(UUID(EXTRA), UUID(EXTRA)),
    )


@pytest.mark.parametrize(
    ("item", "attempt"),
    [
        (
            {"kind": "present", "presented": "NC1:A B"},
            Attempt(UUID(ID), 1, Kind.PRESENT, MADE_AT, presented="NC1:A B"),
        ),
        ({"kind": "second", "elder": ELDER}, Attempt(UUID(ID), 1, Kind.SECOND, MADE_AT, elder_id=UUID(ELDER))),
        ({"kind": "name", "elder": ELDER}, Attempt(UUID(ID), 1, Kind.NAME, MADE_AT, elder_id=UUID(ELDER))),
        ({"kind": "void", "of": EXTRA}, Attempt(UUID(ID), 1, Kind.VOID, MADE_AT, of=UUID(EXTRA))),
    ],
)
def test_the_least_of_every_kind(item: dict[str, Any], attempt: Attempt) -> None:
    assert parse_attempt({"id": ID, "sequence": 1, "made_at": PRESENT["made_at"]} | item) == attempt


def test_keys_of_a_newer_page_are_left_alone() -> None:
    assert parse_attempt(PRESENT | {"weather": "rain"}) == parse_attempt(PRESENT)


A_WHOLE_SEQUENCE = "must be a whole number from 1 to 9007199254740991"
A_UUID = "must be a UUID"
AN_INSTANT = "must be an instant in ISO 8601 with its zone"
A_SCAN = "must be 1 to 512 printable ASCII characters"
A_PROOF = "must be 1 to 64 printable ASCII characters"
A_PROMISE = "must be a whole number from 0 to 10000000"


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("id", None, "is required"),
        ("id", 7, A_UUID),
        ("id", "", A_UUID),
        ("id", "{" + ID + "}", A_UUID),
        ("id", ID.replace("-", ""), A_UUID),
        ("id", ID + "\n", A_UUID),
        ("sequence", None, "is required"),
        ("sequence", 0, A_WHOLE_SEQUENCE),
        ("sequence", -1, A_WHOLE_SEQUENCE),
        ("sequence", True, A_WHOLE_SEQUENCE),
        ("sequence", 1.0, A_WHOLE_SEQUENCE),
        ("sequence", "1", A_WHOLE_SEQUENCE),
        ("sequence", 2**53, A_WHOLE_SEQUENCE),
        ("kind", None, "is required"),
        ("kind", "PRESENT", "must be present, second, name or void"),
        ("kind", [], "must be present, second, name or void"),
        ("made_at", None, "is required"),
        ("made_at", "", AN_INSTANT),
        ("made_at", 1795230300, AN_INSTANT),
        ("made_at", "2026-11-21T11:05:00", AN_INSTANT),
        ("made_at", "2026-11-21", AN_INSTANT),
        ("made_at", "2026-02-30T11:05:00Z", AN_INSTANT),
        ("made_at", "1969-12-31T11:05:00Z", AN_INSTANT),
        ("made_at", "9999-12-31T23:59:59-12:00", AN_INSTANT),
        ("made_at", "0001-01-01T00:00:00+14:00", AN_INSTANT),
        ("made_at", "2026-11-21T11:05:00Z" + " " * 40, AN_INSTANT),
        ("offset_ms", 1.5, "must be a whole number from -10000000000000 to 10000000000000"),
        ("offset_ms", 10**13 + 1, "must be a whole number from -10000000000000 to 10000000000000"),
        ("presented", None, "is required"),
        ("presented", "", A_SCAN),
        ("presented", "8" * 513, A_SCAN),
        ("presented", "1234\n", A_SCAN),
        ("presented", "张小三", A_SCAN),
        ("presented", 10203040, A_SCAN),
        ("meal", "lunch", A_UUID),
        ("elder", [ELDER], A_UUID),
        ("of", "x", A_UUID),
        ("staff", "x" * 201, "must be 1 to 200 printable ASCII characters"),
        ("promise", 400, "must be an object with fen, list and proof"),
        ("promise", {}, A_PROMISE),
        ("promise", {"fen": 4.0, "list": LIST}, A_PROMISE),
        ("promise", {"fen": -1, "list": LIST}, A_PROMISE),
        ("promise", {"fen": 10**7 + 1, "list": LIST}, A_PROMISE),
        ("promise", {"fen": 400, "proof": "x"}, A_UUID),
        ("promise", {"fen": 400, "list": LIST}, A_PROOF),
        ("promise", {"fen": 400, "list": LIST, "proof": "x" * 65}, A_PROOF),
        ("extras", EXTRA, "must be a list of at most 20 ids"),
        ("extras", [EXTRA] * 21, "must be a list of at most 20 ids"),
        ("extras", [EXTRA, None], A_UUID),
    ],
)
def test_one_mistake_is_named_and_the_rest_is_kept(key: str, value: object, message: str) -> None:
    assert parse_attempt(PRESENT | {key: value}) == Malformed(
        ((key, message),),
        id=None if key == "id" else UUID(ID),
        sequence=None if key == "sequence" else 12,
    )


@pytest.mark.parametrize(("kind", "missing"), [("second", "elder"), ("name", "elder"), ("void", "of")])
def test_what_a_kind_needs(kind: str, missing: str) -> None:
    assert parse_attempt(PRESENT | {"kind": kind}) == Malformed(((missing, "is required"),), UUID(ID), 12)


def test_all_mistakes_are_named_at_once() -> None:
    assert parse_attempt({"kind": "void", "meal": 5}) == Malformed(
        (
            ("id", "is required"),
            ("sequence", "is required"),
            ("made_at", "is required"),
            ("of", "is required"),
            ("meal", A_UUID),
        )
    )


@pytest.mark.parametrize("item", [None, [], "present", 7, True])
def test_what_is_no_object_at_all(item: object) -> None:
    assert parse_attempt(item) == Malformed((("", "must be an object"),))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
NEAR_MISSES = st.fixed_dictionaries({}, optional={key: st.just(value) | JSON for key, value in PRESENT.items()})


@given(JSON | NEAR_MISSES)
def test_nothing_from_json_makes_the_reader_fail(item: object) -> None:
    parsed = parse_attempt(item)
    assert isinstance(parsed, Attempt) or parsed.fields
    assert len(fingerprint(item)) == 64


@given(st.dictionaries(st.text(max_size=10), JSON, max_size=6), st.randoms())
def test_the_order_of_keys_does_not_change_a_fingerprint(item: dict[str, object], random: Any) -> None:
    keys = list(item)
    random.shuffle(keys)
    assert fingerprint({key: item[key] for key in keys}) == fingerprint(item)


@pytest.mark.parametrize(
    "change",
    [
        {"presented": "10203041"},
        {"sequence": 13},
        {"promise": None},
        {"promise": {"fen": 401, "list": LIST, "proof": "AAF0ZXN0"}},
        {"promise": {"fen": 400, "list": LIST, "proof": "AAF0ZXN1"}},
        {"made_at": "2026-11-21T11:05:00.251+08:00"},
        {"staff": ""},
        {"new": None},
        {"sequence": "12"},
        {"sequence": True},
    ],
)
def test_any_change_of_content_changes_the_fingerprint(change: dict[str, object]) -> None:
    assert fingerprint(PRESENT | change) != fingerprint(PRESENT)


def test_a_fingerprint_is_stored_and_so_may_never_change() -> None:
    item = PRESENT | {"promise": {"fen": 400, "list": LIST}}
    assert fingerprint(item) == "6f3f574ffbd1a71748504a4d743fe3bdefec4abc1ca4921f74e7eb1843372487"


@pytest.mark.parametrize("text", ['{"a": NaN, "b": 1e999}', '"\\ud800"', "[" * 400 + "]" * 400])
def test_odd_json_has_a_fingerprint_too(text: str) -> None:
    assert len(fingerprint(json.loads(text))) == 64


def test_content_nested_beyond_reason_has_one_too() -> None:
    item: list[object] = []
    for _ in range(100_000):
        item = [item]
    assert fingerprint(item) == fingerprint([item])


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-21T03:05:00Z", datetime(2026, 11, 21, 3, 5, tzinfo=UTC)),
        ("2026-11-21T03:05:00.123Z", datetime(2026, 11, 21, 3, 5, 0, 123000, tzinfo=UTC)),
        ("2026-11-21T11:05:00+08:00", datetime(2026, 11, 21, 3, 5, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_instants_are_read_into_utc(text: str, instant: datetime) -> None:
    read = read_instant(text)
    assert (read, read.tzinfo) == (instant, UTC)


@given(st.text(max_size=45).filter(lambda text: not text[:4].isdigit()))
def test_a_refused_instant_is_not_repeated_in_the_answer(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{AN_INSTANT}$"):
        read_instant(text)
