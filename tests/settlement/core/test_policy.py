"""Reading a policy document: what it becomes, and every mistake by its path."""

import copy
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.core.policy import Policy, PolicyInvalid, parse
from settlement.core.policy.terms import Age, AllOf, AnyOf, Category, DownTo, Fixed, Not, Percent, SittingIs
from settlement.core.policy.values import Band, Empty, Layer, Limit, Payer, Source, Tier, Title
from tests.settlement.core.documents import Json, document, documents, fund, layer, random_whole, seeds, title
from tests.settlement.core.wrong import BAND, TWO

# what the whole document below says, as values
TOWN = Layer(
    id="town",
    title=Title("town", "town"),
    payer=Payer("fund:nanxun-joint", "nanxun-joint", Empty("next", part=True)),
    lines=frozenset({"set", "weighed"}),
    when=AnyOf((AllOf((Age(60, 70), SittingIs(("lunch",)))), Not(Category(("a",))))),
    limits=("week",),
    tiers=(Tier(None, DownTo(Fixed(350))),),
    tiered=False,
    pick="first",
)
SHOP = Layer(
    id="shop",
    title=Title("shop", "shop"),
    payer=Payer("canteen"),
    lines=frozenset({"set"}),
    when=None,
    limits=(),
    tiers=(Tier(Category(("dibao",)), Fixed(200)), Tier(None, Fixed(100))),
    tiered=True,
    pick="highest",
)
CHARITY_BAND = Band(
    when=None,
    lines=frozenset({"set"}),
    limits=("week",),
    at_least=Fixed(300),
    at_most=Fixed(500),
    beyond=Payer("fund:charity", "charity", Empty("hold", part=False)),
)


def mistakes(whole: object) -> dict[str, str]:
    with pytest.raises(PolicyInvalid) as caught:
        parse(whole)
    found = {mistake.path: mistake.code for mistake in caught.value.mistakes}
    assert len(found) == len(caught.value.mistakes) == len(caught.value.fields)
    return found


def test_a_whole_document() -> None:
    when = {"any": [{"all": [{"age": {"from": 60, "below": 70}}, {"sitting": ["lunch"]}]}, {"not": {"category": "a"}}]}
    asked = parse(
        document(
            layer(
                "town", {"down_to": "3.5"}, when=when, lines=["set", "weighed"], **fund("nanxun-joint", "next", True)
            ),
            layer("shop", tiers=TWO, tiers_pick="highest", limits=[]),
            source={"title": "通知", "url": "https://example.org/1"},
            redecision={"may_raise_elder": True},
            limits=[{"id": "week", "per": "week", "count": 5}],
            elder=[{**BAND, "beyond": {"fund": "charity"}, "empty": {"then": "hold", "part": False}}],
            promise_gap={"payer": "suspense"},
        )
    )
    assert asked == Policy(
        title=Title("某镇", "某镇"),
        source=Source("通知", "https://example.org/1"),
        notes=(),
        age_reached="birthday",
        may_raise_elder=True,
        promise_gap=Payer("suspense"),
        regions={},
        canteens={},
        limits=(Limit("week", "week", 5),),
        exclusions=(),
        bands=(CHARITY_BAND,),
        layers=(TOWN, SHOP),
        products=(),
        includes=(),
        left_behind=(),
        program=asked.program,
    )
    assert asked.funds == ("nanxun-joint", "charity")
    assert asked.layer("shop") == SHOP
    assert asked.layer("none") is None


def test_what_may_be_left_out() -> None:
    whole = document()
    del whole["age_reached"]
    asked = parse(whole)
    assert (asked.source, asked.may_raise_elder, asked.bands, asked.layers, asked.funds) == (None, False, (), (), ())
    assert asked.limits == (Limit("sitting", "sitting", 1),)


def test_percent_is_read_exactly() -> None:
    formula = {"percent": "12.5", "of": "left", "round": "half_up"}
    assert parse(document(layer("a", formula))).layers[0].tiers[0].formula == Percent(1250, "left", "half_up")


@pytest.mark.parametrize("whole", [None, 5, "x", [], True, 1.5])
def test_what_is_no_document_at_all(whole: object) -> None:
    assert mistakes(whole) == {"document": "not-an-object"}


def test_every_mistake_is_told_at_once() -> None:
    whole = document(
        layer("a", {"fixed": 5}, payers=1),
        layer("a", {"percent": "x", "of": "left", "round": "down"}, when={"age": {"from": 60}}),
        elder=[{"lines": ["set"], "at_least": "3.00", "at_most": 5, "beyond": "town"}],
    )
    del whole["age_reached"], whole["promise_gap"]
    assert mistakes(whole) == {
        "promise_gap": "missing-key",
        "elder[0].at_most": "not-yuan",
        "elder[0].beyond": "not-a-payer",
        "layers[0].payers": "unknown-key",
        "layers[0].formula.fixed": "not-yuan",
        "layers[1].formula.percent": "not-percent",
        "layers[1].id": "twice",
        "age_reached": "age-unsaid",
    }


def test_a_mistake_says_what_belongs_there() -> None:
    with pytest.raises(PolicyInvalid) as caught:
        parse(document(layer("a", {"fixed": 5}, tier=1)))
    assert caught.value.fields == (
        (
            "layers[0].tier",
            "expected one of: id, title, payer, lines, when, limits, formula, tiers, tiers_pick, empty, discount "
            "(did you mean tiers?)",
        ),
        (
            "layers[0].formula.fixed",
            'expected yuan as text with at most two decimals, such as "5.00" (write "5.00" with quotes)',
        ),
    )
    assert [mistake.zh for mistake in caught.value.mistakes] == [
        "没有这个键，可用的键：id, title, payer, lines, when, limits, formula, tiers, tiers_pick, empty, discount"
        "（是否应为 tiers）",
        '金额应为文字形式的元，最多两位小数，如 "5.00"（请加引号，写作 "5.00"）',
    ]


def nested(levels: int, key: str) -> Json:
    found: Json = {"category": "dibao"}
    for _ in range(levels - 1):
        found = {key: found if key == "not" else [found]}
    return found


@pytest.mark.parametrize("key", ["not", "all", "any"])
def test_conditions_nest_eight_deep(key: str) -> None:
    parse(document(layer("a", {"fixed": "1"}, when=nested(8, key))))
    [(path, code)] = mistakes(document(layer("a", {"fixed": "1"}, when=nested(9, key)))).items()
    assert (path, code) == ("layers[0].when" + (f".{key}" if key == "not" else f".{key}[0]") * 8, "too-deep")
    assert list(mistakes(document(layer("a", {"fixed": "1"}, when=nested(500, key)))).values()) == ["too-deep"]


NAMES = (("regions",), ("canteens",))
arbitrary: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=12), parts, max_size=4),
    max_leaves=20,
)


@given(arbitrary)
def test_arbitrary_json_is_refused_and_nothing_else(whole: object) -> None:
    with pytest.raises(PolicyInvalid) as caught:
        parse(whole)
    assert caught.value.mistakes
    assert str(caught.value)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document: the way to each value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [place for key, part in inside for place in places(part, (*path, key))]


@given(seeds, arbitrary, st.data())
def test_a_document_damaged_anywhere_is_read_or_refused(seed: int, junk: object, data: st.DataObject) -> None:
    """The document itself or one that it includes."""
    whole, published = random_whole(seed)
    written = {"": whole, **published}
    damaged = copy.deepcopy(written)
    name = data.draw(st.sampled_from(sorted(damaged)))
    *way, last = data.draw(st.sampled_from([place for place in places(written[name]) if place]))
    inside: Any = damaged[name]
    for key in way:
        inside = inside[key]
    inside[last] = data.draw(st.sampled_from([junk, *neighbours(inside[last])]))
    with suppress(PolicyInvalid):
        parse(damaged[""], {ref: damaged[ref] for ref in published})


def neighbours(value: Any) -> list[Any]:
    """Values of the same sort, which more often pass the first look."""
    if isinstance(value, str):
        return ["", "x", "5.00", "2026-01-01", "layer-0", "next"]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, 0, -1, 10**20]
    if isinstance(value, list):
        return [[], value[:1], value * 2, value[::-1]]
    return [{}, [value]]


@given(documents, st.data())
def test_a_key_nobody_knows_is_found_wherever_it_stands(whole: Json, data: st.DataObject) -> None:
    damaged = copy.deepcopy(whole)
    # regions and canteens are known by keys that the document itself chooses
    objects = [place for place in places(whole) if isinstance(_at(whole, place), dict) and place[:1] not in NAMES]
    place = data.draw(st.sampled_from(objects))
    _at(damaged, place)["no_such_key"] = title()
    written = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place).removeprefix(".")
    # an object that is known by its one key is refused as a whole
    assert {written, f"{written}.no_such_key".removeprefix(".")} & mistakes(damaged).keys()


def _at(whole: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        whole = whole[key]
    return whole
