"""Documents that are valid and doubtful in who bears what, from which price, and for which category."""

from typing import Any

from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.core.pieces import PLACES, ages, bonus, both, category, fixed, share, spends, tiers

LUNCH = {"sitting": ["lunch"]}
SITTING: Json = {"id": "sitting", "per": "sitting", "count": 1}
FIVE: Json = {"lines": ["set"], "at_most": "5.00", "beyond": "canteen"}


def town(layer_id: str = "town", yuan: str = "3.00", **more: Any) -> Json:
    return layer(layer_id, fixed(yuan), **fund("town"), **more)


# name, document, (path, code, example) of each of its doubts
DOUBTED_MONEY: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    (
        "a band at dinner, where the layers are for lunch",
        document(
            town(when=both(ages(60), LUNCH)),
            layer("charity", fixed("1.00"), when=both(LUNCH, ages(60)), **fund("charity")),
            layer("shop", fixed("1.00")),
            elder=[FIVE | {"when": ages(60)}],
        ),
        [("elder[0]", "bears-alone", "60 岁、晚餐")],
    ),
    (
        "two bands at dinner, and tiers for lunch",
        document(
            layer("town", **tiers((both(ages(80), LUNCH), "4.00"), (both(ages(60), LUNCH), "2.00")), **fund("town")),
            elder=[FIVE | {"when": ages(80), "at_most": "3.00"}, FIVE | {"when": ages(60)}],
        ),
        [("elder[0]", "bears-alone", "80 岁、晚餐"), ("elder[1]", "bears-alone", "60 岁、晚餐")],
    ),
    (
        "a band at dinner, behind one that says so",
        document(
            town(when=LUNCH),
            elder=[FIVE | {"when": both(ages(60, 70), {"sitting": ["lunch", "dinner"]})}, FIVE | {"when": ages(60)}],
        ),
        [("elder[1]", "bears-alone", "70 岁、晚餐")],
    ),
    (
        "a band for strangers",
        document(
            town(when=both(ages(60), {"registered": {"in": ["zhengguo"]}})),
            elder=[{**FIVE, "when": ages(60), "beyond": {"fund": "charity"}, "empty": {"then": "hold", "part": True}}],
            **PLACES,
        ),
        [("elder[0]", "bears-alone", "60 岁")],
    ),
    (
        "a band for the young, where the layers are for elders",
        document(
            town(when=ages(60)),
            layer("charity", fixed("1.00"), when=both(category("dibao"), ages(70)), **fund("charity")),
            elder=[FIVE],
        ),
        [("elder[0]", "bears-alone", "30 岁")],
    ),
    (
        "fen written for yuan",
        document(layer("town", fixed("300"), when=ages(60))),
        [("layers[0].formula", "too-much", "60 岁")],
    ),
    (
        "fen written for yuan in a tier, where a share is cut",
        document(
            layer(
                "town",
                tiers=[
                    {"when": ages(80), "formula": {"lowest": [share("50"), fixed("500")]}},
                    {"when": ages(60), "formula": fixed("3.00")},
                ],
                tiers_pick="first",
            )
        ),
        [("layers[0].tiers[0].formula", "too-much", "80 岁")],
    ),
    (
        "fen written for yuan that the elder pays",
        document(layer("town", {"down_to": "500"})),
        [("layers[0].formula", "too-much", "75 岁")],
    ),
    (
        "fen written for yuan in a band",
        document(
            layer("town", fixed("3.00")),
            elder=[
                {"when": ages(60, 70), "lines": ["set"], "at_least": "1.00"},
                {"when": ages(60), "lines": ["set"], "exactly": "500", "beyond": "canteen"},
            ],
        ),
        [("elder[1]", "too-much", "70 岁")],
    ),
    (
        "fen written for yuan of a bonus",
        document(products=[bonus(bonus_at_most="500", when=ages(60))]),
        [("products[0].bonus_at_most", "too-much", "60 岁")],
    ),
    (
        "a fifth of a bonus in a hundred, of a price that nothing lowers",
        document(products=[bonus(bonus_at_most={"percent": "0.2", "of": "discounted", "round": "down"})]),
        [
            ("products[0].bonus_at_most", "no-discount", "75 岁"),
            ("products[0].bonus_at_most", "percent-tiny", "75 岁"),
        ],
    ),
    (
        "fen written for yuan below what a month may come to",
        document(
            layer("town", fixed("300"), limits=["sitting", "month"]),
            limits=[SITTING, {"id": "month", "per": "month", "sum": "3000.00", "counts": "paid"}],
        ),
        [("layers[0].formula", "too-much", "75 岁")],
    ),
    (
        "nothing for who spends ten yuan",
        document(
            layer(
                "shop",
                **tiers((spends(at_least="5.00", less_than="10.00"), "1.00"), (spends(more_than="10.00"), "2.00")),
            )
        ),
        [("layers[0].tiers", "money-gap", "75 岁、消费 10.00 元")],
    ),
    (
        "nothing for the poor who spend between ten and fifteen yuan",
        document(
            layer(
                "shop",
                fixed("1.00"),
                when=both(category("dibao"), {"any": [spends(at_most="10.00"), spends(at_least="15.00")]}),
            )
        ),
        [("layers[0].when", "money-gap", "75 岁、低保、消费 10.01 元")],
    ),
    (
        "no band for who spends ten yuan",
        document(
            layer("town", fixed("1.00")),
            elder=[FIVE | {"when": spends(less_than="10.00")}, FIVE | {"when": spends(more_than="10.00")}],
        ),
        [("elder", "money-gap", "75 岁、消费 10.00 元")],
    ),
    (
        "nothing at seventy-one beside a round birthday",
        document(layer("shop", **tiers((ages(60, 70), "1.00"), (ages(70, 71), "9.00"), (ages(72), "2.00")))),
        [("layers[0].tiers", "age-gap", "71 岁")],
    ),
    *(
        (
            f"a usual category misspelt: {name}",
            document(*(layer(each, fixed("1.00"), when=category(name)) for each in ("town", "more"))),
            [("layers[0].when", "category-usual", f"75 岁、{name}")],
        )
        for name in ("DIBAO", "dibau", "dibo", "dibao-egde", "livingalone", "severe-disabilty", "sever-disabilty")
    ),
]  # fmt: skip

# Documents that look doubtful in this and are not.
CERTAIN_MONEY: list[tuple[str, Json]] = [
    ("the canteen bears what is above five yuan, and the town helps the poor", document(
        town(when=both(ages(60), category("dibao"))), elder=[FIVE | {"when": ages(60)}],
    )),
    ("a band for people of any age, and the town helps elders", document(
        town(when=ages(60)), elder=[FIVE | {"when": ages(0)}],
    )),
    ("a band for whoever comes, and the town helps children and elders", document(
        town(when=ages(60)), town("more", when=ages(below=6)), elder=[FIVE],
    )),
    ("a band for people whom no layer is for", document(town(when=ages(below=80)), elder=[FIVE | {"when": ages(80)}])),
    ("a band that says at which meals", document(
        town(when=LUNCH), elder=[FIVE | {"when": {"sitting": ["lunch", "dinner"]}}],
    )),
    ("one layer for lunch and one for dinner", document(
        town(when=LUNCH), town("evening", when={"sitting": ["dinner", "breakfast"]}), elder=[FIVE],
    )),
    ("one layer for lunch and one for every meal", document(town(when=LUNCH), town("more"), elder=[FIVE])),
    ("one layer for lunch and one for the poor at every meal", document(
        town(when=LUNCH), town("more", when=category("dibao")), elder=[FIVE],
    )),
    ("layers of the bearer alone", document(layer("shop", fixed("1.00"), when=LUNCH), elder=[FIVE])),
    ("a layer for lunch, and nothing is beyond", document(
        town(when=LUNCH), elder=[{"lines": ["set"], "at_least": "3.00"}],
    )),
    ("a ceiling that no price reaches, at dinner", document(town(when=LUNCH), elder=[FIVE | {"at_most": "50.00"}])),
    ("a bonus that pays a fifth of a discounted price", document(
        layer("shop", fixed("1.00"), discount=True),
        products=[bonus(bonus_at_most={"percent": "20", "of": "discounted", "round": "down"})],
    )),
    ("ninety-nine yuan", document(layer("town", fixed("99.99")))),
    ("what is left of a hundred yuan a month", document(
        layer("town", fixed("100.00"), limits=["sitting", "month"]),
        limits=[SITTING, {"id": "month", "per": "month", "sum": "100.00", "counts": "paid"}],
    )),
    ("a feast", document(layer("shop", fixed("100.00"), when=spends(at_least="300.00")))),
    ("sums that end where the next begin", document(layer("shop", **tiers(
        (spends(at_least="15.00"), "5.00"), (spends(at_least="10.00", less_than="15.00"), "3.00"),
    )))),
    ("round birthdays", document(layer("shop", {"down_to": "0.00"}, when={
        "any": [ages(year, year + 1) for year in (70, 80, 90, 100)],
    }))),
    ("round birthdays in tiers", document(layer("shop", **tiers(*(
        (both({"birthday": True}, ages(year, year + 1)), "5.00") for year in (70, 80, 90)
    ))))),
    ("a round birthday after the ages that are helped", document(
        layer("shop", **tiers((ages(60, 70), "1.00"), (ages(80, 81), "5.00"))),
    )),
    ("categories of its own", document(layer("town", fixed("1.00"), when={
        "category_any": ["disability", "village-hero", "edge", "dibao-2", "living", "tigun", "老党员"],
    }))),
]  # fmt: skip
