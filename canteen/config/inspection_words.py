"""What support's look at the tables is said in: rooms, their tables, the columns, and the codes in them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import Model
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy

from canteen.core.intake.kinds import Kind
from canteen.gateways.deed_words import subject_kinds, verbs
from canteen.gateways.intake_words import kind_words
from canteen.gateways.registry_words import roles, sittings
from kiosk.views.counter_words import REASONS

Words = str | Promise

ROOMS: Final[Mapping[str, Words]] = {
    "canteen": _("区划、食堂与人员"),
    "ordering": _("供餐与订餐"),
    "settlement": _("资金与账目"),
    "kiosk": _("终端与打卡"),
}
TABLES: Final[Mapping[str, Any]] = {
    "region": npgettext_lazy("table", "区划", "区划"),
    "regionparent": npgettext_lazy("table", "上级区划", "上级区划"),
    "organisation": npgettext_lazy("table", "运营主体", "运营主体"),
    "canteen": npgettext_lazy("table", "食堂", "食堂"),
    "hours": npgettext_lazy("table", "供餐时间", "供餐时间"),
    "tenure": npgettext_lazy("table", "运营期", "运营期"),
    "staff": npgettext_lazy("table", "工作人员", "工作人员"),
    "duty": npgettext_lazy("table", "职责", "职责"),
    "resetcode": npgettext_lazy("table", "重置码", "重置码"),
    "signinattempt": npgettext_lazy("table", "登录尝试", "登录尝试"),
    "import": npgettext_lazy("table", "送来的名单", "送来的名单"),
    "deed": npgettext_lazy("table", "操作记录", "操作记录"),
    "deedlink": npgettext_lazy("table", "记录链环节", "记录链环节"),
    "meal": npgettext_lazy("table", "供餐", "供餐"),
    "order": npgettext_lazy("table", "订餐", "订餐"),
    "fund": npgettext_lazy("table", "资金", "资金"),
    "allotment": npgettext_lazy("table", "额度", "额度"),
    "policy": npgettext_lazy("table", "补贴政策", "补贴政策"),
    "books": npgettext_lazy("table", "月账", "月账"),
    "entry": npgettext_lazy("table", "记账凭证", "记账凭证"),
    "posting": npgettext_lazy("table", "分录", "分录"),
    "hold": npgettext_lazy("table", "挂起", "挂起"),
    "seal": npgettext_lazy("table", "封账", "封账"),
    "shift": npgettext_lazy("table", "班次", "班次"),
    "kiosk": npgettext_lazy("table", "终端", "终端"),
    "contact": npgettext_lazy("table", "终端联系", "终端联系"),
    "enrolcode": npgettext_lazy("table", "登记码", "登记码"),
    "wrongpin": npgettext_lazy("table", "口令错误", "口令错误"),
    "checkin": npgettext_lazy("table", "打卡", "打卡"),
    "parkedvoid": npgettext_lazy("table", "待撤销", "待撤销"),
}
# By name, and where one name means two things by table and name; what names a row of a table is called as the table.
COLUMNS: Final[Mapping[str, Words]] = {
    "applied_at": _("生效时间"),
    "approved_at": _("批准时间"),
    "at": _("时间"),
    "attempt_id": _("打卡请求"),
    "budget_year": _("预算年度"),
    "byte_count": _("字节数"),
    "cleared_by_id": _("清理凭证"),
    "closed_at": _("结班时间"),
    "closed_on": _("关闭日期"),
    "closes": _("结束供餐"),
    "counted_fen": _("清点（分）"),
    "credit_code": _("统一社会信用代码"),
    "decided_fen": _("判定价（分）"),
    "decision": _("判定"),
    "digest": _("摘要"),
    "drawn_fen": _("已用（分）"),
    "eater": _("用餐人"),
    "ended_at": _("结束时间"),
    "enrolled_at": _("登记时间"),
    "expires_at": _("失效时间"),
    "fen": _("金额（分）"),
    "float_fen": _("备用金（分）"),
    "from_on": _("起始日期"),
    "id": _("编号"),
    "is_active": _("可登录"),
    "key": _("代号"),
    "kind": _("种类"),
    "last_login": _("最近登录"),
    "level": _("级别"),
    "linked_at": _("入链时间"),
    "login": _("登录名"),
    "made_at": _("建立时间"),
    "made_by_id": _("建立人"),
    "month": _("月份"),
    "name": _("名称"),
    "number": _("序号"),
    "opened_at": _("开启时间"),
    "opened_on": _("开办日期"),
    "opens": _("开始供餐"),
    "origin": _("来源"),
    "package": _("套餐类别"),
    "parent_id": _("上级"),
    "placed_at": _("订餐时间"),
    "portions": _("份数"),
    "position": _("位次"),
    "presented_at": _("刷卡时间"),
    "previous_id": _("上一封账"),
    "price_fen": _("价格（分）"),
    "promised_fen": _("承诺价（分）"),
    "reason": _("原因"),
    "received_at": _("收到时间"),
    "recorded_at": _("记账时间"),
    "reverses_id": _("冲销的凭证"),
    "revoked_at": _("停用时间"),
    "role": _("角色"),
    "rows_read": _("已读行数"),
    "rows_wrong": _("有误行数"),
    "sealed_at": _("封账时间"),
    "sequence": _("顺序号"),
    "served_at": _("用餐时间"),
    "service_on": _("供餐日期"),
    "sitting": _("餐次"),
    "source": _("资金性质"),
    "staff.name": _("姓名"),
    "state": _("状态"),
    "subject_id": _("对象编号"),
    "subject_kind": _("对象种类"),
    "submitted_at": _("提交时间"),
    "title": _("菜名"),
    "until_on": _("截止日期（不含）"),
    "used_at": _("使用时间"),
    "verb": _("操作"),
    "version": _("版本"),
    "void_of": _("撤销的打卡"),
}
CODES: Final[Mapping[str, Callable[[], Mapping[Any, Words]]]] = {
    "checkin.reason": lambda: REASONS,
    "import.kind": lambda: {each.value: kind_words(kind=each) for each in Kind},
    "is_active": lambda: {True: _("是"), False: _("否")},
    "role": roles,
    "sitting": sittings,
    "subject_kind": subject_kinds,
    "verb": verbs,
}


def table_words(*, table: type[Model], count: int) -> Words:
    """Return what so many rows of a table are called, in the language of whoever reads it later."""
    said: Words = lazy(lambda: TABLES[str(table._meta.model_name)] % count, str)()
    return said


def column_words(*, table: type[Model], column: str) -> Words:
    """Return what a column is called; raises KeyError for one without words."""
    known, related = COLUMNS.keys(), _field(table, column).related_model
    if column not in known and related:
        return table_words(table=related, count=1)
    own = f"{table._meta.model_name}.{column}"
    return COLUMNS[own if own in known else column]


def code_words(*, table: type[Model], column: str) -> Mapping[Any, Words]:
    """Return what the codes of a column are called; empty for a column that holds none."""
    found = CODES.get(f"{table._meta.model_name}.{column}") or CODES.get(column)
    return found() if found else dict(_field(table, column).flatchoices)


def _field(table: type[Model], column: str) -> Any:
    return table._meta.get_field(column)
