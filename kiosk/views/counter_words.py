"""Words of the counter's desk in the language of the reader: states, kinds, reasons with what to do, notes."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canteen.core.money import format_page
from kiosk.core.admission import Reason
from kiosk.core.receipt import ALREADY_VOIDED, APART, ELSEWHERE, NOTHING_TO_UNDO, TOO_LATE, WAITING
from kiosk.models import CheckIn
from kiosk.queries.counter_today import HELD, AttemptShown

STATES: Final[Mapping[str, str | Promise]] = {**dict(CheckIn.Decision.choices), HELD: _("挂起"), "dealt": _("已处理")}
KINDS: Final[Mapping[str, str | Promise]] = dict(CheckIn.Kind.choices)
# The same words as a kiosk's strip shows (a test holds them together), here for both languages.
REASONS: Final[Mapping[str, Promise]] = {
    Reason.MALFORMED: _("终端发来的记录不完整，请登记后处理"),
    Reason.QR_MALFORMED: _("扫到的不是本系统的卡号或二维码，请重扫"),
    Reason.QR_TRUNCATED: _("二维码没有扫全，请重扫"),
    Reason.QR_WRONG_VERSION: _("二维码版本不符，请换发新卡"),
    Reason.QR_WRONG_ALGORITHM: _("二维码格式不符，请换发新卡"),
    Reason.QR_WRONG_KEY: _("二维码不是本地签发，请核对身份"),
    Reason.QR_BAD_SIGNATURE: _("二维码签名不符，请核对身份"),
    Reason.QR_NOT_YET_VALID: _("二维码尚未启用，请核对身份"),
    Reason.QR_EXPIRED: _("二维码已过期，请换发新卡"),
    Reason.UNKNOWN_CREDENTIAL: _("没有登记这张卡，请按姓名打卡"),
    Reason.BLOCKED_CREDENTIAL: _("此卡已挂失，请核对身份"),
    Reason.REPLACED_CREDENTIAL: _("此卡已换发新卡，请核对身份"),
    Reason.UNKNOWN_ELDER: _("没有登记这位老人"),
    Reason.ELDER_DECEASED: _("此卡持有人已登记离世，请核对身份"),
    Reason.COUNTER_LOCKED: _("柜台未解锁或已超时，请重新输入口令"),
    Reason.NO_MEAL: _("本餐次没有登记这份供餐，请先登记"),
    Reason.MEAL_ELSEWHERE: _("这份供餐属于其他食堂，请核对"),
    Reason.LIST_MISMATCH: _("终端显示的价格与名单不符，请核对"),
    Reason.SAME_ID: _("同一编号收到不同内容，原记录有效，请核对"),
    Reason.DEVICE_REVOKED: _("终端已停用，记录留待核对"),
    TOO_LATE: _("已超过十分钟，需要第二人确认"),
    NOTHING_TO_UNDO: _("这条记录没有可撤销的用餐"),
    ALREADY_VOIDED: _("这一餐已经撤销过"),
    WAITING: _("那次刷卡的记录还没有传到，传到后自动撤销"),
    ELSEWHERE: _("本餐次已在其他食堂用餐，请核对"),
    APART: _("本餐次在其他食堂也有用餐，款项待核实"),
}
# What the counter does next about an attempt that no meal came of.
_BY_NAME: Final = _("请当面核对身份后，按姓名或电话后四位查找并登记，老人照常用餐。")
_RESCAN: Final = _("请再扫一次；还不行，就按姓名查找并登记。")
_ASK_CLERK: Final = _("请联系镇民政工作人员核对登记；老人先用餐，记为来客或稍后补登。")
_REGISTER_MEAL: Final = _("请负责人先在“供餐”里登记并发布本餐次的套餐，再登记用餐。")
_LOOK: Final = _("请核对后按姓名重新登记；原记录保留，不会重复计费。")
_SECOND: Final = _("请另一位负责人打开原记录，确认撤销。")
ADVICE: Final[Mapping[str, Promise]] = {
    Reason.QR_MALFORMED: _RESCAN,
    Reason.QR_TRUNCATED: _RESCAN,
    Reason.UNKNOWN_CREDENTIAL: _BY_NAME,
    Reason.BLOCKED_CREDENTIAL: _BY_NAME,
    Reason.REPLACED_CREDENTIAL: _BY_NAME,
    Reason.UNKNOWN_ELDER: _ASK_CLERK,
    Reason.ELDER_DECEASED: _ASK_CLERK,
    Reason.NO_MEAL: _REGISTER_MEAL,
    Reason.LIST_MISMATCH: _LOOK,
    Reason.SAME_ID: _LOOK,
    Reason.MALFORMED: _LOOK,
    Reason.DEVICE_REVOKED: _LOOK,
    Reason.COUNTER_LOCKED: _LOOK,
    TOO_LATE: _SECOND,
}
_NOTES_FEN: Final = (500, 1000, 2000, 5000, 10000)
MOST_NOTES: Final = 4


def reason_words(row: AttemptShown) -> str:
    """Return why an attempt was decided so; nothing where it is plain."""
    return str(REASONS.get(row.reason, row.reason)) if row.reason else ""


def advice(row: AttemptShown) -> str:
    """Return what the counter does next."""
    if not row.reason or row.state not in ("quarantined", "parked"):
        return ""
    return str(ADVICE.get(row.reason, _BY_NAME))


def who(row: AttemptShown) -> str:
    """Return whose attempt it is: a masked name, or what stands in its place."""
    return row.name or (str(KINDS[row.kind]) if row.kind in ("guest", "staff") else "")


def notes_for(due_fen: int) -> list[dict[str, str]]:
    """Return what somebody may lay on the table for a due: the very sum, then the notes above it, with the change."""
    given = [due_fen, *(note for note in _NOTES_FEN if note > due_fen)][: MOST_NOTES + 1]
    return [
        {"fen": str(fen), "yuan": format_page(fen), "change": format_page(fen - due_fen) if fen > due_fen else ""}
        for fen in given
    ]
