"""Deeds in words: what was done, and to what kind of thing."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def verbs() -> dict[str, str]:
    """Return what each verb of a deed is called."""
    return {
        "register": _("登记"),
        "found": _("建立系统"),
        "record": _("登记事实"),
        "end": _("终止"),
        "change phone": _("更改电话"),
        "open id number": _("查看身份证号"),
        "correct number": _("更正身份证号"),
        "issue": _("发放"),
        "print": _("打印"),
        "block": _("停用"),
        "replace": _("补办"),
        "grant": _("授予职责"),
        "open-reset": _("生成重置码"),
        "reset-password": _("重置密码"),
        "change-password": _("更改密码"),
        "end-sessions": _("退出所有设备"),
        "hand over": _("交接"),
        "move": _("更改名称或位置"),
        "change hours": _("更改供餐时间"),
        "close canteen": _("关闭食堂"),
        "keep canteen open": _("撤回关闭"),
        "open-enrolment": _("生成登记码"),
        "revoke": _("停用终端"),
        "plan": _("排定供餐"),
        "publish": _("发布"),
        "copy week": _("复制上周供餐"),
        "withdraw": _("撤回"),
        "place": _("订餐"),
        "cancel": _("取消"),
        "void-late": _("补撤销"),
        "dismiss": _("标为已处理"),
        "try": _("发起"),
        "appropriate": _("拨入"),
        "assign-role": _("改用途代号"),
        "allot": _("下达额度"),
        "open": _("开班"),
        "close": _("结班"),
        "submit": _("提交"),
        "question": _("提问"),
        "answer": _("答复"),
        "seal": _("封账"),
        **of_shares(),
        **of_lists(),
        **of_policies(),
        **proposing(),
    }


def of_shares() -> dict[str, str]:
    """Return what the verbs are called about shares of meals that a person decides."""
    return {
        "hold": _("挂起份额"),
        "clear": _("处理挂起"),
        "swap": _("对换同一餐次的两餐"),
        "redecide": _("重新核算已吃过的餐"),
    }


def of_lists() -> dict[str, str]:
    """Return what the verbs are called about lists that are sent in, and lists that are taken home."""
    return {
        "send in": _("送来名单"),
        "confirm": _("确认名单"),
        "sign": _("签字同意名单"),
        "apply": _("名单生效"),
        "correct": _("按名单更正"),
        "export elders": _("导出老人名单"),
        "export cards": _("导出卡证名单"),
        "export staff": _("导出工作人员名单"),
        "export mistakes": _("导出错误表"),
        "export differences": _("导出差异表"),
        "export touched": _("导出涉及的供餐"),
    }


def of_policies() -> dict[str, str]:
    """Return what the verbs are called about versions of a policy on their way to be law."""
    return {
        "draft": _("起草"),
        "edit": _("修改"),
        "check": _("检查"),
        "send-back": _("退回起草"),
        "approve": _("批准"),
    }


def proposing() -> dict[str, str]:
    """Return what the verbs are called about changes that need two people."""
    return {
        "propose account": _("提议更改账户"),
        "change account": _("同意更改账户"),
        "refuse account": _("驳回更改账户"),
        "withdraw account": _("撤回更改账户"),
        "propose hand-over": _("提议交接"),
        "refuse hand-over": _("驳回交接"),
        "withdraw hand-over": _("撤回交接"),
        "propose duty": _("提议授予职责"),
        "refuse duty": _("驳回授予职责"),
        "withdraw duty": _("撤回授予职责"),
        "propose netting": _("提出垫付清算"),
        "agree netting": _("同意垫付清算"),
        "withdraw netting": _("撤回垫付清算"),
    }


def subject_kinds() -> dict[str, str]:
    """Return what each kind of subject is called: one of them, where the word for many is another one."""
    return {
        "elder": _("老人"),
        "credential": pgettext("one", "卡证"),
        "region": _("区划"),
        "organisation": _("运营主体"),
        "canteen": _("食堂"),
        "staff": pgettext("one", "工作人员"),
        "duty": pgettext("one", "职责"),
        "kiosk": _("终端"),
        "meal": pgettext("one", "供餐"),
        "order": pgettext("one", "订餐"),
        "check-in": _("打卡"),
        "policy": _("补贴政策"),
        "trial": pgettext("one", "试算"),
        "fund": pgettext("one", "资金"),
        "netting": _("垫付清算"),
        "hold": pgettext("one", "挂起"),
        "shift": _("班次"),
        "books": pgettext("one", "月账"),
        "import": pgettext("one", "导入"),
    }


def deed_words(*, verb: str, kind: str) -> str:
    """Return an act in words: 发放凭证. A verb without words stands as it was written."""
    return _("%(verb)s · %(kind)s") % {"verb": verbs().get(verb, verb), "kind": subject_kinds().get(kind, kind)}
