"""Documents that look doubtful and are not."""

from tests.settlement.core.documents import document, fund, layer, title
from tests.settlement.core.pieces import DAYS_2027, ages, both, category, fixed, nth, share, tiers, voucher

CERTAIN = [
    ("no layers", document()),
    ("a ceiling that no price reaches", document(
        layer("town", fixed("1.00")), elder=[{"lines": ["set"], "at_most": "500.00", "beyond": "canteen"}],
    )),
    ("the highest applies", document(
        layer(
            "town",
            **tiers((ages(60, 70), "3.00"), (ages(from_=70), "4.00"), (category("dibao"), "5.00"), pick="highest"),
        ),
    )),
    *(
        (f"the highest applies, and which one it is hangs on the price: {name}", document(
            layer(
                "town",
                tiers=[{"when": ages(from_=80), "formula": one}, {"when": ages(from_=60), "formula": other}],
                tiers_pick="highest",
            ),
        ))
        for name, one, other in (
            ("a share and a sum", share("25"), fixed("3.00")),
            ("a remainder and a sum", {"down_to": "3.00"}, fixed("20.00")),
            ("a smaller share of more", {**share("50"), "above": "10.00"}, share("10")),
            ("a smaller share, rounded up", {**share("20"), "round": "up"}, share("20.5")),
            ("a share cut at another sum", {"lowest": [share("50"), fixed("3.00")]}, share("30")),
        )
    ),
    ("the poor first", document(layer("town", **tiers((category("dibao"), "5.00"), (ages(from_=60), "3.00"))))),
    ("ages end", document(layer("town", **tiers((ages(60, 70), "1.00"), (ages(70, 80), "2.00"))))),
    ("ages shut out of a second meal that nobody else is given either", document(
        layer("town", fixed("1.00"), limits=["day"], when={"not": category("dibao")}),
        limits=[{"id": "day", "per": "day", "count": 1, "when": {"not": category("dibao")}}],
        exclusions=[
            {"id": "out", "title": title("某类人员"), "when": both(nth("day", 2), ages(60, 70))},
        ],
    )),
    ("ranked, and the lower one wins", document(
        layer("town", **tiers((category("dibao"), "5.00"), (ages(from_=60), "3.00"), pick="ranked")),
    )),
    ("numbered funds", document(
        layer("one", fixed("1.00"), **fund("fund-1")), layer("two", fixed("1.00"), **fund("fund-2")),
    )),
    ("short names", document(layer("one", fixed("1.00"), **fund("zc")), layer("two", fixed("1.00"), **fund("zg")))),
    ("a limit for vouchers", document(
        layer("one", fixed("1.00"), limits=[]),
        limits=[{"id": "week", "per": "week", "count": 1}],
        products=[voucher(limits=["week"])],
    )),
    ("the limit that is nowhere written", document(layer("one", fixed("1.00"), limits=[]))),
    ("days named by law, in any year", document(
        layer("one", fixed("1.00"), when=both({"calendar": ["statutory_holiday"]}, DAYS_2027)),
    )),
    ("workdays of a year that is scheduled", document(
        layer("one", fixed("1.00"), when=both({"calendar": ["workday"]}, {"dates": [{"from": "2026-01-01"}]})),
    )),
    ("a category that is held against her", document(
        layer("one", fixed("1.00"), when={"not": category("pension")}),
        layer("two", fixed("1.00"), when=category("dibao")),
    )),
    ("a category that is held against her in one layer and for her in another", document(
        layer("one", fixed("3.00"), when={"not": category("dibao")}),
        layer("two", fixed("1.00"), when=category("dibao")),
    )),
    ("two funds that are both named twice", document(
        *(layer(f"{name}-{at}", fixed("1.00"), **fund(name)) for name in ("north", "norte") for at in range(2)),
    )),
    ("more places than can be told apart at once", document(
        layer("one", **tiers(*(({"registered": {"in": [f"village-{at}"]}}, "1.00") for at in range(20)))),
        regions={f"village-{at}": f"{at} 村" for at in range(20)},
    )),
]  # fmt: skip
