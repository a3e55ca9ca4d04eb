"""What the device is told of an attempt: three screens for the elder, words for the counter (U4, K2)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from canteen.core.identity import mask_name
from kiosk.core.admission import REASON_WORDS, Reason

DONE: Final = "done"
ASK: Final = "ask"

TOO_LATE: Final = "void-too-late"
NOTHING_TO_UNDO: Final = "nothing-to-undo"
ALREADY_VOIDED: Final = "already-voided"
WAITING: Final = "waiting-for-check-in"
ELSEWHERE: Final = "served-elsewhere"
APART: Final = "eaten-twice"

# Reasons that arise in the conductor rather than in admission; the same kind of words.
OTHER_WORDS: Final = {
    TOO_LATE: "已超过十分钟，需要第二人确认",
    NOTHING_TO_UNDO: "这条记录没有可撤销的用餐",
    ALREADY_VOIDED: "这一餐已经撤销过",
    WAITING: "那次刷卡的记录还没有传到，传到后自动撤销",
    ELSEWHERE: "本餐次已在其他食堂用餐，请核对",
    APART: "本餐次在其他食堂也有用餐，款项待核实",
}
DECISION_WORDS: Final = {
    "served": "已用餐",
    "repeat": "已登记过",
    "quarantined": "待处理",
    "voided": "已撤销",
    "parked": "等刷卡记录",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The stored decision of one attempt, in what a kiosk may know: a masked name, her own share in fen (D25)."""

    id: UUID | None
    decision: str
    screen: str
    reason: str
    name: str
    elder_fen: int | None

    def to_json(self) -> dict[str, object]:
        """Return the form of the wire."""
        return {
            "id": None if self.id is None else str(self.id),
            "decision": self.decision,
            "screen": self.screen,
            "reason": self.reason or None,
            "name": self.name or None,
            "elder_fen": self.elder_fen,
            "counter": words_of(self.decision, self.reason),
        }


def receipt_of(*, id: UUID | None, decision: str, reason: str, name: str, elder_fen: int | None) -> Receipt:
    """Return the receipt of a decision. A repeat at the same canteen looks like done, elsewhere like ask (D12)."""
    asks = decision == "quarantined" or (decision == "repeat" and reason == ELSEWHERE)
    return Receipt(id, decision, ASK if asks else DONE, reason, mask_name(name) if name else "", elder_fen)


def words_of(decision: str, reason: str) -> str:
    """Return the counter's words for a decision and its reason."""
    if not reason:
        return DECISION_WORDS[decision]
    return OTHER_WORDS.get(reason) or REASON_WORDS[Reason(reason)]
