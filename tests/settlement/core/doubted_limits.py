"""Documents that are valid and doubtful in what they count, in ends that cross, and in what they do not take along."""

from typing import Any

from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.core.doubted_money import FIVE, SITTING, town
from tests.settlement.core.pieces import ages, both, category, fixed, nth, share, tiers, voucher

DAY: Json = {"id": "day", "per": "day", "count": 1}
MONTH: Json = {"id": "month", "per": "month", "count": 20}
MEAL: Json = {"id": "meal", "per": "sitting", "count": 1, "sum": "8.00", "counts": "paid"}
POOL: Json = {"id": "pool", "per": "month", "sum": "90.00", "counts": "paid"}
CHARITY = FIVE | {"beyond": {"fund": "charity"}, "empty": {"then": "hold", "part": True}}
DISCOUNTED = {"percent": "50", "of": "discounted", "round": "down"}


def tenth(**more: Any) -> Json:
    return layer("shop", share("10"), discount=True, **more)


def taken(policy: str, *layers: str) -> Json:
    return {"include": {"policy": policy, **({"layers": list(layers)} if layers else {})}}


# what the documents of this table include
PUBLISHED: dict[str, Json] = {
    "city/1": document(tenth(), layer("city", DISCOUNTED, **fund("city"))),
    "city/3": document(layer("city", DISCOUNTED, **fund("city")), tenth()),
    "city/2": document(
        layer("city", fixed("2.00"), **fund("city")),
        layer("brought", fixed("1.00"), lines=["delivery"]),
        elder=[FIVE],
        products=[voucher()],
    ),
    "district/1": document(taken("city/2", "city"), town(), elder=[CHARITY]),
}

# name, document, (path, code, example) of each of its doubts
DOUBTED_LIMITS: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    (
        "twenty meals a month, and several of one lunch",
        document(town(when=ages(60)), limits=[MONTH]),
        [("limits", "portion-uncounted", "60 岁")],
    ),
    (
        "twenty meals a month for some layers, and one a sitting for another",
        document(
            town(limits=["sitting"]),
            town("more", limits=["month"]),
            town("most", limits=["month"]),
            limits=[SITTING, MONTH],
        ),
        [("limits", "portion-uncounted", "75 岁")],
    ),
    (
        "so much a month",
        document(town(), limits=[POOL]),
        [("limits", "portion-uncounted", "75 岁")],
    ),
    (
        "every meal of a day is counted, and none is one too many",
        document(
            layer("shop", limits=["day"], **tiers((category("dibao"), "2.00"), (ages(60), "1.00"))),
            limits=[{"id": "day", "per": "day", "counts": "every_meal"}],
        ),
        [("limits", "portion-uncounted", "75 岁、低保")],
    ),
    (
        "the only limit is a coupon's",
        document(town(), limits=[{**SITTING, "id": "coupon", "per": "ever"}], products=[voucher(limits=["coupon"])]),
        [("limits", "portion-uncounted", "75 岁")],
    ),
    (
        "a meal is counted and has a sum, and the band goes on",
        document(
            town(),
            elder=[FIVE | {"when": category("dibao"), "limits": []}, FIVE | {"when": ages(60)}],
            limits=[POOL, MEAL],
        ),
        [("elder[1]", "band-uncounted", "60 岁")],
    ),
    (
        "three a day, but two a week",
        document(town(), limits=[{**DAY, "count": 3}, {"id": "week", "per": "week", "count": 2}, SITTING]),
        [("limits[0]", "never-binds", "75 岁")],
    ),
    (
        "a meal may cost more than a year does",
        document(
            town(limits=["meal", "year"]),
            limits=[
                {"id": "meal", "per": "sitting", "sum": "30.00", "counts": "paid"},
                {"id": "year", "per": "year", "sum": "20.00", "counts": "paid"},
            ],
        ),
        [("limits[0]", "never-binds", "75 岁")],
    ),
    (
        "at least a half and at most five yuan",
        document(
            town(),
            elder=[
                FIVE | {"when": ages(60, 80), "at_least": {**share("50"), "round": "up"}},
                FIVE | {"when": ages(80), "at_most": {"lowest": [share("25"), fixed("2.50")]}, "at_least": "3.00"},
            ],
        ),
        [("elder[0]", "band-crosses", "60 岁、消费 12.00 元"), ("elder[1]", "band-crosses", "80 岁、消费 8.00 元")],
    ),
    (
        "nothing in a hundred",
        document(layer("shop", share("0"), when=ages(60))),
        [("layers[0].formula", "percent-tiny", "60 岁")],
    ),
    (
        "a quarter in a hundred",
        document(
            layer(
                "shop",
                tiers=[
                    {"when": ages(80), "formula": fixed("3.00")},
                    {"when": ages(60), "formula": {"lowest": [share("0.25"), fixed("3.00")]}},
                ],
                tiers_pick="first",
            )
        ),
        [("layers[0].tiers[1].formula", "percent-tiny", "60 岁")],
    ),
    (
        "a delivery fee of who eats there",
        document(layer("town", fixed("1.00"), lines=["delivery"], when={"mode": ["dine_in"]})),
        [("layers[0]", "nothing-delivered", "75 岁、堂食")],
    ),
    (
        "a delivery fee of who takes it away, in tiers",
        document(
            layer(
                "town",
                lines=["delivery"],
                **tiers((both({"mode": ["take_away"]}, ages(80)), "2.00"), ({"mode": ["take_away"]}, "1.00")),
            )
        ),
        [("layers[0]", "nothing-delivered", "79 岁、打包")],
    ),
    (
        "a city's part without the discount that it looks at",
        document(taken("city/1", "city"), town()),
        [("layers[0]", "no-discount", "75 岁")],
    ),
    (
        "a city's part without its band and its vouchers",
        document(town(), taken("city/2")),
        [("layers[1]", "left-behind", ""), ("layers[1]", "left-behind", "")],
    ),
    (
        "a district's part without its band",
        document(taken("district/1"), products=[voucher()]),
        [("layers[0]", "left-behind", "")],
    ),
]

# Documents that look doubtful in this and are not.
CERTAIN_LIMITS: list[tuple[str, Json]] = [
    ("twenty meals a month, one a sitting", document(town(), limits=[SITTING, MONTH])),
    ("so much a day", document(town(), limits=[{"id": "pool", "per": "day", "sum": "5.00", "counts": "paid"}])),
    ("once for ever", document(town(), limits=[{**SITTING, "id": "coupon", "per": "ever"}])),
    ("so much a month of a layer's own, at once or in parts", document(
        town(limits=["day"]), town("more", limits=["pool"]), limits=[DAY, POOL],
    )),
    ("so many times a month something is brought", document(
        town(limits=["day"]), town("brought", lines=["delivery"], limits=["month"]), limits=[DAY, MONTH],
    )),
    ("a layer that says it has no limit", document(
        town(limits=["day"]), town("more", limits=[]), limits=[DAY],
    )),
    ("the second meal of a day is half of it", document(
        layer("shop", **tiers((nth("day", 2), "1.00"), (nth("day", 1), "2.00"))),
        limits=[{"id": "day", "per": "day", "counts": "every_meal"}],
    )),
    ("the second meal of a day is less, before what it is of everybody", document(
        layer("shop", limits=["day"], **tiers((nth("day", 2), "1.00"), (ages(80), "3.00"), (ages(60), "2.00"))),
        limits=[{**DAY, "count": 2}],
    )),
    ("lunch is less after a breakfast", document(
        layer("shop", limits=["sitting"], **tiers((nth("breakfast", 2), "2.00"), (None, "3.00"))),
        limits=[
            SITTING, {"id": "breakfast", "per": "day", "counts": "every_meal", "when": {"sitting": ["breakfast"]}},
        ],
    )),
    ("a band that says it goes on", document(town(), elder=[FIVE | {"limits": []}], limits=[MEAL])),
    ("a count and a sum apart", document(
        town(), elder=[FIVE], limits=[SITTING, {"id": "meal", "per": "sitting", "sum": "8.00", "counts": "paid"}],
    )),
    ("a band below which nothing is borne", document(
        town(), elder=[{"lines": ["set"], "at_least": "3.00"}], limits=[MEAL],
    )),
    ("one a sitting and one a day", document(town(), limits=[SITTING, DAY])),
    ("three a day, but two a week of another payer", document(
        town(limits=["sitting", "day"]), town("more", limits=["sitting", "day", "week"]),
        limits=[{**DAY, "count": 3}, {"id": "week", "per": "week", "count": 2}, SITTING],
    )),
    ("three a day, but two a week of the young", document(
        town(),
        limits=[{**DAY, "count": 3}, {"id": "week", "per": "week", "count": 2, "when": ages(below=80)}, SITTING],
    )),
    ("three a week, but two a month", document(
        town(), limits=[SITTING, {"id": "week", "per": "week", "count": 3}, {**MONTH, "count": 2}],
    )),
    ("more meals a day than a week, and less money", document(
        town(limits=["sitting", "day", "week"]),
        limits=[
            SITTING,
            {"id": "day", "per": "day", "count": 3, "sum": "5.00", "counts": "paid"},
            {"id": "week", "per": "week", "count": 2, "sum": "10.00", "counts": "paid"},
        ],
    )),
    ("at least three yuan and at most a half", document(
        town(), elder=[FIVE | {"at_least": "3.00", "at_most": share("50")}],
    )),
    ("one per cent, and none of a sum", document(layer("shop", share("1")), layer("next", fixed("0.00")))),
    ("a delivery fee wherever it is asked for", document(
        layer("town", fixed("1.00"), lines=["delivery"], when={"mode": ["dine_in", "delivery"]}),
        layer("more", fixed("1.00"), lines=["set", "delivery"], when={"mode": ["dine_in"]}),
    )),
    ("all of a city's part, with a discount of its own before it", document(tenth(id="mine"), taken("city/1", "city"))),
    ("a city's discount that comes too late there already", document(taken("city/3"))),
    ("all of a city's part", document(taken("city/1"), town())),
    ("a city's part with another band and other vouchers", document(
        town(), taken("city/2"), elder=[CHARITY], products=[voucher()],
    )),
    ("a city's part for what is brought", document(taken("city/2", "brought"), town())),
]  # fmt: skip
