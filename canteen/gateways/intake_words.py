"""Lists from outside in words: kinds, states, columns, what people have to know, what changes from what to what."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from canteen.core.identity import mask_id_number
from canteen.core.intake.cells import Wrong
from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.kinds import SHAPES, Kind
from canteen.core.intake.known import HIDDEN, WHOLE_ROW, Change
from canteen.core.phone import mask_phone
from canteen.gateways.pages import in_chinese
from canteen.gateways.registry_words import category_shown, place_kinds, roles

Named = Callable[[UUID], str]  # what a region is called


def kind_words(*, kind: str) -> str:
    """Return what a list is about, in words."""
    shape = SHAPES[Kind(kind)]
    return shape.words if in_chinese() else _sentence(shape.english)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def column_words(*, kind: str, key: str) -> str:
    """Return what a column asks for, in words; "" for the whole row."""
    column = SHAPES[Kind(kind)].column(key)
    if column is None:
        return ""
    return column.words if in_chinese() else _sentence(column.english)


def state_words(*, state: str) -> str:
    """Return where a list stands, in words."""
    return {
        "sent": _("待对应列"),
        "reading": _("核对中"),
        "checked": _("已核对"),
        "applying": _("写入中"),
        "applied": _("已生效"),
        "cancelled": _("已取消"),
        "failed": _("无法读取"),
    }[state]


def outcome_words() -> dict[str, str]:
    """Return what rows come to, in words."""
    return {
        "new": _("新增"),
        "changed": _("变更"),
        "same": _("无变化"),
        "repeated": _("重复行"),
        "passed": _("跳过"),
        "wrong": _("有误"),
    }


def notice_words(*, code: str) -> str:
    """Return what a person has to know about a list that stopped, by its code; "" for none."""
    if not code:
        return ""
    known = {
        "register-changed": _("签字或确认之后登记内容有变动，名单没有写入，已按现在的登记重新核对。请重新查看。"),
        "touched-otherwise": _("签字或确认之后涉及的供餐有变化，名单没有写入，也没有挂起。请按现在的情况再看一次。"),
        "nothing-to-read": _("表头下面没有可读的行。请检查工作表和表头所在的行。"),
        "elder-exists": _("写入时发现有人已被登记，整份名单没有写入。请重新核对。"),
        "code-taken": _("写入时发现有卡号已经发放，或在名单中出现两次，整份名单没有写入。"),
        "out-of-scope": _("确认人的职责已不包括名单中的区划，整份名单没有写入。"),
        "duty-held": _("写入时发现该时段内已有相同职责，整份名单没有写入。"),
        "not-for-oneself": _("名单中有确认人自己，职责不能由本人授予，整份名单没有写入。"),
        "table-too-long": _("工作表超过 12 万行，请分成几个文件。"),
        "table-too-wide": _("工作表有内容的列超过 100 列，请只保留需要的列。"),
        "table-unpacks-too-large": _("文件解压后过大，不予读取。"),
        "hostile-workbook": _("文件中含有表格不应有的实体声明，不予读取。"),
    }
    return known.get(code, _("处理没有完成（%(code)s），请重新上传或联系技术支持。") % {"code": code})


def change_words(*, kind: str, change: Change, named: Named) -> tuple[str, str, str]:
    """Return one change in words: the field, what it says before, what it says after; numbers of people masked."""
    field = _field_words(kind, change.field)
    read = _READERS.get(change.field, _as_it_is)
    before, after = (read(text, named) if text else "" for text in (change.before, change.after))
    return field, before, after


def _as_it_is(text: str, named: Named) -> str:
    return text


# What a row changes that none of its columns is called.
_FIELDS_OF: Final = {"moves": ("registration", "residence"), "staff": ("duty",)}


def columns_with_words(*, kind: str) -> list[tuple[str, str]]:
    """Return every column and field in which a row can differ or be wrong, in words; then the whole and hidden rows."""
    keys = [column.key for column in SHAPES[Kind(kind)].columns] + list(_FIELDS_OF.get(kind, ()))
    return [
        *((key, _field_words(kind, key)) for key in dict.fromkeys(keys)),
        (WHOLE_ROW, _("整行")),
        (HIDDEN, _("表格中隐藏的行")),
    ]


def _field_words(kind: str, field: str) -> str:
    own = {"registration": _("户籍"), "residence": _("居住地"), "duty": _("职责"), "died_on": _("离世日期")}
    return own.get(field) or column_words(kind=kind, key=field) or field


def _region(text: str, named: Named) -> str:
    return _("外地") if text == OUTSIDE else named(UUID(text))


def _categories(text: str, named: Named) -> str:
    if "|" not in text:
        return listed(category_shown(code=code) for code in text.split(","))
    code, level, from_on, until = text.split("|")
    words = category_shown(code=code) + (f" {level}" if level else "")
    if not until:
        return _("%(words)s，自 %(first)s") % {"words": words, "first": from_on}
    last = date.fromisoformat(until)
    return _("%(words)s，自 %(first)s，至 %(until)s 止（当日不计）") % {
        "words": words,
        "first": from_on,
        "until": last.isoformat(),
    }


def _duty(text: str, named: Named) -> str:
    role, _sep, place = text.partition("|")
    words = roles().get(role, role)
    try:
        return f"{words} · {named(UUID(place))}"
    except ValueError:
        return f"{words} · {place}"


def listed(parts: Iterable[str], *, deeply: bool = False) -> str:
    """Return several things in one line; `deeply` where they hold commas themselves."""
    chinese, english = ("；", "; ") if deeply else ("、", ", ")
    return (chinese if in_chinese() else english).join(parts)


def _hours(text: str, named: Named) -> str:
    hours, dated, from_on = text.partition("|")
    if not dated:
        return hours
    return _("%(hours)s，自 %(first)s") % {"hours": hours, "first": from_on or _("写入当天")}


def _degrees(text: str, named: Named) -> str:
    whole = text.rjust(7, "0")
    return f"{whole[:-6]}.{whole[-6:]}"


_READERS: Final[Mapping[str, Callable[[str, Named], str]]] = {
    "region": _region,
    "residence": _region,
    "registration": _region,
    "category": _categories,
    "phone": lambda text, _named: mask_phone(text),
    "id_number": lambda text, _named: mask_id_number(text),
    "duty": _duty,
    **dict.fromkeys(("breakfast", "lunch", "dinner"), _hours),
    "latitude": _degrees,
    "longitude": _degrees,
    "kind": lambda text, _named: place_kinds().get(text, text),
}


def wrong_column(*, kind: str, wrong: Wrong) -> str:
    """Return the column a mistake stands in, in words; the whole row where it stands in none."""
    return column_words(kind=kind, key=wrong.column) or _("整行")
