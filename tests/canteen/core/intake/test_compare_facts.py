"""What grants and stops of a category come to: nobody is left subsidised by a period that a stop did not reach."""

from datetime import date
from uuid import UUID

import pytest

from canteen.core.intake.compare import compare
from canteen.core.intake.kinds import Kind
from canteen.core.intake.known import Known, KnownElder, KnownFact, Plan
from canteen.core.region import Level, Node, Tree
from tests.county import id_number

TODAY, TOWN = date(2026, 11, 20), UUID(int=1)
Period = tuple[str, str, str]  # first day, the day it no longer counts or "", level


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def known(*periods: Period) -> Known:
    facts = [
        KnownFact(UUID(int=at), "category", "dibao", level, None, day(begins), day(until) if until else None)
        for at, (begins, until, level) in enumerate(periods)
    ]
    lives = KnownFact(UUID(int=99), "registration", str(TOWN), "", TOWN, date(1940, 5, 1), None)
    elder = KnownElder(UUID(int=100), "张一兰", date(1940, 5, 1), "", (lives, *facts), here=True)
    tree = Tree.on(TODAY, [Node(TOWN, Level.TOWN)], [])
    return Known(
        TODAY, frozenset({TOWN}), tree, {id_number(1): elder}, {}, {}, {}, {}, {}, {}, frozenset()
    )  # fmt: skip


def told(
    *periods: Period, since: str = "", until: str = "", level: str = "", kind: Kind = Kind.FACTS, code: str = "dibao"
) -> list[str]:
    """What a row comes to with these periods in the register: before > after in months and days, or the mistake."""
    values = {
        "name": "张一兰", "id_number": id_number(1), "category": code, "level": level, "region": str(TOWN),
        "from_on": f"2026-{since}" if since else "", "until_on": f"2026-{until}" if until else "",
    }  # fmt: skip
    plan: Plan = compare(kind, {key: text for key, text in values.items() if text}, known(*periods))
    wrong = [" ".join([each.code, *map(str, each.values.values())]) for each in plan.wrongs]
    return wrong + [f"{each.before}>{each.after}".replace("2026-", "") for each in plan.changes]


@pytest.mark.parametrize(
    ("periods", "stop", "comes_to"),
    [
        ([("05-01", "", ""), ("11-01", "", "")], "11-15", [
            "dibao||05-01|>dibao||05-01|11-15", "dibao||11-01|>dibao||11-01|11-15"]),
        ([("05-01", "11-15", ""), ("11-01", "", "")], "11-15", ["dibao||11-01|>dibao||11-01|11-15"]),
        ([("05-01", "11-15", ""), ("11-01", "11-15", "")], "11-15", []),
        ([("05-01", "", ""), ("05-01", "", "")], "11-15", ["dibao||05-01|>dibao||05-01|11-15"]),
        ([("05-01", "", ""), ("11-01", "", "")], "06-01", ["category-goes-on 2026-11-01"]),
        ([("05-01", "11-01", "轻度"), ("11-01", "", "重度")], "11-01", ["category-goes-on 2026-11-01"]),
        ([("05-01", "06-01", ""), ("11-01", "11-02", "")], "06-01", []),
        ([("05-01", "06-01", ""), ("11-01", "", "")], "06-01", []),  # told, and granted anew later
        ([("11-01", "", "")], "06-01", ["category-goes-on 2026-11-01"]),
        ([("05-01", "06-01", "")], "11-01", ["category-not-held"]),
        ([], "11-01", ["category-not-held"]),
    ],
)  # fmt: skip
def test_a_stop_ends_every_period_or_says_why_not(periods: list[Period], stop: str, comes_to: list[str]) -> None:
    assert told(*periods, until=stop) == comes_to


@pytest.mark.parametrize(
    ("periods", "row", "comes_to"),
    [
        ([], ("05-01", "", ""), [">dibao||05-01|"]),
        ([("11-01", "", "")], ("05-01", "", ""), [">dibao||05-01|11-01"]),
        ([("05-01", "11-01", ""), ("11-01", "", "")], ("05-01", "", ""), []),
        ([("11-01", "", "二级")], ("05-01", "", ""), [">dibao|二级|05-01|11-01"]),
        ([("11-01", "", "")], ("05-01", "", "二级"), ["category-overlaps 2026-11-01"]),
        ([("11-01", "12-01", "")], ("05-01", "", ""), ["category-overlaps 2026-11-01"]),
        ([("11-01", "", "")], ("05-01", "12-01", ""), ["category-overlaps 2026-11-01"]),
        ([("11-01", "", "")], ("05-01", "11-01", ""), [">dibao||05-01|11-01"]),
        ([("05-01", "06-01", ""), ("11-01", "", "")], ("05-01", "12-01", ""), ["category-overlaps 2026-11-01"]),
        ([("05-01", "06-01", "")], ("05-01", "12-01", ""), ["dibao||05-01|06-01>dibao||05-01|12-01"]),
        ([("05-01", "12-01", "")], ("06-01", "07-01", ""), ["category-within 2026-05-01"]),
        ([("05-01", "12-01", "")], ("05-01", "07-01", ""), ["dibao||05-01|12-01>dibao||05-01|07-01"]),
        ([("05-01", "", "")], ("06-01", "07-01", ""), ["category-within 2026-05-01"]),
        ([("05-01", "", "二级")], ("06-01", "07-01", ""), ["category-within 2026-05-01"]),
        ([("05-01", "", "")], ("05-01", "07-01", ""), ["dibao||05-01|>dibao||05-01|07-01"]),
        ([("05-01", "12-01", "")], ("06-01", "12-15", ""), ["dibao||05-01|12-01>dibao||05-01|12-15"]),
        ([("05-01", "", ""), ("06-01", "", "")], ("07-01", "08-01", ""), ["category-overlaps 2026-05-01"]),
    ],
)  # fmt: skip
def test_periods_of_one_category_never_overlap(
    periods: list[Period], row: tuple[str, str, str], comes_to: list[str]
) -> None:
    since, until, level = row
    assert told(*periods, since=since, until=until, level=level) == comes_to


@pytest.mark.parametrize(
    ("until", "comes_to"),
    [
        ("08-01", ["dibao|轻度|03-01|12-31>dibao|重度|06-01|08-01", ">dibao|轻度|08-01|12-31"]),
        ("12-31", ["dibao|轻度|03-01|12-31>dibao|重度|06-01|12-31"]),
        ("", ["dibao|轻度|03-01|12-31>dibao|重度|06-01|12-31"]),
    ],
)
def test_a_level_for_a_time_leaves_what_comes_after(until: str, comes_to: list[str]) -> None:
    assert told(("03-01", "12-31", "轻度"), since="06-01", until=until, level="重度") == comes_to
    assert told(("03-01", "", "轻度"), since="03-01", until=until, level="重度") == ["level-same-day"]


@pytest.mark.parametrize(
    ("periods", "given", "comes_to"),
    [
        ([], {}, [">dibao"]),
        ([], {"since": "05-01"}, [">dibao||05-01|"]),
        ([("11-01", "", "")], {"since": "05-01"}, [">dibao||05-01|11-01"]),
        ([("11-01", "", "")], {"since": "11-05"}, []),
        ([("12-01", "", "")], {}, ["category-overlaps 2026-12-01"]),
        ([("11-01", "", "轻度")], {"level": "重度"}, ["level-by-grants"]),
        ([("11-01", "", "轻度")], {"level": "轻度"}, []),
        ([("11-01", "", "轻度")], {"level": "重度", "since": "11-10"}, ["dibao|轻度|11-01|>dibao|重度|11-10|"]),
        ([("11-01", "", "轻度")], {"level": "重度", "since": "11-01"}, ["level-same-day"]),
        ([("11-01", "", "轻度")], {"level": "重度", "code": "dibao,tekun"}, [">tekun"]),
    ],
)  # fmt: skip
def test_a_roster_overlaps_nothing_and_changes_a_level_from_its_day(
    periods: list[Period], given: dict[str, str], comes_to: list[str]
) -> None:
    assert told(*periods, kind=Kind.ELDERS, **given) == comes_to
