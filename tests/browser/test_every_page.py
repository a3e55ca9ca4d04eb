"""Every page of a loaded town, found by its links: axe, keyboard, three sizes, two languages, no link that is dead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage
from playwright.sync_api import Page as Tab

from canteen.config.access import PAGES
from tests.browser.crawl import ROLES, Found, Page, crawl, signed_in
from tests.browser.looking import LOOK, violations, with_eyes
from tests.browser.shots import WRONG_LIST, wrong_list
from tests.browser.states import STATES, State, duty_offered
from tests.browser.trial import ROOT, november
from tests.browser.words import Known, database_words, is_untranslated

# Which engine holds the rows is of no weight to what a page looks like.
pytestmark = pytest.mark.sqlite

SIZES: Final = ((1440, 900), (820, 1180), (360, 740))
# Pages that no link leads to, each with where it comes from.
ELSEWHERE: Final[dict[str, str]] = {
    "language": "a button on every page",
    "login": "for whom nobody knows yet; looked at below",
    "password-lost": "from there",
    "kiosk:enrol": "a page of the device: tests/browser/test_kiosk_looks.py",
    "kiosk:check-in": "a page of the device: tests/browser/test_kiosk_looks.py",
}
ELSEWHERE["months:swap"] = "a form on a meal that another one doubts: tests/kiosk/test_swap.py"
for _view in ("back", "cash", "confirm", "end", "serve", "undo"):
    ELSEWHERE[f"counter:{_view}"] = "a form beside the one who stands there: tests/browser/test_counter_desk.py"
for _view in ("decide", "progress", "touched", "layout", "cancel"):
    ELSEWHERE[f"imports:{_view}"] = "while a list is read or decided: tests/canteen/imports"
for _view in (
    "months:answer",
    "months:approve",
    "months:withdraw",
    "meals:publish",
    "meals:publish-all",
    "cards:print",
    "canteens:keep-open",
):
    ELSEWHERE[_view] = "a form or a link in the one state it belongs to"
for _view in ("shift", "close"):
    ELSEWHERE[f"shifts:{_view}"] = "a drawer that somebody opened: tests/browser/test_counter_desk.py"
STRANGERS: Final = ("/login", "/password/lost", "/nowhere")


@dataclass
class Seen:
    """What was wrong with each page, by the kind of fault."""

    base: str
    found: Found
    known: Known
    faults: dict[str, list[str]] = field(default_factory=dict)
    where: str = ""  # what is looked at
    listens: bool = False

    def add(self, kind: str, where: str, faults: list[str]) -> None:
        """Remember what is wrong with one page."""
        told = self.faults.setdefault(kind, [])
        told += [line for line in dict.fromkeys(f"{where}: {fault}" for fault in faults) if line not in told]

    def told(self, kind: str) -> str:
        """All faults of a kind, a line each."""
        return "\n".join(self.faults.get(kind, []))

    def tab(self, context: BrowserContext) -> Tab:
        """A tab in which one page after the other is looked at; what its scripts complain of is a fault."""
        tab = with_eyes(context).new_page()
        tab.on("pageerror", lambda error: self.add("script", self.where, [str(error)]))
        tab.on("console", self._heard)
        return tab

    def _heard(self, line: ConsoleMessage) -> None:
        if self.listens and "Security Policy" in line.text:
            self.add("script", self.where, [line.text])


@pytest.fixture(scope="module")
def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """One loaded town, one browser, one look at each kind of page."""
    folder = tmp_path_factory.mktemp("town")
    with november(folder) as trial:
        contexts = {role: signed_in(browser, trial, role) for role in ROLES}
        wrong_list(contexts["clerk"])
        found = crawl(contexts, trial.sheet["base"])
        walked = Seen(trial.sheet["base"], found, Known(database_words(folder / "nuancan.sqlite3")))
        tabs = {role: walked.tab(context) for role, context in contexts.items()}
        pages = [page for view, page in sorted(found.pages.items()) if not view.startswith("kiosk:")]
        waiting = account_proposed(contexts["clerk"], trial.sheet["town"]["name"])
        offered = Page("staff:decide", "clerk", duty_offered(contexts["support"]))
        handed = hand_over_proposed(contexts["clerk"])
        for number, page in enumerate((*pages, waiting, offered, handed)):
            look_at(walked, tabs[page.role], page, number)
        for number, state in enumerate(STATES):
            look_at_state(walked, tabs[state.role], state, number)
        stranger = browser.new_context(base_url=trial.sheet["base"])
        unknown = walked.tab(stranger)
        for path in STRANGERS:
            look_at(walked, unknown, Page(path, "stranger", path), 0)
        for context in (*contexts.values(), stranger):
            context.close()
        found.pages |= {page.view: page for page in (waiting, offered, handed)}
        yield walked


def account_proposed(context: BrowserContext, town: str) -> Page:
    """Propose a bank account as this town's clerk; returns the page on which a second person decides about it."""
    tab = context.new_page()
    tab.goto("/organisations")
    tab.locator("#list tbody a").filter(has_text=town).first.click()
    tab.locator("a[href$='/account']").click()
    for name, typed in {"bank": "Rural Bank", "number": "6228480402564890018", "reason": "moved"}.items():
        tab.locator(f"main form [name={name}]").fill(typed)
    tab.locator("main form button.strong").click()
    path = tab.locator("a[href*='/account-proposals/']").first.get_attribute("href")
    assert path
    tab.close()
    return Page("organisations:decide", "clerk", path)


def hand_over_proposed(context: BrowserContext) -> Page:
    """Propose to hand a canteen over as this town's clerk; returns the page on which a second person decides."""
    tab = context.new_page()
    tab.goto("/canteens")
    tab.locator("#list tbody a").first.click()
    tab.locator("a[href$='/hand-over']").click()
    tab.locator("main form [name=organisation_id]").select_option(index=1)
    for name, typed in {"from_on": "2027-03-01", "reason": "a new contract"}.items():
        tab.locator(f"main form [name={name}]").fill(typed)
    tab.locator("main form button.strong").click()
    path = tab.locator("a[href*='/hand-over-proposals/']").first.get_attribute("href")
    assert path
    tab.close()
    return Page("canteens:decide", "clerk", path)


def untranslated(view: str, tab: Tab, known: Known) -> list[str]:
    """Words left in Chinese; on pages of lists sent in, what stands in those is not ours to translate."""
    if view.startswith("imports:"):
        known = known.and_these(cell for line in WRONG_LIST.splitlines() for cell in line.split(",") if cell)
    return [f"{text!r} in {place}" for text, place in tab.evaluate("look.words()") if is_untranslated(text, known)]


def look_at(walked: Seen, tab: Tab, page: Page, number: int) -> None:
    """Open a page in both languages and at all sizes, and note what is wrong; axe at one of the sizes in turn."""
    walked.where = f"{page.view} ({page.role})"
    for language, sizes in (("en", SIZES), ("zh-hans", SIZES[::-1])):
        walked.listens = True
        speak(tab, language, walked.base)
        tab.goto(page.path)
        cut_anywhere(walked, tab, sizes, language)
        if language == "en":
            walked.add("words", walked.where, untranslated(page.view, tab, walked.known))
        tab.keyboard.press("Tab")  # from here on the browser shows where the focus is
        walked.add("keyboard", walked.where, tab.evaluate("look.unreachable()"))
    axe(walked, tab, number)


def look_at_state(walked: Seen, tab: Tab, state: State, number: int) -> None:
    """Do in English, whose words are the longer ones, what leads there, and note what is wrong with what it shows."""
    walked.where, walked.listens = f"{state.name} ({state.role})", True
    speak(tab, "en", walked.base)
    tab.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    state.reach(tab)
    cut_anywhere(walked, tab, SIZES, "en")
    walked.add("words", walked.where, untranslated(state.name, tab, walked.known))
    axe(walked, tab, number)


def speak(tab: Tab, language: str, base: str) -> None:
    """Have the pages that come in this language."""
    tab.context.add_cookies([{"name": "django_language", "value": language, "url": base}])


def cut_anywhere(walked: Seen, tab: Tab, sizes: Sequence[tuple[int, int]], language: str) -> None:
    """Note what is cut off at each size."""
    for width, height in sizes:
        tab.set_viewport_size({"width": width, "height": height})
        walked.add("cut", f"{walked.where} {language} {width}", tab.evaluate("look.cut()"))


def axe(walked: Seen, tab: Tab, number: int) -> None:
    """Note what axe finds, which styles a page inline to measure it, and is not heard."""
    width, height = SIZES[number % len(SIZES)]
    walked.listens = False
    tab.set_viewport_size({"width": width, "height": height})
    walked.add("axe", f"{walked.where} {width}", violations(tab))


def test_axe_finds_nothing(seen: Seen) -> None:
    assert not seen.told("axe"), seen.told("axe")


def test_nothing_is_cut_off_at_three_sizes(seen: Seen) -> None:
    assert not seen.told("cut"), seen.told("cut")


def test_no_word_is_left_untranslated(seen: Seen) -> None:
    assert not seen.told("words"), seen.told("words")


def test_everything_is_reached_by_keyboard_and_shows_it(seen: Seen) -> None:
    assert not seen.told("keyboard"), seen.told("keyboard")


def test_no_script_fails_and_nothing_breaks_the_content_policy(seen: Seen) -> None:
    assert not seen.told("script"), seen.told("script")


def test_no_link_leads_nowhere_or_where_its_reader_may_not_go(seen: Seen) -> None:
    assert not seen.found.dead, "\n".join(seen.found.dead)


def test_every_page_was_found_by_its_links(seen: Seen) -> None:
    reached = set(seen.found.pages) | seen.found.files | seen.found.named | set(ELSEWHERE)
    assert sorted(set(PAGES) - reached) == []


def test_what_is_named_for_pages_elsewhere_exists() -> None:
    named = {path for said in ELSEWHERE.values() for path in re.findall(r"tests/[\w/.]+", said)}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    assert sorted(set(ELSEWHERE) - set(PAGES)) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("练市食堂 is closed", False),
        ("食堂 is closed", True),
        ("张*兰, 欧阳*", False),
        ("11月", True),
        ("closed", False),
    ],
)
def test_a_word_that_is_part_of_a_name_is_seen_when_it_stands_alone(text: str, left: bool) -> None:
    assert is_untranslated(text, Known(["练市食堂", "张小兰"])) is left


WRONG = """<!doctype html><html lang="en"><title>x</title><main><h1>未译</h1>
<p style="width: 500px">a long line</p>
<table><tr><td style="max-width: 20px; white-space: nowrap">a long cell</td></tr></table>
<a href="#" style="outline: none">seen</a>
<button tabindex="-1" style="color: #aaa; background: #fff">faint words</button>
<input placeholder="找"><input><img src="data:,"></main>"""


def test_what_is_wrong_with_a_page_is_seen(browser: Browser) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.set_content(WRONG)
    tab.evaluate(f"({LOOK})()")
    tab.keyboard.press("Tab")
    told = {kind: " ".join(map(str, tab.evaluate(f"look.{kind}()"))) for kind in ("cut", "words", "unreachable")}
    assert [word for word in ("beyond the edge", "cut or spilled", "the page is") if word not in told["cut"]] == []
    assert [word for word in ("未译", "找") if word not in told["words"]] == []
    assert [word for word in ("no way to it", "focus does not show") if word not in told["unreachable"]] == []
    heard = " ".join(violations(tab))
    assert [rule for rule in ("label: ", "image-alt: ", "color-contrast: ") if rule not in heard] == []
    tab.close()
