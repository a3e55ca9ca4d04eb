"""A list is written while clerks tell of the same people: meals come to what both say, whoever was first (D18)."""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from threading import Event
from typing import Any

import pytest

from canteen.core.errors import Problem
from canteen.core.identity import check_digit
from canteen.core.intake.kinds import Kind
from canteen.models import Duty, Elder, Fact, Import
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import BadElder, CategoryHeld, FactEnded, FactRecorded
from canteen.operations.id_numbers import NumberRegistered
from canteen.queries.elders import ListBeingWritten
from canteen.tasks import read_imports
from kiosk.core.receipt import Receipt
from settlement import tasks
from settlement.models import Books, Entry, Hold, Touching
from settlement.operations.part import move_foreseen, record_move
from settlement.operations.retell import (
    end_foreseen,
    fact_foreseen,
    tell_end,
    tell_fact,
    tell_number,
)
from settlement.operations.touch import TouchedOtherwise
from settlement.operations.touching import count_lists, decide_touching
from settlement.queries.discrepancies import discrepancies
from settlement.queries.redecided_sums import Redecided
from settlement.queries.touched import meals_touched
from tests.kiosk.attempts import card, take
from tests.races.harness import THREADS, Job, Race
from tests.settlement.acting import fund_month
from tests.settlement.lists_of_deaths import LATER, clerk, sent, stand_in_the_evening
from tests.settlement.villages import name_by, region_called, village
from tests.town import DAY, DOCUMENT, SINCE, Town, add_elder, add_fact, at, small_town

PEOPLE = THREADS // 5
HEADS = {
    Kind.FACTS: ("姓名", "身份证号", "类别", "享受起始日"),
    Kind.ELDERS: ("姓名", "身份证号", "镇街", "户籍地", "类别", "享受起始日"),
    Kind.MOVES: ("姓名", "身份证号", "迁移日期", "迁移类别", "迁往"),
}
ENDS = ("姓名", "身份证号", "类别", "停发日期")
BEFORE = DAY - timedelta(days=1)
OLD, IN_EAST = {"age": {"from": 80}}, {"registered": {"in": ["east"]}}
DIBAO, DISABLED = {"category": "dibao"}, {"category": "disabled"}
# Of 10 yuan charity bears 1, the joint fund 4: more only where both are known, what a list says and what a clerk does.
TIERS = (
    ({"all": [DIBAO, DISABLED]}, "6.00"),
    ({"all": [DIBAO, OLD]}, "5.80"),
    ({"all": [DIBAO, IN_EAST]}, "5.60"),
    (IN_EAST, "5.50"),
)
Tell = Callable[[Town, Elder], object]
KNOWN = (BadElder, CategoryHeld, FactEnded, FactRecorded, NumberRegistered)


@pytest.fixture
def town(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Twenty elders of seventy-six, registered in the western village, each with a lunch, at two canteens."""
    stand_in_the_evening(monkeypatch)
    document = deepcopy(DOCUMENT) | {"regions": {"east": "东村"}}
    tiers = [{"when": when, "formula": {"fixed": fixed}} for when, fixed in TIERS]
    document["layers"][0]["tiers"] = [*tiers, {"formula": {"fixed": "4.00"}}]
    made = small_town(allotted_fen={}, canteens=2, elders=0, days=(DAY,), document=document)
    Duty.objects.create(staff=made.clerk, role="clerk", region=made.region, from_on=SINCE)
    west = village(made, 11, "west", "西村")
    village(made, 12, "east", "东村")
    fund_month(made, now=at(7))
    for number in range(PEOPLE):
        elder = add_elder(made, number)
        name_by(elder, f"33050319500501{number:03d}")
        add_fact(elder, "registration", str(west.id))
        take(made.kiosks[number % 2], card(made.cards[number], at(11)), at(11))
    Fact.objects.update(region=west)
    return made


def number_of(number: int, year: int = 1950) -> str:
    first17 = f"330503{year}0501{number:03d}"
    return first17 + check_digit(first17)


@dataclass
class Held:
    """A list that has decided its meals and holds their books, until a clerk is answered; or two seconds.

    Who waits for those books is answered no sooner: whatever she has read by then is what she would decide by.
    """

    begun: Event = field(default_factory=Event)
    answered: Event = field(default_factory=Event)


def holding(monkeypatch: pytest.MonkeyPatch) -> Held:
    held, redecide = Held(), tasks._redecide

    def decided(*given: Any) -> None:
        redecide(*given)
        held.begun.set()
        held.answered.wait(2)

    monkeypatch.setattr(tasks, "_redecide", decided)
    return held


def listed(town: Town, kind: Kind, *told: str | date, head: tuple[str, ...] = ()) -> Import:
    """A list that says the same of all."""
    rows = [(elder.name, number_of(number), *told) for number, elder in enumerate(town.elders)]
    return sent(town, kind, [head or HEADS[kind], *rows])


def confirm(town: Town, seen: Import, now: datetime = LATER) -> None:
    """Count it, and have it written as it is shown now."""
    read_imports()
    count_lists(now=now)
    seen.refresh_from_db()
    mark = Touching.objects.get(of=seen).mark
    decide_touching(actor=clerk(town), import_id=seen.id, digest=seen.shown_digest, mark=mark, now=now)


def grant(town: Town, elder: Elder, category: str = "disabled", since: date = DAY) -> object:
    given: dict[str, Any] = {"actor": clerk(town), "elder_id": elder.id, "now": LATER}
    given |= {"fact": NewFact("category", category, since, evidence="证")}
    return tell_fact(**given, shown=fact_foreseen(**given).mark)


def move(town: Town, elder: Elder) -> object:
    given: dict[str, Any] = {"actor": clerk(town), "elder_id": elder.id, "kind": "registration", "now": LATER}
    given |= {"region_id": region_called("东村").id, "moved_on": DAY}
    return record_move(**given, shown=move_foreseen(**given).mark)


def mend(town: Town, elder: Elder) -> object:
    given: dict[str, Any] = {"actor": clerk(town), "elder_id": elder.id, "now": LATER}
    given |= {"id_number": number_of(town.elders.index(elder), 1940)}
    return tell_number(**given, shown=None)  # a look would wait for her row, and make her look again


def end(town: Town, elder: Elder) -> object:
    dibao = Fact.objects.get(elder=elder, kind="category", from_on=BEFORE)
    given: dict[str, Any] = {"actor": clerk(town), "fact_id": dibao.id, "now": LATER, "until_on": DAY}
    return tell_end(**given, shown=end_foreseen(**given).mark)


def race_of(race: Race, town: Town, seen: Import, tell: Tell, held: Held | None) -> None:
    """The list and five presses for each of twenty but one; then what was refused is done after it, and the list."""

    def press(number: int) -> object:
        if held is None:
            return tell(town, town.elders[number % PEOPLE])
        assert held.begun.wait(60)
        try:
            return tell(town, town.elders[number % PEOPLE])
        finally:
            held.answered.set()

    jobs: list[Job] = [tasks.apply_touching, *(partial(press, number) for number in range(1, THREADS))]
    written, *told = race.run(jobs)
    assert isinstance(written, int)
    assert [one for one in told if not isinstance(one, (tuple, Redecided, Problem))] == []
    refused = sum(isinstance(one, ListBeingWritten) for one in told)
    race.tally.notes.append(f"{refused} of {len(told)} were told that a list is being written")
    seen.refresh_from_db()
    assert seen.state in ({"applied"} if held is not None else {"applied", "checked", "reading"})
    if seen.state != "applied":
        confirm(town, seen)
        assert tasks.apply_touching() == 1
    for elder in town.elders:
        with suppress(*KNOWN):  # by the list, or by a press
            tell(town, elder)


def of_the_fund() -> list[int]:
    """What the joint fund bears of every meal that stands, in whole books."""
    for books in Books.objects.all():
        assert discrepancies(books=books) == ()
    live = Entry.objects.filter(kind="meal", reversed_by=None)
    assert live.count() == live.values("order").distinct().count()
    return [meal.postings.get(debit__address__startswith="fund/joint").fen for meal in live]


TOLD: tuple[tuple[Kind, tuple[str | date, ...], Tell, int], ...] = (
    (Kind.FACTS, ("低保", DAY), grant, 600),
    (Kind.ELDERS, ("测试镇", "西村", "低保", DAY), grant, 600),
    (Kind.FACTS, ("低保", DAY), mend, 580),
    (Kind.FACTS, ("低保", DAY), move, 560),
    (Kind.MOVES, (DAY, "户籍", "东村"), partial(grant, category="dibao"), 560),
    (Kind.MOVES, (DAY, "户籍", "东村"), move, 550),
)
NAMES = ("category-fact", "roster-fact", "category-number", "category-move", "move-fact", "move-move")


@pytest.mark.parametrize(("kind", "says", "tell", "fen"), TOLD, ids=NAMES)
def test_who_tells_of_somebody_while_a_list_is_written_is_refused_or_sees_it(
    race: Race,
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    kind: Kind,
    says: tuple[str | date, ...],
    tell: Tell,
    fen: int,
) -> None:
    """A clerk who presses while the list holds its books decides nothing by what she read before it."""
    seen = listed(town, kind, *says)
    confirm(town, seen)
    race_of(race, town, seen, tell, holding(monkeypatch))
    assert of_the_fund() == [fen] * PEOPLE


@pytest.mark.parametrize("first", ["list", "anybody"])
def test_a_category_is_ended_by_a_list_and_by_clerks(
    race: Race, town: Town, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """A clerk takes the fact, then books; a list first the books: neither waits for the other with what it wants."""
    for elder in town.elders:
        grant(town, elder)
        grant(town, elder, "dibao", BEFORE)
    assert of_the_fund() == [600] * PEOPLE
    seen = listed(town, Kind.FACTS, "低保", DAY, head=ENDS)
    confirm(town, seen)
    race_of(race, town, seen, end, holding(monkeypatch) if first == "list" else None)
    assert list(Fact.objects.filter(from_on=BEFORE).values_list("until_on", flat=True)) == [DAY] * PEOPLE
    assert of_the_fund() == [400] * PEOPLE


def test_two_clerks_tell_of_one_person_at_once(race: Race, town: Town) -> None:
    """One grants, another one something else, a third moves her, a fourth mends her number: each sees the others'."""
    tells: list[Tell] = [grant, partial(grant, category="dibao"), move, mend, partial(grant, category="dibao")]

    def press(number: int) -> object:
        while True:
            try:
                return tells[number // PEOPLE](town, town.elders[number % PEOPLE])
            except TouchedOtherwise:
                continue

    results = race.run([partial(press, number) for number in range(THREADS)])
    codes = [one.code if isinstance(one, Problem) else type(one).__name__ for one in results]
    assert sorted(set(codes)) == ["Redecided", "fact-recorded", "tuple"]
    assert codes.count("fact-recorded") == PEOPLE
    assert of_the_fund() == [600] * PEOPLE


def test_a_list_moves_some_within_the_town_and_others_out_of_it_while_they_eat(
    race: Race, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stays eats before it or after, by her new place at last; who leaves once it has begun: her funds wait.

    Dinners at the other canteen, each card shown five times, while both canteens' books are asked for.
    """
    within = [number // 2 % 2 == 0 for number in range(PEOPLE)]
    rows = [
        (elder.name, number_of(number), DAY, "户籍", "东村" if within[number] else "外地")
        for number, elder in enumerate(town.elders)
    ]
    seen = sent(town, Kind.MOVES, [HEADS[Kind.MOVES], *rows])
    monkeypatch.setattr(tasks, "now", lambda: at(15))  # between lunch and dinner
    confirm(town, seen, at(15))
    held = holding(monkeypatch)

    def eat(number: int) -> Receipt:
        if not within[number % PEOPLE]:
            assert held.begun.wait(60)
        moment = at(16, 30 + number // PEOPLE)
        return take(town.kiosks[(number + 1) % 2], card(town.cards[number % PEOPLE], moment), moment)

    written, *receipts = race.run([tasks.apply_touching, *(partial(eat, number) for number in range(1, THREADS))])
    assert (written, {type(one) for one in receipts}) == (1, {Receipt})
    seen.refresh_from_db()
    assert (seen.state, seen.notice) == ("applied", "")
    gone = {elder.id: DAY for number, elder in enumerate(town.elders) if not within[number]}
    assert sum(meal.fund_fen for meal in meals_touched(first_days=gone)) == 0
    assert Hold.objects.values("entry__order__elder_id").distinct().count() == len(gone)
    here = Entry.objects.filter(kind="meal", reversed_by=None).exclude(order__elder_id__in=gone)
    borne = [meal.postings.get(debit__address__startswith="fund/joint").fen for meal in here]
    assert borne == [550] * 2 * (PEOPLE - len(gone))
    race.tally.notes.append(f"{Entry.objects.filter(revision=1).count()} of {len(borne)} meals were decided anew")
    for books in Books.objects.all():
        assert discrepancies(books=books) == ()
