"""One portion as a counter sees it: who pays and why, what waits, what its eater owes, and cash just taken (D25)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from canteen.core.scope import Actor
from canteen.models.sql import as_id, marks, rows
from settlement.core import chart
from settlement.core.explain import Language, explain
from settlement.core.meal_cash import open_fen
from settlement.core.policy.values import FUND
from settlement.core.shares import reason_of
from settlement.queries.meal_due import moves_of, since_meal, since_meal_of
from settlement.queries.settling import compiled
from settlement.queries.shifts import CASHIERS

# One round trip, for a desk shows much besides (D20). Holds and payments come in the order they were made in.
_PORTION: Final = f"""
    SELECT 'split' AS part, decided.id, decided.policy_id AS other_id, CAST(decided.explanation AS text) AS words,
        '' AS more, 0 AS fen
    FROM settlement_entry meal
    JOIN settlement_entry decided ON decided.order_id = meal.order_id AND decided.kind = 'meal'
    WHERE meal.id = %s AND NOT EXISTS (
        SELECT 1 FROM settlement_entry later
        WHERE later.order_id = meal.order_id AND later.kind = 'meal' AND later.revision > decided.revision)
    UNION ALL
    SELECT 'held', hold.id, NULL, hold.reason, '', hold.fen
    FROM settlement_entry meal
    JOIN settlement_entry about ON about.order_id = meal.order_id
    JOIN settlement_hold hold ON hold.entry_id = about.id AND hold.cleared_by_id IS NULL
    WHERE meal.id = %s
    UNION ALL
    SELECT 'fund', id, NULL, key, name, 0 FROM settlement_fund
    UNION ALL
    SELECT 'due', account.id, NULL, '', '',
        COALESCE((SELECT SUM(fen) FROM settlement_posting WHERE debit_id = account.id), 0)
        - COALESCE((SELECT SUM(fen) FROM settlement_posting WHERE credit_id = account.id), 0)
    FROM settlement_account account WHERE account.address = %s
    UNION ALL {since_meal(columns="'moved', posting.id, entry.order_id, entry.kind, ''")}
    UNION ALL
    SELECT 'paid', entry.id, NULL, CAST(entry.explanation AS text), debit.address, posting.fen
    FROM settlement_entry entry
    JOIN settlement_shift shift ON shift.id = entry.shift_id AND shift.canteen_id IN ({{canteens}})
    JOIN settlement_posting posting ON posting.entry_id = entry.id
    JOIN settlement_account debit ON debit.id = posting.debit_id
    WHERE entry.id = %s AND entry.kind = 'tender'"""


@dataclass(frozen=True, slots=True)
class ShareWords:
    """One payer's part of one line, in fen, and why it is that."""

    payer: str
    fund_name: str  # empty for what is no fund
    fen: int
    why: str


@dataclass(frozen=True, slots=True)
class HeldWords:
    """A share of the meal that waits for a person: a HoldCode and fen."""

    fen: int
    reason: str


@dataclass(frozen=True, slots=True)
class SplitSeen:
    """How the price of a meal was shared out when it was decided last, and what of it waits now."""

    shares: tuple[ShareWords, ...]
    passed_over: tuple[str, ...]
    held: tuple[HeldWords, ...]

    @property
    def price_fen(self) -> int:
        """What the shares add up to."""
        return sum(share.fen for share in self.shares)


@dataclass(frozen=True, slots=True)
class TenderSeen:
    """Cash in fen; `taken_fen` below zero was handed back."""

    given_fen: int
    taken_fen: int

    @property
    def change_fen(self) -> int:
        """What went back of what lay on the table."""
        return max(0, self.given_fen - self.taken_fen) if self.taken_fen > 0 else 0


@dataclass(frozen=True, slots=True)
class PortionSeen:
    """One portion at the counter; `due_fen` is all that its elder owes, below zero it is her credit (D13).

    `meal_fen` is what of it is this meal's; below zero, what she gave for it and gets back.
    """

    split: SplitSeen | None
    due_fen: int
    meal_fen: int
    paid: TenderSeen | None


def portion_seen(
    *,
    actor: Actor,
    entry_id: UUID | None,
    order_id: UUID | None,
    elder_id: UUID | None,
    tender_id: UUID | None,
    language: Language,
) -> PortionSeen:
    """Return what there is to say of one portion; one statement, two where its policy is read for the first time.

    A payment is one taken at a canteen of the actor's. The caller asked who may see the meal.
    """
    canteens = sorted(actor.canteens(*CASHIERS)) if tender_id else []
    account = chart.due(elder_id) if elder_id else None
    moved = since_meal_of(elder_id=elder_id, order_id=order_id)
    params = [entry_id, entry_id, account, *moved, *canteens, tender_id]
    found: dict[str, list[tuple[Any, ...]]] = {}
    for part, *row in rows(_PORTION.format(canteens=marks(len(canteens)) or "NULL"), params):
        found.setdefault(part, []).append(tuple(row))
    names = {key: name for _, _, key, name, _ in found.get("fund", ())}
    held = tuple(HeldWords(int(fen), reason) for _, _, reason, _, fen in sorted(found.get("held", ())))
    due_fen = sum(int(row[-1]) for row in found.get("due", ()))
    moves = moves_of(found=((*row[:3], row[-1]) for row in found.get("moved", ())))
    return PortionSeen(
        split=next((_split(row, names, held, language) for row in found.get("split", ())), None),
        due_fen=due_fen,
        meal_fen=open_fen(order_id=order_id, due_fen=due_fen, moves=moves) if order_id else 0,
        paid=next(_paid(found.get("paid", ())), None),
    )


def _split(
    row: tuple[Any, ...], names: Mapping[str, str], held: tuple[HeldWords, ...], language: Language
) -> SplitSeen:
    _, policy_id, explanation, _, _ = row
    stored: Mapping[str, Any] = json.loads(explanation)
    policy = compiled(as_id(policy_id)) if policy_id else None
    return SplitSeen(
        shares=tuple(
            ShareWords(
                payer=str(share["payer"]),
                fund_name=names.get(_fund(share), ""),
                fen=int(share["fen"]),
                why=explain(reason_of(share["reason"]), policy, language),
            )
            for share in stored.get("shares", ())
        ),
        passed_over=tuple(explain(reason_of(each["reason"]), policy, language) for each in stored.get("skipped", ())),
        held=held,
    )


def _paid(found: Iterable[tuple[Any, ...]]) -> Iterator[TenderSeen]:
    for _, _, explanation, debit, fen in found:
        taken_fen = int(fen) if chart.kind_of(debit) is chart.Kind.CASH else -int(fen)
        yield TenderSeen(int(json.loads(explanation).get("given_fen", 0)), taken_fen)


def _fund(share: Mapping[str, Any]) -> str:
    payer = str(share["payer"])
    return payer.removeprefix(FUND) if payer.startswith(FUND) else ""
