"""Every page of a loaded town, found by its links: axe, keyboard, three sizes, two languages, no link that is dead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage
from playwright.sync_api import Page as Tab

from canteen.config.access import PAGES
from tests.browser.crawl import ROLES, Found, Page, Reader, crawl
from tests.browser.looking import LOOK, spoilt_on_paper, violations, with_eyes
from tests.browser.policy_states import advances_written
from tests.browser.shots import WRONG_LIST, wrong_list
from tests.browser.states import STATES, TYPED, State, account_proposed, duty_offered, hand_over_proposed
from tests.browser.trial import ROOT, november
from tests.browser.words import Known, codes, database_words, is_untranslated, names_typed

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
for _view in ("back", "cash", "confirm", "dismiss", "end", "serve", "undo"):
    ELSEWHERE[f"counter:{_view}"] = "a form beside the one who stands there: tests/browser/test_counter_desk.py"
for _view in ("decide", "progress", "cancel"):
    ELSEWHERE[f"imports:{_view}"] = "while a list is read or decided: tests/canteen/imports"
for _view in ("elders:withdraw", "imports:touched", "imports:layout", "months:swap", "policies:edit", "trials:trial"):
    ELSEWHERE[_view] = "a state of what people do: tests/browser/states.py"
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
for _view in ("approve", "back", "check", "withdraw"):
    ELSEWHERE[f"policies:{_view}"] = "a button of a version on its way to be law: tests/settlement/test_policy_pages.py"
ELSEWHERE["policies:look"] = "what stands beside the editor: tests/settlement/test_editor.py"
for _view in ("agree", "propose", "take-back"):
    ELSEWHERE[f"funds:{_view}"] = "a button where one fund owes another: tests/settlement/test_netting.py"
ELSEWHERE["funds:role"] = "a form of one fund: tests/settlement/test_fund_roles.py"
for _view in ("cancel", "progress", "workbook"):
    ELSEWHERE[f"trials:{_view}"] = "once something was tried: tests/browser/test_one_policy.py, tests/settlement/trials"
STRANGERS: Final = ("/login", "/password/lost", "/nowhere")


@dataclass
class Seen:
    """What was wrong with each page, by the kind of fault."""

    base: str
    found: Found
    known: Known
    typed: set[str]
    codes: set[str] = field(default_factory=codes)
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
        base = trial.sheet["base"]
        readers = {role: Reader(trial, role) for role in ROLES}
        with browser.new_context(base_url=base, locale="zh-CN") as context:  # in which style sheets are loaded once
            become(context, readers["clerk"])
            wrong_list(context)
            advances_written(folder)
            rows = folder / "nuancan.sqlite3"
            walked = Seen(base, crawl(readers, base), Known(database_words(rows)), names_typed(rows))
            pages = [page for view, page in sorted(walked.found.pages.items()) if not view.startswith("kiosk:")]
            waiting = account_proposed(context, trial.sheet["town"]["name"])
            handed = hand_over_proposed(context)
            become(context, readers["support"])
            offered = duty_offered(context)
            tab = walked.tab(context)
            for number, page in enumerate((*pages, waiting, offered, handed)):
                become(context, readers[page.role])
                look_at(walked, tab, page, number)
            for number, state in enumerate(STATES):
                become(context, readers[state.role])
                look_at_state(walked, tab, state, number)
            context.clear_cookies()
            for path in STRANGERS:
                look_at(walked, tab, Page(path, "stranger", path), 0)
            walked.found.pages |= {page.view: page for page in (waiting, offered, handed)}
        yield walked


def become(context: BrowserContext, reader: Reader) -> None:
    """Go on as somebody else."""
    context.add_cookies(reader.cookies)


def untranslated(view: str, tab: Tab, known: Known) -> list[str]:
    """Words left in Chinese; on pages of lists sent in, what stands in those is not ours to translate."""
    if view.startswith("imports:"):
        lines = WRONG_LIST.splitlines()
        known = known.and_these([*TYPED, *(cell for line in lines for cell in line.split(",") if cell)])
    return [f"{text!r} in {place}" for text, place in tab.evaluate("look.words()") if is_untranslated(text, known)]


def raw(page: str, tab: Tab, walked: Seen) -> list[str]:
    """Words of the code on a page in Chinese; the page of the API tells programmers its own."""
    found = tab.evaluate("(words) => look.codes(words)", sorted(walked.codes)) if page != "api-page" else []
    return [f"{text!r} in {place}" for text, place in found if text not in walked.typed]


def look_at(walked: Seen, tab: Tab, page: Page, number: int) -> None:
    """Open a page in both languages and at all sizes, and note what is wrong; axe at one of the sizes in turn."""
    walked.where = f"{page.view} ({page.role})"
    first, second, third = (SIZES[(number + turn) % len(SIZES)] for turn in (-1, 0, 1))
    # As few changes of size as there can be: each page begins as the one before it ended.
    for language, sizes in (("en", (first, second, third)), ("zh-hans", (third, first, second))):
        walked.listens = True
        speak(tab, language, walked.base)
        tab.goto(page.path)
        cut_anywhere(walked, tab, sizes, language)
        if language == "en":
            walked.add("words", walked.where, untranslated(page.view, tab, walked.known))
            if not page.view.startswith("admin:"):  # the framework's pages have a frame of their own
                walked.add("paper", walked.where, spoilt_on_paper(tab))
        else:
            walked.add("codes", walked.where, raw(page.view, tab, walked))
        tab.keyboard.press("Tab")  # from here on the browser shows where the focus is
        walked.add("keyboard", walked.where, tab.evaluate("look.unreachable()"))
    axe(walked, tab, number)


def look_at_state(walked: Seen, tab: Tab, state: State, number: int) -> None:
    """Do what leads there, and note what is wrong with what it shows."""
    walked.where, walked.listens = f"{state.name} ({state.role})", True
    for language in ("en", "zh-hans"):
        speak(tab, language, walked.base)
        resize(tab, SIZES[0])
        if state.stays and language != "en":
            tab.reload()
        else:
            state.reach(tab)
        cut_anywhere(walked, tab, SIZES, language)
        if language == "en":
            walked.add("words", walked.where, untranslated(state.name, tab, walked.known))
            walked.add("paper", walked.where, spoilt_on_paper(tab))
        else:
            walked.add("codes", walked.where, raw(state.name, tab, walked))
    axe(walked, tab, number)


def speak(tab: Tab, language: str, base: str) -> None:
    """Have the pages that come in this language."""
    tab.context.add_cookies([{"name": "django_language", "value": language, "url": base}])


def resize(tab: Tab, size: tuple[int, int]) -> None:
    """Give the tab this size, which costs a layout, unless it has it."""
    now = tab.viewport_size
    if not now or (now["width"], now["height"]) != size:
        tab.set_viewport_size({"width": size[0], "height": size[1]})


def cut_anywhere(walked: Seen, tab: Tab, sizes: Sequence[tuple[int, int]], language: str) -> None:
    """Note what is cut off at each size."""
    for size in sizes:
        resize(tab, size)
        walked.add("cut", f"{walked.where} {language} {size[0]}", tab.evaluate("look.cut()"))


def axe(walked: Seen, tab: Tab, number: int) -> None:
    """Note what axe finds, which styles a page inline to measure it, and is not heard."""
    size = SIZES[number % len(SIZES)]
    walked.listens = False
    resize(tab, size)
    walked.add("axe", f"{walked.where} {size[0]}", violations(tab))


def test_axe_finds_nothing(seen: Seen) -> None:
    assert not seen.told("axe"), seen.told("axe")


def test_nothing_is_cut_off_at_three_sizes(seen: Seen) -> None:
    assert not seen.told("cut"), seen.told("cut")


def test_on_paper_a_page_is_its_figures_whole_and_without_doors(seen: Seen) -> None:
    assert not seen.told("paper"), seen.told("paper")


def test_no_word_is_left_untranslated(seen: Seen) -> None:
    assert not seen.told("words"), seen.told("words")


def test_no_word_of_the_code_stands_on_a_page_in_chinese(seen: Seen) -> None:
    assert not seen.told("codes"), seen.told("codes")


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
    states = {view for view, said in ELSEWHERE.items() if said.endswith("states.py")}
    assert sorted(states - {state.name.split()[0] for state in STATES}) == []


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
<input placeholder="找"><input><img src="data:,">
<table><tr><td>one<tr><td>like it<tr><td>and like it<tr><td style="color: #bbb">unlike them</table>
<p>second-portion</p><p>served</p></main>"""


def test_what_is_wrong_with_a_page_is_seen(browser: Browser) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.set_content(WRONG)
    tab.evaluate(f"({LOOK})()")
    tab.keyboard.press("Tab")
    told = {kind: " ".join(map(str, tab.evaluate(f"look.{kind}()"))) for kind in ("cut", "words", "unreachable")}
    assert [word for word in ("beyond the edge", "cut or spilled", "the page is") if word not in told["cut"]] == []
    assert [word for word in ("未译", "找") if word not in told["words"]] == []
    assert [word for word in ("no way to it", "focus does not show") if word not in told["unreachable"]] == []
    assert [code for code, _ in tab.evaluate("look.codes(['served', 'late'])")] == ["second-portion", "served"]
    assert tab.evaluate("look.unalike().exclude.map((cell) => cell.innerText)") == ["and like it"]
    heard = " ".join(violations(tab))
    assert [rule for rule in ("label: ", "image-alt: ", "color-contrast: ") if rule not in heard] == []
    assert "unlike them" in heard
    tab.close()
