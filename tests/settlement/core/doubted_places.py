"""Documents about regions: nobody is in two that lie apart, and somebody may well be in one that lies in the other."""

from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.core.pieces import ages, both, tiers

REGIONS = {
    "shenyang": "沈阳市", "heping": "和平区", "shenhe": "沈河区", "kangping": "康平县", "faku": "法库县",
    "hunnan": "浑南高新区", "majuan": "马圈子镇", "taoxian": "桃仙街道", "heshan": "何山村", "gulou": "鼓楼社区",
    "xincun": "工人新村", "one": "甲", "other": "乙",
}  # fmt: skip


def registered(*keys: str) -> Json:
    return {"registered": {"in": list(keys)}}


def first_of(one: Json, other: Json) -> Json:
    """Two yuan for who meets the first condition, three for who meets the other one alone."""
    return document(layer("city", **tiers((one, "2.00"), (other, "3.00"))), regions=REGIONS)


def named(*keys: str) -> str:
    return "、".join(REGIONS[key] for key in sorted(keys))


# name, document, (path, code, example) of each of its doubts
DOUBTED_PLACES: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    *(
        (
            f"who is in {one} and in {other}, which may lie in it",
            first_of(registered(one), registered(other)),
            [("layers[0].tiers[1]", "gives-less", f"75 岁、在{named(one, other)}登记")],
        )
        for one, other in (
            ("shenyang", "heping"), ("heping", "taoxian"), ("taoxian", "gulou"), ("majuan", "heshan"),
            ("heping", "hunnan"), ("gulou", "xincun"), ("one", "other"), ("heping", "one"),
        )
    ),
    (
        "who is registered in one district and eats in another one",
        first_of(registered("heping"), {"eating": {"in": ["shenhe"]}}),
        [("layers[0].tiers[1]", "gives-less", "75 岁、在和平区登记、在沈河区就餐")],
    ),
    (
        "a district asked for in a layer for another one",
        document(
            layer("city", when=registered("heping"), **tiers((registered("shenhe"), "3.00"), (None, "2.00"))),
            regions=REGIONS,
        ),
        [("layers[0].tiers[0].when", "never", "75 岁、在和平区登记")],
    ),
    (
        "eating in two towns at once",
        document(
            layer(
                "city",
                {"fixed": "1.00"},
                when=both(ages(60), {"eating": {"in": ["majuan"]}}, {"eating": {"in": ["taoxian"]}}),
            ),
            regions=REGIONS,
        ),
        [("layers[0].when", "never", "60 岁、在马圈子镇就餐")],
    ),
]  # fmt: skip

# Documents that look doubtful in this and are not.
CERTAIN_PLACES: list[tuple[str, Json]] = [
    *(
        (f"nobody is registered in {one} and in {other}", first_of(registered(one), registered(other)))
        for one, other in (
            ("heping", "shenhe"), ("heping", "kangping"), ("kangping", "faku"), ("majuan", "taoxian"),
            ("heshan", "gulou"),
        )
    ),
    ("nobody eats in two districts at once", first_of({"eating": {"in": ["heping"]}}, {"eating": {"in": ["shenhe"]}})),
    ("nobody lives in two towns", first_of({"resident": {"in": ["majuan"]}}, {"resident": {"in": ["taoxian"]}})),
    ("ten districts, each with a sum of its own", document(
        layer("city", **tiers(*((registered(f"district-{at}"), f"{at}.00") for at in range(1, 11))), **fund("city")),
        regions={f"district-{at}": f"{at} 区" for at in range(1, 11)},
    )),
    ("forty villages, each with a sum of its own", document(
        layer("city", **tiers(*((registered(f"village-{at}"), f"{at}.00") for at in range(1, 41))), **fund("city")),
        regions={f"village-{at}": f"{at} 村" for at in range(1, 41)},
    )),
]  # fmt: skip
