"""One lunch in a real browser against the real thing: from a card at the door to the seal and its spreadsheet."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import openpyxl
import psycopg
import pytest
from django.db import connection
from playwright.sync_api import Browser, Locator, Page, expect
from psycopg import sql

from canteen.core.identity import mask_name
from canteen.core.sitting import ZONE
from tests.browser.trial import Trial

TODAY = datetime.now(ZONE).date()
FIRST_OF_MONTH = (TODAY.replace(day=1) + timedelta(days=32)).replace(day=1)


class Door:
    """The kiosk at the canteen door, and the counter strip under it, as people use them."""

    def __init__(self, page: Page, trial: Trial) -> None:
        self.page, self.trial = page, trial
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if "Security Policy" in line.text else None)

    def enrol(self) -> None:
        """Make this browser a kiosk with the code that the trial printed."""
        self.page.goto(self.trial.sheet["addresses"]["enrol"])
        self.page.locator("[data-part=code]").fill(self.trial.sheet["enrol_code"])
        self.page.locator("[data-part=go]").click()
        self.page.get_by_role("link", name="开始使用").click()
        self.shows("waiting")
        expect(self.page.locator("[data-part=sitting]")).not_to_be_empty()

    def scan(self, code: str) -> None:
        """Type as a reader does: the code in one go, then Enter."""
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def shows(self, screen: str) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-screen", screen)

    def clears(self) -> None:
        """Let the result go by itself, as it does after five seconds."""
        self.shows("waiting")

    def unlock(self) -> None:
        self.page.locator("[data-part=open]").click()
        for digit in self.trial.sheet["pin"]:
            self.page.locator(f"[data-key='{digit}']").click()
        self.page.locator("[data-key=enter]").click()
        expect(self.page.locator("[data-part=desk]")).to_be_visible()

    def row(self, decision: str, name: str) -> Locator:
        return self.page.locator(f".row[data-decision={decision}]", has_text=name)


class Place:
    """Where a trial lives: its folder, and its database when that is PostgreSQL; later starts find what was loaded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database_url = _fresh_postgres(folder.name) if connection.vendor == "postgresql" else ""

    def at(self, now: str) -> Trial:
        return Trial(self.folder, now=now, database_url=self.database_url)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Ask the trial's database directly, past everything that is written in Python."""
        if self.database_url:
            with psycopg.connect(self.database_url) as link:
                return link.execute(question.replace("%", "%%"), []).fetchall()
        with sqlite3.connect(self.folder / "nuancan.sqlite3") as file:
            return file.execute(question).fetchall()


def _fresh_postgres(name: str) -> str:
    """An empty database of the lane's own cluster."""
    settings = connection.settings_dict
    database = "".join(letter if letter.isalnum() else "_" for letter in name)
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, user=settings["USER"], dbname="postgres", autocommit=True
    ) as link:
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    return f"postgres://{settings['USER']}@:{settings['PORT']}/{database}?host={settings['HOST']}"


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The trial of today, shared by the hours of the day."""
    return Place(tmp_path_factory.mktemp("today"))


@pytest.fixture
def door(browser: Browser) -> Iterator[list[Door]]:
    """Doors opened by a test; each must end without a script error or a breach of the content policy."""
    doors: list[Door] = []
    yield doors
    for one in doors:
        one.page.context.close()
        assert one.errors == []


def opened(browser: Browser, trial: Trial, doors: list[Door]) -> Door:
    context = browser.new_context(viewport={"width": 1080, "height": 1920}, locale="zh-CN")
    doors.append(Door(context.new_page(), trial))
    return doors[-1]


@pytest.mark.parametrize(("hour", "first"), [("03:00", 0), ("11:05", 5), ("23:50", 14)])
def test_lunch_is_served_at_any_hour(browser: Browser, door: list[Door], today: Place, hour: str, first: int) -> None:
    with today.at(hour) as trial:
        eat(opened(browser, trial, door), first)


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


def eat(kiosk: Door, first: int) -> None:
    """Two elders who have not eaten yet today: `first` and the next one on the trial's sheet."""
    by_card, by_code = kiosk.trial.sheet["elders"][first : first + 2]
    kiosk.enrol()
    kiosk.scan(by_card["card"])
    kiosk.shows("done")
    expect(kiosk.page.locator("[data-part=name]")).to_have_text(mask_name(by_card["name"]))
    share = kiosk.page.locator("[data-part=share]").inner_text()
    assert share in {"3元", "4元", "5元"}
    kiosk.scan(by_code["qr"])
    expect(kiosk.page.locator("[data-part=name]")).to_have_text(mask_name(by_code["name"]))
    kiosk.clears()
    kiosk.scan(by_card["card"])
    kiosk.shows("done")
    expect(kiosk.page.locator("[data-part=share]")).to_be_hidden()
    kiosk.clears()
    kiosk.unlock()
    served = kiosk.row("served", mask_name(by_card["name"]))
    expect(served).to_contain_text(share)
    served.get_by_role("button", name="撤销").click()
    expect(kiosk.page.locator("[data-part=toast]")).to_contain_text("已撤销")
    again = kiosk.row("served", mask_name(by_code["name"]))
    again.get_by_role("button", name="再来一份").click()
    expect(kiosk.row("served", mask_name(by_code["name"]))).to_have_count(2)


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
