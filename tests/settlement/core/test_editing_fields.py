"""Whatever is filled into the fields of a card stands in the document, and in the same fields when it is read again."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from settlement.core.editing.cards import (
    Band,
    Bearer,
    Layer,
    Limit,
    Tier,
    band_fields,
    band_json,
    layer_fields,
    layer_json,
    limit_fields,
    limit_json,
)
from settlement.core.editing.terms import Amount, Who, condition_of, who_of
from tests.settlement.core.documents_words import CANTEENS, CATEGORIES, LEVELS, MODES, PACKAGES, REGIONS, SITTINGS


def some(words: Any) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(words)), unique=True, max_size=2).map(tuple)


years = st.sampled_from(("", "60", "80"))
yuan = st.sampled_from(("0.00", "3.50", "12.00"))
perhaps = yuan | st.just("")
same = [f"{kind}:{level}" for kind in ("registered", "resident") for level in LEVELS]
people = st.builds(
    Who,
    age_from=years,
    age_below=years,
    categories=some(CATEGORIES),
    registered_in=some(REGIONS),
    resident_in=some(REGIONS),
    permit_in=some(REGIONS),
    eating_in=some(REGIONS),
    same=st.sampled_from(("", *same)),
    sittings=some(SITTINGS),
    days=some(("workday", "day_off", "statutory_holiday")),
    modes=some(MODES),
    packages=some(PACKAGES),
    canteens=some(CANTEENS),
    outside=st.booleans(),
    other=st.sampled_from(("", '[{"weekday": ["sun"]}]')),
)
funds = st.builds(
    Bearer, st.sampled_from(("fund:town", "fund:charity")), st.sampled_from(("canteen", "hold")), st.booleans()
)
bearers = st.sampled_from((Bearer(), Bearer("suspense"))) | funds
rounding = st.sampled_from(("down", "half_up", "up"))
shares = st.builds(
    Amount, st.just("percent"), yuan, st.sampled_from(("price", "left", "discounted")), rounding, perhaps
)
amounts = shares | st.builds(Amount, st.sampled_from(("fixed", "down_to")), yuan)
lines = st.sampled_from((("set",), ("set", "delivery")))
counted = st.sampled_from((None, (), ("day",)))
layers = st.builds(
    Layer,
    id=st.just("town"),
    zh=st.just("镇"),
    en=st.sampled_from(("", "Town")),
    bearer=bearers,
    lines=lines,
    who=people,
    tiers=st.lists(st.builds(Tier, people, amounts), min_size=1, max_size=3).map(tuple),
    pick=st.sampled_from(("first", "highest")),
    limits=counted,
    discount=st.booleans(),
) | st.builds(Layer, who=people, tiers=st.builds(Tier, amount=amounts).map(lambda tier: (tier,)))
# Without an end there is nothing beyond it, and the canteen that a new card names for it is nobody's choice.
bands = st.builds(
    Band,
    who=people,
    lines=lines,
    exactly=st.booleans(),
    least=perhaps,
    most=yuan,
    bearer=bearers,
    limits=counted,
) | st.builds(Band, who=people, least=perhaps, bearer=bearers)
limits = st.builds(
    Limit,
    id=st.just("day"),
    per=st.sampled_from(("sitting", "day", "ever")),
    count=st.sampled_from(("", "1", "22")),
    sum=perhaps,
    counts=st.sampled_from(("", "paid", "asked", "every_meal")),
)


@given(people)
def test_everything_that_is_asked_of_her_is_asked(who: Who) -> None:
    assert replace(who_of(condition_of(who)), order=()) == who


def unordered(layer: Layer) -> Layer:
    """The order of conditions is that of the document; fields have none."""
    tiers = tuple(replace(tier, who=replace(tier.who, order=())) for tier in layer.tiers)
    return replace(layer, who=replace(layer.who, order=()), tiers=tiers)


@given(layers)
def test_everything_that_is_filled_into_a_layer_comes_back(layer: Layer) -> None:
    found = layer_fields(layer_json(layer))
    assert found is not None
    assert unordered(found) == layer


@given(bands)
def test_everything_that_is_filled_into_a_band_comes_back(band: Band) -> None:
    found = band_fields(band_json(band))
    assert found is not None
    assert replace(found, who=replace(found.who, order=())) == band


@given(limits)
def test_everything_that_is_filled_into_a_limit_comes_back(limit: Limit) -> None:
    assert limit_fields(limit_json(limit)) == limit
