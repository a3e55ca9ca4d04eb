"""Evidence → Served, Repeat or Quarantined(reason): who and what, never who pays (D8, D12)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiosk.core.attempt import Kind
from kiosk.core.credential import Refusal

# The fact that says somebody has died, from its first day.
STATE: Final = "state"
DECEASED: Final = "deceased"


class Reason(StrEnum):
    """Why an attempt is kept aside for a person. It goes to the counter, never to the elder's screen (U4)."""

    MALFORMED = "malformed"
    QR_MALFORMED = "qr-malformed"
    QR_TRUNCATED = "qr-truncated"
    QR_WRONG_VERSION = "qr-wrong-version"
    QR_WRONG_ALGORITHM = "qr-wrong-algorithm"
    QR_WRONG_KEY = "qr-wrong-key"
    QR_BAD_SIGNATURE = "qr-bad-signature"
    QR_NOT_YET_VALID = "qr-not-yet-valid"
    QR_EXPIRED = "qr-expired"
    UNKNOWN_CREDENTIAL = "unknown-credential"
    BLOCKED_CREDENTIAL = "blocked-credential"
    REPLACED_CREDENTIAL = "replaced-credential"
    UNKNOWN_ELDER = "unknown-elder"
    ELDER_DECEASED = "elder-deceased"
    COUNTER_LOCKED = "counter-locked"
    NO_MEAL = "no-meal"
    MEAL_ELSEWHERE = "meal-elsewhere"
    LIST_MISMATCH = "list-mismatch"
    SAME_ID = "same-id-other-content"
    DEVICE_REVOKED = "device-revoked"


# What the counter reads. Short, and about the card or the record, never about the person's means.
REASON_WORDS: Final = MappingProxyType(
    {
        Reason.MALFORMED: "终端发来的记录不完整，请登记后处理",
        Reason.QR_MALFORMED: "扫到的不是本系统的卡号或二维码，请重扫",
        Reason.QR_TRUNCATED: "二维码没有扫全，请重扫",
        Reason.QR_WRONG_VERSION: "二维码版本不符，请换发新卡",
        Reason.QR_WRONG_ALGORITHM: "二维码格式不符，请换发新卡",
        Reason.QR_WRONG_KEY: "二维码不是本地签发，请核对身份",
        Reason.QR_BAD_SIGNATURE: "二维码签名不符，请核对身份",
        Reason.QR_NOT_YET_VALID: "二维码尚未启用，请核对身份",
        Reason.QR_EXPIRED: "二维码已过期，请换发新卡",
        Reason.UNKNOWN_CREDENTIAL: "没有登记这张卡，请按姓名打卡",
        Reason.BLOCKED_CREDENTIAL: "此卡已挂失，请核对身份",
        Reason.REPLACED_CREDENTIAL: "此卡已换发新卡，请核对身份",
        Reason.UNKNOWN_ELDER: "没有登记这位老人",
        Reason.ELDER_DECEASED: "此卡持有人已登记离世，请核对身份",
        Reason.COUNTER_LOCKED: "柜台未解锁或已超时，请重新输入口令",
        Reason.NO_MEAL: "本餐次没有登记这份供餐，请先登记",
        Reason.MEAL_ELSEWHERE: "这份供餐属于其他食堂，请核对",
        Reason.LIST_MISMATCH: "终端显示的价格与名单不符，请核对",
        Reason.SAME_ID: "同一编号收到不同内容，原记录有效，请核对",
        Reason.DEVICE_REVOKED: "终端已停用，记录留待核对",
    }
)


class CredentialState(StrEnum):
    """How a credential stood at the corrected instant of the attempt."""

    LIVE = "live"
    BLOCKED = "blocked"
    REPLACED = "replaced"


class MealSeen(StrEnum):
    """What the meal that an attempt names turned out to be."""

    HERE = "here"  # offered by the kiosk's canteen at this service date and sitting
    ELSEWHERE = "elsewhere"  # registered, but by another canteen
    MISSING = "missing"  # none named, none found, not published, or of another sitting


class PromiseSeen(StrEnum):
    """What came of holding a promise against its proof (D11)."""

    NONE = "none"  # the kiosk promised nothing and waits for the server
    KEPT = "kept"  # a list of ours said so
    NOT_FOUND = "not-found"  # no list of ours did


class Earlier(StrEnum):
    """Whether this person has been served in this sitting already."""

    NOWHERE = "nowhere"
    HERE = "here"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that admission looks at, gathered for one attempt under the locks."""

    kind: Kind
    service_on: date
    meal: MealSeen
    promise: PromiseSeen = PromiseSeen.NONE
    earlier: Earlier = Earlier.NOWHERE
    refusal: Refusal | None = None  # what reading the scan said, when it was no credential
    credential: CredentialState | None = None  # None: nothing is registered under what was presented
    elder_known: bool = False
    died_on: date | None = None
    counter_unlocked: bool = False  # the staff token of the attempt was good when it was made
    told_off_line: bool = False  # the attempt came so late that she had gone to eat on the kiosk's word alone


@dataclass(frozen=True, slots=True)
class Served:
    """She eats, and the split decides who pays; `apart`: she ate elsewhere in this sitting too, and a person does."""

    apart: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """She has eaten in this sitting; stored without money. At the same canteen it looks like "done" (D12)."""

    same_canteen: bool


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Recorded without money until a person has looked at it."""

    reason: Reason


def admit(evidence: Evidence) -> Served | Repeat | Quarantined:
    """Decide an attempt of any kind but a void (ValueError: that is no meal).

    In order: who, whether the same sitting was served before, what. A repeat comes before the meal is looked at, for
    it costs nothing whatever the kiosk named. Only the counter makes a second portion, on purpose. What two canteens
    served off line was eaten twice, and recorded twice: the first posted is settled, the other is held (K3).
    """
    if evidence.kind is Kind.VOID:
        raise ValueError("a void undoes a check-in and is not admitted")
    reason = _doubt_about_person(evidence)
    if reason is not None:
        return Quarantined(reason)
    if evidence.earlier is not Earlier.NOWHERE and evidence.kind is not Kind.SECOND:
        if _eaten_apart(evidence):
            return Served(apart=True)
        return Repeat(same_canteen=evidence.earlier is Earlier.HERE)
    reason = _doubt_about_meal(evidence)
    return Served() if reason is None else Quarantined(reason)


def _eaten_apart(evidence: Evidence) -> bool:
    """Whether a second meal was eaten at another canteen, on the word of a kiosk that could not know of the first."""
    return (
        evidence.earlier is Earlier.ELSEWHERE
        and evidence.kind is Kind.PRESENT
        and evidence.told_off_line
        and evidence.promise is PromiseSeen.KEPT
        and evidence.meal is MealSeen.HERE
    )


def _doubt_about_person(evidence: Evidence) -> Reason | None:
    if evidence.kind is Kind.PRESENT:
        reason = _doubt_about_credential(evidence)
        if reason is not None:
            return reason
    elif not evidence.counter_unlocked:
        return Reason.COUNTER_LOCKED
    if not evidence.elder_known:
        return Reason.UNKNOWN_ELDER
    # A meal on the day of death was eaten; from the next day on somebody else holds the card (R14)
    if evidence.died_on is not None and evidence.service_on > evidence.died_on:
        return Reason.ELDER_DECEASED
    return None


def _doubt_about_credential(evidence: Evidence) -> Reason | None:
    if evidence.refusal is not None:
        return Reason(f"qr-{evidence.refusal.code}")
    if evidence.credential is None:
        return Reason.UNKNOWN_CREDENTIAL
    if evidence.credential is CredentialState.BLOCKED:
        return Reason.BLOCKED_CREDENTIAL
    if evidence.credential is CredentialState.REPLACED:
        return Reason.REPLACED_CREDENTIAL
    return None


def _doubt_about_meal(evidence: Evidence) -> Reason | None:
    if evidence.meal is MealSeen.MISSING:
        return Reason.NO_MEAL
    if evidence.meal is MealSeen.ELSEWHERE:
        return Reason.MEAL_ELSEWHERE
    return Reason.LIST_MISMATCH if evidence.promise is PromiseSeen.NOT_FOUND else None
