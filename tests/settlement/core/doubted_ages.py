"""Documents that leave out ages between others: in a layer, in a band, between two layers."""

from tests.settlement.core.documents import Json, document, layer
from tests.settlement.core.pieces import ages, both, category, fixed, spends, tiers

# name, document, (path, code, example) of each of its doubts
AGES: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    (
        "nobody at seventy",
        document(layer("town", **tiers((ages(60, 70), "1.00"), (ages(from_=71), "2.00")))),
        [("layers[0].tiers", "age-gap", "70 岁")],
    ),
    (
        "nobody at seventy in one condition",
        document(layer("town", fixed("1.00"), when={"any": [ages(60, 70), ages(from_=71)]})),
        [("layers[0].when", "age-gap", "70 岁")],
    ),
    (
        "a gap for some only",
        document(
            layer(
                "town",
                **tiers(
                    (both(ages(60, 70), category("dibao")), "1.00"),
                    (both(ages(75), {"sitting": ["lunch"]}), "2.00"),
                ),
            )
        ),
        [("layers[0].tiers", "age-gap", "70 岁、低保、午餐")],
    ),
    (
        "nobody at seventy whose birthday is on the last day of a month",
        document(
            layer(
                "town",
                fixed("1.00"),
                when=both(
                    {"birthday": True},
                    {"dates": [{"from": "2026-12-31", "through": "2026-12-31"}]},
                    {"any": [ages(60, 70), ages(from_=71)]},
                ),
            )
        ),
        [("layers[0].when", "age-gap", "70 岁、当天生日、2026-12-31（星期四，工作日）就餐")],
    ),
    (
        "nobody at seventy who spends enough once a discount is taken",
        document(
            layer("shop", {"percent": "70", "of": "price", "round": "up"}, discount=True),
            layer(
                "town",
                when={"spend": {"at_least": "15.00", "of": "discounted", "lines": ["set"]}},
                **tiers((ages(60, 70), "1.00"), (ages(from_=71), "2.00")),
            ),
        ),
        [("layers[1].tiers", "age-gap", "70 岁、折后消费 15.00 元")],
    ),
    (
        "nobody at seventy, though at any age a feast is paid for",
        document(
            layer(
                "shop",
                **tiers(
                    (both(ages(60, 70), spends(at_least="10.00")), "1.00"),
                    (both(ages(71), spends(at_least="10.00")), "2.00"),
                    (both(ages(60), spends(at_least="30.00")), "2.00"),
                    pick="highest",
                ),
            )
        ),
        [("layers[0].tiers", "age-gap", "70 岁、消费 10.00 元")],
    ),
    (
        "ages between two bands",
        document(
            layer("town", fixed("1.00")),
            elder=[
                {"when": ages(60, 70), "lines": ["set"], "at_most": "5.00", "beyond": "canteen"},
                {"when": ages(80), "lines": ["set"], "at_most": "3.00", "beyond": "canteen"},
            ],
        ),
        [("elder", "age-gap", "70 岁")],
    ),
    (
        "ages between two layers",
        document(layer("young", fixed("2.00"), when=ages(60, 70)), layer("old", fixed("4.00"), when=ages(80))),
        [("layers[1]", "age-between", "70 岁")],
    ),
]

# Documents that look doubtful in this and are not.
CERTAIN_AGES: list[tuple[str, Json]] = [
    ("from sixty on who spends little, below it who is disabled", document(layer("town", **tiers(
        (both(ages(60, 80), spends(at_most="10.00")), "2.00"),
        (ages(80), "4.00"),
        (both(ages(below=60), category("severe-disability")), "2.00"),
    )))),
    ("up to eighty who spends little, below sixty-five who is disabled", document(layer("town", **tiers(
        (both(ages(60, 80), spends(at_most="10.00")), "2.00"),
        (both(ages(80), spends(at_most="20.00")), "4.00"),
        (both(ages(below=65), category("severe-disability")), "2.00"),
    )))),
    ("who has a subsidy already has none of this one", document(layer("town", **tiers(
        (both(ages(60), category("home-care")), "0.00"), (ages(60), "2.00"),
    )))),
    ("who is helped by another office has none of the district's", document(
        layer("civil", fixed("5.00"), when=both(ages(60), category("dibao"))),
        layer("district", **tiers((category("dibao"), "0.00"), (ages(80), "3.00"), (ages(60), "1.00"))),
    )),
]  # fmt: skip
