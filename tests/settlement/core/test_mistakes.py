"""Mistakes in policy documents: each by its path and code, in words of both languages, and which the schema sees."""

import copy
import json
import re
import time
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from settlement.core import reading
from settlement.core.policy import PolicyInvalid, mistakes, parse
from settlement.core.policy.schema import policy_schema
from settlement.core.reading import Mistake
from tests.settlement.core.documents import Json, document, layer, random_whole, seeds, title
from tests.settlement.core.test_policy import _at, places
from tests.settlement.core.wrong import WRONG, changed
from tests.settlement.core.wrong_parts import PUBLISHED, WRONG_PARTS
from tests.settlement.core.wrong_terms import WRONG_CONDITIONS, WRONG_FORMULAS

ROWS = [*WRONG, *WRONG_CONDITIONS, *WRONG_FORMULAS, *WRONG_PARTS]
SCHEMA = Draft202012Validator(policy_schema())

# What JSON Schema cannot say: that names are declared or told apart, that one number exceeds another, that an age
# needs its beginning, how deep conditions nest, what other documents say …
ONLY_READ = {
    "age-unsaid", "category-word", "ends-before", "included-invalid", "included-round", "late-price",
    "limit-differs", "most-below-least", "needed-layer", "never-empty", "never-reached", "no-layer-next",
    "no-such-document", "not-a-part",
    "not-earlier", "not-in-included", "not-of-this-kind", "not-there", "nothing-beyond", "nothing-inside",
    "nth-in-limit", "one-of-two", "persons-number", "price-only", "rank-unsaid", "rank-without-pick", "reserved",
    "sum-for-elder", "too-deep", "up-to-nothing",
}  # fmt: skip
# … and what it says of some documents alone: a key that another's value asks for, ids that are there twice, the 30th
# of February, 60.0 for 60, a step of nothing to round to, a bound too many.
SOMETIMES_SEEN = {"missing-key", "not-a-category", "not-a-day", "not-one-bound", "not-whole", "twice"}


def told(whole: object) -> list[Mistake]:
    with pytest.raises(PolicyInvalid) as caught:
        parse(whole, PUBLISHED)
    return list(caught.value.mistakes)


@pytest.mark.parametrize(("change", "expected"), ROWS)
def test_a_mistake_is_named_by_its_path(change: Json, expected: dict[str, str]) -> None:
    found = told(changed(change))
    assert {mistake.path: mistake.code for mistake in found} == expected
    assert len(found) == len(expected)


def test_every_mistake_there_is_is_shown() -> None:
    known = {**reading._WORDS, **mistakes._WORDS}
    assert {code for _, expected in ROWS for code in expected.values()} == set(known)
    assert reading._WORDS.keys().isdisjoint(mistakes._WORDS)


def test_a_mistake_is_told_in_both_languages_with_nothing_left_to_fill_in() -> None:
    for change, _ in ROWS:
        for mistake in told(changed(change)):
            for text in (mistake.message, mistake.zh):
                assert not re.search(r"\{[\w.]*\}|\{\{", text), text  # other braces show the shape of an object
                assert text.strip()
            assert re.search(r"[一-鿿]", mistake.zh)
            assert not re.search(r"[一-鿿]", mistake.message)


def test_a_document_that_many_include_is_read_once() -> None:
    """Thirty on each of four levels, each of which includes all below: read anew each time, these were 27,000."""
    published = {
        f"level-{level}/{number}": document(
            *(
                {"include": {"policy": f"level-{level + 1}/{below}", "layers": [f"none-{number}"]}}
                for below in range(30)
            )
            if level < 3
            else [layer("a", {"fixed": "1.00"})]
        )
        for level in range(4)
        for number in range(30)
    }
    began = time.process_time()
    with pytest.raises(PolicyInvalid):
        parse(document({"include": {"policy": "level-0/0"}}), published)
    assert time.process_time() - began < 1  # a twentieth of it on a quiet machine


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(policy_schema())


def test_the_command_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("quote", "--schema")
    assert json.loads(capsys.readouterr().out) == policy_schema()


@settings(max_examples=35)
@given(seeds)
def test_the_schema_takes_whatever_can_be_read(seed: int) -> None:
    whole, published = random_whole(seed)
    for one in (whole, *published.values()):
        assert [error.json_path for error in SCHEMA.iter_errors(one)] == []


def keys_of(value: Any) -> set[str]:
    """Every key of a document, wherever it stands."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def declared(schema: Any) -> set[str]:
    """Every key that the schema has a place for."""
    if isinstance(schema, dict):
        return set(schema.get("properties", ())).union(*map(declared, schema.values()))
    return set().union(*map(declared, schema)) if isinstance(schema, list) else set()


def test_documents_at_random_use_the_whole_language() -> None:
    """Otherwise what holds of all of them would say nothing of the rest."""
    used = set().union(*(keys_of([whole, *others.values()]) for whole, others in map(random_whole, range(150))))
    assert declared(policy_schema()) - used == {"source", "url"}


def test_what_the_schema_does_not_see_is_known() -> None:
    unseen = {code for change, expected in ROWS if SCHEMA.is_valid(changed(change)) for code in expected.values()}
    assert unseen == ONLY_READ | SOMETIMES_SEEN


@settings(max_examples=40)
@given(seeds)
def test_a_key_nobody_knows_is_seen_by_the_schema_wherever_it_stands(seed: int) -> None:
    whole = copy.deepcopy(random_whole(seed)[0])
    objects = [place for place in places(whole) if isinstance(_at(whole, place), dict)]
    inside: Any = _at(whole, objects[seed % len(objects)])
    inside["no_such_key"] = title()
    assert not SCHEMA.is_valid(whole)
