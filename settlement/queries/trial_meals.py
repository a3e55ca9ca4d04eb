"""The meals of one day as a trial takes them: raw rows of few columns, read by one statement that may only read.

Each day is a transaction of its own: nothing is locked, no old version of a row is kept for long, and a statement that
takes too long is given up. Lines and postings come as text, which is cheaper than rows and alike for meals alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from canteen.core.month import Month
from canteen.core.sitting import Sitting
from canteen.models.sql import is_postgres, marks, rows
from settlement.core.case import Line
from settlement.core.payers import payer_of
from settlement.core.shares import HoldCode
from settlement.core.trial.meals import Meal, Paid, paid_of
from settlement.models import Entry
from settlement.queries.paying import PAYING
from settlement.queries.trial_grounds import Stands

LONGEST_MS: Final = 20_000  # of one statement; a day of the largest town takes a hundredth of it
MOST_KEPT: Final = 100_000  # accounts, and ways in which meals were paid
_SITTINGS: Final = {sitting.value: number for number, sitting in enumerate(Sitting)}
_DECIDED: Final = frozenset({Entry.Kind.HOLD.value, Entry.Kind.CLEARING.value})

# An entry that is no meal (a share was held, a meal undone and decided anew) is told with both sides.
_MEALS: Final = """
    SELECT CAST(placed.id AS text), CAST(placed.elder_id AS text), CAST(placed.person_id AS text),
        CAST(placed.canteen_id AS text), placed.sitting,
        (SELECT {join} FROM (SELECT line.position || ':' || line.kind || ':' || line.fen AS said
            FROM ordering_line line WHERE line.order_id = placed.id) lines),
        {package}, entry.kind,
        (SELECT {join} || '@' || MIN(month) FROM (
            SELECT CAST(posting.debit_id AS text) || ':' || posting.fen
                || CASE WHEN entry.kind = 'meal' THEN '' ELSE ':' || CAST(posting.credit_id AS text) END AS said, month
            FROM settlement_posting posting WHERE posting.entry_id = entry.id) postings)
    FROM ordering_order placed
    JOIN settlement_entry entry ON entry.order_id = placed.id AND entry.kind IN ({kinds})
    {offered}
    WHERE placed.canteen_id {canteens} AND placed.service_on = %s
        AND placed.state = 'served' AND placed.eater = 'elder'
    ORDER BY entry.id"""
_ACCOUNTS: Final = "SELECT CAST(id AS text), address FROM settlement_account WHERE id IN ({ids})"
_REASONS: Final = """
    SELECT CAST(entry.order_id AS text), hold.reason FROM settlement_entry entry
    JOIN settlement_hold hold ON hold.entry_id = entry.id
    WHERE entry.order_id IN ({orders}) AND hold.cleared_by_id IS NULL"""


@contextmanager
def only_reading() -> Iterator[None]:
    """Read for a moment: nothing can be written, and what takes too long is given up.

    On SQLite each statement is a moment of its own, which keeps nobody from writing.
    """
    if not is_postgres():
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', %s, true)",
            (str(LONGEST_MS),),
        )
        yield


_Row = tuple[str, str, str, str, str, str | None, str, str, str | None]  # the columns of _MEALS
_Moved = tuple[str, int, str]  # debited account, fen, credited account where it is told


class PastMeals:
    """Reads days of meals of the same canteens; whose account is whose is asked once."""

    def __init__(self, canteen_ids: Sequence[UUID], *, with_package: bool = False) -> None:
        postgres = is_postgres()
        self._sql = _MEALS.format(
            join="string_agg(said, ',')" if postgres else "group_concat(said, ',')",
            kinds=marks(len(PAYING)),
            package="offered.package" if with_package else "''",
            offered="JOIN ordering_meal offered ON offered.id = placed.meal_id" if with_package else "",
            canteens="= ANY(%s)" if postgres else f"IN ({marks(len(canteen_ids))})",
        )
        self._params = (*map(str, PAYING), *([list(canteen_ids)] if postgres else canteen_ids))
        self._payers: dict[str, str] = {}
        self._paid: dict[tuple[tuple[str, int], ...], Paid] = {}

    def rows(self, on: date) -> list[Any]:
        """Return the raw rows of a day, an entry each, in order of posting."""
        return rows(self._sql, (*self._params, on))

    def meals(self, on: date, stands: Mapping[str, Stands]) -> list[Meal]:
        """Return what elders ate on a service date, in order of sitting and posting; undone meals are left out.

        What each payer bears is what all entries about the meal come to, as of now. `stands` says
        where the canteens stand that day. Two statements at most, a third where shares of some meals rest in suspense.
        """
        by_order: dict[str, list[_Row]] = {}
        for row in self.rows(on):
            by_order.setdefault(row[0], []).append(row)
        self._meet(by_order.values())
        meals = {order: self._meal(on, entries, stands) for order, entries in by_order.items()}
        open_ = [order for order, meal in meals.items() if meal.paid.held_fen and not meal.stands]
        for order, reason in _reasons(open_):
            if reason != HoldCode.NO_POLICY.value:  # nobody decided that one yet: a policy does
                waits = reason != HoldCode.EATEN_TWICE.value
                meals[order] = meals[order]._replace(stands=True, waits=waits)
        return sorted(meals.values(), key=lambda meal: _SITTINGS[meal.sitting])  # stable: the order of posting stays

    def _meal(self, on: date, entries: list[_Row], places: Mapping[str, Stands]) -> Meal:
        _, elder, person, canteen, sitting, lines, package, _, _ = entries[0]
        month, parts, stands = None, list[tuple[str, int]](), False
        of = self._payers
        for entry in entries:
            kind, said = entry[7], entry[8]
            if said is None:
                continue
            moved, _, day = said.rpartition("@")
            for part in moved.split(","):
                debit, fen, *credit = part.split(":")
                parts.append((of[debit], int(fen)))
                if credit:
                    parts.append((of[credit[0]], -int(fen)))
            if kind == "meal":
                month = _day(day)
            stands = stands or kind in _DECIDED
        paid = self._alike(tuple(parts))
        where = places[canteen]
        return Meal(
            elder,
            person,
            canteen,
            month or Month.of(on).first,
            on,
            sitting,
            _lines(lines),
            paid,
            stands,
            where.place,
            where.key,
            package,
        )

    def _alike(self, parts: tuple[tuple[str, int], ...]) -> Paid:
        """The same value for all meals that are paid alike."""
        paid = self._paid.get(parts)
        if paid is None:
            payers: dict[str, int] = {}
            for payer, fen in parts:
                payers[payer] = payers.get(payer, 0) + fen
            payers.pop("", None)
            if len(self._paid) >= MOST_KEPT:
                self._paid.clear()
            paid = self._paid[parts] = paid_of(payers)
        return paid

    def _meet(self, meals: Iterable[list[_Row]]) -> None:
        """Ask whose the accounts are that were not met yet; "" for those that bear nothing of a meal."""
        if len(self._payers) >= MOST_KEPT:
            self._payers.clear()
        known = self._payers
        new = set()
        for entries in meals:
            for entry in entries:
                for part in (entry[8] or "").rpartition("@")[0].split(","):
                    debit, *rest = part.split(":")
                    if debit not in known:
                        new.add(debit)
                    if len(rest) > 1 and rest[1] not in known:
                        new.add(rest[1])
        new.discard("")
        if new:
            sql = _ACCOUNTS.format(ids=marks(len(new)))
            for account, address in rows(sql, [UUID(each) for each in new]):
                known[account] = payer_of(address) or ""


@lru_cache(maxsize=500)
def _day(said: str) -> date:
    return date.fromisoformat(said[:10])


@lru_cache(maxsize=20_000)
def _lines(said: str | None) -> tuple[Line, ...]:
    parts = [part.split(":") for part in said.split(",")] if said else []
    return tuple(Line(kind, int(fen)) for _, kind, fen in sorted(parts, key=lambda part: int(part[0])))


def _reasons(orders: Sequence[str]) -> list[tuple[str, str]]:
    """Why shares of meals rest in suspense for a person to decide about, by order (D5)."""
    if not orders:
        return []
    return rows(_REASONS.format(orders=marks(len(orders))), [UUID(order) for order in orders])
