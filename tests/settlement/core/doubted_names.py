"""Documents whose funds have nearly the same names: misspelt, or those of two regions that are called so."""

from tests.settlement.core.documents import Json, document, fund, layer
from tests.settlement.core.pieces import ages, fixed

REGIONS = {"jiangan": "江岸区", "jianghan": "江汉区"}


def of(*funds: str, **more: Json) -> Json:
    """A layer for each fund."""
    paid = [layer(f"layer-{at}", fixed("1.00"), when=ages(60), **fund(name)) for at, name in enumerate(funds)]
    return document(*paid, **more)


# name, document, (path, code, example) of each of its doubts
DOUBTED_NAMES: list[tuple[str, Json, list[tuple[str, str, str]]]] = [
    (
        "a fund nearly called as a region is",
        of("jianghan", "jianghn", regions=REGIONS),
        [("layers[1].payer.fund", "fund-alike", "60 岁")],
    ),
    (
        "a fund nearly called as a region is, before the one that is",
        of("jianghn", "jianghan", regions=REGIONS),
        [("layers[0].payer.fund", "fund-alike", "60 岁")],
    ),
    (
        "a fund nearly called as that of a county is",
        of("xian", "xina"),
        [("layers[1].payer.fund", "fund-alike", "60 岁")],
    ),
    (
        "two funds, of which no region has the name",
        of("jiangan", "jianghan"),
        [("layers[1].payer.fund", "fund-alike", "60 岁")],
    ),
]

# Documents that look doubtful in this and are not.
CERTAIN_NAMES: list[tuple[str, Json]] = [
    ("the funds of two districts", of("jiangan", "jianghan", regions=REGIONS)),
    ("the funds of a county and its townships", of("xian", "xiang")),
]
