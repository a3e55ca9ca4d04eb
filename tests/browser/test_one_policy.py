"""A town's rule from its text to a lunch, at the desks of a loaded town: written, checked, tried, approved, kept."""

import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from canteen.core.identity import mask_name
from tests.browser.looking import SHEET
from tests.browser.lunch import Door, opened
from tests.browser.trial import Trial, november

# A second engine shows nothing more of how pages are walked through.
pytestmark = pytest.mark.sqlite

TOMORROW = "2026-11-21"  # of the town in November
TITLE = "双林镇长者饭堂（照正果镇办法）"
SOURCE = "广州市长者饭堂助餐配餐服务申请指南(正果镇)"
# Name, id, who pays, how she is registered; three funds the town has, each with money for its canteens this month.
CITY = ("市级补助", "city", "慈善助餐资金", "")
DISTRICT = ("区级补助", "district", "区与双林镇联合助餐资金", "户籍与食堂同区县")
TOWN = ("镇级补助", "town", "慈善高龄关爱资金", "户籍与食堂同镇街")
# From what age, of which categories, and down to how much.
TIERS = (("60", "特困、低保、低保边缘、优抚", "1.00"), ("80", "", "3.00"), ("60", "", "5.00"))
# Age, categories, where she is registered: what she pays of twelve yuan.
PAYS = {
    ("65", "", "户籍在本地"): "5.00",
    ("72", "", "户籍在本地"): "5.00",
    ("82", "", "户籍在本地"): "3.00",
    ("91", "", "户籍在本地"): "3.00",
    ("68", "低保", "户籍在本地"): "1.00",
    ("82", "", "户籍在外镇街"): "6.00",
    ("82", "", "户籍在外区县"): "9.00",
}


def test_a_towns_rule_is_written_tried_approved_by_another_and_followed_from_its_day(
    browser: Browser, door: list[Door], tmp_path: Path
) -> None:
    with november(tmp_path) as trial:
        assert told_at_the_door(opened(browser, trial, door)) == "4元"  # by the rule that is in force
        clerk = desk(browser, trial, "clerk")
        write(clerk, trial.sheet["town"]["name"])
        check(clerk)
        look_at_last_month(clerk)
        approve(desk(browser, trial, "clerk2"))
    with Trial(tmp_path, now=f"{TOMORROW}T11:05") as trial:
        assert told_at_the_door(opened(browser, trial, door)) == "3元"
    paid = dict(sqlite3.connect(tmp_path / "nuancan.sqlite3").execute(PAID, {"on": TOMORROW, "elder": elder_id(trial)}))
    assert paid == {CITY[2]: 300, DISTRICT[2]: 300, TOWN[2]: 300, "老人自付": 300}


# Who paid how many fen of an elder's meals of a day, straight from the postings.
PAID = """
    SELECT COALESCE(fund.name, CASE WHEN payer.address LIKE 'elder/%' THEN '老人自付' ELSE payer.address END),
           SUM(posting.fen)
    FROM settlement_posting posting
    JOIN settlement_entry entry ON entry.id = posting.entry_id AND entry.kind = 'meal' AND entry.service_on = :on
    JOIN settlement_account payer ON payer.id = posting.debit_id
    LEFT JOIN settlement_fund fund ON payer.address LIKE 'fund/' || fund.key || '/%'
    WHERE entry.order_id IN (SELECT order_id FROM kiosk_checkin WHERE elder_id = :elder AND decision = 'served')
    GROUP BY 1"""


def elder_id(trial: Trial) -> str:
    """Her id as SQLite keeps it."""
    return str(trial.sheet["elders"][0]["id"]).replace("-", "")


def told_at_the_door(kiosk: Door) -> str:
    """What an elder of 82 is told at the kiosk when she shows her card; the server has it before this returns."""
    elder = kiosk.trial.sheet["elders"][0]
    assert elder["age"] == 82
    kiosk.enrol()
    kiosk.scan(elder["card"])
    kiosk.shows("done")
    share = kiosk.page.locator("[data-part=share]").inner_text()
    kiosk.unlock()
    expect(kiosk.row("served", mask_name(elder["name"]))).to_contain_text(share)
    return share


def desk(browser: Browser, trial: Trial, login: str) -> Page:
    """A browser of this person, signed in by the form."""
    page = browser.new_context(base_url=trial.sheet["base"], locale="zh-CN").new_page()
    page.goto("/login")
    sign_in(page, trial, login)
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    return page


def sign_in(page: Page, trial: Trial, login: str) -> None:
    """Fill in the form for signing in, wherever it leads on to."""
    account = trial.account(login)
    page.locator("#login").fill(account["login"])
    page.locator("#password").fill(account["password"])
    page.keyboard.press("Enter")


@contextmanager
def drawn_anew(page: Page) -> Iterator[None]:
    """Do something that the editor answers by drawing itself anew, and wait until it has."""
    page.locator("#editor").evaluate("editor => { editor.dataset.drawn = 'before'; }")
    yield
    expect(page.locator("#editor[data-drawn]")).to_have_count(0)


def write(page: Page, town: str) -> None:
    """Write the rule into the form, look at the example people, and keep it as a draft."""
    page.goto("/policies")
    page.get_by_role("link", name="起草新版").click()
    page.get_by_label("用于哪个区划").select_option(label=town)
    page.get_by_label("从哪天起适用").fill(TOMORROW)
    paper = page.locator("section", has=page.get_by_role("heading", name="政策文件"))
    paper.get_by_label("名称", exact=True).fill(TITLE)
    paper.get_by_label("英文名称").fill("Elders' canteen, after Zhengguo")
    paper.get_by_label("依据的文件").fill(SOURCE)
    paper.get_by_label("年龄从何时起算").select_option("生日当天")
    for _ in range(2):
        with drawn_anew(page):
            page.get_by_role("button", name="加一层").click()
    for number, layer in enumerate((CITY, DISTRICT, TOWN)):
        write_layer(page, page.locator(".layer").nth(number), *layer)
    write_tiers(page, page.locator(".layer").nth(2))
    expect(page.locator("#people .pays b")).to_have_text(list(PAYS.values()))
    page.get_by_role("button", name="存为草稿").click()


def write_layer(page: Page, card: Locator, name: str, code: str, fund: str, same: str) -> None:
    card.get_by_label("名称", exact=True).fill(name)
    card.get_by_label("英文名称").fill(code.capitalize())
    card.get_by_label("代号").fill(code)
    with drawn_anew(page):
        card.get_by_label("谁付").select_option(fund)
    card.get_by_label("资金用完后").select_option("暂挂，等人处理")
    card.get_by_label("从几岁起").first.fill("60")
    if same:
        card.get_by_text("更多条件").first.click()
        card.get_by_label("与食堂的关系").first.select_option(same)
    card.get_by_label("几元").fill("3.00")


def write_tiers(page: Page, card: Locator) -> None:
    for _ in TIERS[1:]:
        with drawn_anew(page):
            card.get_by_role("button", name="加一档").click()
    for number, (age, categories, yuan) in enumerate(TIERS):
        tier = card.get_by_role("row").nth(number + 1)
        tier.get_by_label("从几岁起").fill(age)
        tier.get_by_label("类别", exact=True).fill(categories)
        with drawn_anew(page):
            tier.get_by_label("怎么算").select_option("补到老人只付")
        tier.get_by_label("几元").fill(yuan)
        page.keyboard.press("Tab")
    expect(card.locator(".tiers select").first).to_have_value("first")


def places_wide(page: Page, changes: Locator) -> list[float]:
    """How wide the column is that says where a change stands: on a tablet held upright, and on paper."""
    desk, found = page.viewport_size, []
    for on_paper, width in ((False, 820), (True, SHEET[0])):
        page.emulate_media(media="print" if on_paper else "screen")
        page.set_viewport_size({"width": width, "height": SHEET[1]})
        box = changes.get_by_role("rowheader").first.bounding_box()
        found.append(box["width"] if box else 0.0)
    page.emulate_media(media="screen")
    if desk:
        page.set_viewport_size(desk)
    return found


def check(page: Page) -> None:
    """Nothing is wrong or doubtful; hand the draft in."""
    expect(page.get_by_role("status")).to_contain_text("已存为草稿")
    expect(page.get_by_text("没有错误，也没有可疑的地方。")).to_be_visible()
    warned = sheets_warned(page)
    assert warned == [True] * len(warned)
    assert len(warned) > 1
    page.get_by_role("button", name="检查完了，提交批准").click()
    expect(page.get_by_role("status")).to_contain_text("已检查")


def sheets_warned(page: Page) -> list[bool]:
    """Print the notice of a draft large, and say of each sheet whether it bears the ink of what forbids to post it.

    On the sheets after the first nothing else is in that ink.
    """
    page.get_by_role("link", name="公告稿").click()
    warning = page.get_by_text("不得张贴")
    expect(warning).to_be_visible()
    page.emulate_media(media="print")
    colour = warning.evaluate("warning => getComputedStyle(warning).borderTopColor")
    ink = tuple(int(part) for part in re.findall(r"\d+", colour)[:3])
    printed = page.pdf(scale=2, prefer_css_page_size=True)
    page.emulate_media(media="screen")
    page.go_back()
    return [ink in inks for inks in inks_of_sheets(printed)]


def inks_of_sheets(printed: bytes) -> Iterator[set[tuple[int, ...]]]:
    """The colours that each sheet of a PDF is drawn in, each as red, green and blue up to 255."""
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", printed, re.S):
        try:
            drawn = zlib.decompress(packed)
        except zlib.error:
            continue  # a picture, or a letter's shape
        if b"BT" in drawn:
            said = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", drawn)
            yield {tuple(round(float(part) * 255) for part in each) for each in said}


def look_at_last_month(page: Page) -> None:
    """Try it on the month before: all three funds are asked, and nothing is paid twice or lost."""
    page.get_by_role("link", name="用这版试算").click()
    page.get_by_role("button", name="开始试算").click()
    expect(page.get_by_role("heading", name="谁来付")).to_be_visible()
    page.wait_for_load_state()
    rows = [row.inner_text().split() for row in page.locator("table.payers.trial-table tr").all()[1:]]
    old, new = ({row[0]: Decimal(row[at].replace(",", "")) for row in rows} for at in (1, 2))
    meals = int(page.locator(".figures dd").first.inner_text())
    assert old["合计"] == new["合计"] == 12 * meals == sum(new.values()) - new["合计"] > 0
    assert new[CITY[2]] > 0 < new[DISTRICT[2]]
    assert (
        new["食堂承担"] < old["食堂承担"]
    )  # no layer is the canteen's; what waits for a person stands as it was split
    funds = [
        row.inner_text().split() for row in page.get_by_role("region", name="资金够不够").locator("tbody tr").all()
    ]
    needed = {row[0]: Decimal(row[1].replace(",", "")) for row in funds}
    assert needed[CITY[2]] == needed[DISTRICT[2]] > 0 < needed[TOWN[2]]


def approve(page: Page) -> None:
    """Another clerk sees what changes and puts it into force."""
    page.goto("/policies")
    page.get_by_role("link", name=TITLE).click()
    changes = page.get_by_role("table", name="与之前生效版本的差别")
    for name, *_ in (CITY, DISTRICT, TOWN):
        expect(changes.get_by_role("row").filter(has_text=f"支付层“{name}”")).to_contain_text("新增")
    assert min(places_wide(page, changes)) > 100  # some eight signs a line: what is signed for can be found
    page.get_by_role("button", name="看过了，批准").click()
    expect(page.get_by_role("status")).to_contain_text("已批准")
