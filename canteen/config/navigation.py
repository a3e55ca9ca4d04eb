"""The doors that open for the reader: in the bar at the top of every page, and on the desk with what they lead to."""

from typing import Final
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canteen.config.access import page_access
from canteen.core.scope import Actor, Role
from canteen.gateways.clock import now
from canteen.queries.widest import is_widest

# A door: its route, words, and what one does there.
Door = tuple[str, Promise, Promise]

# In the order of the bar at the top and of the desk. Doors of one kind stand together under one word.
ROOMS: Final[tuple[tuple[Promise | None, tuple[Door, ...]], ...]] = (
    (None, (("desk", _("办公桌"), _("您的职责和各个页面。")),)),
    (None, (("counter:start", _("柜台"), _("查找老人、登记用餐、收现金、撤销，今天的记录。")),)),
    (
        _("老人和卡证"),
        (
            ("elders:list", _("老人名册"), _("名单、户籍、类别和其他事实，谁有卡。")),
            ("cards:list", _("卡证"), _("发卡、补办、停用、打印。")),
            ("imports:list", _("名单导入"), _("镇街送来的名册、认定、发卡、离世和迁移名单。")),
        ),
    ),
    (None, (("meals:meals", _("供餐"), _("每天的套餐、价格和份数。")),)),
    (
        _("机构和设备"),
        (
            ("canteens:list", _("食堂名单"), _("食堂和助餐点：位置、时间、谁在运营。")),
            ("organisations:list", _("运营主体名单"), _("谁运营哪些食堂，补贴付到哪个账户。")),
            ("staff:list", _("工作人员名单"), _("谁在哪里做什么，授予和终止职责，找回密码。")),
            ("devices:list", _("终端名单"), _("登记、停用终端，看它们最近什么时候有消息。")),
        ),
    ),
    (
        _("补贴"),
        (
            ("months:months", _("月账"), _("核对每个食堂的月账，提问、批准、封账，下载表格。")),
            ("holds:list", _("挂起"), _("等人裁定的份额：谁的哪一餐、多少钱、为什么。")),
            ("shifts:list", _("班次"), _("谁的钱箱什么时候开、什么时候结，清点差了多少，为什么。")),
            ("funds:funds", _("资金"), _("各项资金的余额，每个食堂本月可用的额度。")),
            ("policies:policies", _("补贴政策"), _("每一版政策从哪天到哪天，谁起草，谁批准。")),
            ("trials:list", _("试算"), _("用以前真实的用餐试一版政策：各方会付多少，谁多付、谁少付。")),
        ),
    ),
    (None, (("deeds:list", _("操作记录"), _("谁、什么时候、做了什么、为什么。")),)),
)
DOORS: Final = tuple(door for _words, doors in ROOMS for door in doors)
# On the desk alone: what is opened once on a device, or read by programmers.
DESK_DOORS: Final[tuple[Door, ...]] = (
    ("kiosk:check-in", _("用餐登记"), _("打开本机的登记终端；第一次使用要先登记这台设备。")),
    ("kiosk:enrol", _("登记设备"), _("用登记码把这台设备变成终端。")),
    ("api-page", _("接口"), _("给程序用的地址和格式。")),
)

# For support of the widest region alone, which the table of access does not know.
INSPECTION: Final[tuple[Door, ...]] = (("admin:index", _("数据查看"), _("技术支持按编号查看数据表，只能看，不能改。")),)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Return the links of the bar and, on the desk, those of the desk; none for who is not signed in."""
    actor = getattr(request, "auth", None)
    if not isinstance(actor, Actor):
        return {"doors": [], "address": _address(request), "made_at": now()}
    here = request.resolver_match.view_name if request.resolver_match else ""
    shown: dict[str, object] = {
        "reader": actor,
        "doors": _bar(actor, here),
        "address": _address(request),
        "made_at": now(),  # what is printed says when it was so
    }
    if here == "desk":
        inspects = is_widest(region_ids=actor.regions(Role.SUPPORT))
        shown["desk_doors"] = _open(actor, DOORS[1:] + DESK_DOORS + (INSPECTION if inspects else ()), here)
    return shown


def _bar(actor: Actor, here: str) -> list[dict[str, object]]:
    """The rooms that hold a door for this person; a room of one door is that door."""
    found: list[dict[str, object]] = []
    for words, doors in ROOMS:
        shown = _open(actor, doors, here)
        if len(shown) > 1:
            found.append({"words": words, "doors": shown, "here": any(each["here"] for each in shown)})
        else:
            found += shown
    return found


def _open(actor: Actor, doors: tuple[Door, ...], here: str) -> list[dict[str, object]]:
    """Those of the doors whose pages let this person in; a page within a room marks the door of its room."""
    room = here.partition(":")[0]
    return [
        {"link": reverse(name), "words": words, "purpose": purpose, "here": name.partition(":")[0] == room}
        for name, words, purpose in doors
        if (access := page_access(name)) and access.lets(actor)
    ]


def _address(request: HttpRequest) -> str:
    """Where the reader returns to after choosing a language: here, or where the form stood that was sent here."""
    before = urlsplit(request.headers.get("Referer", ""))
    if request.method in ("GET", "HEAD") or before.netloc != request.get_host():
        return request.get_full_path()
    return urlunsplit(("", "", before.path, before.query, ""))
