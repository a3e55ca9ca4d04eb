"""Documents that are valid and doubtful in whom they are for: too young, or kept from what a tier gives them."""

from typing import Any

from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.core.doubted_money import FIVE, town
from tests.settlement.core.pieces import PLACES, ages, both, category, fixed, share, tiers

FREE: Json = {"down_to": "0.00"}
SIXTY: Json = ages(60)
HERE: Json = {"registered": {"in": ["zhengguo"]}}
POOR: Json = {"category_any": ["dibao", "tekun"]}
BROUGHT: Json = {"mode": ["delivery"]}


def three(**more: Any) -> Json:
    """At least three yuan of the set meal."""
    return {"lines": ["set"], "at_least": "3.00", **more}


def in_tiers(*pairs: tuple[Json, Json], **more: Any) -> Json:
    found = [{"when": when, "formula": formula} for when, formula in pairs]
    return layer("town", tiers=found, **{"tiers_pick": "first", "when": SIXTY, **fund("town"), **more})


def of_ages(*more: tuple[Json, str], **others: Any) -> Json:
    """A fund's layer in tiers by age, and others, of which the one that gives most counts."""
    return layer("town", **tiers((ages(60, 80), "2.00"), (ages(80), "3.00"), *more, pick="highest"),
                 **fund("town"), **others)  # fmt: skip


# name, document, (path, code, example) of each of its doubts
DOUBTED_PEOPLE: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    (
        "the poorest eat free, and everybody pays three yuan",
        document(
            in_tiers((category("tekun"), FREE), (SIXTY, fixed("2.00"))),
            elder=[three(when=SIXTY)],
        ),
        [("layers[0].tiers[0].formula", "floor-above", "60 岁、特困")],
    ),
    (
        "a layer makes a meal free, and everybody pays three yuan",
        document(town(when=both(SIXTY, category("tekun"))) | {"formula": FREE}, elder=[three()]),
        [("layers[0].formula", "floor-above", "60 岁、特困")],
    ),
    (
        "whoever is in need pays two yuan, and one of them three",
        document(
            in_tiers((POOR, {"down_to": "2.00"})),
            elder=[three(when=category("tekun"), at_least="0.00"), three()],
        ),
        [("layers[0].tiers[0].formula", "floor-above", "60 岁、低保")],
    ),
    (
        "all of the price is paid, and she pays a third",
        document(
            in_tiers((POOR, share("100")), (SIXTY, share("50"))),
            elder=[three(at_least={**share("30"), "round": "up"})],
        ),
        [("layers[0].tiers[0].formula", "floor-above", "60 岁、低保")],
    ),
    (
        "extras are free, and she pays three yuan for them",
        document(
            town(when=SIXTY) | {"formula": FREE, "lines": ["set", "extra"]}, elder=[three(lines=["extra"])],
        ),
        [("layers[0].formula", "floor-above", "60 岁")],
    ),
    (
        "the poor of five ages eat free when it is no lunch, and everybody pays three yuan",
        document(
            in_tiers(
                ({"sitting": ["lunch"]}, fixed("2.00")),
                (both(category("dibao"), {"any": [ages(age, age + 5) for age in (60, 65, 70, 75, 80)]}), FREE),
            ),
            elder=[three()],
        ),
        [
            ("layers[0].tiers[1]", "gives-less", "60 岁、低保、午餐"),
            ("layers[0].tiers[1].formula", "floor-above", "60 岁、低保、晚餐"),
        ],
    ),
    (
        "the poor of whatever age beside elders",
        document(of_ages((category("dibao"), "5.00"))),
        [("layers[0].tiers[2].when", "young-too", "30 岁、低保")],
    ),
    (
        "two kinds of the poor at home here, of whatever age, each in a tier",
        document(
            of_ages((category("dibao"), "4.00"), (category("tekun"), "5.00"), when=HERE), **PLACES,
        ),
        [
            ("layers[0].tiers[2].when", "young-too", "30 岁、低保、在正果镇登记"),
            ("layers[0].tiers[3].when", "young-too", "30 岁、特困、在正果镇登记"),
        ],
    ),
    (
        "the poorest and the poor of whatever age, each in a tier, of which the first counts",
        document(in_tiers((category("dibao"), fixed("5.00")), (POOR, fixed("4.00")), (SIXTY, fixed("2.00")), when=HERE),
                 **PLACES),
        [
            ("layers[0].tiers[0].when", "young-too", "30 岁、低保、在正果镇登记"),
            ("layers[0].tiers[1].when", "young-too", "30 岁、特困、在正果镇登记"),
        ],
    ),
    (
        "elders, or the poor of whatever age",
        document(town(when={"any": [SIXTY, POOR]})),
        [("layers[0].when", "young-too", "30 岁、低保")],
    ),
    (
        "elders, or the poor of whatever age, and the poor once more",
        document(town(when={"any": [SIXTY, POOR]}), town("more", when=POOR)),
        [("layers[0].when", "young-too", "30 岁、低保")],
    ),
    (
        "what is brought to people of whatever age",
        document(town(when=SIXTY), town("brought", lines=["delivery"], when=BROUGHT)),
        [("layers[1]", "ageless", "30 岁、送餐")],
    ),
]  # fmt: skip

# Documents that look doubtful in this and are not.
CERTAIN_PEOPLE: list[tuple[str, Json]] = [
    ("the poorest eat free, and the others pay three yuan", document(
        in_tiers((category("tekun"), FREE), (SIXTY, fixed("2.00"))),
        elder=[three(when=both(SIXTY, {"not": category("tekun")}))],
    )),
    ("the poorest eat free, and a band of theirs lets them", document(
        in_tiers((category("tekun"), FREE), (SIXTY, fixed("2.00"))),
        elder=[three(when=category("tekun"), at_least="0.00"), three(when=SIXTY)],
    )),
    ("she pays three yuan twice over", document(town(when=SIXTY) | {"formula": {"down_to": "3.00"}}, elder=[three()])),
    ("a third is more than what a tier leaves at some prices only", document(
        town(when=SIXTY) | {"formula": {"down_to": "3.00"}}, elder=[three(at_least={**share("30"), "round": "up"})],
    )),
    ("what is brought is free, and a meal is three yuan", document(
        town(when=SIXTY), town("brought", lines=["delivery"], when=both(SIXTY, BROUGHT)) | {"formula": FREE},
        elder=[three()],
    )),
    ("it is free up to a sum for the day", document(
        town(when=SIXTY) | {"formula": FREE}, elder=[three()],
        limits=[{"id": "pool", "per": "day", "sum": "5.00", "counts": "paid"}],
    )),
    ("a sum that leaves less than the band at a low price", document(town(yuan="6.00", when=SIXTY), elder=[three()])),
    ("the poor among elders", document(of_ages((category("dibao"), "5.00"), when=SIXTY))),
    ("the poor of any age, as is said", document(of_ages((both(category("dibao"), ages(0)), "5.00")))),
    ("the poor who are younger, as is said", document(of_ages((both(category("dibao"), ages(below=60)), "5.00")))),
    ("a canteen gives the poor of its own", document(
        layer("shop", **tiers((category("dibao"), "5.00"), (SIXTY, "3.00"))),
    )),
    ("elders, and everybody here", document(of_ages((HERE, "1.00")), **PLACES)),
    ("elders, and everybody here, the poor with more", document(
        of_ages((HERE, "1.00"), (both(HERE, category("dibao")), "4.00")), **PLACES,
    )),
    ("pupils and the poor", document(town(when={"any": [ages(6, 18), category("dibao")]}))),
    ("the young are shut out", document(
        town(when={"any": [SIXTY, POOR]}),
        exclusions=[{"id": "young", "title": {"zh": "年轻人", "en": "The young"}, "when": ages(below=60)}],
    )),
    ("a canteen's discount for whoever comes", document(town(when=SIXTY), layer("shop", share("10")))),
    ("a band of the canteen's for elders", document(town(when=SIXTY), elder=[FIVE | {"when": ages(50)}])),
    ("what is brought to people of any age, as is said", document(
        town(when=SIXTY), town("brought", lines=["delivery"], when=both(BROUGHT, ages(0))),
    )),
    ("a town that asks for no age behind a city that does", document(
        layer("city", fixed("1.00"), when=both(SIXTY, HERE), **fund("city")), town(when=HERE), **PLACES,
    )),
    ("nobody is asked how old she is", document(town(), town("brought", lines=["delivery"], when=BROUGHT))),
    ("pupils of one fund, whoever comes of another", document(town(when=ages(6, 18)), town("more"))),
]  # fmt: skip
