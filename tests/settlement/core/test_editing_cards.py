"""Layers shown by their fields, in whatever order they are written, with raw text for the one odd part alone."""

import json

import pytest

from settlement.core.editing import draft_of
from settlement.core.editing.cards import card_of, layer_fields, layer_json
from tests.settlement.core.documents import Json, document, layer
from tests.settlement.core.pieces import ages, both, category, fixed

LUNCH = {"sitting": ["lunch"]}
WORKDAY = {"calendar": ["workday"]}
TOWN = {"registered": {"in": ["zhengguo"]}}
SUNDAY = {"weekday": ["sun"]}  # has no field


@pytest.mark.parametrize(
    ("when", "other"),
    [
        (both(LUNCH, WORKDAY, ages(from_=60)), []),
        (both(ages(from_=60), WORKDAY, LUNCH), []),
        (both(TOWN, category("dibao"), LUNCH), []),
        (both(SUNDAY, LUNCH), [SUNDAY]),
        (both(LUNCH, SUNDAY, ages(from_=60), SUNDAY), [SUNDAY, SUNDAY]),
        (both(ages(from_=60), ages(below=90)), [ages(below=90)]),  # one field for each end, and only once
        (both(LUNCH), [both(LUNCH)]),  # says the same in more words, and keeps them
        (both(category("dibao"), both(LUNCH)), [both(LUNCH)]),
        ({"category_any": ["dibao"]}, [{"category_any": ["dibao"]}]),
        ({"any": [LUNCH, WORKDAY]}, [{"any": [LUNCH, WORKDAY]}]),
        ({"institution": True}, [{"institution": True}]),
    ],
)
def test_only_the_part_of_a_condition_that_has_no_field_is_raw(when: Json, other: list[Json]) -> None:
    written = layer("a", fixed("3.00"), when=when)
    card = card_of(written, layer_fields, layer_json)
    assert card.fields is not None
    assert (json.loads(card.fields.who.other) if card.fields.who.other else []) == other
    assert layer_json(card.fields) == written


THIRD = {"percent": "33.33", "of": "price", "round": "down"}


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        (fixed("3.00"), "fixed"),
        ({"down_to": "3.00"}, "down_to"),
        (THIRD, "percent"),
        ({"lowest": [THIRD, fixed("3.00")]}, "percent"),
        ({"lowest": [fixed("3.00"), THIRD]}, "raw"),
        ({"lowest": [fixed("3.00"), fixed("4.00")]}, "raw"),
        ({"lowest": [THIRD, fixed("3.00"), fixed("4.00")]}, "raw"),
        ({**THIRD, "to": "0.10"}, "raw"),
        ({**THIRD, "of": {"layer": "b"}}, "raw"),
        ({"part": "1/3", "of": "price", "round": "down"}, "raw"),
        ({"sum": [fixed("3.00"), THIRD]}, "raw"),
    ],
)
def test_only_a_formula_that_has_no_fields_is_raw(formula: Json, kind: str) -> None:
    written = layer("a", formula)
    card = card_of(written, layer_fields, layer_json)
    assert card.fields is not None
    assert card.fields.tiers[0].amount.kind == kind
    assert layer_json(card.fields) == written


@pytest.mark.parametrize(
    "odd",
    [
        {"title": {"zh": "某镇", "en": "Some", "fr": "Une"}},
        {"source": {"title": "某文", "page": 3}},
        {"redecision": {}},
        {"redecision": {"may_raise_elder": "maybe"}},
        {"format": "nuancan-policy/2"},
        {"notes": []},
        {"layers": {}},
        {"promise_gap": {"payer": "canteen", "why": "x"}},
    ],
)
def test_what_no_card_says_is_edited_as_raw_text_and_nothing_of_it_is_lost(odd: Json) -> None:
    assert draft_of(document(layer("a", fixed("1.00"))) | odd) is None
    assert draft_of(document(layer("a", fixed("1.00")))) is not None
