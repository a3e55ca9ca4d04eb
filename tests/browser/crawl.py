"""Finds every page of a running trial by following its links, as each of the people who work there."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

from django.urls import Resolver404, resolve
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, BrowserContext

from tests.browser.trial import Trial

# Who is asked first shows a page that several may see: those who may do most on it.
ROLES: Final = ("clerk", "manager", "finance", "counter", "auditor", "support")
LINK: Final = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"([^>]*)>')
ACTION: Final = re.compile(r'<form\b[^>]*?\baction="([^"]+)"')
TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PARTIAL: Final = re.compile(r'\bhx-(?:get|post)="([^"]+)"')
# Support's tables are the framework's pages, all alike: the first page, one list and one row stand for all;
# what they say of every table, column and code is held in tests/canteen/test_inspection.py.
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


@dataclass(frozen=True)
class Answer:
    """What came of a request, at the address where it ended; `text` is empty for a file."""

    status: int
    url: str
    is_page: bool
    text: str


class Reader:
    """Somebody of a role who asks for pages without a browser, past the form, reading Chinese."""

    def __init__(self, trial: Trial, role: str) -> None:
        self.base = str(trial.sheet["base"])
        self.jar = CookieJar()
        self._open = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.jar)).open
        account = next(each for each in trial.sheet["accounts"] if each["role"] == role)
        written = TOKEN.search(self.get("/login").text)
        assert written
        form = {"csrfmiddlewaretoken": written[1], "login": account["login"], "password": account["password"]}
        with self._open(f"{self.base}/login", urlencode(form).encode()) as answer:
            assert urlsplit(answer.url).path == "/", f"{role} is not let in"

    def get(self, path: str) -> Answer:
        """Ask for an address, and follow where it sends its reader on."""
        try:
            answer = self._open(self.base + path)
        except HTTPError as refused:
            answer = refused
        with answer:
            content = answer.read()
            is_page = answer.headers.get_content_type() == "text/html" and "Content-Disposition" not in answer.headers
            return Answer(answer.status, answer.url, is_page, content.decode() if is_page else "")

    @property
    def cookies(self) -> list[SetCookieParam]:
        """What a browser carries that goes on as this person."""
        return [{"name": one.name, "value": one.value or "", "url": self.base} for one in self.jar]


def signed_in(browser: Browser, reader: Reader, *, language: str = "zh-hans") -> BrowserContext:
    """A browser that goes on as this person, reading this language."""
    context = browser.new_context(base_url=reader.base, locale="zh-CN")
    context.add_cookies([*reader.cookies, {"name": "django_language", "value": language, "url": reader.base}])
    return context


def crawl(readers: Mapping[str, Reader], base: str) -> Found:
    """Follow the links of everybody from the desk on; a page of a kind is read twice at most by each."""
    found = Found()
    for role, reader in readers.items():
        _crawl_as(role, reader, base, found)
    return found


def _crawl_as(role: str, reader: Reader, base: str, found: Found) -> None:
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
        answer = reader.get(path)
        if answer.status >= 400:
            found.dead.append(f"{role}: {path} answers {answer.status}, from {origin}")
            continue
        if not answer.is_page:
            found.files.add(view)
            continue
        landed = urlsplit(answer.url)
        if view_of(landed.path) == view:
            found.pages.setdefault(view, Page(view, role, path))
        else:
            found.named.add(view)  # it sends its reader on
        found.named |= {view_of(target) for target in _targets(answer.text, landed.path)}
        waiting.extend((target, path) for target in _links(answer.text, answer.url, base))


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
