"""What a clerk types into the editor of a policy while the server draws it anew; answers come when a test says."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Route, expect

from tests.browser.test_one_policy import desk
from tests.browser.trial import Trial, november

# A second engine shows nothing more of how pages are typed into.
pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with november(tmp_path_factory.mktemp("typing")) as running:
        yield running


@pytest.fixture
def page(browser: Browser, trial: Trial) -> Iterator[Page]:
    page = desk(browser, trial, "clerk")
    page.goto("/policies/new")
    yield page
    page.context.close()


TELL = """() => {
  delete document.documentElement.dataset.came;
  const tell = () => { document.documentElement.dataset.came = document.activeElement.id; };
  document.addEventListener("htmx:afterRequest", tell, { once: true });
}"""


class Answers:
    """The answers of one address to what is posted: each is under way until it is let through or lost."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.asked: list[Route] = []
        page.route(f"**{address}", lambda route: self.asked.append(route))

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Do something that asks; what is done afterwards is done before the answer."""
        before = len(self.asked)
        with self.page.expect_request(lambda request: request.url.endswith(self.address)):
            yield
        while len(self.asked) == before:
            self.page.evaluate("0")  # the request is seen before it is held

    def come(self) -> None:
        """Let through what was asked last, and see it drawn."""
        self.page.evaluate(TELL)
        self.asked.pop().continue_()
        expect(self.page.locator("html[data-came]")).to_have_count(1)


def choose_payer(page: Page) -> None:
    """A choice that the editor answers by drawing itself anew."""
    page.get_by_label("谁付").first.select_option("慈善助餐资金")


def test_what_is_filled_in_before_a_choice_is_drawn_stays_filled_in(page: Page) -> None:
    answers = Answers(page, "/policies/new")
    page.locator("[id='layers.0.counted'] summary").click()
    with answers.under_way():
        choose_payer(page)
    page.locator("[id='layers.0.zh']").fill("市级补助")
    page.locator("[id='layers.0.who.age_from']").press_sequentially("60")
    page.get_by_label("算作打折，以后按折后价算").check()
    limits = page.locator("[name='layers.0.limits']").first
    expect(limits).to_be_hidden()  # beside “all of them” a tick would count for nothing
    page.get_by_label("只计入：").check()
    expect(limits).to_be_visible()
    page.locator("[id='layers.0.who.more'] summary").click()
    english = page.locator("[id='layers.0.en']")
    english.focus()
    page.keyboard.press("Home")
    page.keyboard.type("City ")
    answers.come()
    expect(page.get_by_label("资金用完后").first).to_be_visible()
    page.keyboard.type("and ")  # she stays where she types
    expect(english).to_have_value("City and Concession")
    expect(page.locator("[id='layers.0.zh']")).to_have_value("市级补助")
    expect(page.locator("[id='layers.0.who.age_from']")).to_have_value("60")
    expect(page.get_by_label("算作打折，以后按折后价算")).to_be_checked()
    expect(page.get_by_label("只计入：")).to_be_checked()
    expect(page.get_by_label("只计入：")).to_be_visible()
    expect(page.locator("[id='layers.0.who.packages']")).to_be_visible()  # what she unfolded stays unfolded


def test_a_page_stays_where_it_is_when_it_is_drawn_anew(page: Page) -> None:
    page.get_by_role("button", name="加一层").click()
    choice = page.locator("[id='layers.1.tiers.0.amount.kind']")
    choice.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    answers = Answers(page, "/policies/new")
    with answers.under_way():
        choice.focus()
        page.keyboard.press("ArrowDown")
    answers.come()
    expect(choice).to_be_focused()
    expect(choice).to_be_in_viewport()
    assert page.evaluate("scrollY") == before > 0


def test_the_same_words_call_nobody_back_twice(page: Page) -> None:
    page.route("**/policies/look", lambda route: route.abort())
    page.locator("#zh").fill("双林镇办法")
    page.locator("#en").focus()
    expect(page.get_by_text("连接中断")).to_be_in_viewport()
    with page.expect_event("requestfailed"):
        page.locator("[id='layers.0.zh']").fill("市级补助")
        page.locator("#rest").focus()
    expect(page.locator("#rest")).to_be_in_viewport()


def test_who_types_nothing_goes_on_in_what_was_added(page: Page) -> None:
    answers = Answers(page, "/policies/new")
    with answers.under_way():
        page.get_by_role("button", name="加一层").click()
    answers.come()
    # At once: where a field is alive a moment later, what she types first goes elsewhere.
    expect(page.locator("html")).to_have_attribute("data-came", "layers.1.zh")
    expect(page.locator("[id='layers.1.zh']")).to_be_focused()


def test_what_is_chosen_while_another_choice_is_drawn_is_drawn_after_it(page: Page) -> None:
    answers = Answers(page, "/policies/new")
    with answers.under_way():
        choose_payer(page)
    page.locator("[id='layers.0.tiers.0.amount.value']").fill("2.50")
    page.keyboard.press("Home")
    page.keyboard.type("1")
    answers.come()
    expect(page.get_by_label("资金用完后").first).to_be_visible()
    page.keyboard.type("0")  # where the caret was
    expect(page.locator("[id='layers.0.tiers.0.amount.value']")).to_have_value("102.50")


def test_nothing_is_done_to_what_is_about_to_move(page: Page) -> None:
    page.get_by_role("button", name="加一层").click()
    page.locator("[id='layers.1.zh']").fill("区级补助")
    answers = Answers(page, "/policies/new")
    down = page.locator("[id='layers.0.down']")
    with answers.under_way():
        down.click()
    page.keyboard.type("x")
    expect(page.locator("#editor[inert]")).to_have_count(1)
    answers.asked.pop().abort()
    expect(page.get_by_text("连接中断")).to_be_visible()
    expect(page.locator("#editor[inert]")).to_have_count(0)
    expect(down).to_be_focused()
    with answers.under_way():
        page.keyboard.press("Enter")
    answers.come()
    expect(page.locator("[id='layers.0.zh']")).to_have_value("区级补助")
    expect(page.locator("#editor[inert]")).to_have_count(0)
    expect(page.locator("[id='layers.1.up']")).to_be_focused()  # it is the last: there is no further down


def test_what_was_dropped_comes_back_one_by_one(page: Page) -> None:
    names = ["甲", "乙", "丙"]
    for _ in names[1:]:
        page.get_by_role("button", name="加一层").click()
    expect(page.locator(".layer")).to_have_count(3)
    for number, name in enumerate(names):
        page.locator(f"[id='layers.{number}.zh']").fill(name)
    undo = page.get_by_role("button", name="撤销")
    expect(undo).to_be_hidden()
    page.locator("[id='layers.0.drop']").press("Enter")
    expect(page.locator(".layer")).to_have_count(2)
    page.keyboard.press("Enter")  # pressed once too often: the next one goes as well
    expect(page.locator(".layer")).to_have_count(1)
    expect(undo).to_be_in_viewport()
    undo.click()
    expect(page.locator("[id$='.zh'][id^=layers]")).to_have_count(2)
    undo.press("Enter")
    expect(page.locator("[id$='.zh'][id^=layers]")).to_have_count(3)
    assert [field.input_value() for field in page.locator("[id$='.zh'][id^=layers]").all()] == names
    expect(undo).to_be_hidden()
    expect(page.locator("[id='layers.0.drop']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(undo).to_be_visible()
    page.locator("[id='layers.0.zh']").fill("别的")  # who goes on has meant it
    expect(undo).to_be_hidden()


def half_a_word(page: Page, letters: str) -> CDPSession:
    """Letters stand under an input method in the field of the focus; text that is inserted takes their place."""
    keys = page.context.new_cdp_session(page)
    at = {"selectionStart": len(letters), "selectionEnd": len(letters)}
    keys.send("Input.imeSetComposition", {"text": letters, **at})
    return keys


def test_half_a_word_of_an_input_method_is_not_torn_by_a_choice(page: Page) -> None:
    answers = Answers(page, "/policies/new")
    with answers.under_way():
        choose_payer(page)
    page.locator("[id='layers.0.zh']").fill("")
    keys = half_a_word(page, "shi")
    answers.come()
    expect(page.get_by_label("资金用完后")).to_have_count(0)
    with answers.under_way():
        keys.send("Input.insertText", {"text": "市级补助"})
    answers.come()
    expect(page.get_by_label("资金用完后").first).to_be_visible()
    expect(page.locator("[id='layers.0.zh']")).to_have_value("市级补助")


def test_half_a_word_of_an_input_method_is_not_torn_by_what_people_pay(page: Page) -> None:
    answers = Answers(page, "/policies/look")
    with answers.under_way():
        page.locator("[id='person.age1']").fill("81")
        page.keyboard.press("Tab")
    page.locator("[id='person.categories2']").focus()
    keys = half_a_word(page, "dibao")
    answers.come()
    expect(page.locator("[id='person.categories2']")).to_have_value("dibao")
    with answers.under_way():
        keys.send("Input.insertText", {"text": "低保"})
    answers.come()
    expect(page.locator("[id='person.categories2']")).to_have_value("低保")
    expect(page.locator("[id='person.categories2']")).to_be_focused()


def test_the_next_example_person_is_typed_while_the_last_one_is_counted(page: Page) -> None:
    answers = Answers(page, "/policies/look")
    with answers.under_way():
        page.locator("[id='person.age1']").fill("81")
        page.keyboard.press("Tab")
    page.locator("[id='person.age2']").fill("93")
    with answers.under_way():  # what was typed meanwhile is counted too
        answers.come()
    expect(page.locator("[id='person.age2']")).to_be_focused()
    answers.come()
    expect(page.locator("[id='person.age1']")).to_have_value("81")
    expect(page.locator("[id='person.age2']")).to_have_value("93")
