"""Documents of which several payers share a price, or a sum, and their shares come to more than all of it."""

from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.core.pieces import ages, category, fixed, share, tiers


def shared(percent: str, end: str = "5.00") -> Json:
    """A share of the first yuan of the price."""
    return {**share(percent), "round": "up", "up_to": end}


def paid(name: str, formula: Json, **more: object) -> Json:
    return layer(name, formula, **fund(name), **more)


def by_age(name: str, *pairs: tuple[Json, Json]) -> Json:
    return layer(
        name, tiers=[{"when": when, "formula": one} for when, one in pairs], tiers_pick="first", **fund(name)
    )  # fmt: skip


# name, document, (path, code, example) of each of its doubts
DOUBTED_WHOLES: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    (
        "five yuan a meal, three to three to five",
        document(*(paid(name, shared(some)) for name, some in (("city", "30"), ("county", "30"), ("town", "50")))),
        [("layers[2].formula", "more-than-whole", "75 岁")],
    ),
    (
        "five yuan a meal, and for the poor more than all of it",
        document(
            paid("city", shared("60")),
            by_age("town", (category("dibao"), shared("60")), (ages(60), shared("40"))),
        ),
        [
            ("layers[1].tiers[0].when", "young-too", "30 岁、低保"),
            ("layers[1].tiers[0].formula", "more-than-whole", "59 岁、低保"),
        ],
    ),
    (
        "five yuan a meal, and who is poor and old has more than all of it",
        document(
            paid("city", shared("60"), when=category("dibao")),
            paid("town", shared("60"), when=ages(80)),
        ),
        [("layers[1].formula", "more-than-whole", "80 岁、低保")],
    ),
    (
        "the second five yuan, a half and a half and one per cent",
        document(
            *(
                paid(name, {**share(some), "above": "5.00", "up_to": "10.00"})
                for name, some in (("city", "50"), ("county", "1"), ("town", "50"))
            )
        ),
        [("layers[2].formula", "more-than-whole", "75 岁")],
    ),
    (
        "the price, four to four to three",
        document(*(paid(name, share(some)) for name, some in (("city", "40"), ("county", "40"), ("town", "30")))),
        [("layers[2].formula", "more-than-whole", "75 岁")],
    ),
    (
        "a third, a half and a quarter",
        document(
            *(
                paid(name, {"part": some, "of": "price", "round": "down"}, when=ages(60))
                for name, some in (("city", "1/3"), ("county", "1/2"), ("town", "1/4"))
            )
        ),
        [("layers[2].formula", "more-than-whole", "60 岁")],
    ),
    (
        "more than the price for the old, of which the city pays more for everybody",
        document(
            by_age("town", (ages(80), share("70")), (ages(60), share("40"))),
            paid("city", {"sum": [share("40"), fixed("1.00")]}),
        ),
        [("layers[0].tiers[0].formula", "more-than-whole", "80 岁")],
    ),
    (
        "ten yuan above five, and what is above them",
        document(paid("city", {**share("60"), "above": "5.00"}), paid("town", {**share("60"), "above": "5.00"})),
        [("layers[1].formula", "more-than-whole", "75 岁")],
    ),
]

# Documents that look doubtful in this and are not.
CERTAIN_WHOLES: list[tuple[str, Json]] = [
    ("five yuan a meal, three to three to four", document(
        *(paid(name, shared(some)) for name, some in (("city", "30"), ("county", "30"), ("town", "40"))),
    )),
    ("five yuan a meal of the young, and of the old", document(
        by_age("city", (ages(80), shared("70")), (ages(60), shared("40"))),
        by_age("town", (ages(80), shared("30")), (ages(60, 80), shared("60"))),
    )),
    ("shares of two sums", document(paid("city", shared("60")), paid("town", shared("60", "6.00")),
                                    paid("a", fixed("2.00")), paid("b", fixed("2.40")))),
    ("the poor, and the old: who is both has all of it", document(
        paid("city", share("60"), when=category("dibao")), paid("town", share("60"), when=ages(80)),
    )),
    ("free for the poorest, and less for everybody", document(
        paid("city", share("20")), paid("town", share("100"), when=category("tekun")),
    )),
    ("shares of two kinds of dishes", document(
        paid("city", share("60")), paid("town", share("60"), lines=["set", "extra"]),
    )),
    ("shares of what is left", document(paid("city", share("60")), paid("town", {**share("60"), "of": "left"}))),
    ("one after the other, in the year", document(
        paid("city", share("60"), when={"yearly": [{"from": "06-01", "through": "09-30"}]}),
        paid("town", share("60"), when={"yearly": [{"from": "10-01", "through": "05-31"}]}),
    )),
    ("whoever is helped by the one is shut out of the other", document(
        paid("city", share("60"), when={"institution": True}), paid("town", share("60")),
        exclusions=[
            {"id": "home", "title": {"zh": "机构", "en": "Homes"}, "when": {"institution": True}, "layers": ["town"]},
        ],
    )),
    ("either, whichever gives more", document(
        layer("town", **fund("town"), tiers=[
            {"when": ages(60), "formula": share("60")}, {"when": ages(60), "formula": {"down_to": "3.00"}},
        ], tiers_pick="highest"), layer("shop", **tiers((ages(80), "2.00"), (ages(60), "1.00"))),
    )),
]  # fmt: skip
