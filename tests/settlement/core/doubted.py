"""Documents that are valid and doubtful, each with exactly its doubts: what is never reached, what gives less."""

from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.core.doubted_ages import AGES
from tests.settlement.core.pieces import DAYS_2027, PLACES, ages, both, category, fixed, nth, share, tiers, voucher

# name, document, (path, code, example) of each of its doubts
DOUBTED: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    *AGES,
    (
        "ages that nobody has",
        document(layer("town", fixed("1.00"), when=both(ages(60, 70), ages(from_=80)))),
        [("layers[0].when", "never", "60 岁")],
    ),
    (
        "a category that is asked for and against",
        document(layer("town", fixed("1.00"), when=both(category("dibao"), {"not": {"category_any": ["dibao"]}}))),
        [("layers[0].when", "never", "75 岁、低保")],
    ),
    (
        "a tier outside its layer",
        document(layer("town", when=ages(from_=60), **tiers((ages(below=60), "1.00"), (ages(from_=80), "2.00")))),
        [("layers[0].tiers[0].when", "never", "60 岁")],
    ),
    (
        "a sitting that the layer is not for",
        document(
            layer(
                "town",
                when={"sitting": ["lunch"]},
                **tiers(({"sitting": ["dinner"]}, "1.00"), ({"sitting": ["lunch"]}, "2.00"), pick="highest"),
            )
        ),
        [("layers[0].tiers[0].when", "never", "75 岁、午餐")],
    ),
    (
        "excluded altogether",
        document(
            layer("town", fixed("1.00"), when={"institution": True}),
            exclusions=[{"id": "home", "title": {"zh": "机构", "en": "Homes"}, "when": {"institution": True}}],
        ),
        [("layers[0].when", "never", "75 岁、住在机构")],
    ),
    (
        "an older band behind a younger one",
        document(layer("town", **tiers((ages(from_=60), "1.00"), (ages(from_=80), "2.00")))),
        [("layers[0].tiers[1].when", "shadowed", "80 岁")],
    ),
    (
        "two that leave nobody to a third",
        document(
            layer(
                "town",
                **tiers(
                    (category("dibao"), "3.00"),
                    (ages(from_=60), "2.00"),
                    (both(ages(from_=70), category("tekun")), "1.00"),
                ),
            )
        ),
        [("layers[0].tiers[2].when", "shadowed", "70 岁、特困")],
    ),
    (
        "ranked the other way round",
        document(layer("town", **tiers((ages(from_=80), "2.00"), (ages(from_=60), "1.00"), pick="ranked"))),
        [("layers[0].tiers[0].when", "shadowed", "80 岁")],
    ),
    (
        "a tier that never gives most",
        document(layer("town", **tiers((ages(from_=60), "3.00"), (ages(from_=80), "3.00"), pick="highest"))),
        [("layers[0].tiers[1].when", "never-most", "80 岁")],
    ),
    *(
        (
            f"a tier that never gives most: {name}",
            document(
                layer(
                    "town",
                    tiers=[{"when": ages(from_=80), "formula": less}, {"when": ages(from_=60), "formula": more}],
                    tiers_pick="highest",
                )
            ),
            [("layers[0].tiers[0].when", "never-most", "80 岁")],
        )
        for name, less, more in (
            ("a smaller share", share("10"), share("20")),
            ("a smaller part of less", {**share("50"), "of": "left", "up_to": "5.00"}, {**share("50"), "round": "up"}),
            ("a share with an end below a sum", {**share("30"), "up_to": "10.00"}, fixed("3.50")),
            ("a share that is cut at a sum", {"lowest": [share("90"), fixed("3.00")]}, fixed("3.50")),
            ("one more is given", share("20"), {"sum": [share("20"), fixed("1.00")]}),
            ("one of them was enough", {"highest": [share("20"), fixed("1.00")]},
             {"highest": [share("25"), fixed("2.00")]}),
            ("a lower remainder", {"down_to": "5.00"}, {"down_to": "4.00"}),
            ("everything", fixed("6.00"), {"down_to": "0.00"}),
            ("nothing", fixed("0.00"), {"down_to": "5.00"}),
        )
    ),
    (
        "the poor are given what the old are given",
        document(layer("town", **tiers((ages(60, 80), "3.00"), (category("dibao"), "5.00")))),
        [("layers[0].tiers[1]", "gives-less", "60 岁、低保")],
    ),
    (
        "a share that is less than the sum behind it",
        document(
            layer(
                "town",
                tiers=[
                    {"when": ages(60, 80), "formula": {"percent": "10", "of": "price", "round": "down"}},
                    {"when": category("dibao"), "formula": {"down_to": "3.00"}},
                ],
                tiers_pick="first",
            )
        ),
        [("layers[0].tiers[1]", "gives-less", "60 岁、低保")],
    ),
    (
        "a band behind another one",
        document(
            layer("town", fixed("1.00")),
            elder=[
                {"when": ages(from_=60), "lines": ["set"], "at_least": "1.00"},
                {"when": ages(from_=70), "lines": ["set"], "at_least": "2.00"},
            ],
        ),
        [("elder[1].when", "shadowed", "70 岁")],
    ),
    (
        "a band that lets the poor pay more",
        document(
            layer("town", fixed("1.00")),
            elder=[
                {"when": ages(60), "lines": ["set"], "at_most": "5.00", "beyond": "canteen"},
                {"when": category("tekun"), "lines": ["set"], "at_most": "0.00", "beyond": "canteen"},
            ],
        ),
        [("elder[1].when", "pays-more", "60 岁、特困")],
    ),
    (
        "a fund misspelt",
        document(
            layer("town", fixed("1.00"), **fund("zhengguo")),
            layer("more", fixed("1.00"), **fund("zhenguo"), when=category("dibao")),
            layer("most", fixed("1.00"), **fund("zhengguo")),
        ),
        [("layers[1].payer.fund", "fund-alike", "75 岁、低保")],
    ),
    (
        "a fund misspelt where a promise is kept",
        document(
            layer("town", fixed("1.00"), **fund("charity")),
            promise_gap={"payer": {"fund": "charitiy"}, "empty": {"then": "hold", "part": True}},
        ),
        [("promise_gap.payer.fund", "fund-alike", "")],
    ),
    (
        "a category misspelt",
        document(
            layer("town", fixed("1.00"), when=category("tekun")),
            layer("more", fixed("1.00"), when={"category_any": ["tekum", "dibao"]}),
            layer("most", fixed("1.00"), when=category("tekun")),
        ),
        [("layers[1].when", "category-alike", "75 岁、tekum")],
    ),
    (
        "a limit of nothing",
        document(
            layer("town", fixed("1.00"), limits=["day"]),
            limits=[{"id": "day", "per": "day", "count": 1}, {"id": "week", "per": "week", "count": 5}],
        ),
        [("limits[1]", "limit-unused", "75 岁")],
    ),
    (
        "the second meal at half price, where nobody pays for the first",
        document(layer("town", fixed("1.00"), when=nth("day", 2)), limits=[{"id": "day", "per": "day", "count": 9}]),
        [("limits[0]", "never-begins", "75 岁")],
    ),
    (
        "a discounted price without a discount before it",
        document(
            layer("town", {"percent": "10", "of": "discounted", "round": "down"}),
            layer("canteen", fixed("1.00"), payer="canteen", discount=True),
            layer("city", {"percent": "10", "of": "discounted", "round": "down"}),
        ),
        [("layers[0]", "no-discount", "75 岁")],
    ),
    (
        "a limit for nobody",
        document(
            layer("town", fixed("1.00")),
            limits=[{"id": "day", "per": "day", "count": 1, "when": both(ages(below=60), ages(from_=70))}],
        ),
        [("limits[0].when", "never", "59 岁")],
    ),
    (
        "an exclusion of nobody",
        document(
            layer("town", fixed("1.00")),
            exclusions=[
                {
                    "id": "home",
                    "title": {"zh": "机构", "en": "Homes"},
                    "when": both({"institution": True}, {"institution": False}),
                }
            ],
        ),
        [("exclusions[0].when", "never", "75 岁、住在机构")],
    ),
    (
        "a voucher for nobody",
        document(layer("town", fixed("1.00")), products=[voucher(when=both(ages(below=60), ages(from_=70)))]),
        [("products[0].when", "never", "59 岁")],
    ),
    (
        "the second of the day where one is all there is",
        document(
            layer("town", **tiers((nth("day", 1), "3.00"), (nth("day", 2), "1.00"))),
            limits=[{"id": "day", "per": "day", "count": 1}],
        ),
        [("layers[0].tiers[1].when", "never", "75 岁、额次 day 的第 1 次")],
    ),
    (
        "a day of the month that is never one of the year's days",
        document(layer("town", fixed("1.00"), when=both({"month_day": [31]}, {"yearly": ["11-01", "04-30"]}))),
        [("layers[0].when", "never", "75 岁、2025-12-31（星期三，工作日）就餐")],
    ),
    (
        "days that come together in some years only, and birthdays in and out of their month",
        document(
            layer("town", fixed("1.00"), when=both({"month_day": [31]}, {"weekday": ["wed"]})),
            layer("leap", fixed("1.00"), when=both({"yearly": ["02-29"]}, {"weekday": ["sun"]})),
            layer("cake", fixed("1.00"), when=both({"birthday": False}, {"birth_month": True})),
            layer("never", fixed("1.00"), when=both({"birthday": True}, {"birth_month": False})),
        ),
        [("layers[3].when", "never", "75 岁、当天生日")],
    ),
    (
        "workdays of a year that is not scheduled",
        document(layer("town", fixed("1.00"), when=both({"calendar": ["workday"]}, DAYS_2027))),
        [("layers[0].when", "unscheduled", "75 岁、2027-09-26（星期日，休息日）就餐")],
    ),
    (
        "who is poor in two ways pays more",
        document(
            layer("town", fixed("2.00"), when=category("dibao")),
            layer("more", {"percent": "50", "of": "left", "round": "down"}, when=category("tekun"), **fund("town")),
            layer(
                "else",
                **tiers(
                    (category("tekun"), "4.00"), (both(category("dibao"), category("tekun")), "0.10"), pick="ranked"
                ),
            ),
        ),
        [("layers[2]", "poorer-pays-more", "75 岁、低保、特困")],
    ),
    (
        "places and days in words",
        document(
            layer(
                "town",
                fixed("1.00"),
                when=both(
                    {"registered": {"in": ["zhengguo"]}}, {"eating": {"in": ["paitan"]}}, {"canteen": ["youte"]},
                    {"mode": ["delivery"]}, {"weekday": ["sat"]}, ages(from_=60), ages(below=60),
                ),
            ),
            **PLACES,
        ),
        [
            (
                "layers[0].when",
                "never",
                "60 岁、在正果镇登记、在派潭镇就餐、在优特社区食堂就餐、送餐、2026-01-03（星期六，休息日）就餐",
            )
        ],
    ),
]  # fmt: skip
