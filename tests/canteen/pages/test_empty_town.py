"""A town founded a moment ago, walked through by its links: each page says what is not there and what to do."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse

from canteen.core.region import Level
from canteen.core.scope import Role
from canteen.models import Duty, Staff
from canteen.operations.staff import found_staff
from tests.county import NOW, SINCE, WORD

LINK: Final = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
SAID: Final = re.compile(r'<(?:p|td)\b[^>]*\bclass="(?:[^"]* )?empty"[^>]*>(.*?)</(?:p|td)>', re.DOTALL)
HEAD: Final = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
# A table without rows, an empty list: what a reader would take for a page that broke.
BARE: Final = re.compile(r"<(tbody|ul|ol)\b[^>]*>\s*</\1>")
# What each page says where there is nothing, by its route.
NOTHING: Final[dict[str, tuple[str, ...]]] = {
    "elders:list": ("您负责的区划里还没有登记老人。登记或导入名册以后，会出现在这里。",),
    "cards:list": ("您负责的区划里还没有发过卡。在老人的页面上发卡，或导入发卡名单。",),
    "imports:list": ("还没有上传过名单。上传一份，先核对，再整份生效。",),
    "canteens:list": ("您负责的范围内还没有食堂。登记或导入食堂名单以后，会出现在这里。",),
    "organisations:list": ("还没有登记运营主体。先登记运营主体，再登记它运营的食堂。",),
    "devices:list": ("您负责的食堂还没有登记终端。生成登记码，在设备上打开“登记设备”输入。",),
    "meals:meals": ("您负责的范围内还没有食堂。登记食堂以后，在这里安排每周的供餐。",),
    "meals:menu": ("您负责的范围内还没有食堂。登记食堂以后，在这里安排每周的供餐。",),
    "months:months": ("您负责的食堂还没有月账。第一餐记入以后，会出现在这里。",),
    "shifts:list": ("还没有开过班。收付现金以前在柜台开班，就会出现在这里。",),
    "holds:list": ("没有等待裁定的挂起，现在不用做什么。",),
    "funds:funds": (
        "您负责的区划没有资金。资金用接口登记和拨入。",
        "还没有下达额度。资金拨入以后，用接口向食堂下达。",
    ),
    "funds:advances": ("没有等待清算的垫付，现在不用做什么。",),
    "trials:list": ("还没有试算过。打开一版补贴政策，选“试算”。",),
    "policies:policies": ("这里没有补贴政策。没有生效的政策时，餐照常供应，钱先暂挂。起草一版，由另一个人批准。",),
}
# Pages that are never empty, for they speak of who reads them, of people, of what was done, or ask for something.
FULL: Final = {
    *("desk", "me", "password", "sessions", "api-page", "kiosk:check-in", "kiosk:enrol"),
    *("staff:list", "staff:person", "staff:register", "staff:grant", "staff:end", "staff:reset", "deeds:list"),
    *("elders:register", "elders:check", "imports:send", "canteens:register", "organisations:register"),
    *("devices:enrolment", "policies:new"),
}


@pytest.fixture
def client(db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Whoever founded a district holds every role over it that a region gives, and nothing is there but they."""
    monkeypatch.setattr("canteen.gateways.clock.now", lambda: NOW)
    made = found_staff(
        login="founder", name="创建人", password=WORD, region_name="南浔区", region_level=Level.DISTRICT,
        from_on=SINCE, now=NOW,
    )  # fmt: skip
    for role in (Role.FINANCE, Role.AUDITOR):
        Duty.objects.create(staff_id=made.staff_id, role=role.value, region_id=made.region_id, from_on=SINCE)
    client = Client()
    client.force_login(Staff.objects.get(id=made.staff_id))
    return client


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """(route, text) of every page that links lead to from the desk, and of the menu to print; each kind once."""
    waiting, seen = deque(["/", reverse("meals:menu")]), set[str]()
    while waiting:
        path = waiting.popleft()
        view = resolve(urlsplit(path).path).view_name
        if view in seen or view.startswith("admin:"):
            continue
        seen.add(view)
        answer: Any = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        text = answer.content.decode()
        yield view, text
        for raw in LINK.findall(text):
            target = urlsplit(urljoin(path, unescape(raw)))
            if not target.netloc:
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))


def words(markup: str) -> str:
    """What is read of a piece of a page."""
    return unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def test_every_page_of_an_empty_town_says_what_is_not_there_and_what_to_do(client: Client) -> None:
    said, bare, headless = {}, [], []
    for view, text in pages(client):
        if view.startswith("kiosk:"):
            continue
        main = text.partition("<main")[2]
        if found := tuple(words(each) for each in SAID.findall(main)):
            said[view] = found
        elif view not in FULL:
            said[view] = ()
        bare += [view for _ in BARE.findall(main)]
        headless += [view for heads in [HEAD.findall(main)] if len(heads) != 1 or not words(heads[0])]
    assert said == NOTHING
    assert (bare, headless) == ([], [])
