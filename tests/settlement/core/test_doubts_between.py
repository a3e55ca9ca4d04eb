"""Ages that lie between two layers: doubted where nobody can have meant it, and in no other document."""

import pytest

from settlement.core.doubts import doubts
from settlement.core.policy import parse
from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.core.doubts_shown import assert_shown
from tests.settlement.core.pieces import PLACES, ages, both, category, fixed, share, tiers

YOUNG = layer("young", fixed("2.00"), when=ages(60, 70))
OLD = layer("old", fixed("4.00"), when=ages(80), **fund("town"))
AT_HOME = ({"registered": {"in": ["zhengguo"]}}, {"eating": {"in": ["zhengguo"]}}, {"sitting": ["lunch"]})
SPENT = {"spend": {"at_least": "10.00", "of": "price", "lines": ["set"]}}

# name, document, (path, example) of its one doubt
LEFT_OUT: list[tuple[str, Json, tuple[str, str]]] = [
    ("the older ones first", document(OLD, YOUNG), ("layers[0]", "70 岁")),
    ("beside what all elders have", document(layer("all", fixed("1.00"), when=ages(60)), YOUNG, OLD),
     ("layers[2]", "70 岁")),
    ("beside what everybody has", document(layer("all", share("10")), YOUNG, OLD), ("layers[2]", "70 岁")),
    ("in tiers",
     document(
         layer("young", **tiers((ages(60, 65), "1.00"), (ages(65, 70), "2.00"))),
         layer("old", **tiers((ages(72, 80), "3.00"), (ages(80), "4.00"))),
     ),
     ("layers[1]", "70 岁")),
    ("for those who belong here and spend enough",
     document(
         layer("young", fixed("2.00"), when=both(ages(60, 70), *AT_HOME, SPENT)),
         layer("old", fixed("4.00"), when=both(ages(71), *AT_HOME)),
         **PLACES,
     ),
     ("layers[1]", "70 岁、在正果镇登记、午餐、在正果镇就餐、消费 10.00 元")),
    ("for the poor alone", document(layer("young", fixed("2.00"), when=both(ages(60, 70), category("dibao"))), OLD),
     ("layers[1]", "70 岁、低保")),
    ("where another layer pays for something else",
     document(YOUNG, layer("bring", fixed("1.00"), when=ages(70, 80), lines=["delivery"]), OLD),
     ("layers[2]", "70 岁")),
    ("of people whom nobody excludes",
     document(YOUNG, OLD,
              exclusions=[{"id": "home", "title": {"zh": "机构", "en": "Homes"}, "when": {"institution": True}}]),
     ("layers[1]", "70 岁")),
]  # fmt: skip

MEANT = [
    ("no age is left out", document(layer("young", fixed("2.00"), when=ages(60, 80)), OLD)),
    ("a third layer is for them", document(YOUNG, layer("middle", fixed("3.00"), when=ages(70, 80)), OLD)),
    ("a third layer is for them and gives less", document(YOUNG, layer("m", fixed("0.10"), when=ages(70, 80)), OLD)),
    ("only the older ones have more", document(layer("all", fixed("1.00"), when=ages(60)), OLD)),
    ("children and elders", document(layer("child", fixed("2.00"), when=ages(below=14)), OLD)),
    ("two layers of different dishes", document({**YOUNG, "lines": ["extra"]}, OLD)),
    ("two layers of different meals",
     document(layer("young", fixed("2.00"), when=both(ages(60, 70), {"sitting": ["lunch"]})),
              layer("old", fixed("4.00"), when=both(ages(80), {"sitting": ["dinner"]})))),
    ("a layer makes up for what another one gives the younger less",
     document(
         layer("district", **tiers((ages(60, 70), "2.00"), (ages(70), "4.00"))), {**YOUNG, "id": "town"}, OLD,
     )),
    ("somebody keeps her from paying more",
     document(YOUNG, OLD,
              elder=[{"when": ages(60), "lines": ["set"], "at_most": "5.00", "beyond": "canteen"}])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expected"), [pytest.param(written, found, id=name) for name, written, found in LEFT_OUT]
)
def test_an_age_between_two_layers_is_doubted(written: Json, expected: tuple[str, str]) -> None:
    policy = parse(written)
    found = doubts(policy)
    assert [(doubt.path, doubt.code, doubt.example) for doubt in found] == [(expected[0], "age-between", expected[1])]
    assert_shown(written, policy, found[0])


@pytest.mark.parametrize("written", [pytest.param(written, id=name) for name, written in MEANT])
def test_what_may_well_be_meant_is_not(written: Json) -> None:
    assert doubts(parse(written)) == ()


def test_a_layer_that_leaves_out_an_age_of_its_own_is_doubted_once() -> None:
    gap = tiers((ages(60, 70), "1.00"), (ages(71), "2.00"))
    found = doubts(parse(document(layer("one", **gap), layer("two", **gap))))
    assert [(doubt.path, doubt.code) for doubt in found] == [
        ("layers[0].tiers", "age-gap"),
        ("layers[1].tiers", "age-gap"),
    ]


def test_layers_that_are_included_count_and_are_not_doubted_among_themselves() -> None:
    published = {"guangzhou/3": document(YOUNG, OLD), "guangzhou/4": document(YOUNG)}
    town = layer("town", fixed("1.00"), when=ages(60))
    assert doubts(parse(document({"include": {"policy": "guangzhou/3"}}, town), published)) == ()
    for steps, path in (((OLD, "guangzhou/4"), "layers[0]"), (("guangzhou/4", OLD), "layers[1]")):
        written = document(*(step if isinstance(step, dict) else {"include": {"policy": step}} for step in steps))
        assert [(doubt.path, doubt.code) for doubt in doubts(parse(written, published))] == [(path, "age-between")]


def test_what_is_said_names_both_layers_and_somebody() -> None:
    (found,) = doubts(parse(document(YOUNG, OLD)))
    assert (found.zh, found.example) == (
        "比 70 岁小的有支付层“young”、比 70 岁大的有支付层“old”，70 岁的人两层都没有，付得比他们都多",
        "70 岁",
    )
    assert (found.en, found.example_en) == (
        "younger people than 70 have the layer “young”, older ones “old”; those of 70 have none and pay more",
        "70 years old",
    )
