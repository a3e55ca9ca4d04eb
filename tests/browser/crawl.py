"""Finds every page of a running trial by following its links, as each of the people who work there."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import APIResponse, Browser, BrowserContext

from tests.browser.trial import Trial

# Who is asked first shows a page that several may see: those who may do most on it.
ROLES: Final = ("clerk", "manager", "finance", "counter", "auditor", "support")
LINK: Final = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"([^>]*)>')
ACTION: Final = re.compile(r'<form\b[^>]*?\baction="([^"]+)"')
PARTIAL: Final = re.compile(r'\bhx-(?:get|post)="([^"]+)"')
# Support's tables are the framework's pages, all alike: the first page, one list and one row stand for all.
INSPECTION: Final = {"admin:index", "admin:canteen_staff_changelist", "admin:canteen_staff_change"}
ALIKE: Final = 2  # as many pages of one kind are read, for the first may lack what the second has


@dataclass(frozen=True)
class Page:
    """One page of a kind, and who reads it."""

    view: str
    role: str
    path: str


@dataclass
class Found:
    """What a walk over all links found."""

    pages: dict[str, Page] = field(default_factory=dict)  # by the name of the route, one of each
    files: set[str] = field(default_factory=set)  # routes that answer with something to keep
    named: set[str] = field(default_factory=set)  # routes that a form or a part of a page leads to
    dead: list[str] = field(default_factory=list)  # links that lead nowhere, or where the reader may not go


def signed_in(browser: Browser, trial: Trial, role: str, *, language: str = "zh-hans") -> BrowserContext:
    """A browser of somebody of this role, past the form, reading this language."""
    account = next(each for each in trial.sheet["accounts"] if each["role"] == role)
    context = browser.new_context(base_url=trial.sheet["base"], locale="zh-CN")
    context.add_cookies([{"name": "django_language", "value": language, "url": trial.sheet["base"]}])
    page = context.new_page()
    page.goto("/login")
    page.locator("#login").fill(account["login"])
    page.locator("#password").fill(account["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/$"))
    page.close()
    return context


def crawl(contexts: dict[str, BrowserContext], base: str) -> Found:
    """Follow the links of everybody from the desk on; a page of a kind is read twice at most by each."""
    found = Found()
    for role, context in contexts.items():
        _crawl_as(role, context, base, found)
    return found


def _crawl_as(role: str, context: BrowserContext, base: str, found: Found) -> None:
    waiting, read = deque([("/", "the start")]), {}  # type: tuple[deque[tuple[str, str]], dict[str, list[str]]]
    while waiting:
        path, origin = waiting.popleft()
        view = view_of(path)
        if view.startswith("admin:") and view not in INSPECTION:
            continue
        before = read.setdefault(view, [])
        if path in before or len(before) >= ALIKE:
            continue
        before.append(path)
        answer = context.request.get(base + path, max_redirects=5)
        if answer.status >= 400:
            found.dead.append(f"{role}: {path} answers {answer.status}, from {origin}")
            continue
        if not _is_page(answer):
            found.files.add(view)
            continue
        landed = urlsplit(answer.url)
        if view_of(landed.path) == view:
            found.pages.setdefault(view, Page(view, role, path))
        else:
            found.named.add(view)  # it sends its reader on
        text = answer.text()
        found.named |= {view_of(target) for target in _targets(text, landed.path)}
        waiting.extend((target, path) for target in _links(text, answer.url, base))


def _is_page(answer: APIResponse) -> bool:
    kind = answer.headers.get("content-type", "")
    return kind.startswith("text/html") and "content-disposition" not in answer.headers


def view_of(path: str) -> str:
    """The name of the route of an address; the address itself where no route leads there."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return path


def _links(text: str, at: str, base: str) -> Iterator[str]:
    for raw, _ in LINK.findall(text):
        target = urlsplit(urljoin(at, unescape(raw)))
        if target.netloc == urlsplit(base).netloc:
            yield target.path + (f"?{target.query}" if target.query else "")


def _targets(text: str, path: str) -> Iterator[str]:
    for raw in ACTION.findall(text) + PARTIAL.findall(text):
        yield urlsplit(urljoin(path, unescape(raw))).path
