"""Documents that leave out ages between others: in a layer, in a band, between two layers."""

from tests.settlement.core.documents import Json, document, layer
from tests.settlement.core.pieces import ages, both, category, fixed, tiers

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
