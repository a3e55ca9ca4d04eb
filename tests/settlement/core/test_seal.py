"""The seal: equal books are equal bytes, any change is another digest, the chain holds the months together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.core.seal import canonical, digest

BOOKS = {"month": "2026-11", "entries": [{"fen": 1200, "words": "午餐", "late": False, "for": None}]}
BODY = 'nuancan-books/1\n{"entries":[{"fen":1200,"for":null,"late":false,"words":"午餐"}],"month":"2026-11"}\n'


def test_canonical_bytes() -> None:
    assert canonical(BOOKS) == BODY.encode()
    assert canonical(dict(reversed(BOOKS.items()))) == BODY.encode()


def test_the_digest_is_this_one_for_ever() -> None:
    """Worked out by hand: printf -- '-\\n…' | sha256sum. If it ever differs, sealed months can no longer be checked."""
    first = digest(None, canonical(BOOKS))
    assert first == "0813230bf2e34857dfce249d7dbd23918bf819d0fffca3efebe55f982af33b4e"
    assert digest(first, canonical(BOOKS)) == "a4c5c66eb7468b68e2d3b1ad4cb4d6897029cc71eb0e39105791cda2557ad99c"


@pytest.mark.parametrize(
    ("books", "place"),
    [({"a": 1.0}, "books.a"), ({"a": [{"b": b"x"}]}, "books.a[0].b"), ({"a": {1: 2}}, "key 1"), ({"a": {2}}, "a set")],
)
def test_what_has_no_canonical_form(books: dict[str, object], place: str) -> None:
    with pytest.raises(TypeError) as caught:
        canonical(books)
    assert place in str(caught.value)


text = st.text('ab"\\\n午', max_size=3)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | text,
    lambda parts: st.lists(parts, max_size=2) | st.dictionaries(text, parts, max_size=2),
    max_leaves=4,
)
books = st.dictionaries(text, plain, max_size=2)


@given(books, books)
def test_different_books_are_different_bytes(one: dict[str, object], other: dict[str, object]) -> None:
    assert (canonical(one) == canonical(other)) == (repr_sorted(one) == repr_sorted(other))


def repr_sorted(value: object) -> str:
    """A second, independent way to tell values apart: 1 and True are equal in Python and differ in books."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{repr_sorted(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(repr_sorted, value)) + "]"
    return repr(value)
