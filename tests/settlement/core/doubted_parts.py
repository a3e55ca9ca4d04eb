"""Documents whose shares are of another part than was meant, or are rounded where nothing can be."""

from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.core.pieces import ages, both, category, fixed, share, spends, tiers


def first(percent: str, end: str, **more: str) -> Json:
    """A share of the first yuan of the price."""
    return {**share(percent), "up_to": end, **more}


def rest(rounding: str, to: str, **more: str) -> Json:
    """Down to what is left, rounded."""
    return {"down_to": {"percent": "100", "of": "left", "round": rounding, "to": to, **more}}


def town(formula: Json, name: str = "town", **more: object) -> Json:
    return layer(name, formula, **fund(name), **more)


# name, document, (path, code, example) of each of its doubts
DOUBTED_PARTS: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    (
        "a quarter, up to three yuan",
        document(town(first("25", "3.00"), when=ages(60))),
        [("layers[0].formula", "part-for-cap", "60 岁")],
    ),
    (
        "a third, up to three yuan, for the poor",
        document(
            town(
                {"part": "1/3", "of": "price", "round": "half_up", "to": "0.10", "up_to": "3.00"},
                when=category("dibao"),
            )
        ),
        [("layers[0].formula", "part-for-cap", "75 岁、低保")],
    ),
    (
        "two shares of one layer, both up to three yuan",
        document(
            layer("shop", share("10"), discount=True),
            layer(
                "town",
                tiers=[
                    {"when": ages(80), "formula": first("50", "3.00", of="discounted")},
                    {"when": ages(60), "formula": first("25", "3.00", of="left")},
                ],
                tiers_pick="first",
            ),
        ),
        [
            ("layers[1].tiers[0].formula", "part-for-cap", "80 岁"),
            ("layers[1].tiers[1].formula", "part-for-cap", "60 岁"),
        ],
    ),
    (
        "two payers, each up to another sum",
        document(town(first("25", "3.00")), town(first("25", "2.00"), "city")),
        [("layers[0].formula", "part-for-cap", "75 岁"), ("layers[1].formula", "part-for-cap", "75 岁")],
    ),
    (
        "what is left, rounded to jiao",
        document(town(fixed("2.33")), layer("shop", rest("half_up", "0.10"), when=ages(60))),
        [("layers[1].formula", "never-rounds-up", "60 岁、消费 12.01 元")],
    ),
    (
        "what is left, rounded up to yuan, for who spends enough",
        document(
            town(share("20"), lines=["weighed", "set"]),
            layer(
                "shop",
                tiers=[
                    {"when": both(ages(80), spends(at_least="15.00")), "formula": rest("up", "1.00")},
                    {"when": ages(60), "formula": rest("down", "1.00")},
                ],
                tiers_pick="first",
            ),
        ),
        [("layers[1].tiers[0].formula", "never-rounds-up", "80 岁、消费 15.10 元")],
    ),
    (
        "the price, rounded to half a yuan",
        document(layer("shop", rest("half_up", "0.50", of="price"))),
        [("layers[0].formula", "never-rounds-up", "75 岁、消费 12.25 元")],
    ),
]

# Documents that look doubtful in this and are not.
CERTAIN_PARTS: list[tuple[str, Json]] = [
    ("five yuan a meal, three to three to four", document(
        town(first("30", "5.00", round="up"), "city"), town(first("30", "5.00", round="up"), "county"),
        town(fixed("2.00")),
    )),
    ("five yuan a meal, three to two", document(town(first("60", "5.00"), "city"), town(fixed("2.00")))),
    ("a half of the first five yuan, a third of the next five", document(
        town(first("50", "5.00")), town({**share("30"), "above": "5.00", "up_to": "10.00"}, "city"),
    )),
    ("a half of the first five yuan, and less of what is beyond, of one payer", document(
        town({"sum": [first("50", "5.00"), {**share("30"), "above": "5.00"}]}),
    )),
    ("a half of the first ten yuan", document(town(first("50", "10.00")))),
    ("a half of the first eight yuan", document(town(first("50", "8.00")))),
    ("all of the first three yuan", document(town(first("100", "3.00")))),
    ("half of what another one takes, of three yuan of it", document(
        layer("city", fixed("4.00"), discount=True), town(first("50", "3.00") | {"of": {"layer": "city"}}),
    )),
    ("a quarter, up to three yuan, written so", document(town({"lowest": [share("25"), fixed("3.00")]}))),
    ("two tiers that take turns in a share of five yuan", document(
        town(first("60", "5.00"), "city"),
        layer("town", **fund("town"), **tiers((ages(80), "2.00"), (ages(60), "1.00"))),
    )),
    ("odd fen are taken off", document(town(fixed("2.33")), layer("shop", rest("down", "0.10")))),
    ("she pays two fifths, up to the next yuan, where others pay more", document(
        town(fixed("7.50")), layer("shop", {"down_to": {**share("40"), "round": "up", "to": "1.00"}}),
    )),
    ("others pay up to six yuan", document(
        town(fixed("5.50")), layer("shop", rest("up", "1.00", of="price", above="6.00")),
    )),
]  # fmt: skip
