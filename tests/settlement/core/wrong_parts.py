"""Tiers, limits, bands, exclusions, products, included documents and names with one mistake each."""

from typing import Any

from tests.settlement.core.documents import Json, document, fund, layer, title
from tests.settlement.core.wrong import BAND, HOLD, one

LATE = {"spend": {"at_least": "15.00", "of": "discounted", "lines": ["set"]}}
CITY = {"percent": "50", "of": {"layer": "city"}, "round": "down"}
# what the documents below may include
PUBLISHED: Json = {
    "guangzhou/3": document(
        layer("city", {"fixed": "3.00"}, **fund("city", "next")),
        layer("district", CITY, limits=["day"]),
        limits=[{"id": "day", "per": "day", "count": 1}, {"id": "week", "per": "week", "count": 5}],
    ),
    "broken/1": document(layer("city", {"fixed": 3})),
    "round/1": document({"include": {"policy": "round/2"}}),
    "round/2": document({"include": {"policy": "round/1"}}),
    **{f"deep/{level}": document({"include": {"policy": f"deep/{level + 1}"}}) for level in range(1, 6)},
    "deep/6": document(),
}


def include(ref: str, *layers: str, **more: Any) -> Json:
    chosen = {"layers": list(layers)} if layers else {}
    return {"include": {"policy": ref, **chosen, **more}}


def limit(**said: Any) -> Json:
    return {"limits": [{"id": "a", "per": "day", **said}]}


def ranked(pick: str, *ranks: int | None) -> Json:
    tiers = [{"formula": {"fixed": "1"}, **({} if rank is None else {"rank": rank})} for rank in ranks]
    return one(tiers=tiers, tiers_pick=pick)


def product(**said: Any) -> Json:
    return {"products": [{"id": "a", "title": title(), "lines": ["set"], **said}]}


SUMMED = limit(sum="5.00", counts="paid")
L, E, X, P = "limits[0]", "elder[0]", "exclusions[0]", "products[0]"
BONUS = {"kind": "bonus", "pay": "300", "get": "200", "payer": "canteen"}
OUT = {"id": "a", "title": title(), "when": {"category": "a"}}
# more than one payer where one belongs
SHARED: list[Any] = [
    [{"fund": "a", "percent": "60"}, {"fund": "b", "percent": "40"}],
    {"fund": ["a", "b"]},
    {"fund": {"a": 3, "b": 2}},
    ["canteen", {"fund": "a"}],
]
LEFT = {"percent": "30", "of": "left", "round": "up"}

WRONG_PARTS: list[tuple[Json, dict[str, str]]] = [
    (ranked("ranked", 1, None), {"layers[0].tiers[1].rank": "rank-unsaid"}),
    (ranked("ranked", 1, 1), {"layers[0].tiers[1].rank": "twice"}),
    (ranked("ranked", 0), {"layers[0].tiers[0].rank": "not-whole"}),
    (ranked("highest", 1), {"layers[0].tiers[0].rank": "rank-without-pick"}),
    (ranked("lowest", None), {"layers[0].tiers_pick": "not-an-option"}),
    (one({"fixed": "1"}, discount="yes"), {"layers[0].discount": "not-a-flag"}),
    (one({"fixed": "1"}, payer={"fund_of": "home", "level": "town", "role": "meals"}, empty=HOLD),
     {"layers[0].payer.fund_of": "not-an-option"}),
    (one({"fixed": "1"}, payer={"fund_of": "residence", "level": "county", "role": "Meals"}, empty=HOLD),
     {"layers[0].payer.level": "not-an-option", "layers[0].payer.role": "not-a-key"}),
    *[(one({"fixed": "1"}, payer=both, empty=HOLD), {"layers[0].payer": "several-payers"}) for both in SHARED],
    (one({"fixed": "1"}, payer=["canteen"]), {"layers[0].payer": "not-a-payer"}),
    (one({"fixed": "1"}, payer={"fund": ["a"]}, empty=HOLD), {"layers[0].payer.fund": "not-a-key"}),
    ({"promise_gap": {"payer": ["canteen", "suspense"]}}, {"promise_gap.payer": "several-at-last"}),
    ({"elder": [{**BAND, "beyond": ["canteen", {"fund": "a"}], "empty": HOLD}]}, {f"{E}.beyond": "several-at-last"}),
    (product(kind="voucher", worth="5", payer=SHARED[1], empty=HOLD), {f"{P}.payer": "several-at-last"}),
    (one({"fixed": "1"}, payer={"fund_of": "residence", "level": "town", "role": "meals"}),
     {"layers[0].empty": "missing-key"}),
    (limit(), {f"{L}.count": "nothing-said"}),
    (limit(sum="5.00"), {f"{L}.counts": "counts-unsaid"}),
    (limit(count=1, counts="paid"), {f"{L}.counts": "counts-without-sum"}),
    (limit(sum="5.00", counts="every_meal"), {f"{L}.counts": "counts-unsaid"}),
    (limit(sum="5.00", counts="spent"), {f"{L}.counts": "not-an-option"}),
    (limit(sum=5, counts="paid"), {f"{L}.sum": "not-yuan"}),
    (limit(sum=5), {f"{L}.sum": "not-yuan", f"{L}.counts": "counts-unsaid"}),
    (limit(sum="0.00"), {f"{L}.sum": "nothing"}),
    (limit(sum="0", counts="paid"), {f"{L}.sum": "nothing"}),
    (limit(count=1, when={"nth": {"limit": "a", "is": [1]}}), {f"{L}.when.nth": "nth-in-limit"}),
    (limit(count=1, when={"any": [{"not": {"nth": 5}}, {"category": "a"}]}),
     {f"{L}.when.any[0].not.nth": "nth-in-limit"}),
    (limit(count=1, when=LATE), {f"{L}.when.spend.of": "late-price"}),
    ({"elder": [{"lines": ["set"], "at_least": "3", "when": {"not": LATE}}]}, {f"{E}.when.not.spend.of": "late-price"}),
    ({"exclusions": [{"id": "x", "title": title(), "when": LATE}]}, {"exclusions[0].when.spend.of": "late-price"}),
    (product(kind="pass", pay="1.00", when=LATE), {"products[0].when.spend.of": "late-price"}),
    ({**SUMMED, "elder": [{**BAND, "limits": ["a"]}]}, {f"{E}.limits[0]": "sum-for-elder"}),
    ({"elder": [{**BAND, "exactly": "3"}]}, {f"{E}.at_least": "one-of-two", f"{E}.at_most": "one-of-two"}),
    ({"elder": [{"lines": ["set"], "at_least": LEFT}]}, {f"{E}.at_least": "price-only"}),
    ({"elder": [{"lines": ["set"], "exactly": {"down_to": "3"}, "beyond": "canteen"}]}, {f"{E}.exactly": "price-only"}),
    ({"elder": [{"lines": ["set"], "exactly": "3"}]}, {f"{E}.beyond": "missing-key"}),
    ({"elder": [{"lines": ["set"], "at_least": "3", "empty": HOLD}]}, {f"{E}.empty": "nothing-beyond"}),
    ({"elder": [{**BAND, "beyond": {"fund_of": "residence", "level": "town", "role": "meals"}, "empty": HOLD}]},
     {f"{E}.beyond.{key}": "unknown-key" for key in ("fund_of", "level", "role")}
     | {f"{E}.beyond.fund": "missing-key"}),
    ({"exclusions": [OUT | {"layers": ["b"]}]}, {f"{X}.layers[0]": "not-there"}),
    ({"exclusions": [OUT | {"layers": []}]}, {f"{X}.layers": "list-size"}),
    ({"exclusions": [{"id": "a", "title": title()}]}, {f"{X}.when": "missing-key"}),
    ({"exclusions": [OUT, OUT]}, {"exclusions[1].id": "twice"}),
    ({"notes": ["x", ""]}, {"notes[1]": "not-text"}),
    ({"regions": {"zhengguo": "正果镇", "Licheng": "荔城街道"}}, {"regions.Licheng": "not-a-key"}),
    ({"regions": {"zhengguo": 5}}, {"regions.zhengguo": "not-text"}),
    ({"canteens": []}, {"canteens": "not-an-object"}),
    ({"canteens": {f"c-{number}": "某食堂" for number in range(401)}}, {"canteens": "list-size"}),
    (product(kind="coupon"),
     {f"{P}.kind": "not-an-option"} | {f"{P}.{key}": "missing-key" for key in ("pay", "get", "payer", "spend")}),
    (product(kind="ticket"), {f"{P}.pay": "missing-key"}),
    (product(kind="pass", pay="300", worth="5"), {f"{P}.worth": "not-of-this-kind"}),
    *((product(**said, bonus_at_most="5.00"), {f"{P}.bonus_at_most": "not-of-this-kind"}) for said in (
        {"kind": "voucher", "worth": "5", "payer": "canteen"}, {"kind": "pass", "pay": "300"},
        {"kind": "ticket", "pay": "5"},
    )),
    (product(**BONUS, spend="own_first", at_most="5"), {f"{P}.at_most": "unknown-key"}),
    (product(**BONUS, spend="own_first", bonus_at_most=5), {f"{P}.bonus_at_most": "not-yuan"}),
    (product(**BONUS, spend="own_first", bonus_at_most={"percent": "20", "of": "left"}),
     {f"{P}.bonus_at_most.round": "missing-key"}),
    (product(**BONUS, spend="own_first", bonus_at_most={"lowest": [{"fixed": "5"}, CITY]}),
     {f"{P}.bonus_at_most.of": "not-earlier"}),
    (product(kind="pass", pay="300", empty=HOLD), {f"{P}.empty": "not-of-this-kind"}),
    (product(**BONUS, spend="in_proportion"), {f"{P}.round": "missing-key"}),
    (product(**BONUS, spend="own_first", round="down"), {f"{P}.round": "not-of-this-kind"}),
    (product(**BONUS | {"payer": {"fund": "a"}}, spend="own_first"), {f"{P}.empty": "missing-key"}),
    (product(kind="voucher", worth="5", **fund("a", "elder")), {f"{P}.empty.then": "empty-at-last"}),
    ({**SUMMED, **product(kind="pass", pay="300", limits=["a"])}, {f"{P}.limits[0]": "sum-for-elder"}),
    ({**one({"fixed": "1"}), **product(kind="pass", pay="300")}, {f"{P}.id": "twice"}),
    (product(kind="pass", pay="300", id="promise"), {f"{P}.id": "reserved"}),
    ({"layers": [include("guangzhou/4")]}, {"layers[0].include.policy": "no-such-document"}),
    ({"layers": [include("broken/1")]}, {"layers[0].include.policy": "included-invalid"}),
    ({"layers": [include("round/1")]}, {"layers[0].include.policy": "included-round"}),
    ({"layers": [include("deep/1")]}, {"layers[0].include.policy": "included-invalid"}),
    ({"layers": [include("guangzhou/3", "town")]}, {"layers[0].include.layers[0]": "not-in-included"}),
    ({"layers": [include("guangzhou/3", "city")]}, {"layers[0].include.layers": "no-layer-next"}),
    ({"layers": [include("guangzhou/3", "district")]}, {"layers[0].include.layers": "needed-layer"}),
    ({"layers": [include("guangzhou/3"), layer("city", {"fixed": "1"})]}, {"layers[1].id": "twice"}),
    ({"layers": [layer("city", {"fixed": "1"}), include("guangzhou/3")]}, {"layers[1].include.policy": "twice"}),
    ({"layers": [include("guangzhou/3")], "limits": [{"id": "day", "per": "day", "count": 2}]},
     {"layers[0].include.policy": "limit-differs"}),
    ({"layers": [include("guangzhou/3")] * 2 + [layer("last", {"fixed": "1"})]},
     {"layers[1].include.policy": "twice"}),
    ({"layers": [include("guangzhou/3", version=3)]}, {"layers[0].include.version": "unknown-key"}),
    ({"layers": [{**include("guangzhou/3"), "id": "a"}]}, {"layers[0].id": "unknown-key"}),
]  # fmt: skip
