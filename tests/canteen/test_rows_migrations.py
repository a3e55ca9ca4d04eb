"""Every migration that rewrites rows, walked over rows in a database of its own, and back again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

from canteen.queries.elders import fact_lookup
from tests.canteen.lists_before import place_list
from tests.canteen.places_before import (
    DIED,
    LATER,
    NEXT,
    OPENED,
    ROOM,
    Placed,
    name_alike,
    place,
    place_senders,
    place_tenures,
    rename,
)
from tests.canteen.settlement_before import ASKED, COUNTED, walk_questions, walk_shifts
from tests.elsewhere import empty_database
from tests.house.source import ROOMS

HASHES = "0006_facts_are_given_their_hashes"
TOLD_ONCE = "0011_what_was_told_twice_holds_once"
OPENING = "0016_hours_hold_since_the_opening"
TENURES = "0020_an_open_tenure_ends_where_the_next_begins"
WORDS = "0023_words_hold_no_persons_number"
PINYIN = "0027_names_get_their_order"
FOUND = "0029_earlier_rows_are_found_by_column"
AGAIN = "0031_words_and_their_order_are_looked_at_again"
KEYS = "0034_places_get_their_keys"
# Each with its table, in the order of the walk; on the way to the next one lies the constraint it makes room for.
WALKED = {
    HASHES: "fact", TOLD_ONCE: "fact", OPENING: "hours", TENURES: "tenure", WORDS: "fact", PINYIN: "elder",
    FOUND: "importrow", AGAIN: "elder", KEYS: "canteen",
}  # fmt: skip
BOTTOM, TOP = "0005_lists_are_sorted_and_filtered", KEYS
BACK = "0010_how_far_a_writing_is"  # below it lie new tables alone, and they are long to take away
MASKED = "33**************12"

Rows = dict[UUID, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Walk:
    """The rows before and after each migration that rewrites some, and on the way back, which is stopped once."""

    placed: Placed
    before: dict[str, Rows]
    after: dict[str, Rows]
    at_the_top: dict[str, Rows]
    stopped_at: str
    at_the_stop: Rows
    taken_back: dict[str, Rows]
    senders: list[str]
    regions: Rows
    asked: tuple[Rows, Rows]
    counted: tuple[Rows, Rows]


def to(name: str) -> Any:
    """Migrate the room to one migration, and return its tables as they are there."""
    MigrationExecutor(connection).migrate([(ROOM, name)])
    return standing(name)


def standing(name: str) -> Any:
    """Return the tables as one migration left them, without moving."""
    return MigrationLoader(connection).project_state((ROOM, name)).apps


def rows(apps: Any, table: str, room: str = ROOM) -> Rows:
    # Bytes come as a view of memory on PostgreSQL, which is equal to nothing but itself once it is released.
    return {
        row["id"]: {column: bytes(value) if isinstance(value, memoryview) else value for column, value in row.items()}
        for row in apps.get_model(room, table).objects.order_by("id").values()
    }


def walk() -> Walk:
    names = sorted(name for room, name in MigrationLoader(None).disk_migrations if room == ROOM)
    before: dict[str, Rows] = {}
    after: dict[str, Rows] = {}
    made = place(to(BOTTOM))
    for name, table in WALKED.items():
        former = to(names[names.index(name) - 1])
        if name == TENURES:
            place_tenures(former, made)
        if name == WORDS:
            place_senders(former)
        if name == AGAIN:
            rename(former, made.elders)
        if name == KEYS:
            name_alike(former, made.canteens)
        if name == FOUND:
            made.found_by.update(place_list(former))
        before[name] = rows(former, table)
        after[name] = rows(to(name), table)
    top = to(TOP)
    named = rows(top, "region")
    senders = list(top.get_model(ROOM, "Sender").objects.order_by("id").values_list("name", flat=True))
    # Two hours of one sitting have no place in a table that knows no days: the way back stops before it.
    hours = top.get_model(ROOM, "Hours").objects
    hours.filter(id=made.hours[0]).update(until_on=DIED)
    lunch = hours.create(canteen_id=made.canteens[0], sitting="lunch", opens=time(11), closes=time(13), from_on=DIED)
    at_the_top = {table: rows(top, table) for table in ("fact", "hours", "tenure")}
    with pytest.raises(IntegrityError):
        to(BACK)
    stopped_at = max(name for room, name in MigrationRecorder(connection).applied_migrations() if room == ROOM)
    stop = standing(stopped_at)
    at_the_stop = rows(stop, "hours")
    stop.get_model(ROOM, "Hours").objects.filter(id=lunch.id).delete()
    del at_the_top["hours"][lunch.id]
    back = to(BACK)
    taken_back = {table: rows(back, table) for table in at_the_top}
    asked = walk_questions(made.canteens[0], made.organisations[0])
    counted = walk_shifts(made.canteens[0], made.elders[0])
    return Walk(made, before, after, at_the_top, stopped_at, at_the_stop, taken_back, senders, named, asked, counted)


@pytest.fixture(scope="module")
def walked(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walk]:
    """One walk for the whole file, in a database of its own: nothing of it is in the run's."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        empty_database(folder=tmp_path_factory.mktemp("rows")),
    ):
        # So few at once that a few rows are several bites.
        for name, few in ((HASHES, 3), (PINYIN, 1), (FOUND, 2), (KEYS, 2)):
            patch.setattr(import_module(f"canteen.migrations.{name}"), "AT_ONCE", few)
        yield walk()


def changed(walked: Walk, name: str, columns: dict[UUID, dict[str, Any]]) -> Rows:
    """Return the rows before a migration with some columns of some of them changed."""
    return {row_id: {**row, **columns.get(row_id, {})} for row_id, row in walked.before[name].items()}


def test_every_migration_that_rewrites_rows_is_walked() -> None:
    on_rows = {
        (one.app_label, one.name)
        for one in MigrationLoader(None).disk_migrations.values()
        if one.app_label in ROOMS and any(isinstance(operation, RunPython | RunSQL) for operation in one.operations)
    }
    assert on_rows == {("settlement", ASKED), ("settlement", COUNTED), *((ROOM, name) for name in WALKED)}


def test_states_get_the_hash_of_what_they_say_and_nothing_else_changes(walked: Walk) -> None:
    said = ["dead", "dead", "dead", "dead", "dead", "gone", "gone"]
    hashes = {
        row_id: {"value_lookup": fact_lookup(kind="state", value=value)}
        for row_id, value in zip(walked.placed.states, said, strict=True)
    }
    assert {row["value_lookup"] for row in walked.before[HASHES].values()} == {""}
    assert walked.after[HASHES] == changed(walked, HASHES, hashes)
    assert len(walked.after[HASHES]) == 9


def test_what_was_told_later_ends_the_day_after(walked: Walk) -> None:
    again = {row_id: {"until_on": NEXT} for row_id in walked.placed.states[1:3]}
    assert walked.after[TOLD_ONCE] == changed(walked, TOLD_ONCE, again)


def test_hours_hold_since_their_canteen_opened_and_go_on(walked: Walk) -> None:
    since = dict(zip(walked.placed.hours, [OPENED[0], OPENED[0], OPENED[1], OPENED[1]], strict=True))
    dated = {row_id: {"from_on": on} for row_id, on in since.items()}
    assert {(row["from_on"], row["until_on"]) for row in walked.before[OPENING].values()} == {(None, None)}
    assert walked.after[OPENING] == changed(walked, OPENING, dated)
    assert set(walked.after[OPENING]) == set(since)


def test_tenures_that_all_went_on_end_where_the_next_begins(walked: Walk) -> None:
    _, second, third, *_ = walked.placed.tenures
    assert walked.after[TENURES] == changed(walked, TENURES, {second: {"until_on": NEXT}, third: {"until_on": LATER}})


def test_words_hold_no_persons_number_any_more(walked: Walk) -> None:
    masked = {"evidence": f"残疾证 {MASKED}**", "granted_by": f"经办 {MASKED}"}
    assert walked.after[WORDS] == changed(walked, WORDS, {walked.placed.words[0]: masked})
    assert walked.senders == [MASKED, f"{MASKED} (2)", "民政科"]


def test_names_get_their_place_by_pinyin(walked: Walk) -> None:
    keys = {one: {"sorts_as": f"lao308001ren204eba00000{at}"} for at, one in enumerate(walked.placed.elders)}
    assert {row["sorts_as"] for row in walked.before[PINYIN].values()} == {""}
    assert walked.after[PINYIN] == changed(walked, PINYIN, keys)


def test_earlier_rows_are_found_by_the_columns_that_differ_or_are_wrong(walked: Walk) -> None:
    assert {row["columns"] for row in walked.before[FOUND].values()} == {""}
    found_by = {row_id: {"columns": columns} for row_id, columns in walked.placed.found_by.items()}
    assert walked.after[FOUND] == changed(walked, FOUND, found_by)


def test_names_that_were_let_through_or_changed_stand_where_they_belong(walked: Walk) -> None:
    one, other = walked.placed.elders
    assert walked.after[AGAIN] == changed(
        walked,
        AGAIN,
        {
            one: {"sorts_as": "shan405355xiao305c0fmei4059b9"},
            other: {"name": f"丁一 {MASKED}", "sorts_as": "ding104e01yi104e00000033000012"},
        },
    )


def test_places_get_keys_of_their_own_by_pinyin(walked: Walk) -> None:
    keys = dict(zip(walked.placed.canteens, ["lelingshitang", "lelingshitang-2"], strict=True))
    assert {row["key"] for row in walked.before[KEYS].values()} == {""}
    assert walked.after[KEYS] == changed(walked, KEYS, {row_id: {"key": key} for row_id, key in keys.items()})
    by_number = sorted(walked.regions.values(), key=lambda row: row["number"])
    assert [(row["name"], row["key"]) for row in by_number] == [
        ("测试镇", "ceshizhen"),
        ("测试镇", "ceshizhen-2"),
        ("——", "region"),
        ("2号村", "region-2haocun"),
        ("测试镇", "ceshizhen-3"),
        ("……", "region-2"),
    ]


def test_questions_and_answers_hold_none_either(walked: Walk) -> None:
    before, after = walked.asked
    first, _ = before
    assert after == {**before, first: {**before[first], "text": f"{MASKED} 是谁？", "answer": f"本人 {MASKED}"}}


def test_shifts_that_were_closed_before_say_what_was_missing_and_why(walked: Walk) -> None:
    before, after = walked.counted
    closed, still_open = before
    said = {"difference_fen": -150, "reason": "找错了钱", "closed_by_id": before[still_open]["staff_id"]}
    assert after == {**before, closed: {**before[closed], **said}}


def test_the_way_back_takes_columns_away_and_no_row(walked: Walk) -> None:
    gone = {"fact": set[str](), "hours": {"from_on", "until_on"}, "tenure": set[str]()}
    assert walked.taken_back == {
        table: {
            row_id: {column: row[column] for column in row if column not in gone[table]} for row_id, row in of.items()
        }
        for table, of in walked.at_the_top.items()
    }
    assert {table: len(of) for table, of in walked.at_the_top.items()} == {"fact": 9, "hours": 4, "tenure": 6}


def test_hours_that_changed_are_not_taken_back_to_a_table_without_days(walked: Walk) -> None:
    assert walked.stopped_at == "0015_hours_hold_for_days"
    (added,) = set(walked.at_the_stop) - set(walked.at_the_top["hours"])
    assert walked.at_the_stop == walked.at_the_top["hours"] | {added: walked.at_the_stop[added]}
