"""The digest of a deed is the same on every machine, and covers every part of it."""

import hashlib

from canteen.core.chain import FIRST, digest

DEED = {"id": "a", "detail": {"名": 1, "b": None}}
GIVEN = {"previous": FIRST, "sequence": 1, "linked_at": "2026-11-20T00:00:00.000000+00:00", "deed": DEED}


def test_a_verifier_in_any_language_gets_the_same() -> None:
    text = (
        '{"deed":{"detail":{"b":null,"\\u540d":1},"id":"a"},"linked_at":"2026-11-20T00:00:00.000000+00:00",'
        f'"previous":"{"0" * 64}","sequence":1}}'
    )
    assert digest(**GIVEN) == hashlib.sha256(text.encode()).hexdigest()  # type: ignore[arg-type]  # of many types


def test_every_part_counts() -> None:
    others = (
        {"previous": "1" * 64},
        {"sequence": 2},
        {"linked_at": "2026-11-20T00:00:00.000001+00:00"},
        {"deed": {**DEED, "id": "b"}},
        {"deed": {**DEED, "detail": {"名": 1}}},
    )
    digests = {digest(**(GIVEN | other)) for other in (GIVEN, *others)}  # type: ignore[arg-type]  # as above
    assert len(digests) == 1 + len(others)
