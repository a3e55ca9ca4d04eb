"""What rosters, lists of canteens and of staff come to: what is written is what was shown, or the row is a mistake."""

from datetime import date
from uuid import UUID

import pytest

from canteen.core.intake.compare import compare
from canteen.core.intake.kinds import Kind
from canteen.core.intake.known import Known, KnownCanteen, KnownElder, KnownFact, KnownOrganisation
from canteen.core.intake.rows import Values
from canteen.core.region import Level, Node, Parent, Tree
from canteen.core.sitting import Timetable
from tests.county import id_number

TODAY = date(2026, 11, 20)
DISTRICT, LIANSHI, SHUANGLIN, HUALIN, DONGMING, NORTH = (UUID(int=number) for number in range(1, 7))
NODES = {
    DISTRICT: (Level.DISTRICT, None), LIANSHI: (Level.TOWN, DISTRICT), SHUANGLIN: (Level.TOWN, DISTRICT),
    HUALIN: (Level.VILLAGE, LIANSHI), DONGMING: (Level.VILLAGE, LIANSHI), NORTH: (Level.VILLAGE, SHUANGLIN),
}  # fmt: skip
SUNSET, NOON = (
    KnownOrganisation(UUID(int=20), "夕阳红餐饮（湖州）", "A" * 18),
    KnownOrganisation(UUID(int=21), "正午", "B" * 18),
)


def known(*facts: KnownFact) -> Known:
    tree = Tree.on(
        TODAY,
        [Node(each, level) for each, (level, _) in NODES.items()],
        [Parent(each, above, date(2000, 1, 1)) for each, (_, above) in NODES.items()],
    )
    canteen = KnownCanteen(
        UUID(int=30), "花林食堂", HUALIN, "canteen", "", None, None, Timetable(()), date(2026, 1, 1), (SUNSET,)
    )
    elder = KnownElder(UUID(int=40), "张一兰", date(1940, 5, 1), "", facts, here=True)
    return Known(
        TODAY, frozenset(NODES), tree, {id_number(1): elder}, {}, {}, {"花林食堂": [canteen]}, {},
        {each.credit_code: each for each in (SUNSET, NOON)}, {}, frozenset(),
    )  # fmt: skip


def comes_to(kind: Kind, values: Values, on: Known) -> list[str]:
    """The mistakes of a row, or its changes."""
    plan = compare(kind, values, on)
    wrong = [" ".join([each.column, each.code, *map(str, each.values.values())]) for each in plan.wrongs]
    return wrong + [f"{each.field}:{each.after}" for each in plan.changes]


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ({}, []),
        ({"organisation": "夕阳红餐饮(湖州)"}, []),
        ({"organisation": "正午"}, ["organisation organisation-differs 夕阳红餐饮（湖州）"]),
        ({"credit_code": "B" * 18}, ["credit_code operator-differs 夕阳红餐饮（湖州）"]),
        ({"credit_code": "C" * 18, "organisation": "新来的"}, ["credit_code operator-differs 夕阳红餐饮（湖州）"]),
        ({"opened_on": "2026-02-01"}, ["opened_on opened-differs 2026-01-01"]),
        (
            {"canteen": "新食堂", "organisation": "夕阳红"},
            ["organisation organisation-differs 夕阳红餐饮（湖州）"],
        ),
        (
            {"canteen": "新食堂"},
            [
                "canteen:新食堂", f"region:{HUALIN}", "organisation:夕阳红餐饮（湖州）", f"credit_code:{'A' * 18}",
                "opened_on:2026-01-01",
            ],
        ),
    ],
)  # fmt: skip
def test_who_runs_a_canteen_is_what_was_shown(row: Values, answer: list[str]) -> None:
    said = {"canteen": "花林食堂", "region": str(HUALIN), "credit_code": "A" * 18, "opened_on": "2026-01-01"}
    assert comes_to(Kind.CANTEENS, {**said, **row}, known()) == answer


def place(kind: str, region_id: UUID) -> KnownFact:
    return KnownFact(UUID(int=50), kind, str(region_id), "", region_id, date(2020, 1, 1), None)


@pytest.mark.parametrize(
    ("facts", "row", "answer"),
    [
        ([("registration", HUALIN)], {"region": DONGMING}, [f"region:{DONGMING}"]),
        ([("registration", HUALIN)], {"region": NORTH}, ["region move-by-moves"]),
        ([("registration", HUALIN)], {"region": HUALIN, "residence": NORTH}, ["residence move-by-moves"]),
        ([("registration", HUALIN)], {"region": HUALIN, "residence": DONGMING}, [f"residence:{DONGMING}"]),
        (
            [("registration", HUALIN), ("residence", NORTH)],
            {"region": HUALIN, "residence": DONGMING},
            ["residence move-by-moves"],
        ),
        ([("registration", HUALIN), ("residence", NORTH)], {"region": HUALIN, "residence": SHUANGLIN}, []),
    ],
)
def test_a_roster_moves_nobody_to_another_town(
    facts: list[tuple[str, UUID]], row: dict[str, UUID], answer: list[str]
) -> None:
    """Which meals that touches is shown by the list of moves alone (R14)."""
    values = {
        "name": "张一兰", "id_number": id_number(1), "registered_from": "2026-05-01",
        **{key: str(region_id) for key, region_id in row.items()},
    }  # fmt: skip
    assert comes_to(Kind.ELDERS, values, known(*(place(*each) for each in facts))) == answer
