"""A kiosk's door in a real browser, and the trial behind it: what a lunch is made of, on either database."""

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from playwright.sync_api import Browser, Locator, Page, expect
from psycopg import sql

from canteen.core.identity import mask_name
from tests.browser.trial import Trial


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


def opened(browser: Browser, trial: Trial, doors: list[Door]) -> Door:
    context = browser.new_context(viewport={"width": 1080, "height": 1920}, locale="zh-CN")
    doors.append(Door(context.new_page(), trial))
    return doors[-1]


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
    kiosk.unlock()  # staff need not wait until the screen is empty again
    served = kiosk.row("served", mask_name(by_card["name"]))
    expect(served).to_contain_text(share)
    served.get_by_role("button", name="撤销").click()
    expect(kiosk.page.locator("[data-part=toast]")).to_contain_text("已撤销")
    again = kiosk.row("served", mask_name(by_code["name"]))
    again.get_by_role("button", name="再来一份").click()
    expect(kiosk.row("served", mask_name(by_code["name"]))).to_have_count(2)
