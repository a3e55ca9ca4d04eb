"""The split of one meal in words: each payer's part with its reason, and the layers that paid nothing (D25)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from settlement.core.explain import Language, explain
from settlement.core.policy.values import FUND
from settlement.core.shares import reason_of
from settlement.models import Entry, Hold
from settlement.queries.funds import fund_names
from settlement.queries.settling import compiled


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
    """How the price of a meal was shared out when it was served, and what of it waits now."""

    shares: tuple[ShareWords, ...]
    passed_over: tuple[str, ...]
    held: tuple[HeldWords, ...]

    @property
    def price_fen(self) -> int:
        """What the shares add up to."""
        return sum(share.fen for share in self.shares)


def split_seen(*, entry_id: UUID, language: Language) -> SplitSeen:
    """Return the split stored with a meal's entry; three statements. The caller asked who may see."""
    entry = Entry.objects.only("explanation", "policy_id", "order_id").get(id=entry_id)
    policy = compiled(entry.policy_id) if entry.policy_id else None
    stored: list[Mapping[str, Any]] = entry.explanation.get("shares", [])
    names = fund_names(keys={key for share in stored if (key := _fund(share))})
    held = Hold.objects.filter(entry__order=entry.order_id, cleared_by=None).order_by("id")
    return SplitSeen(
        shares=tuple(
            ShareWords(
                payer=str(share["payer"]),
                fund_name=names.get(_fund(share), ""),
                fen=int(share["fen"]),
                why=explain(reason_of(share["reason"]), policy, language),
            )
            for share in stored
        ),
        passed_over=tuple(
            explain(reason_of(each["reason"]), policy, language) for each in entry.explanation.get("skipped", [])
        ),
        held=tuple(HeldWords(fen, reason) for fen, reason in held.values_list("fen", "reason")),
    )


def orders_held(*, order_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the orders of which a share waits for a person; one statement."""
    found = Hold.objects.filter(entry__order_id__in=list(order_ids), cleared_by=None)
    return frozenset(found.values_list("entry__order_id", flat=True))


def _fund(share: Mapping[str, Any]) -> str:
    payer = str(share["payer"])
    return payer.removeprefix(FUND) if payer.startswith(FUND) else ""
