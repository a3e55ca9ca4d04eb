"""Documents that are valid and doubtful in what they count: a limit that binds nobody of an age, one never used up."""

from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.core.doubted_money import LUNCH, SITTING, town
from tests.settlement.core.pieces import PLACES, ages, both, category, fixed, nth, tiers

SIXTY: Json = ages(60)
YOUNGER: Json = ages(60, 80)
HERE: Json = {"registered": {"in": ["zhengguo"]}}


def counted(limit_id: str, per: str, count: int, **more: object) -> Json:
    return {"id": limit_id, "per": per, "count": count, **more}


def pool(limit_id: str, per: str, yuan: str, **more: object) -> Json:
    return {"id": limit_id, "per": per, "sum": yuan, "counts": "paid", **more}


def a_month(limit_id: str, count: int, **more: object) -> Json:
    return counted(limit_id, "month", count, **more)


def leaves_to_next(layer_id: str = "village", **more: object) -> Json:
    return layer(layer_id, fixed("3.00"), **{**fund("village", "next"), **more})


# name, document, (path, code, example) of each of its doubts
DOUBTED_COUNTS: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    (
        "a number of meals a month for the younger and one for the older, and none at eighty",
        document(
            town(when=SIXTY),
            limits=[SITTING, a_month("younger", 20, when=YOUNGER), a_month("older", 30, when=ages(81))],
        ),
        [("limits", "age-unbound", "80 岁")],
    ),
    (
        "a sum a month for some of the poor, and none at seventy",
        document(
            town(when=both(SIXTY, HERE)),
            limits=[
                SITTING,
                pool("younger", "month", "60.00", when=both(ages(60, 70), category("dibao"))),
                pool("older", "month", "90.00", when=ages(71)),
            ],
            **PLACES,
        ),
        [("limits", "age-unbound", "70 岁、低保、在正果镇登记")],
    ),
    (
        "meals a month of the younger and of the older, and at eighty none is paid",
        document(
            town(when=SIXTY),
            limits=[SITTING, a_month("younger", 20, when=YOUNGER), a_month("older", 30, when=ages(81))],
            exclusions=[{"id": "eighty", "title": {"zh": "八十", "en": "Eighty"}, "when": ages(80, 81)}],
        ),
        [("layers[0].when", "age-gap", "80 岁")],
    ),
    (
        "two meals a day, both at lunch",
        document(town(when=both(SIXTY, {"sitting": ["lunch", "dinner"]})), limits=[counted("day", "day", 2)]),
        [("limits", "portion-of-day", "60 岁、午餐")],
    ),
    (
        "forty meals a month, but five a week",
        document(town(), limits=[SITTING, counted("week", "week", 5), a_month("month", 40)]),
        [("limits[2]", "never-reached", "75 岁")],
    ),
    (
        "forty meals a month of the poor, but one a day of everybody",
        document(
            town(), limits=[a_month("month", 40, when=category("dibao")), counted("day", "day", 1)],
        ),
        [("limits[0]", "never-reached", "75 岁")],
    ),
    (
        "a sum a year that twelve months do not come to",
        document(
            town(), limits=[SITTING, pool("month", "month", "50.00"), pool("year", "year", "600.01")],
        ),
        [("limits[2]", "never-reached", "75 岁")],
    ),
    (
        "a village leaves it to a layer for the very old",
        document(leaves_to_next(when=SIXTY), town(when=ages(80))),
        [("layers[0].empty", "no-next-layer", "60 岁")],
    ),
    (
        "a village leaves it to a layer in tiers of which none is for the younger",
        document(leaves_to_next(when=SIXTY), layer("shop", **tiers((ages(90), "2.00"), (ages(80), "1.00")))),
        [("layers[0].empty", "no-next-layer", "60 岁")],
    ),
    (
        "a village leaves it to two layers, and to none of them at breakfast",
        document(
            leaves_to_next(lines=["set", "extra"]),
            town(when=LUNCH),
            layer("shop", fixed("0.00"), when={"sitting": ["dinner"]}),
        ),
        [("layers[0].empty", "no-next-layer", "75 岁、早餐")],
    ),
]  # fmt: skip

# Documents that look doubtful in this and are not.
CERTAIN_COUNTS: list[tuple[str, Json]] = [
    ("meals a month of the younger and of the older, who begin where they end", document(
        town(when=SIXTY),
        limits=[SITTING, a_month("younger", 20, when=YOUNGER), a_month("older", 30, when=ages(80))],
    )),
    ("meals a month of the younger alone", document(
        town(when=SIXTY), limits=[SITTING, a_month("younger", 20, when=YOUNGER)],
    )),
    ("meals a month of everybody, and fewer of the younger and of the older", document(
        town(when=SIXTY),
        limits=[SITTING, a_month("younger", 20, when=YOUNGER), a_month("older", 22, when=ages(81)), a_month("all", 25)],
    )),
    ("meals a month of the younger, meals a week of the older", document(
        town(when=SIXTY),
        limits=[SITTING, a_month("younger", 20, when=YOUNGER), counted("older", "week", 3, when=ages(81))],
    )),
    ("meals a month of the younger and of the older, of two layers", document(
        town(when=SIXTY, limits=["sitting", "younger"]), town("more", when=SIXTY, limits=["sitting", "older"]),
        limits=[SITTING, a_month("younger", 20, when=YOUNGER), a_month("older", 30, when=ages(81))],
    )),
    ("two meals a day, one a sitting", document(town(), limits=[SITTING, counted("day", "day", 2)])),
    ("two meals a day, and two of them at a sitting", document(
        town(), limits=[{**SITTING, "count": 2}, counted("day", "day", 2)],
    )),
    ("two meals a day, of which the second is asked about", document(
        town(when=nth("day", 1)), town("more", yuan="1.00", when=nth("day", 2)), limits=[counted("day", "day", 2)],
    )),
    ("two meals a day and a sum of their own", document(
        town(), limits=[SITTING, counted("day", "day", 2), pool("pool", "day", "8.00")],
    )),
    ("thirty meals a month, five a week, in a month of six weeks", document(
        town(), limits=[SITTING, counted("week", "week", 5), a_month("month", 30)],
    )),
    ("twelve months come to the sum of a year", document(
        town(), limits=[SITTING, pool("month", "month", "50.00"), pool("year", "year", "600.00")],
    )),
    ("forty meals a month, but five a week of another payer", document(
        town(limits=["sitting", "month"]), town("more", limits=["sitting", "week"]),
        limits=[SITTING, counted("week", "week", 5), a_month("month", 40)],
    )),
    ("forty meals a month, but five a week of the young", document(
        town(), limits=[SITTING, counted("week", "week", 5, when=ages(below=80)), a_month("month", 40)],
    )),
    ("forty meals a month, but only so much money a week", document(
        town(), limits=[SITTING, pool("week", "week", "5.00"), a_month("month", 40)],
    )),
    ("forty meals a month whoever pays, but five a week", document(
        town(), limits=[SITTING, counted("week", "week", 5), a_month("month", 40, counts="every_meal")],
    )),
    ("the forty-first meal of a month is asked about", document(
        town(), town("more", when={"nth": {"limit": "month", "from": 20}}),
        limits=[SITTING, counted("week", "week", 5), a_month("month", 40)],
    )),
    ("a village leaves it to a layer for more people", document(leaves_to_next(when=SIXTY), town(when=ages(50)))),
    ("a village leaves it to two layers that are for all of its people", document(
        leaves_to_next(when=SIXTY), town(when=YOUNGER), layer("shop", fixed("0.00"), when=ages(80)),
    )),
    ("a village leaves it to a layer that it stands behind itself", document(
        leaves_to_next("before", when=ages(80)), leaves_to_next(when=SIXTY), town(when=ages(50)),
    )),
    ("a village leaves it to the elder", document(
        leaves_to_next(when=SIXTY, **fund("village", "elder")), town(when=ages(80)),
    )),
    ("a village leaves out at breakfast whom all are excluded from", document(
        leaves_to_next(), town(when={"sitting": ["lunch", "dinner"]}),
        exclusions=[{"id": "early", "title": {"zh": "早餐", "en": "Breakfast"}, "when": {"sitting": ["breakfast"]}}],
    )),
]  # fmt: skip
