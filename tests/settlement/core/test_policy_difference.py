"""Differences of two documents: nothing for equal ones, every change once, layers known again by their ids."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.core.policy_difference import Difference, Kind, differences
from tests.town import DOCUMENT

LAYERS = ["city", "district", "town", "charity", "shop"]

leaves = st.one_of(st.text(max_size=4), st.booleans(), st.integers(0, 3), st.none())
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcdef"), inner, max_size=3),
    max_leaves=12,
)
layers = st.lists(st.sampled_from(LAYERS), unique=True).flatmap(
    lambda ids: st.tuples(
        *(st.fixed_dictionaries({"id": st.just(each), "formula": values, "x": values}) for each in ids)
    )
)
# Of keys for which nothing holds where they are left out: of others, what holds is compared, not what is written.
documents = st.dictionaries(st.sampled_from(["title", "source", "promise_gap"]), values, max_size=3).flatmap(
    lambda rest: layers.map(lambda made: {**rest, "layers": list(made)})
)


def said(found: tuple[Difference, ...]) -> list[tuple[str, str, Any, Any]]:
    """What differs, in short."""
    return [(each.kind.value, each.path, each.before, each.after) for each in found]


def changed(**more: Any) -> dict[str, Any]:
    """The town's document with other top keys."""
    return copy.deepcopy(DOCUMENT) | more


def figures(value: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every object's key that holds a plain value: its path, the object and the key."""
    if isinstance(value, dict):
        for key, part in value.items():
            at = f"{path}.{key}" if path else key
            if isinstance(part, dict | list):
                yield from figures(part, at)
            else:
                yield at, value, key
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from figures(part, f"{path}[{index}]")


def test_a_figure_that_changed_is_named_by_its_path() -> None:
    after = changed()
    after["layers"][1]["formula"]["fixed"] = "2.00"
    after["elder"][0]["at_most"] = "6.00"
    found = differences(DOCUMENT, after)
    assert said(found) == [
        ("changed", "elder[0].at_most", "5.00", "6.00"),
        ("changed", "layers[1].formula", {"fixed": "1.00"}, {"fixed": "2.00"}),
    ]
    assert [(step.key, step.number, step.title) for step in found[1].steps] == [
        ("layers", 2, {"zh": "慈善", "en": "Charity"}),
        ("formula", None, None),
    ]


def test_layers_are_known_again_by_their_ids() -> None:
    after = changed()
    after["layers"] = [after["layers"][1], {**after["layers"][0], "tiers_pick": "first"}, {"id": "shop"}]
    assert said(differences(DOCUMENT, after)) == [
        ("moved", "layers[0]", 2, 1),
        ("changed", "layers[1].tiers_pick", "highest", "first"),
        ("added", "layers[2]", None, {"id": "shop"}),
    ]
    assert [each.kind for each in differences(after, DOCUMENT)] == [Kind.MOVED, Kind.CHANGED, Kind.REMOVED]


def test_a_tier_put_in_front_changes_no_other() -> None:
    after = changed()
    first = {"when": {"age": {"from": 90}}, "formula": {"fixed": "7.00"}}
    after["layers"][0]["tiers"].insert(0, first)
    after["layers"][0]["tiers"][1]["formula"] = {"fixed": "5.50"}
    after["layers"][0]["tiers"][2]["formula"] = {"fixed": "6.50"}
    assert said(differences(DOCUMENT, after)) == [
        ("added", "layers[0].tiers[0]", None, first),
        ("changed", "layers[0].tiers[1].formula", {"fixed": "5.00"}, {"fixed": "5.50"}),
        ("changed", "layers[0].tiers[2].formula", {"fixed": "6.00"}, {"fixed": "6.50"}),
    ]


def test_a_tier_for_others_is_the_same_tier_with_another_condition() -> None:
    after = changed()
    after["layers"][0]["tiers"][0]["when"] = {"age": {"from": 85}}
    assert said(differences(DOCUMENT, after)) == [
        ("changed", "layers[0].tiers[0].when", {"age": {"from": 80}}, {"age": {"from": 85}})
    ]


def test_one_is_not_true() -> None:
    assert said(differences({"a": [{"b": 1}]}, {"a": [{"b": True}]})) == [("changed", "a[0].b", 1, True)]


@settings(max_examples=40)
@given(documents, documents)
def test_nothing_differs_of_equal_documents_alone(before: dict[str, Any], after: dict[str, Any]) -> None:
    same = json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
    assert (differences(before, after) == ()) == same
    assert differences(before, copy.deepcopy(before)) == ()


@settings(max_examples=40)
@given(documents, documents)
def test_what_is_new_one_way_is_gone_the_other_way(before: dict[str, Any], after: dict[str, Any]) -> None:
    there, back = differences(before, after), differences(after, before)
    assert len({each.path for each in there if each.kind is Kind.ADDED}) == sum(e.kind is Kind.REMOVED for e in back)
    assert sorted(repr((e.before, e.after)) for e in there if e.kind is Kind.CHANGED) == sorted(
        repr((e.after, e.before)) for e in back if e.kind is Kind.CHANGED
    )


@given(st.data())
def test_every_figure_that_changed_is_mentioned_exactly_once(data: st.DataObject) -> None:
    after = changed()
    here = list(figures(after))
    chosen = data.draw(st.lists(st.sampled_from(range(len(here))), unique=True, max_size=6))
    # An id is a layer's name: with another one it is another layer.
    picked = [here[index] for index in chosen if here[index][2] != "id"]
    for _, holder, key in picked:
        holder[key] = "otherwise"
    paths = [each.path for each in differences(DOCUMENT, after)]
    assert len(paths) == len(set(paths))
    for at, _, _ in picked:
        assert [path for path in paths if at == path or at.startswith((f"{path}.", f"{path}["))] != []
    for path in paths:
        assert any(at == path or at.startswith((f"{path}.", f"{path}[")) for at, _, _ in picked)


@pytest.mark.parametrize("key", sorted(DOCUMENT.keys() - {"age_reached", "redecision"}))
def test_a_key_that_went_is_told(key: str) -> None:
    after = {name: part for name, part in DOCUMENT.items() if name != key}
    assert said(differences(DOCUMENT, after)) == [("removed", key, DOCUMENT[key], None)]


EACH: dict[str, Any] = {"id": "sitting", "per": "sitting", "count": 1}
PURSE: dict[str, Any] = {"id": "purse", "per": "month", "sum": "100.00", "counts": "paid"}
COUPON: dict[str, Any] = {"id": "coupon", "per": "month", "count": 4}
SOLD: dict[str, Any] = {"id": "voucher", "limits": ["coupon"]}


def spelt(*, layer: Any = None, band: Any = None, **more: Any) -> dict[str, Any]:
    """A document in which nothing is written but these keys: of itself, of its layer and of its band."""
    one = {"id": "town", "lines": ["set"], **(layer or {})}
    return {"layers": [one], "elder": [{"lines": ["set"], "at_most": "5.00", **(band or {})}], **more}


@pytest.mark.parametrize(
    ("left_out", "written"),
    [
        (spelt(), spelt(limits=[EACH])),
        (spelt(), spelt(limits=[EACH | {"id": "meal"}], layer={"limits": ["meal"]}, band={"limits": ["meal"]})),
        (spelt(), spelt(redecision={"may_raise_elder": False})),
        (spelt(), spelt(age_reached="birthday")),
        (spelt(), spelt(notes=[], exclusions=[], products=[], regions={}, canteens={})),
        ({"layers": []}, {"layers": [], "elder": []}),
        (spelt(), spelt(layer={"discount": False, "limits": ["sitting"]})),
        (spelt(), spelt(band={"at_least": "0.00", "limits": ["sitting"]})),
        (spelt(limits=[EACH, PURSE]), spelt(limits=[EACH, PURSE], layer={"limits": ["purse", "sitting"]})),
        (spelt(limits=[EACH, PURSE]), spelt(limits=[EACH, PURSE], band={"limits": ["sitting"]})),
        (
            spelt(limits=[EACH, COUPON], products=[SOLD]),
            spelt(limits=[EACH, COUPON], products=[SOLD], layer={"limits": ["sitting"]}),
        ),
        (spelt(limits=[]), spelt(limits=[], layer={"limits": []})),
    ],
)
def test_what_holds_anyway_is_no_difference_where_it_is_written_out(
    left_out: dict[str, Any], written: dict[str, Any]
) -> None:
    """Whoever signs is told what changes, not who spelt out what every document means."""
    assert (said(differences(left_out, written)), said(differences(written, left_out))) == ([], [])


@pytest.mark.parametrize(
    ("left_out", "written", "told"),
    [
        (spelt(), spelt(limits=[]), [("removed", "limits[0]", EACH, None)]),
        (
            spelt(),
            spelt(limits=[PURSE]),
            [("added", "limits[0]", None, PURSE), ("removed", "limits[0]", EACH, None)],
        ),
        (spelt(), spelt(limits=[EACH | {"id": "meal"}, PURSE]), [("added", "limits[1]", None, PURSE)]),
        (spelt(), spelt(limits=[EACH | {"count": 2}]), [("changed", "limits[0].count", 1, 2)]),
        (
            spelt(),
            spelt(redecision={"may_raise_elder": True}),
            [("changed", "redecision.may_raise_elder", False, True)],
        ),
        (spelt(), spelt(age_reached="next_day"), [("changed", "age_reached", "birthday", "next_day")]),
        (spelt(), spelt(layer={"discount": True}), [("changed", "layers[0].discount", False, True)]),
        (spelt(), spelt(layer={"limits": []}), [("changed", "layers[0].limits", ["sitting"], [])]),
        (spelt(), spelt(band={"at_least": "3.00"}), [("changed", "elder[0].at_least", "0.00", "3.00")]),
        (spelt(), spelt(notes=["照原文"]), [("added", "notes", None, ["照原文"])]),
        (spelt(), spelt(layer={"id": "town", "notes": []}), [("added", "layers[0].notes", None, [])]),
    ],
)
def test_what_is_written_is_compared_with_what_held_where_nothing_was(
    left_out: dict[str, Any], written: dict[str, Any], told: list[tuple[str, str, Any, Any]]
) -> None:
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert said(differences(left_out, written)) == told
    back = [(turned[kind], path, before, after) for kind, path, after, before in said(differences(written, left_out))]
    assert sorted(map(repr, back)) == sorted(map(repr, told))
