"""What the registry's rows are called on pages: kinds of facts, credentials and places, sittings, roles, states."""

from django.utils.translation import gettext as _

from canteen.core.categories import CATEGORIES, category_words
from canteen.core.diets import DIETS, diet_words
from canteen.core.id_faults import Fault, Read
from canteen.core.scope import Role
from canteen.core.sitting import Sitting
from canteen.core.states import DECEASED, MOVED_AWAY
from canteen.gateways.forms import Choices
from canteen.gateways.pages import in_chinese
from canteen.models import Canteen, Fact


def category_shown(*, code: str) -> str:
    """Return a category in the reader's language."""
    return category_words(code=code, chinese=in_chinese())


def category_choices() -> Choices:
    """Return all categories the program has words for."""
    return [(each.code, category_shown(code=each.code)) for each in CATEGORIES]


def diet_choices() -> Choices:
    """Return all diets the program has words for."""
    return [(each.code, diet_words(code=each.code, chinese=in_chinese())) for each in DIETS]


def fact_kinds() -> dict[str, str]:
    """Return the kinds of facts in words, in the order in which a record shows them."""
    kind = Fact.Kind
    order = (kind.REGISTRATION, kind.RESIDENCE, kind.PERMIT, kind.CATEGORY, kind.DIET, kind.INSTITUTION, kind.STATE)
    return {each.value: str(each.label) for each in order}


def fact_shown(*, kind: str, value: str, place: str) -> str:
    """Return what a fact says, in words."""
    if kind in ("registration", "residence"):
        return place
    if kind == "category":
        return category_shown(code=value)
    if kind == "permit" and place:
        return f"{place} · {value}"
    if kind == "diet":
        return diet_words(code=value, chinese=in_chinese())
    if kind == "state" and value == DECEASED:
        return _("已去世")
    if kind == "state" and value == MOVED_AWAY:
        return _("已迁出")
    return value


def credential_kinds() -> dict[str, str]:
    """Return the kinds of credentials in words."""
    return {"card": _("卡"), "qr": _("二维码卡")}


def credential_states() -> dict[str, str]:
    """Return the states of credentials in words."""
    return {"live": _("有效"), "expired": _("已过期"), "blocked": _("已停用"), "replaced": _("已补办")}


def proposal_outcomes() -> dict[str, str]:
    """Return what became of proposals, in words; the empty one waits."""
    return {"": _("等第二个人"), "approved": _("已同意"), "refused": _("已驳回"), "withdrawn": _("已撤回")}


def place_kinds() -> dict[str, str]:
    """Return the kinds of places that serve, in words."""
    return {kind.value: str(kind.label) for kind in Canteen.Kind}


def sittings() -> dict[str, str]:
    """Return the sittings of a day in words, in their order."""
    return {Sitting.BREAKFAST.value: _("早餐"), Sitting.LUNCH.value: _("午餐"), Sitting.DINNER.value: _("晚餐")}


def roles() -> dict[str, str]:
    """Return the roles of staff in words."""
    return {
        Role.COUNTER.value: _("柜台"),
        Role.MANAGER.value: _("食堂负责人"),
        Role.CLERK.value: _("民政经办"),
        Role.FINANCE.value: _("财务"),
        Role.AUDITOR.value: _("审计"),
        Role.SUPPORT.value: _("技术支持"),
    }


def id_fault_words(*, read: Read) -> str:
    """Return what is wrong with an ID number as far as it was typed."""
    said = {
        Fault.SHORT: _("还差 %(count)d 位。"),
        Fault.LONG: _("超过 18 位了。"),
        Fault.LETTERS: _("前 17 位只能是数字。"),
        Fault.BIRTH: _("第 7 至 14 位不是一个日期，请再看一遍。"),
        Fault.CHECK: _("校验码不对，很可能有一位数字抄错了，请再看一遍。"),
    }
    if read.fault is None:
        return ""
    return said[read.fault] % {"count": read.missing} if read.fault is Fault.SHORT else said[read.fault]
