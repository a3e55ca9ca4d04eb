"""Errors carry a kind, a code, an English message and Chinese words, and the house refuses one that does not."""

import pytest

from canteen.core.errors import Conflict, Invalid, NotFound, Problem, Refused, Unavailable


class NoSuchSpoon(NotFound):
    """This spoon is
    not registered.

    Only the first paragraph is the message.
    """

    code = "no-such-spoon"
    zh = "没有登记这把勺子"


def test_kinds_are_the_words_of_the_api() -> None:
    kinds = {kind: kind.kind for kind in (NotFound, Conflict, Refused, Unavailable, Invalid)}
    assert kinds == {
        NotFound: "not_found",
        Conflict: "conflict",
        Refused: "refused",
        Unavailable: "unavailable",
        Invalid: "invalid",
    }


def test_message_is_the_first_paragraph_of_the_docstring() -> None:
    error = NoSuchSpoon("7")
    assert (error.message, str(error), error.kind, error.code, error.zh) == (
        "This spoon is not registered.",
        "This spoon is not registered. (7)",
        "not_found",
        "no-such-spoon",
        "没有登记这把勺子",
    )
    assert str(NoSuchSpoon()) == "This spoon is not registered."


def test_invalid_keeps_every_field() -> None:
    error = Invalid([("layers[0].id", "is required"), ("title", "is required")])
    assert error.fields == (("layers[0].id", "is required"), ("title", "is required"))
    assert str(error) == "What was sent is not valid. layers[0].id: is required; title: is required"
    assert Invalid().fields == ()


def test_an_error_without_docstring_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="docstring is its message"):
        type("Silent", (Conflict,), {"code": "silent"})


@pytest.mark.parametrize("code", ["", "Has-Capitals", "under_score", "trailing-", "two  words"])
def test_an_error_with_an_odd_code_cannot_be_declared(code: str) -> None:
    with pytest.raises(TypeError, match="lower-case words"):
        type("Odd", (Problem,), {"__doc__": "Odd.", "code": code})
