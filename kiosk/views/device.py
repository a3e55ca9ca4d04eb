"""Pages of the device itself: static shells with all their words; what changes comes over the API."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.gateways.registry_words import sittings


@require_GET
def check_in(request: HttpRequest) -> HttpResponse:
    """The page at the canteen door: the elder's screen and the counter strip."""
    return render(request, "kiosk/check_in.html", {"words": _words()})


@require_GET
def enrol(request: HttpRequest) -> HttpResponse:
    """The page that makes a browser a kiosk, with a one-time code (K10), and measures its screen (U2)."""
    return render(request, "kiosk/enrol.html", {"words": _enrol_words()})


def _words() -> dict[str, str]:
    """What the scripts say; kept out of them so that one catalogue translates the whole page."""
    return {
        "price": _("{yuan}元"),
        "comma": _("、"),
        "list_none": _("没有名单"),
        "list_now": _("刚刚更新"),
        "list_minutes": _("{n} 分钟前"),
        "list_hours": _("{n} 小时前"),
        "durable_yes": _("长期保存"),
        "durable_no": _("临时保存"),
        "pin_plain": _("请输入口令"),
        "pin_wait": _("正在核对"),
        "pin_wrong": _("口令不对，请再输一次"),
        "pin_later": _("试得太多了，请过一会儿再试"),
        "pin_offline": _("连不上网络，暂时不能解锁"),
        "undo_sent": _("正在撤销"),
        "second_sent": _("正在加一份"),
        "queued": _("已记下，连上网就办理"),
        "undone": _("已撤销"),
        "added": _("已加一份"),
        "not_stored": _("这台终端存不下记录"),
        "no_answer": _("名单里没有，服务器还没有回话"),
        "no_reason": _("需要人工处理"),
        "no_choice": _("刷了卡，没有选饭菜"),
        "served": _("已用餐"),
        "voided": _("已撤销"),
        "someone": _("没有姓名"),
        **sittings(),
    }


def _enrol_words() -> dict[str, str]:
    return {
        "wait": _("正在登记"),
        "length": _("登记码是十二位数字"),
        "offline": _("连不上服务器，请检查网络后再试"),
        "refused": _("登记码不对，请再看一遍"),
        "insecure": _("这个网址不能当终端用，请改用 https 开头的网址"),
    }
