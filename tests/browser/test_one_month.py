"""The first of a month in a real browser, against the real thing: lunch, and the month before, handed in and sealed."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import openpyxl
from playwright.sync_api import Browser, Page, expect

from canteen.core.sitting import ZONE
from tests.browser.lunch import Door, Place, eat, opened
from tests.browser.trial import Trial

FIRST_OF_MONTH = (datetime.now(ZONE).date().replace(day=1) + timedelta(days=32)).replace(day=1)


def test_on_the_first_of_a_month_lunch_is_served_and_the_month_before_is_closed_by_two(
    browser: Browser, door: list[Door], tmp_path: Path
) -> None:
    place = Place(tmp_path)
    with place.at(f"{FIRST_OF_MONTH.isoformat()}T11:05") as trial:
        kiosk = opened(browser, trial, door)
        eat(kiosk, 1)
        submit(opened(browser, trial, door).page, trial)
        sheets = approve(opened(browser, trial, door).page, trial, tmp_path / "month.xlsx")
        posted = place.ask(PAID.format(month=trial.sheet["months"]["last"], canteen=trial.sheet["canteen"]["id"]))
    names = {name for name, _ in posted}
    summary = {row[0]: row[-1] for row in sheets["汇总"] if row[0] in names and row[-1] is not None}
    assert {name: Decimal(str(yuan)) for name, yuan in summary.items()} == {
        name: Decimal(int(fen)) / 100 for name, fen in posted
    }
    _, *meals, total = sheets["用餐明细"]
    price = Decimal(sum(int(fen) for _, fen in posted)) / 100
    assert (total[2], Decimal(str(total[3]))) == (len(meals), price)
    assert sum(Decimal(str(meal[3])) for meal in meals) == price


# Who paid how much in a canteen's month, straight from the postings: whatever moved to or from what it has earned.
PAID = """
    SELECT COALESCE(fund.name, CASE WHEN payer.address LIKE 'elder/%' THEN '老人自付'
                                    WHEN payer.address LIKE '%/borne' THEN '食堂承担' ELSE '暂挂' END) AS name,
           SUM(moved.fen)
    FROM (SELECT posting.debit_id AS payer_id, posting.credit_id AS canteen_id, posting.fen, posting.month
          FROM settlement_posting posting
          UNION ALL
          SELECT posting.credit_id, posting.debit_id, -posting.fen, posting.month
          FROM settlement_posting posting) moved
    JOIN settlement_account canteen ON canteen.id = moved.canteen_id AND canteen.address = 'canteen/{canteen}/earned'
    JOIN settlement_account payer ON payer.id = moved.payer_id
    LEFT JOIN settlement_fund fund ON payer.address LIKE 'fund/' || fund.key || '/%'
    WHERE moved.month = '{month}-01'
    GROUP BY 1 ORDER BY 1"""


def sign_in(page: Page, trial: Trial, login: str) -> None:
    account = trial.account(login)
    page.goto(trial.sheet["addresses"]["months"])
    page.locator("#login").fill(account["login"])
    page.locator("#password").fill(account["password"])
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def open_last_month(page: Page, trial: Trial) -> None:
    last, name = trial.sheet["months"]["last"], trial.sheet["canteen"]["name"]
    page.goto(f"{trial.sheet['addresses']['months']}?{urlencode({'until': last, 'q': name})}")
    page.get_by_role("link", name=name).first.click()


def submit(page: Page, trial: Trial) -> None:
    """The manager submits; she cannot approve what she submitted."""
    sign_in(page, trial, "manager")
    open_last_month(page, trial)
    page.get_by_role("link", name="核对并提交").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_role("status")).to_contain_text("已提交")
    expect(page.get_by_role("button", name="确认批准并封账")).to_have_count(0)


def approve(page: Page, trial: Trial, path: Path) -> dict[str, list[list[Any]]]:
    """A second person sees what is signed, seals it, and downloads the sheets; returned row by row."""
    sign_in(page, trial, "finance")
    open_last_month(page, trial)
    page.get_by_role("link", name="核对并批准").click()
    page.get_by_role("button", name="确认批准并封账").click()
    expect(page.get_by_role("status")).to_contain_text("已批准并封账")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载表格（xlsx）").click()
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
