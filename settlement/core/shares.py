"""What a split says: shares with a reason each, claims, draws, and the layers that took no part."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

ELDER = "elder"
PROMISE = "promise"  # what stands in place of a layer's id where no layer is meant; documents cannot use these ids

Numbers = tuple[tuple[str, int], ...]


class HoldCode(StrEnum):
    """Why a share rests in suspense. It is sealed with the month for ever, so it is never a person's own words (S10).

    All but the last three are the codes of the reasons that a split gives a share in suspense.
    """

    HELD = "held"
    NO_POLICY = "no-policy"
    PROMISE = "promise"
    BEYOND = "beyond"
    EATEN_TWICE = "eaten-twice"
    LAPSED = "lapsed"
    AFTER_DEATH = "after-death"
    AFTER_MOVE = "after-move"
    BY_HAND = "by-hand"


class Reason(NamedTuple):
    """Why a share is what it is: a code, the layer and tier it comes from, and the numbers that went into it.

    Reasons are stored with the entry for ever, so they name no person and no category: who knows the policy can look
    up what tier 2 of a layer asks for, a ledger cannot give it away.
    """

    code: str
    layer: str = ""
    tier: int | None = None
    numbers: Numbers = ()

    def to_json(self) -> dict[str, object]:
        """A plain object; `reason_of` reads it back."""
        return {"code": self.code, "layer": self.layer, "tier": self.tier, "numbers": dict(self.numbers)}


class Share(NamedTuple):
    """One payer's part of one line: `fen` > 0. Payers are "elder", "canteen", "suspense" and "fund:<key>"."""

    payer: str
    layer: str
    line: int
    fen: int
    reason: Reason

    def to_json(self) -> dict[str, object]:
        """A plain object."""
        return {**self._asdict(), "reason": self.reason.to_json()}


class ClaimUse(NamedTuple):
    """A use of a limit that comes with the meal: UNIQUE while live on person, limit, period and ordinal."""

    limit: str
    period: str
    ordinal: int
    fen: int = 0  # what it counts against a limit in fen


class Advance(NamedTuple):
    """What one fund has paid for another: `by` was drawn, `owed_by` owes it (D9); keys of funds, fen > 0."""

    by: str
    owed_by: str
    fen: int


class Tender(NamedTuple):
    """What a wallet product pays at a meal: of her own money, which stays her share, and of what others bear of it."""

    product: str
    fen: int
    borne_fen: int
    lines: tuple[int, ...]


class Skipped(NamedTuple):
    """A layer that paid nothing of its own, and why."""

    layer: str
    reason: Reason

    def to_json(self) -> dict[str, object]:
        """A plain object."""
        return {**self._asdict(), "reason": self.reason.to_json()}


@dataclass(frozen=True, slots=True)
class Split:
    """One price shared out. The shares add up to the price of the lines; none is negative or zero.

    `held_advances` is what of the suspense a fund would have advanced, had its allotment held it: whoever clears it to
    that fund lets the other one owe it (D9).
    """

    shares: tuple[Share, ...]
    elder_fen: int
    claims: tuple[ClaimUse, ...]
    draws: Mapping[str, int]
    suspense_fen: int
    skipped: tuple[Skipped, ...]
    advances: tuple[Advance, ...] = ()
    tenders: tuple[Tender, ...] = ()
    held_advances: tuple[Advance, ...] = ()

    def paid_by(self) -> dict[str, int]:
        """Fen by payer, in the order in which they come into the split; each more than zero."""
        paid: dict[str, int] = {}
        for share in self.shares:
            paid[share.payer] = paid.get(share.payer, 0) + share.fen
        return paid

    def to_json(self) -> dict[str, object]:
        """A plain object of text, whole numbers, lists and objects: what an entry keeps as its explanation."""
        return {
            "elder_fen": self.elder_fen,
            "suspense_fen": self.suspense_fen,
            "shares": [share.to_json() for share in self.shares],
            "claims": [claim._asdict() for claim in self.claims],
            "draws": dict(self.draws),
            "skipped": [skipped.to_json() for skipped in self.skipped],
            **_told("advances", self.advances),
            **_told("tenders", self.tenders),
            **_told("held_advances", self.held_advances),
        }


def held_advances_of(stored: Mapping[str, Any]) -> tuple[Advance, ...]:
    """Read from a stored split what of its suspense a fund would have advanced; none of what was stored without."""
    return tuple(Advance(one["by"], one["owed_by"], one["fen"]) for one in stored.get("held_advances", ()))


def reason_of(stored: Mapping[str, object]) -> Reason:
    """Read a stored reason back, so that an old entry can still be explained."""
    code, layer, tier, numbers = (stored.get(key) for key in ("code", "layer", "tier", "numbers"))
    pairs = numbers.items() if isinstance(numbers, Mapping) else ()
    return Reason(
        str(code),
        str(layer or ""),
        tier if isinstance(tier, int) else None,
        tuple((str(name), number) for name, number in pairs if isinstance(number, int)),
    )


def _told(name: str, parts: tuple[Advance, ...] | tuple[Tender, ...]) -> dict[str, object]:
    """A part of a stored split that most have not, under its name, or nothing."""
    return {name: [part._asdict() for part in parts]} if parts else {}
