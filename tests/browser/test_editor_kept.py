"""What a clerk wrote into the editor of a policy and did not save: there again when she comes back, and saved once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.test_one_policy import desk, sign_in
from tests.browser.trial import Trial, november

# A second engine shows nothing more of what a browser keeps.
pytestmark = pytest.mark.sqlite

TITLE = "双林镇长者饭堂办法"


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with november(tmp_path_factory.mktemp("kept")) as running:
        yield running


@pytest.fixture
def page(browser: Browser, trial: Trial) -> Iterator[Page]:
    page = desk(browser, trial, "clerk")
    write(page, trial.sheet["town"]["name"])
    yield page
    page.context.close()


def write(page: Page, town: str) -> None:
    """Half a policy: two layers, the second without a name yet."""
    page.goto("/policies/new")
    page.get_by_label("用于哪个区划").select_option(label=town)
    page.get_by_label("从哪天起适用").fill("2027-03-01")
    page.locator("#zh").fill(TITLE)
    page.get_by_role("button", name="加一层").click()
    page.locator("[id='layers.1.tiers.0.amount.value']").fill("2.50")
    page.locator("[id='person.age1']").fill("81")


def stands_there(page: Page, town: str) -> None:
    """All of that half a policy, and the words that say so."""
    expect(note(page)).to_be_visible()
    expect(page.get_by_label("用于哪个区划").locator("option:checked")).to_have_text(town)
    expect(page.get_by_label("从哪天起适用")).to_have_value("2027-03-01")
    expect(page.locator("#zh")).to_have_value(TITLE)
    expect(page.locator(".layer")).to_have_count(2)
    expect(page.locator("[id='layers.1.tiers.0.amount.value']")).to_have_value("2.50")
    expect(page.locator("[id='person.age1']")).to_have_value("81")


def note(page: Page) -> Locator:
    return page.get_by_text("上次没有保存的内容已放回这里。")


@contextmanager
def nothing_put_back(page: Page) -> Iterator[None]:
    """Come to the editor anew; what is kept would be asked for before the page counts as loaded."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.resource_type == "xhr" else None)
    yield
    expect(page.locator("#zh")).to_have_value("补贴政策")
    page.wait_for_load_state()
    page.evaluate("0")  # what was asked until now is heard by then
    assert asked == []
    expect(note(page)).to_be_hidden()


def versions(trial: Trial) -> int:
    """How many versions of policies are kept."""
    with closing(sqlite3.connect(trial.folder / "nuancan.sqlite3")) as kept:
        return int(kept.execute("SELECT COUNT(*) FROM settlement_policy").fetchone()[0])


def make_whole(page: Page) -> None:
    """What the second layer still lacks."""
    page.locator("[id='layers.1.zh']").fill("镇级补助")
    page.locator("[id='layers.1.en']").fill("Town")


def save(page: Page) -> None:
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("已存为草稿。")).to_be_visible()


def test_who_looks_something_up_and_comes_back_finds_what_she_wrote(page: Page, trial: Trial) -> None:
    page.goto("/policies")
    page.go_back()
    stands_there(page, trial.sheet["town"]["name"])
    page.reload()
    stands_there(page, trial.sheet["town"]["name"])
    page.get_by_role("button", name="不要这些内容").click()
    expect(page.locator(".layer")).to_have_count(1)
    expect(note(page)).to_be_hidden()
    with nothing_put_back(page):
        page.reload()


def test_a_session_that_ends_costs_nothing_of_what_was_written(page: Page, trial: Trial) -> None:
    make_whole(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="存为草稿").click()
    sign_in(page, trial, "clerk")
    stands_there(page, trial.sheet["town"]["name"])
    before = versions(trial)
    save(page)
    assert versions(trial) == before + 1
    with nothing_put_back(page):
        page.goto("/policies/new")


def test_what_one_wrote_is_not_put_before_another_who_signs_in(page: Page, trial: Trial) -> None:
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="加一层").click()
    with nothing_put_back(page):
        sign_in(page, trial, "clerk2")


def test_a_lost_connection_is_told_and_the_page_stays(page: Page, trial: Trial) -> None:
    make_whole(page)
    page.route("**/policies/new", lambda route: route.abort())
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("连接中断")).to_be_visible()
    page.unroute("**/policies/new")
    before = versions(trial)
    save(page)
    assert versions(trial) == before + 1


def test_a_draft_is_saved_once_however_often_the_button_is_pressed(page: Page, trial: Trial) -> None:
    make_whole(page)
    held: list[Route] = []
    page.route("**/policies/new", lambda route: held.append(route))
    before = versions(trial)
    with page.expect_request(lambda request: request.url.endswith("/policies/new")):
        page.get_by_role("button", name="存为草稿").focus()
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#editor[inert]")).to_have_count(1)
    while not held:
        page.evaluate("0")  # the request is seen before it is held
    held.pop().continue_()
    expect(page.get_by_text("已存为草稿。")).to_be_visible()
    assert (held, versions(trial)) == ([], before + 1)


def test_what_is_refused_stays_and_is_told_where_she_looks(page: Page, trial: Trial) -> None:
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator(".mistakes")).to_be_focused()
    expect(page.locator(".mistakes")).to_contain_text("名称")
    page.goto("/policies")
    page.go_back()
    stands_there(page, trial.sheet["town"]["name"])


def test_a_raw_text_is_kept_as_it_was_typed_even_where_it_is_no_json(page: Page) -> None:
    page.get_by_role("button", name="改原文").click()
    page.locator("#document").fill('{"format": "nuancan-policy/1", 未写完')
    page.goto("/policies")
    page.goto("/policies/new")
    expect(note(page)).to_be_visible()
    expect(page.locator("#document")).to_have_value('{"format": "nuancan-policy/1", 未写完')


def test_what_is_given_up_is_not_put_back(page: Page) -> None:
    page.get_by_role("link", name="不办了").click()
    with nothing_put_back(page):
        page.goto("/policies/new")


def test_what_cannot_be_put_back_now_is_put_back_later(page: Page, trial: Trial) -> None:
    page.goto("/policies")
    page.route("**/policies/new", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.goto("/policies/new")
    expect(page.get_by_text("连接中断")).to_be_visible()
    page.locator("#zh").fill("别的")
    page.unroute("**/policies/new")
    page.reload()
    stands_there(page, trial.sheet["town"]["name"])


def test_what_is_given_up_does_not_come_back_field_by_field(page: Page) -> None:
    page.get_by_role("link", name="不办了").click()
    expect(page.get_by_role("heading", name="补贴政策")).to_be_visible()
    with nothing_put_back(page):
        page.go_back()
    expect(page.locator("[id='layers.0.zh']")).to_have_value("食堂让利")


def test_a_draft_that_was_changed_in_another_tab_is_saved_by_who_was_told(page: Page, trial: Trial) -> None:
    make_whole(page)
    save(page)
    edit = page.get_by_role("link", name="修改", exact=True).get_attribute("href") or ""
    page.goto(edit)
    page.locator("#en").fill("Here")
    other = page.context.new_page()
    other.goto(edit)
    other.locator("#en").fill("Elsewhere")
    other.get_by_role("button", name="存为草稿").click()
    expect(other.get_by_text("草稿已修改。")).to_be_visible()
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("政策内容与您看到的不一致，请重新查看")).to_be_focused()
    page.reload()
    expect(page.get_by_text("这份草稿后来在别处改过，保存后以这里的内容为准。")).to_be_visible()
    expect(page.locator("#en")).to_have_value("Here")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("草稿已修改。")).to_be_visible()
    page.goto(edit)
    expect(page.locator("#en")).to_have_value("Here")


def test_where_a_day_is_missing_she_is_told_and_led_there(page: Page) -> None:
    make_whole(page)
    page.get_by_label("从哪天起适用").fill("")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator(".mistakes")).to_be_focused()
    expect(page.locator(".mistakes")).to_be_in_viewport()
    expect(page.locator(".mistakes li")).to_have_text(["从哪天起适用：请填写。"])
    page.locator(".mistakes a").click()
    expect(page.get_by_label("从哪天起适用")).to_be_in_viewport()
