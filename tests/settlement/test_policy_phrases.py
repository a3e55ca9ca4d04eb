"""What phrases of docs/policy.md that work together give: shares that keep a ratio, halves, whole jiao, either or."""

from typing import Any

import pytest

from settlement.core.doubts import doubts
from settlement.core.policy import parse
from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.test_policy_language import phrase, who_pays

SITTING = {"id": "sitting", "per": "sitting", "count": 1}
FIFTH = {"percent": "20", "of": "price", "round": "down"}
PRICES = range(1, 1301)


def undoubted(*layers: Json, **more: Any) -> Json:
    """A document that nobody doubts."""
    written = document(*layers, **more)
    assert doubts(parse(written)) == ()
    return written


def fact(kind: str, value: str = "某地", **place: str) -> Json:
    return {"kind": kind, "value": value, **({"place": place} if place else {})}


def test_three_to_four_to_three_above_her_three_yuan_and_up_to_sixty_a_month() -> None:
    first, second = phrase("每餐补5元，个人不低于3元"), phrase("上例的区")
    month = {"id": "month", "per": "month", "sum": "18.00", "counts": "paid"}
    written = undoubted(
        layer("city", first, **fund("city"), limits=["sitting", "month"]),
        layer("district", second, **fund("district"), limits=["sitting"]),
        layer("street", second["sum"][0], **fund("street"), limits=["sitting"]),
        limits=[SITTING, month],
    )
    for price in PRICES:
        paid = who_pays(written, price)
        city, district, street = (paid.get(f"fund:{payer}", 0) for payer in ("city", "district", "street"))
        assert (city, district) == (street, city + city // 3), price
        assert paid["elder"] >= min(price, 300), price
        assert 0 <= min(500, max(0, price - 300)) - (city + district + street) < 5, price
    assert who_pays(written) == {"fund:city": 150, "fund:district": 200, "fund:street": 150, "elder": 700}
    assert who_pays(written, used={"month": {"count": 11, "fen": 1650}}) == who_pays(written)
    assert who_pays(written, used={"month": {"count": 12, "fen": 1740}}) == {
        "fund:city": 60, "fund:district": 80, "fund:street": 60, "elder": 1000,
    }  # fmt: skip
    assert who_pays(written, used={"month": {"count": 12, "fen": 1800}}) == {"elder": 1200}


def test_what_is_rounded_and_then_shared_is_rounded_in_shares() -> None:
    six = phrase("补30%，四舍五入到0.5元")
    written = undoubted(
        layer("city", six, **fund("city")),
        layer("district", {**six, "percent": "12", "to": "0.20"}, **fund("district")),
    )
    jiao = {"percent": "6", "of": "price", "round": "half_up", "to": "0.04"}
    fifteen = undoubted(
        layer("city", jiao, **fund("city")),
        layer("district", jiao, **fund("district")),
        layer("shop", {**jiao, "percent": "3", "to": "0.02"}),
    )
    for price in PRICES:
        parts = (3 * price + 250) // 500  # of fifty fen, three tenths of the price rounded
        paid = who_pays(written, price)
        assert (paid.get("fund:city", 0), paid.get("fund:district", 0)) == (30 * parts, 20 * parts), price
        jiaos = (15 * price + 500) // 1000
        paid = who_pays(fifteen, price)
        shares = [paid.get(payer, 0) for payer in ("fund:city", "fund:district", "canteen")]
        assert shares == [4 * jiaos, 4 * jiaos, 2 * jiaos], price


def test_half_at_other_meals_double_on_a_feast_and_four_fifths_for_people_from_elsewhere() -> None:
    again = phrase("早、晚餐减半")
    tiers = [
        {"when": {"age": {"from": 60, "below": 80}}, "formula": {"fixed": "0.80"}},
        {"when": {"age": {"from": 80}}, "formula": {"fixed": "1.20"}},
    ]
    written = undoubted(
        layer("city", tiers=tiers, tiers_pick="first", **fund("city")),
        layer("local", phrase("外地户籍"), **fund("city"), when={"registered": {"in": ["xuzhou"]}}),
        layer("lunch", {"sum": [again, of("local")]}, **fund("city"), when={"sitting": ["lunch"]}),
        layer("feast", {"sum": [again, of("local"), of("lunch")]}, **fund("city"), when={"dates": ["2026-10-18"]}),
        regions={"xuzhou": "徐州市"},
    )
    here, feast = [fact("registration", city="xuzhou")], "2026-10-18"
    for born, facts, sitting, day, paid in (
        ("1950-01-01", here, "breakfast", "2026-10-17", 100), ("1950-01-01", [], "breakfast", "2026-10-17", 80),
        ("1950-01-01", here, "lunch", "2026-10-17", 200), ("1950-01-01", [], "lunch", "2026-10-17", 160),
        ("1940-01-01", here, "lunch", "2026-10-17", 300), ("1940-01-01", [], "lunch", "2026-10-17", 240),
        ("1940-01-01", here, "dinner", feast, 300), ("1940-01-01", here, "lunch", feast, 600),
        ("1940-01-01", [], "lunch", feast, 480), ("1970-01-01", here, "lunch", feast, 0),
    ):  # fmt: skip
        found = who_pays(written, birth_on=born, facts=facts, sitting=sitting, service_on=day)
        assert found.get("fund:city", 0) == paid, (born, facts, sitting, day)


def of(layer_id: str) -> Json:
    """As much as that layer again."""
    return {"percent": "100", "of": {"layer": layer_id}, "round": "down"}


@pytest.mark.parametrize(("begin", "tenth", "off"), [("八折，实付", 8, 0), ("补3元，实付", 10, 300)])
def test_what_she_pays_is_the_nearest_jiao(begin: str, tenth: int, off: int) -> None:
    written = undoubted(layer("town", phrase(begin), **fund("town")))
    for price in range(100, 1301):
        paid = who_pays(written, price).get("elder", 0)
        assert paid % 10 == 0
        assert -50 <= max(0, tenth * price - 10 * off) - 10 * paid < 50, price


def test_the_last_of_several_fixed_layers_makes_up_the_jiao() -> None:
    last = {"down_to": {**phrase("补3元，实付")["down_to"], "above": "5.00"}}
    written = undoubted(layer("city", {"fixed": "2.00"}, **fund("city")), layer("town", last, **fund("town")))
    assert who_pays(written, 1333) == {"fund:city": 200, "fund:town": 303, "elder": 830}
    assert who_pays(written, 1337) == {"fund:city": 200, "fund:town": 297, "elder": 840}


def test_the_lower_of_two_standards() -> None:
    written = undoubted(
        layer("town", **phrase("就餐地、户籍地标准不同"), **fund("town")), regions={"zhengguo": "正果镇"}
    )
    for registered, eating, paid in (("zhengguo", "zhengguo", 300), ("zhengguo", "b", 200), ("b", "zhengguo", 200)):
        facts = [fact("registration", town=registered)]
        assert who_pays(written, facts=facts, eating={"town": eating})["fund:town"] == paid


def test_one_payer_or_the_other() -> None:
    shop = phrase("政府补3元与食堂八折")
    town = {"spend": {"at_most": "15.00", "of": "price", "lines": ["set"]}}
    either = undoubted(layer("town", {"fixed": "3.00"}, **fund("town"), when=town), layer("shop", FIFTH, when=shop))
    for price in range(1, 3001):
        paid = who_pays(either, price)
        assert price - paid.get("elder", 0) == max(min(price, 300), price // 5), price
        assert len(paid.keys() - {"elder"}) == 1
    one = undoubted(
        layer("health", {"fixed": "6.00"}, **fund("health"), when={"category": "planning-family"}),
        layer("civil", {"fixed": "5.00"}, **fund("civil"), when=phrase("失独6元")),
    )
    dibao, family = fact("category", "dibao"), fact("category", "planning-family")
    assert who_pays(one, facts=[dibao]) == {"fund:civil": 500, "elder": 700}
    assert who_pays(one, facts=[dibao, family]) == {"fund:health": 600, "elder": 600}


def test_who_comes_by_age_and_a_category() -> None:
    women = undoubted(layer("town", {"fixed": "3.00"}, when=phrase("男60、女55周岁以上")))
    poor = undoubted(layer("town", {"fixed": "3.00"}, when=phrase("低保、特困老人")))
    woman, dibao = fact("category", "woman"), fact("category", "dibao")
    for written, born, facts, paid in (
        (women, "1971-11-21", [woman], 300), (women, "1971-11-22", [woman], 0), (women, "1971-11-21", [], 0),
        (women, "1966-11-21", [], 300), (poor, "1966-11-21", [dibao], 300), (poor, "1966-11-22", [dibao], 0),
        (poor, "1966-11-21", [], 0),
    ):  # fmt: skip
        assert who_pays(written, birth_on=born, facts=facts).get("canteen", 0) == paid, (born, facts)


def test_every_eleventh_meal_is_free() -> None:
    limits = [SITTING, {"id": "month", "per": "month", "counts": "every_meal"}]
    written = undoubted(
        layer("shop", {"down_to": "0.00"}, when=phrase("每月每满10餐赠1餐"), limits=["sitting"]), limits=limits
    )
    free = [used + 1 for used in range(40) if "canteen" in who_pays(written, used={"month": used})]
    assert free == [11, 22, 33]


def test_two_portions_on_one_order_are_one_meal() -> None:
    written = undoubted(layer("town", phrase("老人付3元，其余"), **fund("town")))
    portions = [{"kind": "set", "fen": 1200}, {"kind": "set", "fen": 1200}]
    assert who_pays(written, lines=portions) == {"fund:town": 2100, "elder": 300}


def test_a_box_on_an_order_of_its_own_is_hers() -> None:
    written = undoubted(layer("town", FIFTH, **fund("town"), lines=["set", "extra"]))
    box = [{"kind": "extra", "fen": 100}]
    assert who_pays(written, lines=box, used={"sitting": 1}) == {"elder": 100}
    assert who_pays(written, lines=box) == {"fund:town": 20, "elder": 80}


def test_what_a_neighbour_pays_stands_with_the_host() -> None:
    abroad = layer(
        "liwan",
        {"fixed": "2.00"},
        payer={"fund_of": "registration", "level": "district", "role": "meals"},
        empty={"then": "hold", "part": True},
        when={"registered": {"in": ["liwan"]}},
    )
    written = undoubted(abroad, regions={"liwan": "荔湾区"})
    facts, homes = [fact("registration", district="liwan")], {"liwan/meals": "qu"}
    paid = who_pays(written, facts=facts, homes=homes, eating={"district": "tianhe"})
    assert paid == {"fund:qu": 200, "elder": 1000}
