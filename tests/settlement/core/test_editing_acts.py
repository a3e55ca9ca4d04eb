"""What each button of an editor does to a draft; one that is not there does nothing."""

from typing import Any

import pytest

from settlement.core.editing import document_of, draft_of
from settlement.core.editing.acts import acted
from settlement.core.editing.sheet import Draft
from tests.settlement.core.documents import document, layer
from tests.settlement.core.pieces import ages, tiers

A = layer("a", {"fixed": "1.00"})
B = layer("b", **tiers((ages(from_=80), "2.00"), (None, "3.00"), pick="highest"))
INCLUDE = {"include": {"policy": "district/1"}}  # has no fields, and moves as it is
BANDS = [{"lines": ["set"], "at_least": yuan} for yuan in ("1.00", "2.00")]
LIMITS = [{"id": "limit-1", "per": "day", "count": 1}, {"id": "week", "per": "week", "count": 5}]
WRITTEN = document(A, B, INCLUDE, elder=BANDS, limits=LIMITS)


def draft() -> Draft:
    found = draft_of(WRITTEN)
    assert found is not None
    return found


def named(written: Any, what: str) -> list[Any]:
    """The items of a list by what tells them apart."""
    keys = {"layers": "id", "elder": "at_least", "limits": "id"}
    return [one.get(keys[what], "include" if "include" in one else "") for one in written[what]]


@pytest.mark.parametrize(
    ("act", "what", "expected"),
    [
        ("layers.1.up", "layers", ["b", "a", "include"]),
        ("layers.0.down", "layers", ["b", "a", "include"]),
        ("layers.2.up", "layers", ["a", "include", "b"]),
        ("layers.0.up", "layers", ["a", "b", "include"]),  # the first has nowhere to go
        ("layers.2.down", "layers", ["a", "b", "include"]),  # nor has the last
        ("layers.2.drop", "layers", ["a", "b"]),
        ("layers.add", "layers", ["a", "b", "include", "layer-1"]),
        ("bands.1.up", "elder", ["2.00", "1.00"]),
        ("bands.0.up", "elder", ["1.00", "2.00"]),
        ("bands.0.drop", "elder", ["2.00"]),
        ("bands.add", "elder", ["1.00", "2.00", ""]),
        ("limits.1.up", "limits", ["week", "limit-1"]),
        ("limits.0.drop", "limits", ["week"]),
        ("limits.add", "limits", ["limit-1", "week", "limit-2"]),
    ],
)
def test_a_button_moves_adds_or_drops_one_item_of_its_list(act: str, what: str, expected: list[str]) -> None:
    after = document_of(acted(draft(), act))
    assert named(after, what) == expected
    assert {key: value for key, value in after.items() if key != what} == {
        key: value for key, value in WRITTEN.items() if key != what
    }


SITTING = {"id": "sitting", "per": "sitting", "count": 1}
ADDED = {"id": "limit-1", "per": "day"}


@pytest.mark.parametrize(
    ("before", "acts", "after"),
    [
        (None, ["add"], [SITTING, ADDED]),
        (None, ["add", "1.drop"], None),  # what stands there by itself is what holds where none is named
        (None, ["add", "0.drop"], [ADDED]),
        (None, ["add", "0.drop", "0.drop"], None),
        (None, ["add", "1.drop", "0.drop"], None),
        (None, ["add", "add", "1.up", "0.drop", "0.drop", "0.drop"], None),
        (None, ["0.drop"], None),
        ([], ["add", "0.drop"], []),
        ([SITTING], ["add", "1.drop"], [SITTING]),
        ([SITTING], ["add", "0.drop", "0.drop"], []),
        ([SITTING], ["0.drop"], []),
    ],
)
def test_limits_that_were_added_can_be_dropped_again(before: Any, acts: list[str], after: Any) -> None:
    found = draft_of(document(A) if before is None else document(A, limits=before))
    assert found is not None
    for act in acts:
        found = acted(found, f"limits.{act}")
    assert document_of(found) == (document(A) if after is None else document(A, limits=after))


def layer_after(number: int, *acts: str) -> Any:
    found = draft()
    for act in acts:
        found = acted(found, f"layers.{number}.tiers.{act}")
    return document_of(found)["layers"][number]


@pytest.mark.parametrize(
    ("number", "acts", "yuan", "pick"),
    [
        (1, ("1.up",), ["3.00", "2.00"], "highest"),
        (1, ("0.down",), ["3.00", "2.00"], "highest"),
        (1, ("0.up",), ["2.00", "3.00"], "highest"),
        (1, ("add",), ["2.00", "3.00", ""], "highest"),
        (1, ("0.drop",), ["3.00"], "highest"),
        (0, ("add",), ["1.00", ""], "first"),  # one formula for everybody becomes the first of two
        (0, ("0.up",), ["1.00"], ""),  # and stays one for everybody where there is no other
        (1, ("0.drop", "0.drop"), [""], ""),  # with the last one gone, there is one for everybody again
    ],
)
def test_tiers_are_moved_added_and_dropped_in_their_layer(
    number: int, acts: tuple[str, ...], yuan: list[str], pick: str
) -> None:
    after = layer_after(number, *acts)
    rows = after["tiers"] if pick else [after]
    assert [row["formula"]["fixed"] for row in rows] == yuan
    assert (after.get("tiers_pick", ""), "formula" in after) == (pick, not pick)


@pytest.mark.parametrize(
    "act",
    [
        *("", "layers", "nothing.add", "layers.x.up", "layers.-1.up", "layers.3.up", "layers.0.left", "layers.0"),
        *("layers.0.up.again", "layers.2.tiers.add", "layers.7.tiers.add", "layers.x.tiers.add", "bands.2.drop"),
        *("layers.1.tiers.2.drop", "layers.1.tiers.0.left", "limits.².up"),
    ],
)
def test_what_is_no_button_changes_nothing(act: str) -> None:
    assert document_of(acted(draft(), act)) == WRITTEN
