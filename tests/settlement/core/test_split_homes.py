"""The split: layers that follow the elder home, layers of another document, and whom nothing is for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from settlement.core.case import Case, Fact
from settlement.core.explain import explain
from settlement.core.policy import parse
from settlement.core.shares import Advance, ClaimUse, HoldCode, Reason, Share, Skipped, held_advances_of
from settlement.core.split import split
from tests.settlement.core.documents import Json, case, document, fund, layer, policy

GAOXIN = (("town", "tangjia"), ("district", "gaoxin"), ("city", "zhuhai"))
DOUMEN = (("district", "doumen"), ("city", "zhuhai"))
HOMES = {("gaoxin", "meals"): "gaoxin", ("xiangzhou", "meals"): "xiangzhou", ("gaoxin", "rent"): "other"}
LIMIT = ClaimUse("sitting", "2026-11-21/lunch", 1)


def homely(whose: str = "registration", then: str = "hold", part: bool = True, **more: Any) -> Json:
    payer = {"fund_of": whose, "level": "district", "role": "meals", **more}
    return layer("home", {"fixed": "3.00"}, payer=payer, empty={"then": then, "part": part})


def from_(place: Any, kind: str = "registration", **more: Any) -> Case:
    return case(
        1000, facts=(Fact(kind, "某地", None, place),), homes=HOMES, left={"gaoxin": 900, "xiangzhou": 500}, **more
    )


@pytest.mark.parametrize(
    ("whose", "of", "draws"),
    [
        ("registration", from_(GAOXIN), {"gaoxin": 300}),
        ("residence", from_(GAOXIN, "residence"), {"gaoxin": 300}),
        ("canteen", case(1000, eating=GAOXIN, homes=HOMES, left={"gaoxin": 900}), {"gaoxin": 300}),
        # nothing to draw on: no such place on record, a region without that fund, nowhere known
        ("residence", from_(GAOXIN), {}),
        ("registration", from_(DOUMEN), {}),
        ("registration", from_(()), {}),
        ("canteen", from_(GAOXIN), {}),
    ],
)
def test_the_fund_of_the_region_she_belongs_to(whose: str, of: Case, draws: dict[str, int]) -> None:
    answer = split(policy(homely(whose)), of)
    assert (answer.draws, answer.advances) == (draws, ())
    assert answer.suspense_fen == (0 if draws else 300)


@pytest.mark.parametrize(
    ("then", "paid_by", "claims"),
    [
        ("hold", {"suspense": 300, "elder": 700}, (LIMIT,)),
        ("canteen", {"canteen": 300, "elder": 700}, (LIMIT,)),
        ("elder", {"elder": 1000}, ()),
    ],
)
def test_a_home_without_such_a_fund_is_an_empty_one(then: str, paid_by: Json, claims: tuple[ClaimUse, ...]) -> None:
    answer = split(policy(homely(then=then)), from_(DOUMEN))
    assert (answer.paid_by(), answer.claims) == (paid_by, claims)
    assert answer.skipped == (Skipped("home", Reason("no-home", "home")),)


def test_a_home_without_such_a_fund_is_stood_in_for() -> None:
    asked = policy(homely(then="next"), layer("charity", {"fixed": "0"}, **fund("charity")))
    of = case(1000, facts=(Fact("registration", "x", None, DOUMEN),), homes=HOMES, left={"charity": 900})
    assert split(asked, of).draws == {"charity": 300}


def test_the_host_advances_what_a_visitors_home_owes() -> None:
    asked = policy(homely(advanced_by="xiangzhou"))
    visitor = split(asked, from_(GAOXIN))
    assert visitor.shares[0] == Share(
        "fund:xiangzhou", "home", 0, 300, Reason("fixed", "home", None, (("fixed_fen", 300),))
    )
    assert (visitor.draws, visitor.advances) == ({"xiangzhou": 300}, (Advance("xiangzhou", "gaoxin", 300),))
    # her own district advances nothing to itself, and a home without a fund has nobody to owe it
    local = split(asked, from_((("district", "xiangzhou"),)))
    assert (local.draws, local.advances) == ({"xiangzhou": 300}, ())
    nobody = split(asked, from_(DOUMEN))
    assert (nobody.draws, nobody.advances, nobody.suspense_fen) == ({}, (), 300)


def test_only_what_was_advanced_is_owed() -> None:
    of = case(1000, facts=(Fact("registration", "x", None, GAOXIN),), homes=HOMES, left={"xiangzhou": 100})
    answer = split(policy(homely(advanced_by="xiangzhou")), of)
    assert (answer.draws, answer.advances) == ({"xiangzhou": 100}, (Advance("xiangzhou", "gaoxin", 100),))
    assert answer.suspense_fen == 200


def test_what_is_advanced_of_several_lines_and_layers_is_owed_as_one_sum() -> None:
    second = {**homely(advanced_by="xiangzhou"), "id": "second", "formula": {"fixed": "0.50"}}
    both = {**homely(advanced_by="xiangzhou"), "lines": ["set", "extra"], "formula": {"fixed": "4.00"}}
    facts = (Fact("registration", "某地", None, GAOXIN),)
    of = case(300, ("extra", 200), ("set", 400), facts=facts, homes=HOMES, left={"xiangzhou": 900})
    answer = split(policy(both, second), of)
    both_laid, second_laid, hers = [(0, 133), (1, 89), (2, 178)], [(0, 21), (2, 29)], [(0, 146), (1, 111), (2, 193)]
    assert [(share.line, share.fen) for share in answer.shares] == both_laid + second_laid + hers
    assert (answer.draws, answer.advances) == ({"xiangzhou": 450}, (Advance("xiangzhou", "gaoxin", 450),))


@pytest.mark.parametrize(
    ("home", "left", "held"),
    [
        (homely(advanced_by="xiangzhou"), {"xiangzhou": 100}, (Advance("xiangzhou", "gaoxin", 200),)),
        (homely(advanced_by="xiangzhou", part=False), {"xiangzhou": 100}, (Advance("xiangzhou", "gaoxin", 300),)),
        (homely(advanced_by="xiangzhou"), {"xiangzhou": 300}, ()),
        (homely(), {"gaoxin": 100}, ()),  # her own fund ran empty: nobody would have advanced it
        (homely(advanced_by="xiangzhou", then="canteen"), {}, ()),
    ],
)
def test_what_is_held_for_an_empty_host_remembers_who_would_owe_it(
    home: Json, left: dict[str, int], held: tuple[Advance, ...]
) -> None:
    of = case(1000, facts=(Fact("registration", "x", None, GAOXIN),), homes=HOMES, left=left)
    answer = split(policy(home), of)
    assert answer.held_advances == held
    told = answer.to_json()
    assert ("held_advances" in told, held_advances_of(told)) == (bool(held), held)


def test_of_two_homes_the_same_one_pays_in_whatever_order_they_were_told() -> None:
    two = tuple(Fact("residence", "x", None, ((("district", name)),)) for name in ("xiangzhou", "gaoxin"))
    of = case(1000, facts=two, homes=HOMES, left={"gaoxin": 900, "xiangzhou": 900})
    asked = policy(homely("residence"))
    assert split(asked, of).draws == split(asked, replace(of, facts=two[::-1])).draws == {"gaoxin": 300}


# --- layers of another document
CITY = document(
    layer("city", {"fixed": "3.00"}, **fund("city", "next"), when={"age": {"from": 60}}, limits=["day"]),
    layer("district", {"fixed": "2.00"}, **fund("district"), limits=[]),
    age_reached="this_year",
    limits=[{"id": "day", "per": "day", "count": 1}, {"id": "week", "per": "week", "count": 5}],
    exclusions=[
        {"id": "staff", "title": {"zh": "单位职工", "en": "Staff"}, "when": {"category": "staff"}},
        {"id": "abroad", "title": {"zh": "旅居", "en": "Abroad"}, "when": {"category": "abroad"}, "layers": ["city"]},
    ],
)
REF = "guangzhou/3"
TOWN = layer("town", {"fixed": "1.00"}, **fund("town"))
LEFT = {"city": 900, "district": 900, "town": 900}


def taking(*layers: str, **more: Any) -> Any:
    which = {"policy": REF, **({"layers": list(layers)} if layers else {})}
    return parse(document({"include": which}, TOWN, **more), {REF: CITY})


@pytest.mark.parametrize(
    ("layers", "lapsed", "paid_by"),
    [
        ((), (), {"fund:city": 300, "fund:district": 200, "fund:town": 100, "elder": 400}),
        ((), (REF,), {"suspense": 500, "fund:town": 100, "elder": 400}),
        ((), ("guangzhou/2",), {"fund:city": 300, "fund:district": 200, "fund:town": 100, "elder": 400}),
        (("district",), (REF,), {"suspense": 200, "fund:town": 100, "elder": 700}),
        (("city",), (), {"fund:city": 300, "fund:town": 100, "elder": 600}),
    ],
)
def test_what_a_lapsed_version_would_pay_rests(layers: tuple[str, ...], lapsed: tuple[str, ...], paid_by: Json) -> None:
    answer = split(taking(*layers), case(1000, left=LEFT, lapsed=frozenset(lapsed)))
    assert answer.paid_by() == paid_by
    held = {share.reason.code for share in answer.shares if share.payer == "suspense"}
    assert held == ({HoldCode.LAPSED} if "suspense" in paid_by else set())


@pytest.mark.parametrize(
    ("lapsed", "paid_by"),
    [
        ("guangdong/1", {"suspense": 40, "fund:city": 300, "elder": 660}),
        (REF, {"fund:province": 40, "suspense": 300, "elder": 660}),  # the province's own version is in force
    ],
)
def test_a_layer_lapses_with_the_version_it_stands_in_however_far_inside(lapsed: str, paid_by: Json) -> None:
    province = document(layer("province", {"fixed": "0.40"}, **fund("province")))
    city = document({"include": {"policy": "guangdong/1"}}, layer("city", {"fixed": "3.00"}, **fund("city")))
    asked = parse(document({"include": {"policy": REF}}), {REF: city, "guangdong/1": province})
    of = case(1000, left={"city": 900, "province": 900}, lapsed=frozenset((lapsed,)))
    assert split(asked, of).paid_by() == paid_by
    assert asked.includes == (REF, "guangdong/1")


def test_a_lapsed_layer_still_uses_its_limit_and_says_why() -> None:
    asked = taking("city")
    answer = split(asked, case(1000, left=LEFT, lapsed=frozenset((REF,))))
    assert answer.shares[0] == Share("suspense", "city", 0, 300, Reason("lapsed", "city"))
    assert [claim.limit for claim in answer.claims] == ["sitting", "day"]
    assert explain(answer.shares[0].reason, asked, "zh") == "city：引用的政策版本当日已失效，暂挂，待人工处理"


def test_what_a_lapsed_layer_would_stand_in_for_rests_as_well() -> None:
    first = layer("town", {"fixed": "5.00"}, **fund("town", "next"))
    asked = parse(document(first, {"include": {"policy": REF, "layers": ["district"]}}), {REF: CITY})
    of = case(1000, left={**LEFT, "town": 100})
    assert split(asked, of).draws == {"town": 100, "district": 600}
    answer = split(asked, replace(of, lapsed=frozenset((REF,))))
    assert [
        (share.payer, share.layer, share.fen, share.reason.code, share.reason.layer) for share in answer.shares
    ] == [
        ("fund:town", "town", 100, "fixed", "town"),
        ("suspense", "district", 200, "lapsed", "district"),
        ("suspense", "district", 400, "held", "town"),
        ("elder", "elder", 300, "remainder", "elder"),
    ]


def test_included_layers_keep_their_age_their_limits_and_their_exclusions() -> None:
    asked = taking()
    # sixty by this_year, not yet by birthday
    young = case(1000, left=LEFT, birth_on=date(1966, 12, 31))
    assert split(asked, young).draws == {"city": 300, "district": 200, "town": 100}
    assert [limit.id for limit in asked.limits] == ["sitting", "day"]  # of the week nothing is taken
    assert [one.id for one in taking("district").exclusions] == ["staff"]  # who lives abroad has no part in its layers
    used = {("day", "2026-11-21"): {1: 0}}
    assert split(asked, case(1000, left=LEFT, used=used)).draws == {"district": 200, "town": 100}
    assert split(asked, case(1000, left=LEFT, categories=("staff",))).draws == {"town": 100}
    assert split(asked, case(1000, left=LEFT, categories=("abroad",))).draws == {"district": 200, "town": 100}


def test_an_included_condition_brings_the_limit_that_it_counts_by() -> None:
    second = layer("second", {"fixed": "2.00"}, limits=[], when={"nth": {"limit": "day", "is": [2]}})
    city = document(second, limits=[{"id": "day", "per": "day", "count": 3}])
    asked = parse(document({"include": {"policy": REF}}), {REF: city})
    assert [limit.id for limit in asked.limits] == ["sitting", "day"]
    assert split(asked, case(1000)).elder_fen == 1000
    assert split(asked, case(1000, used={("day", "2026-11-21"): {1: 0}})).elder_fen == 800


# --- whom nothing is for
OUT = {"id": "out", "title": {"zh": "全托老人", "en": "Lives in an institution"}, "when": {"institution": True}}
INSIDE = (Fact("institution", "某院"),)
BAND = {"lines": ["set"], "at_most": "5.00", "beyond": "canteen"}


def test_an_exclusion_without_layers_takes_the_band_as_well() -> None:
    asked = policy(layer("a", {"fixed": "1.00"}), layer("b", {"fixed": "1.00"}), elder=[BAND], exclusions=[OUT])
    assert split(asked, case(1000)).elder_fen == 500
    answer = split(asked, case(1000, facts=INSIDE))
    assert (answer.elder_fen, answer.claims) == (1000, ())
    reason = Reason("excluded", "a", None, (("exclusion", 0),))
    assert answer.skipped == (Skipped("a", reason), Skipped("b", reason._replace(layer="b")))
    assert (explain(reason, asked, "zh"), explain(reason, asked, "en")) == (
        "a：属不适用人员（全托老人）",
        "a: not for whom it excludes (Lives in an institution)",
    )


def test_an_exclusion_of_some_layers_leaves_the_others_and_the_band() -> None:
    asked = policy(
        layer("a", {"fixed": "1.00"}),
        layer("b", {"fixed": "2.00"}),
        elder=[BAND],
        exclusions=[{**OUT, "layers": ["a"]}],
    )
    answer = split(asked, case(1000, facts=INSIDE))
    assert [(share.payer, share.fen) for share in answer.shares] == [("canteen", 200), ("canteen", 300), ("elder", 500)]
    assert [skipped.layer for skipped in answer.skipped] == ["a"]


def test_what_is_not_known_excludes_nobody() -> None:
    unknown = {**OUT, "when": {"age": {"below": 60}}}
    assert split(policy(layer("a", {"fixed": "1.00"}), exclusions=[unknown]), case(1000, age=None)).elder_fen == 900
