"""Documents with numbers of another unit, or a digit short: kilometres for metres, 6 for 60."""

from tests.settlement.core.documents import Json, document, layer
from tests.settlement.core.pieces import ages, both, category, fixed, tiers


def metres(**ends: int) -> Json:
    return {"distance": ends}


# name, document, (path, code, example) of each of its doubts
DOUBTED_UNITS: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    (
        "within three metres",
        document(layer("town", fixed("2.00"), lines=["delivery"], when=both(ages(60), metres(below_m=3)))),
        [("layers[0].when", "metres-few", "60 岁、距食堂 2 米")],
    ),
    (
        "within three metres, and beyond",
        document(
            layer(
                "town",
                lines=["delivery"],
                **tiers((metres(below_m=3), "3.00"), (metres(from_m=3, below_m=3001), "2.00"), (None, "1.00")),
            )
        ),
        [
            ("layers[0].tiers[0].when", "metres-few", "75 岁、距食堂 2 米"),
            ("layers[0].tiers[1].when", "metres-few", "75 岁、距食堂 3 米"),
        ],
    ),
    (
        "nobody farther than ninety-nine metres",
        document(
            layer("town", fixed("2.00")),
            exclusions=[{"id": "far", "title": {"zh": "远", "en": "Far"}, "when": metres(from_m=99)}],
        ),
        [("exclusions[0].when", "metres-few", "75 岁、距食堂 99 米")],
    ),
    (
        "from six on",
        document(layer("town", fixed("3.00"), when=ages(6))),
        [("layers[0].when", "age-short", "6 岁")],
    ),
    (
        "from seven to eighty, the poor",
        document(layer("town", **tiers((both(ages(7, 80), category("dibao")), "3.00"), (ages(80), "4.00")))),
        [("layers[0].tiers[0].when", "age-short", "7 岁、低保")],
    ),
    (
        "a band from one year on",
        document(layer("town", fixed("3.00")), elder=[{"when": ages(1), "lines": ["set"], "at_least": "1.00"}]),
        [("elder[0].when", "age-short", "1 岁")],
    ),
]

# Documents that look doubtful in this and are not.
CERTAIN_UNITS: list[tuple[str, Json]] = [
    ("a hundred metres", document(layer("town", fixed("2.00"), when=metres(below_m=100)))),
    ("any distance that is known", document(layer("town", fixed("2.00"), when=metres(from_m=0, below_m=3001)))),
    ("children of a school", document(layer("town", fixed("2.00"), when=ages(6, 15)))),
    ("children and whoever is older", document(
        layer("town", **tiers((ages(below=6), "6.00"), (ages(from_=6), "3.00"))),
    )),
    ("from sixteen on who is disabled", document(
        layer("town", fixed("2.00"), when=both(ages(16), category("severe-disability"))),
    )),
    ("from six on, in tiers from sixty on", document(
        layer("town", when=ages(6), **tiers((ages(80), "6.00"), (ages(60), "3.00"))),
    )),
    ("from six on, and nobody below sixty", document(
        layer("town", fixed("3.00"), when=ages(6)),
        exclusions=[{"id": "young", "title": {"zh": "未满", "en": "Young"}, "when": ages(below=60)}],
    )),
    ("whoever is born", document(layer("town", fixed("2.00"), when=ages(0)))),
]  # fmt: skip
