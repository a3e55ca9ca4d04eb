"""Days at the desks of a loaded town, with its server and worker: the clerk's list, finance's question."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Route, expect
from playwright.sync_api import Page as Tab

from canteen.core.identity import check_digit
from tests.browser.trial import Trial, november

# A second engine shows nothing more of how pages are walked through.
pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with november(tmp_path_factory.mktemp("days")) as running:
        yield running


def desk(browser: Browser, trial: Trial, account: dict[str, str]) -> Tab:
    """A browser of this person, signed in by the form."""
    tab = browser.new_context(base_url=trial.sheet["base"], locale="zh-CN").new_page()
    tab.goto("/login")
    tab.locator("#login").fill(account["login"])
    tab.locator("#password").fill(account["password"])
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("button", name="退出")).to_be_visible()
    return tab


def id_number(serial: int, *, wrong: bool = False) -> str:
    """A number of a county that does not exist, born on 3 May 1948; `wrong` spoils the check digit."""
    first = f"33059919480503{serial:03d}"
    right = check_digit(first)
    return first + (("0" if right != "0" else "1") if wrong else right)


def as_sent(path: Path, town: str, *, mended: bool) -> Path:
    """A list as a town sends it: a title above the headings, a day in words, a total below."""
    book = Workbook()
    sheet = book.active
    assert sheet
    rows: list[list[Any]] = [
        [f"{town}新增用餐老人名单"],
        ["序号", "姓名", "身份证号码", "户籍地", "手机号码"],
        [1, "郁 阿宝", id_number(210), town, "13857201201"],
        [2, "郁小妹", id_number(220, wrong=not mended), town, "13857201202"],
        [3, "翁金根", id_number(231), town if mended else "无此村", "13857201203"],
        ["合计", 3],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    book.save(path)
    return path


def send(tab: Tab, trial: Trial, path: Path) -> None:
    """Send a list in, look at its columns, and wait until it is compared with the register."""
    tab.goto("/imports/new")
    tab.get_by_role("radio", name=re.compile("^老人")).check()
    tab.get_by_label("谁送来的").fill(f"{trial.sheet['town']['name']}民政办")
    tab.get_by_label("名单所属区划").select_option(label=re.compile(trial.sheet["town"]["name"]).pattern)
    tab.get_by_label("表格文件").set_input_files(path)
    tab.get_by_role("button", name="上传").click()
    tab.get_by_role("button", name="确认并核对").click()
    expect(tab.locator(".verdict h2")).to_be_visible()


def test_the_clerk_sends_a_list_in_reads_its_mistakes_mends_them_and_gives_a_card(
    browser: Browser, trial: Trial, tmp_path: Path
) -> None:
    tab, town = desk(browser, trial, trial.account("clerk")), trial.sheet["town"]["name"]
    send(tab, trial, as_sent(tmp_path / "sent.xlsx", town, mended=False))
    expect(tab.locator(".verdict h2")).to_have_text("有 2 行有误，名单不能生效")
    tab.goto(f"{tab.url.partition('?')[0]}?outcome=wrong")
    rows = tab.locator("#list tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("身份证号")
    expect(rows.nth(1)).to_contain_text("户籍地")
    assert [rows.nth(at).locator("th").inner_text() for at in (0, 1)] == ["4", "5"]  # as the sheet counts them
    with tab.expect_download() as download:
        tab.get_by_role("link", name="下载错误表").click()
    download.value.save_as(tmp_path / "mistakes.xlsx")
    mistakes = load_workbook(tmp_path / "mistakes.xlsx").worksheets[0]
    assert "翁金根" in {str(cell) for row in mistakes.iter_rows(values_only=True) for cell in row}
    send(tab, trial, as_sent(tmp_path / "mended.xlsx", town, mended=True))
    expect(tab.locator(".verdict h2")).to_have_text("将新增 3 项，变更 0 项")
    tab.get_by_role("button", name="确认生效").click()
    expect(tab.get_by_role("status").filter(has_text="整份生效")).to_be_visible()
    send(tab, trial, tmp_path / "mended.xlsx")
    expect(tab.locator(".verdict h2")).to_have_text("与现有登记一致，没有需要写入的内容")
    give_a_card(tab)
    replace_print_and_block(tab, tmp_path)
    tab.context.close()


def give_a_card(tab: Tab) -> None:
    """Find one of the new elders by initials, and issue the card that lies on the table."""
    tab.goto("/elders")
    tab.locator("input[name=q]").fill("yab")
    tab.keyboard.press("Enter")
    tab.locator("#list").get_by_role("link", name="郁阿宝").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("郁阿宝")
    assert id_number(210) not in tab.content()
    tab.get_by_role("link", name="发卡", exact=True).click()
    tab.locator("input[name=number]").fill("3305997777")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_contain_text("…7777")


COUNT = """addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.presses = Number(sessionStorage.presses ?? 0) + 1;
}, true)"""


def presses(tab: Tab) -> int:
    """How often something was pressed since the last question, by a finger or by Enter."""
    pressed = tab.evaluate("() => Number(sessionStorage.presses ?? 0)")
    tab.evaluate("() => sessionStorage.removeItem('presses')")
    return int(pressed)


def replace_print_and_block(tab: Tab, folder: Path) -> None:
    """Her card is lost, a printed one is wanted, then that one is lost: each is done with two or three presses."""
    tab.add_init_script(COUNT)
    tab.goto("/cards")
    tab.locator("input[name=q]").fill("3305997777")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("补办")
    tab.locator("input[name=number]").fill("3305998888")
    tab.keyboard.press("Enter")
    cards = tab.locator("#cards tbody tr")
    expect(cards.filter(has_text="…8888").locator(".state")).to_have_text("有效")
    expect(cards.filter(has_text="…7777").locator(".state")).to_have_text("已补办")
    assert presses(tab) == 2
    tab.get_by_role("link", name="发二维码卡").click()
    tab.get_by_role("button", name="发卡并打印").click()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="下载可打印的卡（PDF）").click()
    download.value.save_as(folder / "card.pdf")
    assert (folder / "card.pdf").read_bytes()[:5] == b"%PDF-"
    assert presses(tab) == 3
    tab.get_by_role("link", name="郁阿宝").click()
    printed = cards.filter(has_text="二维码")
    printed.get_by_role("link", name="停用").click()
    tab.locator("select[name=why]").select_option(label="丢失")
    tab.get_by_role("button", name="停用").click()
    expect(printed.locator(".state")).to_have_text("已停用")
    assert presses(tab) == 3


OBSERVE = """() => {
  window.waited = [];
  const main = document.getElementById("main");
  const look = () => waited.push([main.getAttribute("aria-busy"), getComputedStyle(main, "::before").position]);
  new MutationObserver(look).observe(main, { attributeFilter: ["aria-busy"] });
}"""


def test_a_list_says_that_it_waits_and_why_nothing_came(browser: Browser, trial: Trial) -> None:
    """What stands around a part of a page that is asked for: waiting, a cut line, a fault, a refusal, an answer."""
    tab, answers = desk(browser, trial, trial.account("clerk")), list[Callable[[Route], None]]()
    tab.goto("/canteens")
    listed, note, search = tab.locator("#list"), tab.locator("#frame-note"), tab.locator("input[name=q]")
    before = listed.inner_text()
    tab.route(re.compile(r"/canteens$"), lambda route: answers.pop(0)(route))
    tab.evaluate(OBSERVE)
    refusal = '<p data-problem="out-of-scope">不在您负责的范围内</p>'
    for number, (answer, said) in enumerate(
        (
            (lambda route: route.abort("connectionreset"), "连接中断，刚才的操作可能没有完成。请检查网络，再试一次。"),
            (lambda route: route.fulfill(status=500, body=""), "系统出现问题，操作没有执行，请稍后再试"),
            (lambda route: route.fulfill(status=403, content_type="text/html", body=refusal), "不在您负责的范围内"),
        )
    ):
        answers.append(answer)
        search.fill(f"{number}")
        expect(note).to_have_text(said)
        expect(note).to_be_visible()
        assert listed.inner_text() == before, said
    answers.append(lambda route: route.continue_())
    search.fill("没有这一家")
    expect(listed).to_contain_text("没有符合条件的记录")
    expect(note).to_be_hidden()
    assert tab.evaluate("waited") == [["true", "fixed"], [None, "static"]] * 4
    tab.context.close()


def test_finance_questions_a_month_the_canteen_answers_and_two_people_seal_it(browser: Browser, trial: Trial) -> None:
    place = next(each for each in trial.sheet["canteens"] if each["last_month"] == "submitted")
    accounts = [*trial.sheet["accounts"], *trial.sheet["more_accounts"]]
    manager = next(each for each in accounts if each["login"] == place["manager"])
    finance, answering = desk(browser, trial, trial.account("finance")), desk(browser, trial, manager)
    finance.goto(f"/months?q={place['name']}&until={trial.sheet['months']['last']}")
    finance.locator("#list tbody tr:not(.town) td a").first.click()
    address = finance.url
    answering.goto(address)
    answering.locator("summary", has_text="撤回").click()
    answering.get_by_role("button", name="确认撤回").click()
    expect(answering.locator(".head .state")).to_have_text("未提交")
    answering.get_by_role("link", name="核对并提交").click()
    answering.get_by_role("button", name="确认提交").click()
    expect(answering.locator(".head .state")).to_have_text("待批准")
    finance.goto(address)
    finance.locator("#questions summary").click()
    finance.locator("#questions textarea").fill("十月三日的份数比前一周多，请说明。")
    finance.get_by_role("button", name="提出疑问").click()
    expect(finance.locator(".head .state")).to_have_text("有疑问")
    finance.goto(f"{address.partition('?')[0]}/signing")
    expect(finance.get_by_role("button", name="确认批准并封账")).to_have_count(0)
    expect(finance.locator("main")).to_contain_text("答复以前不能封账")
    answering.goto(address)
    answering.locator("#questions textarea").first.fill("重阳节活动，来的人多。")
    answering.locator("#questions").get_by_role("button", name="答复").click()
    expect(answering.locator(".head .state")).to_have_text("已答复")
    finance.goto(address)
    expect(finance.locator("#questions")).to_contain_text("重阳节活动，来的人多。")
    finance.get_by_role("link", name="核对并批准").click()
    assert len("".join(finance.locator("dd.digest").inner_text().split())) == 64
    finance.get_by_role("button", name="确认批准并封账").click()
    expect(finance.locator(".head .state")).to_have_text("已封账")
    for tab in (finance, answering):
        tab.context.close()
