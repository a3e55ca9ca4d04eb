"""Lists and rows that belong together: small lists are added up; of one person's rows those stand that lie apart."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Role
from canteen.models import Fact, Import
from canteen.operations.elder_rows import NewFact, fact_row
from canteen.operations.imports import apply, check
from canteen.operations.imports.decide import SecondPersonNeeded
from canteen.queries import imports as asked
from canteen.queries.imports import ADDED_UP, SIGN_ABOVE, needs_signature
from canteen.queries.touching import people_batches
from tests.canteen.imports.desk import applied, changes, decide, mistakes, outcomes, send, write
from tests.canteen.sheets import xlsx
from tests.county import DAY, NOW, County, county, id_number

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


def test_a_stop_ends_all_that_overlap(made: County) -> None:
    """Periods that were told twice before this was refused: none of them stays open."""
    for begins in (date(2026, 5, 1), date(2026, 11, 1)):
        fact_row(
            elder_id=made.here.elders[0], fact=NewFact("category", "dibao", begins, level=str(begins.month)), now=NOW
        ).save(force_insert=True)
    stop = [GRANTS, ("张一兰", id_number(1), "低保", "", "", "", "2026.11.15")]
    import_id = applied(made, Kind.FACTS, stop)
    assert len(changes(import_id)) == 2
    ended = date(2026, 11, 15)
    assert periods(made) == [(date(2026, 5, 1), ended), (date(2026, 11, 1), ended)]
    assert outcomes(send(made, Kind.FACTS, xlsx(stop))) == [(2, "same")]


def test_a_level_for_a_time_is_followed_by_the_former(made: County) -> None:
    head, who = (*GRANTS, "批准文号"), ("张一兰", id_number(1), "失能")
    applied(made, Kind.FACTS, [head, (*who, "轻度", "2026.3.1", "2026.12.30", "", "一号")])
    table = [head, (*who, "重度", "2026.6.1", "2026.7.31", "", "二号")]
    applied(made, Kind.FACTS, table)
    found = Fact.objects.filter(kind="category").order_by("from_on")
    assert list(found.values_list("level", "from_on", "until_on", "evidence")) == [
        ("轻度", date(2026, 3, 1), date(2026, 6, 1), "一号"),
        ("重度", date(2026, 6, 1), date(2026, 8, 1), "二号"),
        ("轻度", date(2026, 8, 1), date(2026, 12, 31), "一号"),
    ]
    assert outcomes(send(made, Kind.FACTS, xlsx(table))) == [(2, "same")]


def test_a_roster_that_reaches_back_fills_what_is_missing(made: County) -> None:
    """Known from a later day, told from an earlier one: the day the other began stays what it was."""
    applied(made, Kind.FACTS, [GRANTS, ("张一兰", id_number(1), "低保", "", "2026.11.1", "", "")])
    roster = [(*HEAD, "类别", "享受时间"), ("张一兰", id_number(1), "here镇", "低保", "2026.5.1")]
    applied(made, Kind.ELDERS, roster)
    assert periods(made) == [(date(2026, 5, 1), date(2026, 11, 1)), (date(2026, 11, 1), None)]
    assert outcomes(send(made, Kind.ELDERS, xlsx(roster))) == [(2, "same")]


def test_a_stop_stands_beside_no_grant_that_goes_on(made: County) -> None:
    """Whichever were written first, the other would come to something else than was shown."""
    applied(made, Kind.FACTS, [GRANTS, ("张一兰", id_number(1), "低保", "", "2026.1.1", "2026.9.30", "")])
    for rows in ([("", "", "2026.6.1"), ("2026.12.1", "", "")], [("2026.12.1", "", ""), ("", "", "2026.6.1")]):
        assert mistakes(send(made, Kind.FACTS, grants(*rows))) == [(3, "", "twice-in-list")]


MOVES = ("姓名", "身份证号", "迁移日期", "迁移类别", "迁往")


def gone(made: County) -> list[tuple[str, date, date | None]]:
    """Where the first elder lives, and that she has gone, each with its days."""
    found = Fact.objects.filter(elder_id=made.here.elders[0], kind__in=("residence", "state")).order_by(
        "kind", "from_on"
    )
    return list(found.values_list("kind", "from_on", "until_on"))


@pytest.mark.parametrize("batch", [1, 500], ids=["in two batches", "in one"])
@pytest.mark.parametrize("kinds", [("户籍", "居住"), ("居住", "户籍")], ids=["registered first", "living first"])
@pytest.mark.parametrize("lives", [True, False], ids=["lives here", "is only registered here"])
def test_who_moves_away_in_two_rows_is_gone_once(
    made: County, monkeypatch: pytest.MonkeyPatch, batch: int, kinds: tuple[str, str], lives: bool
) -> None:
    """Registration and residence leave on one day: one state, and both end, in whatever order they stand."""
    who, since, left = ("张一兰", id_number(1)), date(2026, 11, 2), date(2026, 11, 16)
    if lives:
        applied(made, Kind.MOVES, [MOVES, (*who, "2026.11.2", "居住", "there镇")])
    for module in (check, apply, asked):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", batch)
    table = [MOVES, *[(*who, "2026.11.16", kind, "外地") for kind in kinds]]
    import_id = applied(made, Kind.MOVES, table)
    second = "changed" if lives or kinds[1] == "户籍" else "repeated"
    assert outcomes(import_id) == [(2, "changed"), (3, second)]
    assert gone(made) == [*([("residence", since, left)] if lives else []), ("state", left, None)]
    assert Fact.objects.get(elder_id=made.here.elders[0], kind="registration").until_on == left
    assert outcomes(send(made, Kind.MOVES, xlsx(table))) == [(2, "same"), (3, "same")]


@pytest.mark.parametrize("batch", [1, 500], ids=["in two batches", "in one"])
def test_registration_and_residence_leave_on_days_of_their_own(
    made: County, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    for module in (check, apply, asked):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", batch)
    who = ("张一兰", id_number(1))
    table = [MOVES, (*who, "2026.11.16", "居住", "外地"), (*who, "2026.11.12", "户籍", "外地")]
    import_id = applied(made, Kind.MOVES, table)
    assert outcomes(import_id) == [(2, "changed"), (3, "changed")]
    assert gone(made) == [("state", date(2026, 11, 12), None), ("state", date(2026, 11, 16), None)]
    [[person]] = people_batches(import_id=import_id, kind="moves", on=DAY)
    assert (person.happened_on, person.first_on) == (date(2026, 11, 12), date(2026, 11, 12))


def test_nobody_stops_living_here_on_the_day_she_begins_to(made: County) -> None:
    who = ("张一兰", id_number(1), "2026.11.16", "居住")
    applied(made, Kind.MOVES, [MOVES, (*who, "there镇")])
    assert mistakes(send(made, Kind.MOVES, xlsx([MOVES, (*who, "外地")]))) == [(2, "moved_on", "moved-before")]


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
