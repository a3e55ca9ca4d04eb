"""Lists and rows that belong together: small lists are added up; of one person's rows those stand that lie apart."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Role
from canteen.models import Fact, Import
from canteen.operations.imports import apply, check
from canteen.operations.imports.decide import SecondPersonNeeded
from canteen.queries import imports as asked
from canteen.queries.imports import ADDED_UP, SIGN_ABOVE, needs_signature
from tests.canteen.imports.desk import applied, decide, mistakes, outcomes, send, write
from tests.canteen.sheets import xlsx
from tests.county import NOW, County, county, id_number

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "身份证号", "村社区")
GRANTS = ("姓名", "身份证号", "类别", "失能等级", "享受时间", "有效期至", "停发时间")


@pytest.fixture
def made() -> County:
    return county()


def people(first: int, count: int) -> bytes:
    return xlsx([HEAD, *[("王桂英", id_number(100 + number), "here镇") for number in range(first, first + count)]])


def grants(*rows: tuple[str, ...]) -> bytes:
    return xlsx([GRANTS, *[("张一兰", id_number(1), "低保", "", *row) for row in rows]])


def periods(made: County) -> list[tuple[date, date | None]]:
    found = Fact.objects.filter(elder_id=made.here.elders[0], kind="category").order_by("from_on")
    return list(found.values_list("from_on", "until_on"))


def test_a_long_list_in_pieces_takes_a_second_person_too(made: County) -> None:
    clerk, half = made.here.actor(Role.CLERK), SIGN_ABOVE // 2
    first, second, third = (
        send(made, Kind.ELDERS, people(at, count)) for at, count in ((0, half), (half, half), (SIGN_ABOVE, 1))
    )
    decide(first, clerk)
    decide(second, clerk)  # not written yet, and counted all the same
    with pytest.raises(SecondPersonNeeded):
        decide(third, clerk)
    write()
    with pytest.raises(SecondPersonNeeded):
        decide(third, clerk)
    other = send(made, Kind.FACTS, grants(("2026.1.1", "", "")))
    decide(other, clerk)  # another kind is counted by itself
    decide(third, made.founder())
    seen = Import.objects.get(id=third)
    assert seen.signed_by_id == made.founder_id
    fresh = Import.objects.get(id=first)
    assert [needs_signature(seen=fresh, now=NOW + later) for later in (timedelta(), ADDED_UP)] == [False, False]
    again = Import(kind="elders", made_by_id=fresh.made_by_id, rows_new=1)
    assert [needs_signature(seen=again, now=NOW + later) for later in (timedelta(), ADDED_UP)] == [True, False]


@pytest.mark.parametrize(
    "rows",
    [
        [("2024.1.1", "", ""), ("2025.1.1", "", "")],  # the second lies within the first
        [("2025.1.1", "", ""), ("2024.1.1", "2025.6.30", "")],
    ],
)
def test_two_rows_about_one_period_are_a_mistake(made: County, rows: list[tuple[str, ...]]) -> None:
    assert mistakes(send(made, Kind.FACTS, grants(*rows))) == [(3, "", "twice-in-list")]


def test_two_rows_that_touch_one_period_of_the_register_are_a_mistake(made: County) -> None:
    applied(made, Kind.FACTS, [GRANTS, ("张一兰", id_number(1), "低保", "", "2020.1.1", "", "")])
    import_id = send(made, Kind.FACTS, grants(("2020.1.1", "2021.12.31", ""), ("2023.1.1", "", "")))
    assert mistakes(import_id) == [(3, "", "twice-in-list")]
    assert periods(made) == [(date(2020, 1, 1), None)]


def test_who_is_named_in_two_ways_is_one_person(made: County) -> None:
    head = ("姓名", "身份证号", "出生日期", "去世日期")
    table = [head, ("张一兰", id_number(1), "", "2026-11-03"), ("张一兰", "", "1940-05-01", "2026-11-04")]
    assert mistakes(send(made, Kind.DEATHS, xlsx(table))) == [(3, "", "twice-in-list")]


@pytest.mark.parametrize("batch", [1, 500], ids=["in two batches", "in one"])
def test_periods_that_lie_apart_are_written_at_once(made: County, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    """Far apart in the list or not: the second row comes to the same whether or not the first is written already."""
    for module in (check, apply, asked):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", batch)
    table = grants(("2025.1.1", "", ""), ("2020.1.1", "2020.12.31", ""), ("2022.1.1", "2022.12.31", ""))
    import_id = send(made, Kind.FACTS, table)
    decide(import_id, made.here.actor(Role.CLERK))
    write()
    seen = Import.objects.get(id=import_id)
    assert (seen.state, seen.notice) == ("applied", "")
    assert periods(made) == [
        (date(2020, 1, 1), date(2021, 1, 1)),
        (date(2022, 1, 1), date(2023, 1, 1)),
        (date(2025, 1, 1), None),
    ]
    again: UUID = send(made, Kind.FACTS, table)
    assert outcomes(again) == [(2, "same"), (3, "same"), (4, "same")]


def test_nothing_of_a_row_above_is_held_against_one_that_is_wrong(made: County) -> None:
    wrong: Any = [
        GRANTS,
        ("张三兰", id_number(3), "低保", "", "2026.1.1", "", ""),
        ("张三兰", id_number(3), "低保", "", "2026.2.1", "", ""),
    ]
    assert mistakes(send(made, Kind.FACTS, xlsx(wrong))) == [
        (2, "id_number", "no-such-elder"),
        (3, "id_number", "no-such-elder"),
    ]
